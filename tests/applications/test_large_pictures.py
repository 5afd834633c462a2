"""What a phone's camera makes is taken, and no picture takes the memory of a laptop of 2 GB."""

import io
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from dorgora.applications import shrinking
from dorgora.applications.local import pictures
from dorgora.kernel import picture_headers
from dorgora.kernel.errors import Refused

pytestmark = pytest.mark.slow

TURNED = Image.Exif()
TURNED[0x0112] = 6  # by ninety degrees: EXIF 2.32, 4.6.4 A


def lined_paper(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    sheet = Image.new("L", (size[0] // 4, size[1] // 4), 235)
    lines = ImageDraw.Draw(sheet)
    for y in range(20, sheet.height - 20, 40):
        lines.line((20, y, sheet.width - 20, y + 12), fill=40, width=6)
    sheet.resize(size).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def blank(size: tuple[int, int], form: str, mode: str = "RGBA", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **more)
    return out.getvalue()


PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "WebP with alpha": (lambda: blank((4096, 3072), "WEBP", method=0), "1400x1050"),
    "50 megapixels of a phone": (lambda: blank((8192, 6144), "JPEG", "RGB"), "1400x1050"),
    "12 megapixels, sideways": (lambda: blank((4032, 3024), "JPEG", "RGB", exif=TURNED), "1050x1400"),
    "a panorama": (lambda: blank((16000, 2000), "JPEG", "RGB"), "1400x175"),
    "in many scans": (
        lambda: blank((4096, 3072), "JPEG", "RGB", progressive=True, subsampling=0),
        "1400x1050",
    ),
    "PNG with alpha, sideways": (lambda: blank((4096, 3072), "PNG", exif=TURNED), "1050x1400"),
    "WebP of 1.5 KB": (
        lambda: blank((6300, 6300), "WEBP", lossless=True, method=0),
        "picture_too_many_pixels",
    ),
    "PNG of 160 KB": (lambda: blank((6300, 6300), "PNG"), "picture_too_many_pixels"),
    "50 megapixels in many scans": (
        lambda: blank((8192, 6144), "JPEG", "L", progressive=True),
        "picture_too_many_pixels",
    ),
}

LIMITED = """
import io, resource, sys, threading
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from PIL import Image
from dorgora.applications.local import pictures
from dorgora.kernel.errors import Refused

def outcome(path):
    try:
        with Image.open(io.BytesIO(pictures.made_small(open(path, "rb").read()))) as small:
            return "%dx%d" % small.size
    except Refused as refused:
        return refused.reason

meet = threading.Barrier(4)
with ThreadPoolExecutor(4) as four:
    list(four.map(lambda _: meet.wait(), range(4)))  # the threads are there before the memory is measured
    now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + (256 << 20),) * 2)
    print(*four.map(outcome, sys.argv[1:]), sep="\\n")
"""


@pytest.mark.slow
def test_four_at_once_are_made_small_in_256_megabytes(tmp_path: Path) -> None:
    for name, (make, _) in PICTURES.items():
        (tmp_path / name).write_bytes(make())
    dearest, *others = PICTURES
    sent = [dearest] * 4 + others
    said = subprocess.run(
        [sys.executable, "-c", LIMITED, *(str(tmp_path / name) for name in sent)],
        # One heap for all threads: each would otherwise set aside 64 MB of addresses that it never uses.
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
        capture_output=True,
        text=True,
    )
    assert said.stderr == ""
    assert said.stdout.splitlines() == [PICTURES[name][1] for name in sent]


def test_a_photo_decoded_small_shows_what_the_whole_one_shows() -> None:
    content = lined_paper((4032, 3024))
    with Image.open(io.BytesIO(content)) as whole:
        resized = whole.convert("RGB").resize((1600, 1200), Image.Resampling.LANCZOS)
    shown = (shrinking.small(resized), pictures.made_small(content))
    expected, seen = (Image.open(io.BytesIO(one)).convert("L") for one in shown)
    (difference,) = ImageStat.Stat(ImageChops.difference(expected, seen)).mean
    assert difference < 4  # of 255; lines shifted by one pixel differ by 10


@pytest.mark.parametrize("mode", ["P", "1", "LA", "RGBA", "I;16", "CMYK"])
def test_a_picture_of_any_colours_is_made_small(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (1600, 800)).save(out, form)
    with Image.open(io.BytesIO(pictures.made_small(out.getvalue()))) as small:
        assert (small.mode, small.size) == ("RGB", (1400, 700))


def _webp(kind: bytes, inside: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(inside)) + inside
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize(
    "header",
    [
        _webp(b"VP8X", b"\x10\0\0\0" + (6299).to_bytes(3, "little") * 2),
        _webp(b"VP8L", b"\x2f" + (6299 | 6299 << 14).to_bytes(4, "little") + bytes(5)),
        _webp(b"VP8 ", b"\x10\x02\0\x9d\x01\x2a" + struct.pack("<HH", 6300, 6300)),
    ],
    ids=["extended", "lossless", "lossy"],
)
def test_a_webp_is_refused_by_its_header_alone(header: bytes) -> None:
    """The three kinds, written down as RFC 9649 and RFC 6386 say."""
    with pytest.raises(Refused, match="picture_too_many_pixels") as refused:
        pictures.made_small(header)
    assert refused.value.detail == {"most_megapixels": 12}


def _jpeg(frame: int, n_colours: int, n_in_scan: int) -> bytes:
    """The markers of a JPEG up to its first scan, as ITU-T T.81 B.2.2 and B.2.3 say."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    frame_header = bytes((8, 0, 99, 0, 99, n_colours)) + bytes(3 * n_colours)
    scan_header = bytes((n_in_scan,)) + bytes(2 * n_in_scan + 3)
    return (
        b"\xff\xd8" + app
        + bytes((0xFF, frame)) + struct.pack(">H", 2 + len(frame_header)) + frame_header
        + b"\xff\xda" + struct.pack(">H", 2 + len(scan_header)) + scan_header
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        (_jpeg(0xC0, 3, 3), True),
        (_jpeg(0xC1, 1, 1), True),
        (_jpeg(0xC2, 3, 3), False),
        (_jpeg(0xC0, 3, 1), False),
        (_jpeg(0xC0, 3, 3)[:20], False),
        (b"\xff\xd8" + _jpeg(0xC0, 3, 3), False),
        (b"", False),
    ],
    ids=["usual", "grey", "progressive", "colour after colour", "cut short", "begun twice", "nothing"],
)
def test_only_a_jpeg_of_one_scan_counts_as_decoded_small(header: bytes, is_one: bool) -> None:
    assert picture_headers.is_jpeg_in_one_scan(header) is is_one
