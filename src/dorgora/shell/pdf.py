"""A certificate as a PDF, the same words and look as `shell/certificate.html`.

typst sets it in a process of its own (`typesetting.py`) that may take only so much memory and time, writes no file
and reads none but its own folder; one at a time, since the laptop is small. It reads no table and is never called
inside a transaction.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dorgora.shell import formats
from dorgora.shell.drawing import matra
from dorgora.shell.stationery import Certificate

PAPERS: Final = ("a5", "a4")
MAX_SECONDS: Final = 20
_PROGRAM: Final = Path(__file__).with_name("typesetting.py")
_ONE_AT_A_TIME: Final = threading.Lock()


class NotTypeset(Exception):
    """The PDF could not be made: typst is not there, took too long, or lacks a letter of somebody's name."""


def certificate(said: Certificate, *, paper: str, at: datetime) -> bytes:
    """The PDF (PDF/A-2b) on `a5` or `a4`; the same words at the same `at` give the same bytes.

    Raises:
        NotTypeset: it could not be made; nothing is changed by that.
    """
    words = asdict(said)
    words["qr"], words["matra"] = _alone(words.pop("qr_svg")), _alone(matra())
    folder, families = formats.pack().paper_fonts
    return _typeset(
        {
            "certificate": words, "paper": paper, "at": at.timestamp(),
            "fonts": str(folder.resolve()), "families": families,
        }
    )  # fmt: skip


def _alone(svg: str) -> str:
    """A drawing made to stand in a page, as a document of its own."""
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _of_windows() -> dict[str, str]:
    """Without this one word Windows starts no Python."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _typeset(asked: dict[str, object]) -> bytes:
    found = find_spec("typst")
    if found is None or found.origin is None:
        raise NotTypeset("typst is not installed")
    # -I and -S: no word of the environment, of the folder we stand in, or of other packages; typst alone is told.
    program = [sys.executable, "-I", "-S", str(_PROGRAM), str(Path(found.origin).parent.parent)]
    try:
        with _ONE_AT_A_TIME:
            ended = subprocess.run(  # noqa: S603 - our own file; what people wrote goes in as JSON
                program,
                input=json.dumps(asked).encode(),
                capture_output=True,
                timeout=MAX_SECONDS,
                env={"RAYON_NUM_THREADS": "1"} | _of_windows(),
                cwd=_PROGRAM.parent,
            )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        raise NotTypeset("typst did not end") from wrong
    if ended.returncode or not ended.stdout.startswith(b"%PDF-"):
        raise NotTypeset("typst made no PDF")
    return ended.stdout
