"""What tesseract still reads of a page once it was made small enough for 2G, of what it read in the photo itself."""

import io
import os
import subprocess
import time
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from bench import sheet
from bench.figures import Figure
from dorgora.applications import shrinking
from tools import tesseract


def measure(seed: int) -> list[Figure]:
    """One photo of a full A4 page: bytes, characters read, seconds of the processor to make it small."""
    program = tesseract.find()
    if program is None:
        raise SystemExit(tesseract.MISSING)
    photo = sheet.photographed(sheet.full_page(seed))
    began = time.process_time()
    with Image.open(io.BytesIO(photo)) as image:
        image.draft(None, (shrinking.LONGEST_SIDE,) * 2)
        image.thumbnail((shrinking.LONGEST_SIDE,) * 2)
        small = shrinking.small(image.convert("RGB"))
    seconds = time.process_time() - began
    reference = _read(program, photo)
    held = SequenceMatcher(None, reference, _read(program, small), autojunk=False).get_matching_blocks()
    return [
        Figure("scan.bytes", len(small), "bytes", len(photo)),
        Figure("scan.characters_read", sum(one.size for one in held), "letters", len(reference)),
        Figure("scan.seconds", seconds, "s"),
    ]


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
