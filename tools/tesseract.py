"""Finds the tesseract that reads what `make bench ONLY=scan` made small; run as a program, installs it if it can."""

import shutil
import subprocess
import sys

from tools import chromium

LANGUAGES = ("ben", "eng")
MISSING = (
    "no tesseract with Bangla on this machine (as root: apt-get install tesseract-ocr tesseract-ocr-ben)"
)


def find() -> str | None:
    """The path of a tesseract that reads both languages, or None."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return program if set(LANGUAGES) <= set(told.stdout.split()) else None


if __name__ == "__main__":
    if find() is None:
        chromium.install(["tesseract-ocr", "tesseract-ocr-ben"])
    if find() is None:
        sys.exit(MISSING)
