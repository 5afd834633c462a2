"""The fonts of a pack: which families a file says it is of, and whether its pages get the letters they are told of."""

import re
import struct
from collections.abc import Collection, Iterator
from pathlib import Path

from dorgora.catalogue import sfnt

PROGRAMS = Path(__file__).parent.parent / "shell" / "typeset" / "fonts"
"""The fonts beside the program, of Latin letters."""
LATIN = "Noto Sans"
FAMILY = "DLetters"
"""What the stylesheet of the program calls the letters of a pack, whichever they are."""
_WOFF2 = b"wOF2"
_COMMENT, _FACE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"@font-face\s*\{[^{}]*\}")
_URL = re.compile(r"url\(\s*[\"']?(.*?)[\"']?\s*\)")


def families(font: bytes) -> Iterator[str]:
    """The families a TrueType font says it is of (its table `name`, numbers 1 and 16); none where it is no font."""
    try:
        n_tables = struct.unpack_from(">H", font, 4)[0]
        tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(n_tables))
        start = next(at for tag, _, at, _ in tables if tag == b"name")
        _, n_names, texts = struct.unpack_from(">HHH", font, start)
        for n in range(n_names):
            platform, _, _, kind, length, at = struct.unpack_from(">HHHHHH", font, start + 6 + 12 * n)
            if kind in (1, 16):
                name = font[start + texts + at :][:length]
                yield name.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
    except (struct.error, StopIteration):
        return


def letters_of(folder: Path, wanted: Collection[str]) -> frozenset[int]:
    """The letters a PDF can be set in, as Unicode numbers: those that all fonts of one of these families have.

    The program's own family is always one of them. None where a font is no font, or a family is not there.
    """
    found: dict[str, frozenset[int]] = {}
    for path in (*PROGRAMS.glob("*.ttf"), *folder.glob("*.ttf")):
        font = path.read_bytes()
        try:
            its = sfnt.letters(font)
        except sfnt.NoFont:
            return frozenset()
        for family in families(font):
            found[family] = found.get(family, its) & its
    if not found.keys() >= {*wanted, LATIN}:
        return frozenset()
    return frozenset().union(*(found[family] for family in {*wanted, LATIN}))


def sheet_complaints(folder: Path, name: str) -> Iterator[str]:
    """What is wrong with a stylesheet that may say nothing but which fonts beside it write which letters of pages.

    name: the folder in the pack in which `letters.css` and the fonts lie.
    """
    sheet = folder / name / "letters.css"
    if not sheet.is_file():
        yield f"no letters.css is in {name}"
        return
    css = _COMMENT.sub("", sheet.read_text("utf-8", "replace"))
    faces = _FACE.findall(css)
    if _FACE.sub("", css).strip() or not faces or not all(FAMILY in face for face in faces):
        yield f"letters.css in {name} says something else than @font-face rules of {FAMILY}"
    for font in _URL.findall(css):
        file = sheet.parent / font
        if "/" in font or not file.is_file() or file.read_bytes()[:4] != _WOFF2:
            yield f"{font}, named in letters.css, is no font (.woff2) in {name}"
