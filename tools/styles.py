"""Write portal.css from dorgora.css: the same rules without fonts, counter, charts and stationery.

python tools/styles.py           writes the file
python tools/styles.py --check   fails if it is stale
"""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src/dorgora/shell/static/dorgora"
SOURCE, TARGET = STATIC / "dorgora.css", STATIC / "portal.css"
NOTE = "/* Made from dorgora.css by tools/styles.py */\n"


def portal_styles(source: str) -> str:
    """The stylesheet with marked passages, comments and empty lines taken out."""
    kept = re.sub(r"/\*not portal\*/.*?/\*portal\*/", "", source, flags=re.DOTALL)
    bare = re.sub(r"/\*.*?\*/", "", kept, flags=re.DOTALL)
    return NOTE + "\n".join(line.strip() for line in bare.splitlines() if line.strip()) + "\n"


def main() -> int:
    """Write or check; the exit code for the shell."""
    wanted = portal_styles(SOURCE.read_text())
    if "--check" in sys.argv:
        fresh = TARGET.exists() and TARGET.read_text() == wanted
        print("portal.css is up to date" if fresh else "portal.css is stale: run python tools/styles.py")
        return 0 if fresh else 1
    TARGET.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
