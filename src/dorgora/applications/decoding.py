"""A photo as it came, decoded in bounded memory and made small; loaded only where a photo comes."""

import io
import threading
import warnings

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from dorgora.applications import shrinking
from dorgora.applications.scans import MAX_PIXELS_WHOLE
from dorgora.applications.shrinking import LONGEST_SIDE
from dorgora.kernel.errors import Refused
from dorgora.kernel.picture_headers import is_jpeg_in_one_scan, size_of_webp

MAX_PIXELS = 8192 * 6144
"""What a phone's camera makes at most of those of 50 megapixels; a photo that is decoded small is never whole."""
MIN_SIDE = 50
FORMATS = ("JPEG", "PNG", "WEBP")
_one_at_once = threading.Lock()
"""A laptop of 2 GB has room for one picture in the making; the others wait as what was sent."""


def made_small(content: bytes, field: str | None = None) -> bytes:
    """The picture in at most `shrinking.MOST_BYTES`, upright, with nothing in it but pixels: AVIF, or WebP of a page.

    Raises:
        Refused: `not_a_picture`, `picture_too_many_pixels`, `picture_too_small`.
    """
    try:
        _check_size(
            size_of_webp(content), MAX_PIXELS_WHOLE, field
        )  # its decoder takes memory when it is opened
        with _one_at_once:
            return _made_of(content, field)
    except Refused:
        raise
    except Image.DecompressionBombError as wrong:
        raise _too_many_pixels(MAX_PIXELS, field) from wrong
    except Exception as wrong:  # the decoders raise whatever their input provokes
        raise Refused("not_a_picture", field) from wrong


def _made_of(content: bytes, field: str | None) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    is_decoded_small = isinstance(image, JpegImageFile) and is_jpeg_in_one_scan(content)
    _check_size(image.size, MAX_PIXELS if is_decoded_small else MAX_PIXELS_WHOLE, field)
    if is_decoded_small:
        image.draft(None, _fitted(image.size))
    return shrinking.small(_shrunk(image))


def _shrunk(image: Image.Image) -> Image.Image:
    """Shrunk first, turned upright and made plain after: only the small one is ever copied."""
    if image.mode not in (
        "RGB",
        "L",
        "CMYK",
    ):  # with a palette or an alpha it would be shrunk badly, or copied twice
        image = image.convert("RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    return image.convert("RGB")


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size it is shrunk to, as the decoder wants it: it gives no less, and no more than about twice that."""
    longest = max(LONGEST_SIDE, *size)
    width, height = (max(1, side * LONGEST_SIDE // longest) for side in size)
    return width, height


def _check_size(size: tuple[int, int] | None, most_pixels: int, field: str | None) -> None:
    """Before any pixel is unpacked.

    Raises:
        Refused: `picture_too_many_pixels`, `picture_too_small`.
    """
    if size is None:
        return
    width, height = size
    if width * height > most_pixels:
        raise _too_many_pixels(most_pixels, field)
    if min(width, height) < MIN_SIDE:
        raise Refused("picture_too_small", field, {"least": MIN_SIDE})


def _too_many_pixels(most: int, field: str | None) -> Refused:
    return Refused("picture_too_many_pixels", field, {"most_megapixels": most // 1_000_000})
