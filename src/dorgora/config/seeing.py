"""The QR codes in a picture: a scan, a photo of a printout, a picture of the code alone.

What a file can cost is bounded before a decoder sees it: its bytes when it is read, its pixels from its first bytes.
"""

import io
import stat
import warnings
from pathlib import Path
from typing import Final

from PIL import Image

from dorgora.config import leafing
from dorgora.kernel.picture_headers import size_of_webp

MAX_FILE_BYTES: Final = 32 << 20
MAX_PIXELS: Final = 8192 * 6144
"""What the largest phone cameras take; unpacked they are 200 MB for a moment."""
FORMATS: Final = ("PNG", "JPEG", "WEBP")


_NO_FILES: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NotSeen(Exception):
    """Why no code can be looked for in a file, in words."""


def codes(path: Path) -> list[str]:
    """The texts of all QR codes in a PNG, JPEG, WebP or PDF, from top to bottom.

    Raises:
        NotSeen: the file cannot be read, is none of these, or is too large.
    """
    content = _content(path)
    if not content.startswith(b"%PDF-"):
        return leafing.codes_on(_grey(content))
    try:
        return leafing.codes(content)
    except leafing.NotLeafed as wrong:
        raise NotSeen(str(wrong)) from wrong


def _content(path: Path) -> bytes:
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
        if kind != stat.S_IFREG:  # to open a pipe is to wait until somebody writes into it
            raise NotSeen(f"it is {_NO_FILES.get(kind, 'no file')}, and only files are looked at")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as wrong:
        raise NotSeen(getattr(wrong, "strerror", None) or "no such name can be") from wrong
    if len(content) > MAX_FILE_BYTES:
        raise NotSeen(f"it has more than {MAX_FILE_BYTES >> 20} MB. Save it smaller")
    return content


def _grey(content: bytes) -> Image.Image:
    try:
        _check_size(size_of_webp(content))  # its decoder takes memory when it is opened
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
        _check_size(image.size)
        image.draft("L", image.size)
        return _on_white(image)
    except Image.DecompressionBombError as wrong:
        raise _too_many_pixels() from wrong
    except NotSeen:
        raise
    except Exception as wrong:  # the decoders raise whatever their input provokes
        raise NotSeen(
            "it is no PNG, JPEG, WebP or PDF, or is damaged. Save it anew as one of these"
        ) from wrong


def _on_white(image: Image.Image) -> Image.Image:
    """In shades of grey; what is transparent is paper."""
    if image.has_transparency_data:
        over = image.convert("LA" if image.mode in ("L", "LA") else "RGBA")
        paper = Image.new("L", over.size, 255)
        paper.paste(over.convert("L"), mask=over.getchannel("A"))
        return paper
    # 16 bits of grey: converted as they are, all but the darkest would be white.
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda grey: grey / 257).convert("L")
    return image.convert("L")


def _check_size(size: tuple[int, int] | None) -> None:
    if size is not None and size[0] * size[1] > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> NotSeen:
    return NotSeen(f"it has more than {MAX_PIXELS // 1_000_000} megapixels. Save it smaller")
