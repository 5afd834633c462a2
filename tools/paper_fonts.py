"""Cuts the fonts of the PDF out of Debian's package fonts-noto-core: three of Noto, what a paper needs.

    python tools/paper_fonts.py [FOLDER]     FOLDER: where the package puts them, /usr/share/fonts/truetype/noto

These, not the fonts of the pages: there conjuncts are put together of parts above each other, and no reader
of PDF copies them as they were written. A font of another release than the ones named here is refused, so the same
bytes come out.
"""

import hashlib
import sys
from itertools import chain
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path("/usr/share/fonts/truetype/noto")
ROOT = Path(__file__).resolve().parent.parent
LATIN_TO = ROOT / "src" / "dorgora" / "shell" / "typeset" / "fonts"
BANGLA_TO, ARABIC_TO = ROOT / "packs" / "bd" / "fonts", ROOT / "tests" / "packs" / "marjan" / "fonts"
BANGLA = (0x20, *range(0x964, 0x966), *range(0x980, 0xA00), 0x200B, 0x200C, 0x200D, 0x20B9, 0x25CC)
_BLOCKS = ((0x20, 0x250), (0x300, 0x370), (0x1E00, 0x1F00), (0x2000, 0x2070))
LATIN = (*chain.from_iterable(range(*block) for block in _BLOCKS), 0x20AC, 0x2122, 0x2212)
ARABIC = (
    0x20,
    0x60C,
    0x61B,
    0x61F,
    *range(0x621, 0x653),
    *range(0x660, 0x66D),
    0x200C,
    0x200D,
    0x200E,
    0x200F,
    0x25CC,
)
CUT = {
    "NotoSansBengali-Regular.ttf": (
        BANGLA_TO,
        BANGLA,
        "9bb35b3547829ecc42041b6017e87fd4c5f1da1edcd00f59171777050f346018",
    ),
    "NotoSansBengali-Bold.ttf": (
        BANGLA_TO,
        BANGLA,
        "22c9ff99baca4d31c531ce450a1369beed889467e1ad964f4b8a6f810aa46955",
    ),
    "NotoSansArabic-Regular.ttf": (
        ARABIC_TO,
        ARABIC,
        "504d7407d86875acf7d04dfaa0fd7524d0b8797723bc4aa18022f29db25b0b6e",
    ),
    "NotoSansArabic-Bold.ttf": (
        ARABIC_TO,
        ARABIC,
        "ded6fc7359ca36d15d7aab9ef0c066e21ce48b26a069994d6602fa2cb9a1b952",
    ),
    "NotoSans-Regular.ttf": (
        LATIN_TO,
        LATIN,
        "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    ),
    "NotoSans-Bold.ttf": (
        LATIN_TO,
        LATIN,
        "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    ),
}
"""By the font of Debian, where the cut one goes, which letters it keeps, and its digest."""
PAGES = {"NotoSansArabic-Regular.ttf": "400.woff2", "NotoSansArabic-Bold.ttf": "600.woff2"}
"""Those that the pages of the second country are written with as well, and how they are called there."""
ARABIC_PAGES_TO = ARABIC_TO.parent / "letters"


def cut(source: Path, letters: tuple[int, ...], to: Path) -> None:
    """One font with these letters and all that shapes them; without hints, which paper does not need."""
    options = subset.Options(
        layout_features=["*"], hinting=False, recalc_timestamp=False, notdef_outline=True, name_IDs=["*"]
    )
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font.flavor = "woff2" if to.suffix == ".woff2" else None
    font.save(to)


def main() -> int:
    """Writes all; 1 when one is not there or is of another release."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, (to, letters, digest) in CUT.items():
        source = folder / name
        found = hashlib.sha256(source.read_bytes()).hexdigest() if source.exists() else "not there"
        if found != digest:
            print(f"{source}: {found}, expected {digest}; install fonts-noto-core")
            return 1
        to.mkdir(parents=True, exist_ok=True)
        cut(source, letters, to / name)
        if name in PAGES:
            cut(source, letters, ARABIC_PAGES_TO / PAGES[name])
    return 0


if __name__ == "__main__":
    sys.exit(main())
