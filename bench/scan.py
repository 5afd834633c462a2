"""What tesseract still reads of a page once it was made small enough for 2G, of what it read in the photo itself."""

import io
import os
import subprocess
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image

from bench import sheet
from bench.figures import Figure
from dorgora.applications import shrinking
from tools import tesseract

N_SHEETS = 8
"""Tesseract loses a line more or less by chance: one page says little, and of the worst nothing is promised."""


class Sheet(NamedTuple):
    """What became of one photo: bytes before and after, letters read in the photo and in both, seconds."""

    photo_bytes: int
    small_bytes: int
    n_read: int
    n_both: int
    seconds: float


def measure(seed: int) -> list[Figure]:
    """Photos of full A4 pages: the largest file, what is still read of all and of the worst, seconds of processor."""
    program = tesseract.find()
    if program is None:
        raise SystemExit(tesseract.MISSING)
    sheets = [_sheet(program, number) for number in range(seed, seed + N_SHEETS)]
    largest = max(sheets, key=lambda one: one.small_bytes)
    worst = min(sheets, key=lambda one: one.n_both / one.n_read)
    return [
        Figure("scan.bytes", largest.small_bytes, "bytes", largest.photo_bytes),
        Figure("scan.characters_read", *_summed(sheets)),
        Figure("scan.worst_page", *_summed([worst])),
        Figure("scan.seconds", sum(one.seconds for one in sheets) / N_SHEETS, "s"),
    ]


def _summed(sheets: Sequence[Sheet]) -> tuple[int, str, int]:
    return sum(one.n_both for one in sheets), "letters", sum(one.n_read for one in sheets)


def _sheet(program: str, seed: int) -> Sheet:
    photo = sheet.photographed(sheet.full_page(seed), seed=seed)
    began = time.process_time()
    with Image.open(io.BytesIO(photo)) as image:
        image.draft(None, (shrinking.LONGEST_SIDE,) * 2)
        image.thumbnail((shrinking.LONGEST_SIDE,) * 2)
        small = shrinking.small(image.convert("RGB"))
    seconds = time.process_time() - began
    reference = _read(program, photo)
    held = SequenceMatcher(None, reference, _read(program, small), autojunk=False).get_matching_blocks()
    return Sheet(len(photo), len(small), len(reference), sum(one.size for one in held), seconds)


def _read(program: str, picture: bytes) -> str:
    """Its letters without spaces, at the size of the sheet: tesseract wants them as large as in the photo."""
    with TemporaryDirectory() as folder, Image.open(io.BytesIO(picture)) as image:
        path = Path(folder) / "page.png"
        grey = image.convert("L")
        grey.resize((sheet.A4[0], round(grey.height * sheet.A4[0] / grey.width))).save(path)
        words = [program, str(path), "-", "-l", "ben+eng", "--psm", "6"]
        once = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        told = subprocess.run(words, capture_output=True, text=True, check=True, env=once)
    return "".join(told.stdout.split())
