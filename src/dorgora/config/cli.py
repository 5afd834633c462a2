"""The `dorgora` command: asks the running node over its own socket, or does the work itself when none runs."""

import os
import sys
from pathlib import Path

from dorgora.config.door import ask


def main() -> None:
    """Runs one command and exits with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")
    words = sys.argv[1:]
    if words[:1] == ["up"]:
        from dorgora.config.serving import up

        up(words[1:])
        return
    if words[:1] == ["verify"]:
        from dorgora.config.verifying import verify

        sys.exit(verify(words[1:], print))
    code = ask(Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve(), words, print)
    if code is None:
        import django

        django.setup()
        from dorgora.config import commands
        from dorgora.config.memory import settle
        from dorgora.kernel.errors import Refused

        settle()
        try:
            code = commands.run(words, print)
        except Refused as refused:
            print(f"refused: {refused.reason}", file=sys.stderr)
            code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
