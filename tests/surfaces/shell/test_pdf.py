"""The certificate as a PDF: read back by machine as paper, as text and as a file."""

import io
import json
import random
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from dorgora.certificates import keyset, qr
from dorgora.config import verifying
from dorgora.shell import pdf, typesetting
from tests.rules.certificates.samples import (
    CERTIFICATE,
    HUB,
    ISSUED_AT,
    LIST_AT,
    NOW,
    node_key,
    office_key,
    signed_list,
    status_list,
    text_of,
)
from tests.surfaces.names import LONG_BN, LONG_EN
from tests.surfaces.shell.papers import CONJUNCTS, MARKUP, certificate

MILLIMETRES = {"a5": (148, 210), "a4": (210, 297)}
MAX_BYTES = 60_000


def made(paper: str = "a5", **said: Any) -> bytes:
    return pdf.certificate(certificate(**said), paper=paper, at=ISSUED_AT)


def pages(content: bytes) -> list[tuple[int, int]]:
    return [(round(x * 25.4 / 72), round(y * 25.4 / 72)) for x, y in
            (page.get_size() for page in pypdfium2.PdfDocument(content))]  # fmt: skip


def lines(content: bytes) -> list[str]:
    """What somebody copies out of it, line by line."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    return [unicodedata.normalize("NFC", line.strip()) for line in text.splitlines()]


@pytest.fixture
def keys(tmp_path: Path) -> str:
    file = tmp_path / "keys.json"
    listed = office_key(signed_list(status_list(7)))
    file.write_text(keyset.make([listed, node_key()], hub=HUB, issued_at=LIST_AT))
    return str(file)


def verdict(file: Path, keys: str) -> str:
    said: list[str] = []
    verifying.verify([str(file), "--keys", keys, "--at", NOW.isoformat()], said.append)
    return said[0]


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_it_works(tmp_path: Path, keys: str, paper: str) -> None:
    content = made(paper)
    (tmp_path / "paper.pdf").write_bytes(content)
    assert verdict(tmp_path / "paper.pdf", keys) == "1 certificate: valid"
    assert pages(content) == [MILLIMETRES[paper]] and len(content) <= MAX_BYTES
    assert b"pdfaid:part" in content and b"pdfaid:conformance" in content


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_a_poor_scan_of_it_is_read(tmp_path: Path, keys: str, paper: str) -> None:
    page = pypdfium2.PdfDocument(made(paper))[0].render(scale=150 / 72, grayscale=True).to_pil()
    scan = page.filter(ImageFilter.GaussianBlur(1)).rotate(
        7, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    scan.save(tmp_path / "scan.jpg", quality=30)
    assert verdict(tmp_path / "scan.jpg", keys) == "1 certificate: valid"


@pytest.mark.parametrize("content", [0, 1, 6, 20])
def test_a_clean_picture_of_it_is_read(tmp_path: Path, keys: str, content: int) -> None:
    """As programs draw a page and scanners give it: 150 dots to the inch, straight or hardly turned.

    Of these contents the second and the third fall so on the dots that the reader finds no code at the first look.
    """
    chance = random.Random(content)
    names = {
        line: "".join(chr(chance.randint(0x995, 0x9B9)) for _ in range(4 + content // 2))
        for line in (1, 5, 7, 9)
    }
    text = text_of(replace(CERTIFICATE, fields={**CERTIFICATE.fields, **names}))
    drawn = pdf.certificate(
        replace(certificate(), qr_svg=qr.svg(text, label="Code")), paper="a5", at=ISSUED_AT
    )
    page = pypdfium2.PdfDocument(drawn)[0].render(scale=150 / 72, grayscale=True).to_pil()
    for turned in (0, 0.5):
        picture = page.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        picture.save(tmp_path / "page.png")
        picture.save(tmp_path / "page.jpg", quality=90)
        for name in ("page.png", "page.jpg"):
            assert verdict(tmp_path / name, keys) == "1 certificate: valid", (turned, name)


def test_names_are_copied_as_they_are_written() -> None:
    copied = lines(made(names=CONJUNCTS))
    wanted = [unicodedata.normalize("NFC", name) for name in CONJUNCTS]
    assert [line for line in copied if line in wanted] == wanted
    assert {"মিম আক্তার", "Mim Akter", "জন্ম নিবন্ধন সনদ"} <= set(lines(made()))


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_the_longest_names_stay_on_one_sheet(tmp_path: Path, keys: str, paper: str) -> None:
    content = made(paper, names=[LONG_BN] * 11, second=LONG_EN)
    assert pages(content) == [MILLIMETRES[paper]] and len(content) <= MAX_BYTES
    assert "".join(lines(content)).count(LONG_EN) == 11
    (tmp_path / "paper.pdf").write_bytes(content)
    assert verdict(tmp_path / "paper.pdf", keys) == "1 certificate: valid"
    on_page = pypdfium2.PdfDocument(content)[0].render(scale=1, grayscale=True).to_pil()
    edge = on_page.crop((0, 0, 15, on_page.height)).getextrema()
    assert edge == (255, 255), "nothing is outside the frame"


def test_signs_of_markup_stand_as_they_are() -> None:
    assert MARKUP in " ".join(lines(made(names=[MARKUP])))
    assert "{" + MARKUP in " ".join(lines(made(second="{" + MARKUP)))


def test_the_same_words_give_the_same_bytes() -> None:
    assert made() == made()


@pytest.mark.parametrize("name", ["علي", "👍", "漢字"])
def test_a_letter_no_font_has_is_no_empty_box(name: str) -> None:
    with pytest.raises(pdf.NotTypeset):
        made(names=[name])


def test_what_goes_wrong_is_one_kind_of_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.001)
    with pytest.raises(pdf.NotTypeset):
        made()
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(pdf.NotTypeset):
        made()


HOSTILE = {
    "nothing": "#set document(title: [x])\n#rect()",
    "a file": '#read("/etc/passwd")',
    "a file above": '#read("../../pdf.py")',
    "a package": '#import "@preview/cetz:0.3.0"',
    "time": "#while true {}",
    "memory": "#let a = (0,) * 1000\n#while true { a = a + a }",
}


@pytest.mark.parametrize("reach", HOSTILE)
def test_the_process_has_only_its_folder(tmp_path: Path, reach: str) -> None:
    """Even a template that was tampered with reaches no file and no network, and ends."""
    program = tmp_path / "typesetting.py"
    source = Path(typesetting.__file__).read_text().replace("MAX_SECONDS = 10", "MAX_SECONDS = 1")
    program.write_text(source)
    (tmp_path / "typeset").mkdir()
    (tmp_path / "typeset" / "certificate.typ").write_text(HOSTILE[reach])
    asked = json.dumps(
        {"certificate": {}, "paper": "a5", "at": 0, "fonts": str(tmp_path), "families": []}
    ).encode()
    import typst

    place = str(Path(typst.__file__).parent.parent)
    ended = subprocess.run(
        [sys.executable, "-I", "-S", str(program), place], input=asked, capture_output=True, timeout=60
    )
    assert (ended.returncode == 0) == ended.stdout.startswith(b"%PDF-") == (reach == "nothing")


def test_a_picture_of_it_is_kept_to_be_looked_at() -> None:
    shots = Path("build/shots")
    shots.mkdir(parents=True, exist_ok=True)
    for paper in pdf.PAPERS:
        page = pypdfium2.PdfDocument(made(paper, names=["মিম আক্তার", *CONJUNCTS[:3]]))[0]
        picture = io.BytesIO()
        page.render(scale=1.5).to_pil().save(picture, "PNG")
        (shots / f"pdf-{paper}.png").write_bytes(picture.getvalue())
