"""The QR codes on the pages of a PDF, found by a process of its own that may take only so much memory and time.

What a PDF unpacks to is not told by its first bytes, so the bound is set on who unpacks it. It reads the PDF from
standard input and writes {"texts": [...]} or {"why": "..."}, and knows nothing of any node.
"""

import json
import math
import subprocess
import sys
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image

MAX_PAGES: Final = 20
MAX_PAGE_PIXELS: Final = 3600 * 5100
"""A little more than A4 at 400 dots to the inch."""
DOTS_PER_POINT: Final = 300 / 72
LEAST_LARGER: Final = 1.2
"""What would not grow by so much within `MAX_PAGE_PIXELS` is looked at once: it has dots enough."""
MAX_BYTES: Final = 2 << 30
MAX_SECONDS: Final = 60

_DAMAGED = "it is damaged, or unpacks to more than any scan. Save its page as a picture"


class NotLeafed(Exception):
    """Why no code can be looked for in a PDF, in words."""


def codes(content: bytes) -> list[str]:
    """The texts of all QR codes in a PDF, page by page and from top to bottom.

    Raises:
        NotLeafed: it is damaged or locked, has too many pages, or costs too much.
    """
    try:
        # This very program, and no word of anybody's: -P looks for none of it in the folder the paper lies in.
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "dorgora.config.leafing"],
            input=content,
            capture_output=True,
            timeout=2 * MAX_SECONDS,
        )
        told = json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, ValueError) as wrong:
        raise NotLeafed(_DAMAGED) from wrong
    if "texts" not in told:
        raise NotLeafed(told["why"])
    return list(told["texts"])


def codes_on(picture: Image.Image) -> list[str]:
    """The texts of the QR codes on one picture in shades of grey, from top to bottom.

    Where none is found it is looked at once more, larger: at some sizes the squares of a code fall so badly on the
    dots that the reader misses it on the cleanest page.
    """
    return _seen(picture) or _seen_larger(picture)


def _seen_larger(picture: Image.Image) -> list[str]:
    scale = min(2, math.sqrt(MAX_PAGE_PIXELS / (picture.width * picture.height)))
    if scale < LEAST_LARGER:
        return []
    size = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    return _seen(picture.resize(size, Image.Resampling.BICUBIC))


def _seen(picture: Image.Image) -> list[str]:
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(picture, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [one.text for one in sorted(found, key=_place)]


def _place(code: zxingcpp.Barcode) -> tuple[int, int]:
    corner = code.position.top_left
    return corner.y, corner.x


def _leafed(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    if len(document) > MAX_PAGES:
        raise NotLeafed(f"it has more than {MAX_PAGES} pages. Save those with codes as a PDF of their own")
    texts: list[str] = []
    for page in document:
        width, height = page.get_size()
        if width > 0 and height > 0:
            scale = min(DOTS_PER_POINT, math.sqrt(MAX_PAGE_PIXELS / (width * height)))
            texts += codes_on(page.render(scale=scale, grayscale=True).to_pil())
        page.close()
    document.close()
    return texts


def _bound() -> None:
    """Where the system can: memory and time of this process."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads one PDF and says what is on it."""
    _bound()
    try:
        told: dict[str, object] = {"texts": _leafed(sys.stdin.buffer.read())}
    except NotLeafed as wrong:
        told = {"why": str(wrong)}
    except pypdfium2.PdfiumError as wrong:
        told = {
            "why": "it asks for a password. Save it without one" if "password" in str(wrong) else _DAMAGED
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
