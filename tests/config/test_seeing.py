"""`dorgora verify FILE`: what the codes on a scan or photo are worth, and what is no picture said in words."""

import io
import json
import os
import random
import socket
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageFilter

from dorgora.certificates import keyset
from dorgora.config import leafing, seeing, verifying
from tests.rules.certificates.samples import (
    HUB,
    LIST_AT,
    NODE,
    NOW,
    RECEIPT,
    node_key,
    office_key,
    signed_list,
    status_list,
    text_of,
)  # fmt: skip


def drawn(text: str, scale: int = 4) -> Image.Image:
    made = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(made, kind="png", scale=scale, border=4)
    return Image.open(made).convert("L")


def printout(*texts: str) -> Image.Image:
    """A page with codes one below the other, at the left and at the right in turn."""
    page = Image.new("L", (1000, 460 * len(texts)), 255)
    for number, text in enumerate(texts):
        page.paste(drawn(text), (520 * (number % 2), 460 * number))
    return page


@pytest.fixture
def keys(tmp_path: Path) -> str:
    """A key set in a file; certificate 7 is on the list of the revoked."""
    file = tmp_path / "keys.json"
    listed = office_key(signed_list(status_list(7)))
    file.write_text(keyset.make([listed, node_key()], hub=HUB, issued_at=LIST_AT))
    return str(file)


def said(file: Path | str, keys: str, *more: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return verifying.verify([str(file), "--keys", keys, "--at", NOW.isoformat(), *more], lines.append), lines


@pytest.mark.parametrize("kind", ["png", "jpg", "JPEG", "webp", "dat"])
def test_it_works(tmp_path: Path, keys: str, kind: str) -> None:
    file = tmp_path / f"scan.{kind}"
    printout(text_of()).save(file, {"jpg": "JPEG", "dat": "PNG"}.get(kind, kind))
    code, (verdict, fields) = said(file, keys)
    assert (code, verdict, json.loads(fields)["name"]) == (0, "1 certificate: valid", "মিম আক্তার")


def test_each_code_is_judged_from_top_to_bottom(tmp_path: Path, keys: str) -> None:
    file = tmp_path / "page.png"
    printout(text_of(RECEIPT, NODE), text_of(), "HTTPS://EXAMPLE.ORG").save(file)
    code, lines = said(file, keys)
    assert (code, [line for line in lines if line[0] != "{"]) == (
        1, ["1 receipt: valid", "2 certificate: valid", "3 code: altered"]
    )  # fmt: skip
    printout(text_of(RECEIPT, NODE), text_of()).save(file)
    assert said(file, keys)[0] == 0
    assert said(file, keys, "--at", "2020-01-01")[0] == 1


def test_a_photo_of_a_printout_is_read(tmp_path: Path, keys: str) -> None:
    paper = Image.new("L", (1300, 1300), 235)
    paper.paste(drawn(text_of(), scale=6), (300, 300))
    photo = paper.rotate(13, Image.Resampling.BICUBIC, fillcolor=90).filter(ImageFilter.GaussianBlur(1.2))
    lit = Image.linear_gradient("L").resize(photo.size).point(lambda light: 120 + light // 2)
    Image.composite(photo, Image.new("L", photo.size, 40), lit).save(tmp_path / "photo.jpg", quality=60)
    assert said(tmp_path / "photo.jpg", keys)[1][0] == "1 certificate: valid"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "PA"])
def test_any_kind_of_pixels_is_read(tmp_path: Path, keys: str, mode: str) -> None:
    page = printout(text_of())
    if mode == "I;16":
        page = Image.frombytes(mode, page.size, b"".join(bytes((0, one)) for one in page.tobytes()))
    else:
        page = page.convert("L" if mode == "PA" else mode)
    if mode == "CMYK":
        page.save(tmp_path / "page", "JPEG")
    else:
        page.save(tmp_path / "page", "PNG")
    assert said(tmp_path / "page", keys)[1][0] == "1 certificate: valid"


