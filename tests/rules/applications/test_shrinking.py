"""A page made small is still read by a reader that is not ours, and a photo of a person still shows her."""

import io
import random
from functools import cache

import pytest
import segno
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from bench import sheet
from dorgora.applications import shrinking
from dorgora.kernel.picture_headers import media_type

NUMBERS = ("20150918273645001", "19870918273645002", "19990918273645003")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def uploaded(photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(photo)) as image:
        image.thumbnail((shrinking.LONGEST_SIDE,) * 2)
        return image.convert("RGB")


@cache
def full_page_with_codes(dots: int) -> Image.Image:
    page = sheet.full_page(7)
    for place, number in zip(((250, 300), (1500, 1500), (400, 2700)), NUMBERS, strict=True):
        drawn = io.BytesIO()
        segno.make(number, error="m", micro=False).save(drawn, kind="png", scale=dots, border=4)
        page.paste(
            opened(drawn.getvalue()).convert("L").point(lambda one: sheet.PAPER if one else sheet.INK), place
        )
    return page


def read(image: Image.Image) -> set[str]:
    return {
        one.text for one in zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    }


@pytest.mark.slow
@pytest.mark.parametrize("noise", [4, 14])
def test_a_page_full_of_writing_is_read_in_32_kilobytes(noise: int) -> None:
    """Codes stand for its letters: squares of 0.7 mm, a third of a letter of 11 points, and nothing to guess from."""
    small = shrinking.small(uploaded(sheet.photographed(full_page_with_codes(8), noise=noise)))
    assert len(small) <= 32_000
    assert read(opened(small)) == set(NUMBERS)


@pytest.mark.slow
def test_the_light_that_falls_on_a_page_does_not_stay_on_it() -> None:
    page = opened(shrinking.small(uploaded(sheet.photographed(sheet.full_page(3))))).convert("L")
    corners = [page.crop((x, y, x + 40, y + 40)) for x in (0, page.width - 40) for y in (0, page.height - 40)]
    assert all(ImageStat.Stat(corner).mean[0] > 250 for corner in corners)


def test_a_page_with_little_on_it_keeps_its_greys() -> None:
    page = Image.new("RGB", (1100, 1500), "white")
    draw = ImageDraw.Draw(page)
    for y in range(200, 500, 50):
        draw.line((100, y, 1000, y), "black", 4)
        draw.line((100, y + 20, 1000, y + 20), (150, 150, 150), 4)
    small = opened(shrinking.small(page)).convert("L")
    assert small.size == page.size
    assert small.getpixel((500, 200)) < 80 < 100 < small.getpixel((500, 220)) < 220  # type: ignore[operator]


def face(seed: int) -> Image.Image:
    """Round shapes in soft light before a ground with a pattern, in colour: no writing."""
    chance, image = random.Random(seed), Image.new("RGB", (1600, 1200), (120, 130, 90))
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        x, y = chance.randrange(1600), chance.randrange(1200)
        draw.ellipse((x, y, x + 60, y + 40), tuple(chance.randrange(60, 200) for _ in range(3)))
    draw.ellipse((500, 150, 1100, 1050), (205, 150, 115))
    draw.ellipse((640, 450, 760, 510), (40, 25, 20))
    draw.ellipse((840, 450, 960, 510), (40, 25, 20))
    draw.ellipse((700, 800, 900, 860), (160, 70, 70))
    light = Image.radial_gradient("L").resize((1600, 1200)).point(lambda one: 255 - one // 2)
    return ImageChops.multiply(image.filter(ImageFilter.GaussianBlur(4)), Image.merge("RGB", (light,) * 3))


def test_a_photo_of_a_person_keeps_colours_and_light() -> None:
    before = face(1)
    small = shrinking.small(before)
    assert len(small) <= 32_000
    after = opened(small).convert("RGB")
    assert max(after.size) >= 640
    size = (80, 60)
    differs = ImageChops.difference(
        before.resize(size, Image.Resampling.BOX), after.resize(size, Image.Resampling.BOX)
    )
    assert max(ImageStat.Stat(differs).mean) < 6  # of 255; the black and white of a page differs by 80


@pytest.mark.parametrize(
    "image",
    [
        Image.effect_noise((1600, 1600), 120).convert("RGB"),
        Image.new("RGB", (1600, 1200), "white"),
        Image.new("RGB", (50, 50)),
        Image.new("RGB", (1600, 1)),
        Image.effect_noise((1600, 50), 200).convert("RGB"),
    ],
    ids=["nothing but noise", "white", "the smallest", "a line", "a strip of noise"],
)
def test_whatever_comes_fits(image: Image.Image) -> None:
    small = shrinking.small(image)
    assert len(small) <= 32_000
    assert max(opened(small).size) <= max(image.size)
    assert media_type(small) == f"image/{opened(small).format}".lower()  # type: ignore[comparison-overlap]
