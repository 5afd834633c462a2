"""Sets one certificate as a PDF: a process of its own that reads the folder `typeset` beside it and the pack's fonts.

It is started by `pdf.py` as a bare file, without the program and its settings, and knows nothing of any node. Standard
input is {"certificate": ..., "paper": "a5", "at": ..., "fonts": FOLDER, "families": [...]}, standard output the PDF.
What goes wrong ends it with 1.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "typeset"
MAX_BYTES = 1 << 30
MAX_SECONDS = 10


def bound() -> None:
    """Where the system can: memory and time of this process, and no file written."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(asked: dict[str, object]) -> bytes:
    """The PDF (PDF/A-2b) of one certificate."""
    import typst

    made = typst.compile(
        str(FOLDER / "certificate.typ"),
        root=str(FOLDER),
        font_paths=[str(FOLDER / "fonts"), str(asked["fonts"])],
        ignore_system_fonts=True,
        package_path=str(FOLDER),
        package_cache_path=str(FOLDER),
        format="pdf",
        pdf_standards=["a-2b"],
        sys_inputs={name: json.dumps(asked[name]) for name in ("certificate", "paper", "families")},
        timestamp=datetime.fromtimestamp(float(str(asked["at"])), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def main() -> None:
    """Sets what standard input asks for."""
    bound()
    sys.path += sys.argv[1:]  # where typst is
    made = typeset(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