def test_a_scan_of_sixteen_bits_a_pixel_is_read(tmp_path: Path, keys: str) -> None:
    """Its paper is no pure white: a scanner says 60,000 of 65,535."""
    page = printout(text_of()).point(lambda grey: 9 + grey * 225 // 255)
    grey = b"".join((one * 257).to_bytes(2, "little") for one in page.tobytes())
    Image.frombytes("I;16", page.size, grey).save(tmp_path / "page.png")
    assert said(tmp_path / "page.png", keys)[1][0] == "1 certificate: valid"


def test_nothing_in_the_folder_of_a_paper_is_run(
    tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pypdfium2.py", "json.py", "PIL.py"):
        (tmp_path / name).write_text("open('was-run', 'w').close()\n")
    printout(text_of()).save(tmp_path / "scan.pdf")
    monkeypatch.chdir(tmp_path)
    assert said(Path("scan.pdf"), keys)[1][0].startswith("1 certificate: valid")
    assert not (tmp_path / "was-run").exists()


def test_what_is_transparent_is_paper(tmp_path: Path, keys: str) -> None:
    page = printout(text_of())
    page.putalpha(page.point(lambda grey: 255 - grey))
    black = Image.new("L", page.size, 0)
    black.putalpha(page.getchannel("A"))
    black.save(tmp_path / "page.png")
    assert said(tmp_path / "page.png", keys)[1][0] == "1 certificate: valid"


def test_a_page_without_a_code_is_told(tmp_path: Path, keys: str) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "page.png")
    code, (line,) = said(tmp_path / "page.png", keys)
    assert (code, line.startswith(f"no QR code is found in {tmp_path / 'page.png'}. ")) == (1, True)


def test_a_large_picture_is_not_made_larger_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = list[tuple[int, int]]()
    monkeypatch.setattr(leafing.zxingcpp, "read_barcodes", lambda one, **_: sizes.append(one.size) or [])
    for size in (
        (1, 1),
        (874, 1240),
        (2480, 3508),
        (3600, 5100),
        (8192, 6144),
        (1, 20_000_000),
        (1, 9_000_000),
    ):
        leafing.codes_on(Image.new("L", size))
    assert sizes == [
        (1, 1), (2, 2), (874, 1240), (1748, 2480), (2480, 3508), (3602, 5096), (3600, 5100), (8192, 6144),
        (1, 20_000_000), (1, 9_000_000), (1, 12_854_571),
    ]  # fmt: skip


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that promises so many pixels, with hardly any behind it."""
    parts = b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(bytes(9))),
        )
    )
    return b"\x89PNG\r\n\x1a\n" + parts


WEBP = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2 + bytes(9)
WRONG = [
    (b"", "no PNG, JPEG, WebP or PDF"), (b"a text", "no PNG, JPEG, WebP or PDF"), (b"%PDF-1.7\n", "it is damaged"),
    (b"GIF89a" + bytes(99), "no PNG"),
    (png_of(300, 300), "is damaged"), (png_of(8193, 6144), "more than 50 megapixels"), (png_of(60000, 60000),
    "more than 50"),
    (png_of(0, 5), "no PNG"), (WEBP, "more than 50 megapixels"), (bytes((32 << 20) + 1), "more than 32 MB"),
    (bytes(32 << 20), "no PNG"),
    (b"\xff\xd8\xff\xe0", "no PNG"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "why"), WRONG, ids=range(len(WRONG)))
def test_what_is_no_picture_is_told(tmp_path: Path, keys: str, content: bytes, why: str) -> None:
    (tmp_path / "file.png").write_bytes(content)
    code, (line,) = said(tmp_path / "file.png", keys)
    assert (code, line.startswith(f"{tmp_path / 'file.png'} cannot be used: "), why in line) == (
        1,
        True,
        True,
    ), line


def test_no_decoder_sees_a_webp_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(WEBP)
    monkeypatch.setattr(seeing.Image, "open", None)
    with pytest.raises(seeing.NotSeen, match="more than 50 megapixels"):
        seeing.codes(tmp_path / "file")


@pytest.mark.parametrize(
    "name", ["none.png", "none.PDF", "none/none.jpg", "a\0b.webp", "x" * 300 + ".jpeg", "\ud800.png"]
)
def test_a_picture_that_is_not_there_is_told(tmp_path: Path, keys: str, name: str) -> None:
    code, (line,) = said(tmp_path / name, keys)
    assert (code, "cannot be used: " in line) == (1, True)
    line.encode()


def test_what_is_no_file_is_told_at_once(tmp_path: Path, keys: str) -> None:
    os.mkfifo(tmp_path / "pipe.png")  # nobody will ever write into it
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for place, what in (
            (tmp_path, "a folder"), (tmp_path / "pipe.png", "a pipe"), (tmp_path / "socket", "a socket"),
            ("/dev/zero", "a device"),
        ):  # fmt: skip
            told = f"{place} cannot be used: it is {what}, and only files are looked at."
            assert said(place, keys) == (1, [told])


def test_a_text_is_still_a_text(tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert said(text_of(), keys)[1][0] == "valid"
    for text in ("ABC", "", "x" * 5000, "a\0b"):
        assert said(text, keys) == (1, ["altered"])


def test_a_damaged_picture_is_told_or_read(tmp_path: Path) -> None:
    file = tmp_path / "scan"
    for kind in seeing.FORMATS:
        whole = io.BytesIO()
        printout("HELLO").save(whole, kind)
        for seed in range(40):
            content, chance = bytearray(whole.getvalue()), random.Random(seed)
            for _ in range(chance.randint(1, 9)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            file.write_bytes(content[: chance.randint(1, len(content))])
            try:
                assert seeing.codes(file) in (["HELLO"], [])
            except seeing.NotSeen as wrong:
                assert "Save it" in str(wrong)


def pdf(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return path


def test_the_pages_of_a_pdf_are_read_in_their_order(tmp_path: Path, keys: str) -> None:
    empty = Image.new("L", (300, 300), 255)
    file = pdf(tmp_path / "scan.pdf", printout(text_of(RECEIPT, NODE)), empty, printout(text_of()))
    code, lines = said(file, keys)
    assert (code, lines[0], lines[2]) == (0, "1 receipt: valid", "2 certificate: valid")
    assert said(pdf(tmp_path / "empty.pdf", Image.new("L", (300, 300), 255)), keys)[1][0].startswith(
        "no QR code is found"
    )


def test_a_pdf_of_too_many_pages_is_told(tmp_path: Path, keys: str) -> None:
    page = Image.new("1", (30, 30), 1)
    assert "more than 20 pages" in said(pdf(tmp_path / "b.pdf", *[page] * 21), keys)[1][0]
    assert said(pdf(tmp_path / "a.pdf", *[page] * 20), keys)[1][0].startswith("no QR code")


def with_stream(packed: bytes, side: int, box: int = 600) -> bytes:
    """A PDF of one page that an image of side by side pixels fills."""
    media = b"MediaBox[0 0 %d %d]" % (box, box)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/%s/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>" % media,
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
        b"/Length %d>>stream\n%s\nendstream" % (side, side, len(packed), packed),
        b"<</Length 24>>stream\n600 0 0 600 0 0 cm /I Do\nendstream",
    ]  # fmt: skip
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(whole)
    return whole + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_who_unpacks_a_pdf_may_take_only_so_much() -> None:
    greedy = "from dorgora.config import leafing as l; l._bound(); bytearray(l.MAX_BYTES)"
    ended = subprocess.run([sys.executable, "-c", greedy], capture_output=True)
    assert ended.stderr.endswith(b"MemoryError\n")
    ended = subprocess.run([sys.executable, "-m", "dorgora.config.leafing"], input=b"", capture_output=True)
    assert json.loads(ended.stdout)["why"].startswith("it is damaged")


def test_a_pdf_that_costs_too_much_is_told(
    tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert "unpacks to more than any scan" in said(pdf(tmp_path / "a.pdf", printout(text_of())), keys)[1][0]


def test_a_page_as_large_as_a_wall_is_drawn_small(tmp_path: Path, keys: str) -> None:
    (tmp_path / "wall.pdf").write_bytes(with_stream(zlib.compress(bytes(12)), 2, box=14400))
    assert said(tmp_path / "wall.pdf", keys)[1][0].startswith("no QR code")


def test_a_damaged_pdf_is_told(tmp_path: Path, keys: str) -> None:
    whole = pdf(tmp_path / "scan.pdf", printout(text_of())).read_bytes()
    for content in (whole[:60], b"%PDF-" + bytes(999), b"%PDF-1.4\n" + b"<<" * 100_000):
        (tmp_path / "cut.pdf").write_bytes(content)
        assert "is damaged" in said(tmp_path / "cut.pdf", keys)[1][0]
