"""A sheet of paper full of writing, and the photo a phone makes of it: shadow, tilt, blur, noise. Synthetic."""

import csv
import io
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).parent.parent
A4 = (2480, 3508)
"""Of 300 dots an inch."""
PAPER, INK, MARGIN, LETTER, STEP = 238, 45, 210, 46, 74
"""Brightness of 255; the rest in dots: letters of 11 points, 74 from line to line."""
_FONTS = {
    "bn": ROOT / "packs/bd/fonts/NotoSansBengali-Regular.ttf",
    "en": ROOT / "src/dorgora/shell/typeset/fonts/NotoSans-Regular.ttf",
}


def words() -> dict[str, list[str]]:
    """Names as the pack has them, in Bangla and in Latin letters."""
    with (ROOT / "packs/bd/names_latin.csv").open(newline="") as rows:
        read = list(csv.DictReader(rows))
    return {"bn": [row["name"] for row in read], "en": [row["latin"].split("|")[0] for row in read]}


def full_page(seed: int, size: tuple[int, int] = A4) -> Image.Image:
    """Paragraphs of six lines, in turn Bangla and Latin, with a long number among every sixteen words."""
    chance, sheet, known = random.Random(seed), Image.new("L", size, PAPER), words()
    draw, y, n = ImageDraw.Draw(sheet), MARGIN, 0
    fonts = {name: ImageFont.truetype(str(path), LETTER) for name, path in _FONTS.items()}
    while y + STEP < size[1] - MARGIN:
        language = ("bn", "en")[n // 6 % 2]
        x, right = MARGIN, size[0] // 2 if n % 6 == 5 else size[0] - MARGIN
        while True:
            word = chance.choice(known[language]) if chance.random() > 1 / 16 else _number(chance, language)
            wide = draw.textlength(word, fonts[language])
            if x + wide > right:
                break
            draw.text((x, y), word, INK, fonts[language])
            x += round(wide + LETTER * 0.3)
        n += 1
        y += STEP + (STEP // 2 if n % 6 == 0 else 0)
    return sheet


def _number(chance: random.Random, language: str) -> str:
    digits = "".join(chance.choices("০১২৩৪৫৬৭৮৯" if language == "bn" else "0123456789", k=17))
    return digits[: chance.choice((10, 13, 17))]


def photographed(sheet: Image.Image, *, noise: float = 6, degrees: float = 0.6, seed: int = 1) -> bytes:
    """JPEG of quality 85: tilted, the light falling off by a third, warm, out of focus by a dot, grainy."""
    image = sheet.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=PAPER)
    falling = Image.linear_gradient("L").resize(image.size).point(lambda one: 175 + one * 80 // 255)
    corners = Image.radial_gradient("L").resize(image.size).point(lambda one: 255 - one * 70 // 255)
    image = ImageChops.multiply(ImageChops.multiply(image, falling), corners)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    image = ImageChops.add(image, _grain(image.size, noise, seed), offset=-128)
    warm = (image, image.point(lambda one: one * 245 // 255), image.point(lambda one: one * 225 // 255))
    out = io.BytesIO()
    Image.merge("RGB", warm).save(out, "JPEG", quality=85)
    return out.getvalue()


def _grain(size: tuple[int, int], deviation: float, seed: int) -> Image.Image:
    """Noise about 128, the same for a seed (Pillow's own is another each time): the mean of two draws twice over."""
    chance, n_dots = random.Random(seed), size[0] * size[1]
    drawn = [Image.frombytes("L", size, chance.randbytes(n_dots)) for _ in range(4)]
    mean = ImageChops.add(
        ImageChops.add(drawn[0], drawn[1], scale=2), ImageChops.add(drawn[2], drawn[3], scale=2), scale=2
    )
    share = deviation / (256 / 48**0.5)  # the deviation of a mean of four numbers drawn evenly from 256
    return mean.point(lambda one: round(128 + (one - 127.5) * share))
