"""The fonts of a pack are whole, and have the letters that its own papers are set in."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dorgora.catalogue import sfnt
from dorgora.catalogue.fonts import PROGRAMS
from dorgora.catalogue.pack_check import faults
from tests.rules.catalogue.test_pack_mistakes import change
from tests.rules.country import PACK, SECOND

FONTS = sorted(
    [*PROGRAMS.glob("*.ttf"), *PACK.folder.glob("fonts/*.ttf"), *SECOND.folder.glob("fonts/*.ttf")]
)
BOLD = "fonts/NotoSansArabic-Bold.ttf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The country that does not exist, to be spoilt."""
    return Path(shutil.copytree(SECOND.folder, tmp_path / "marjan"))


def told(folder: Path) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.line, one.field, one.why) for one in faults(folder)]


def line_of(file: Path, text: str) -> int:
    return file.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_its_letters_are_those_another_program_reads(path: Path) -> None:
    with TTFont(path) as font:
        tables = [one for one in font["cmap"].tables if one.isUnicode() and one.format in (4, 12)]
        assert sfnt.letters(path.read_bytes()) == {letter for one in tables for letter in one.cmap}


def test_letters_beyond_the_first_plane_are_read() -> None:
    """Format 12, by the specification: two groups, the first begins with the shape of what lacks."""
    groups = struct.pack(">HHLLL", 12, 0, 40, 0, 2) + struct.pack(">6L", 0x41, 0x43, 0, 0x10000, 0x10001, 7)
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + groups
    tags = sorted(
        {b"cmap": cmap, b"head": b"", b"hhea": b"", b"hmtx": b"", b"maxp": b"", b"name": b""}.items()
    )
    whole = b"\0\1\0\0" + struct.pack(">4H", len(tags), 0, 0, 0)
    for tag, content in tags:
        whole += struct.pack(">4s3L", tag, 0, 12 + 16 * len(tags), len(content))
    assert sfnt.letters(whole + cmap) == {0x42, 0x43, 0x10000, 0x10001}


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (lambda font: font[: len(font) // 2], "is cut short: its table "), (lambda font: font[:40], "is cut short"),
        (lambda font: b"a text", "is no font (TrueType)"), (lambda font: b"", "is no font (TrueType)"),
        (lambda font: font.replace(b"cmap", b"cmop", 1), "lacks its table cmap"),
    ],
    ids=["half", "head", "text", "empty", "cmap"],
)  # fmt: skip
def test_one_font_that_is_not_whole_is_named(
    folder: Path, spoilt: Callable[[bytes], bytes], why: str
) -> None:
    (folder / BOLD).write_bytes(spoilt((folder / BOLD).read_bytes()))
    ((file, line, field, words),) = told(folder)
    assert (file, field) == ("pack.toml", "paper.fonts") and line == line_of(folder / file, "fonts = ")
    assert words.startswith(f"NotoSansArabic-Bold.ttf {why}")


def test_digits_that_no_font_has_are_named(folder: Path) -> None:
    """The Persian ones beside the Arabic: they look alike on a screen, and every paper would fail."""
    line = change(folder / "pack.toml", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    ((*place, why),) = told(folder)
    assert place == ["pack.toml", line, "digits.ar"]
    assert why.startswith("no font for papers (paper.families) has ۰ (U+06F0), ۱ (U+06F1), ")


def test_what_papers_say_is_in_letters_of_its_fonts(folder: Path) -> None:
    change(folder / "pack.toml", 'published = "published.csv"\n', "")
    area = change(folder / "areas.csv", "حارة السوق", "\u09b8")
    label = change(folder / "services/birth_entry.json", "كتابةً", "\u09b2")
    office = change(folder / "pack.toml", 'en = "{area} town hall"', 'en = "{area} 町 hall"')
    lacks = "no font for papers (paper.families) has "
    assert sorted(told(folder)) == [
        ("areas.csv", area, "name_ar", f"{lacks}\u09b8 (U+09B8)"),
        ("pack.toml", office, "areas.tiers[1].office_names.en", f"{lacks}町 (U+753A)"),
        ("services/birth_entry.json", label, "certificate.fields[2].labels.ar", f"{lacks}\u09b2 (U+09B2)"),
    ]


def test_a_letter_that_is_missing_in_one_weight_is_missing(folder: Path) -> None:
    """The bold one sets the labels: what only the other has could not be set there."""
    with TTFont(folder / BOLD) as font:
        for one in font["cmap"].tables:
            one.cmap.pop(ord("٧"), None)
        font.save(folder / BOLD)
    assert [(one[2], one[3].partition(" has ")[2]) for one in told(folder)] == [("digits.ar", "٧ (U+0667)")]
