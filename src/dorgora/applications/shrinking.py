"""A picture made so small that 2G carries it, and still readable: 32,000 bytes a page, nothing in it but pixels.

A page of writing is taken for one: its shadows are taken out, and if grey does not fit it becomes black and white,
which keeps letters whole where a few bytes of grey would blur them. What is no page keeps its colours. Source:
ADR 0027, with what was measured.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

MOST_BYTES = 32_000
"""Of one picture; about ten seconds of a 2G line."""
LONGEST_SIDE = 1600
_SPEED = 9
"""Of the AVIF encoder: a slower one makes little better pictures in many times the time, on a laptop of 2 GB."""
_CELL, _NEAR, _BLUR = 8, 9, 4
"""How the paper behind the ink is found: squares of so many pixels, the brightest of so many each way, made even."""
_PAPER, _INK, _MID = 0.2, 0.28, 0.09
"""As shares of the paper's brightness: what is darker is ink; what is surely ink; what may still be paper."""
_CALM, _SPAN, _WIDE, _EVEN, _STROKE = 0.6, 4, 5, 2, 0.8
"""Of black and white: how far noise is made even first; squares of so many pixels, the darkest of so many each way,
made even; and the share of that from which on a stroke is black."""
_LEAST_PAPER = 60
"""In a picture darker than that, of 255, no page is looked for."""

Rung = tuple[int, int]
"""Longest side in pixels, and quality (of a black and white picture: none)."""
COLOURED: Sequence[Rung] = (
    (1400, 60), (1400, 45), (1200, 45), (1200, 35), (1000, 40), (1000, 30), (800, 40), (800, 30),
    (640, 30), (512, 30), (400, 25), (320, 20), (240, 10), (160, 1),
)  # fmt: skip
GREY: Sequence[Rung] = ((1600, 60), (1600, 50), (1600, 45), (1400, 50))
BLACK: Sequence[Rung] = tuple((side, 0) for side in range(1600, 780, -20))


@dataclass(frozen=True)
class Ink:
    """What stands out from the paper: how much darker each pixel is, and how bright the paper is in the middle."""

    depth: Image.Image
    paper: int

    def is_of_a_page(self) -> bool:
        """Whether this is writing: much paper, some ink and little between, as light does not fall off in letters."""
        upto = list(accumulate(self.depth.histogram()))
        paper, mid = (upto[round(share * self.paper)] / upto[-1] for share in (_MID, _INK))
        return self.paper >= _LEAST_PAPER and paper >= 0.7 and mid - paper <= 0.12 and 0.01 <= 1 - mid <= 0.25


def small(image: Image.Image) -> bytes:
    """The best picture that fits. image: RGB, upright, at most LONGEST_SIDE long."""
    ink = ink_of(image)
    if ink.is_of_a_page():
        grey = _first_fit(GREY, lambda rung: _avif(_fitted(_whitened(ink), rung[0]), rung[1]))
        calm = ink.depth.filter(ImageFilter.GaussianBlur(_CALM))
        black = grey or _first_fit(BLACK, lambda rung: _black(_fitted(calm, rung[0]), ink.paper))
        if black:
            return black
    fitted = _first_fit(COLOURED, lambda rung: _avif(_fitted(image, rung[0]), rung[1]))
    return fitted or _avif(_fitted(image, 64), 1)


def ink_of(image: Image.Image) -> Ink:
    """The ink of a picture: what is darker than the brightest nearby, with the light as it falls."""
    grey = image.convert("L")
    cells = grey.resize([max(1, side // _CELL) for side in grey.size], Image.Resampling.BOX)
    paper = cells.filter(ImageFilter.MaxFilter(_NEAR)).filter(ImageFilter.GaussianBlur(_BLUR))
    upto = list(accumulate(paper.histogram()))
    middle = next(light for light, n in enumerate(upto) if 2 * n >= upto[-1])
    return Ink(ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BICUBIC), grey), middle)


def _whitened(ink: Ink) -> Image.Image:
    """The page in grey with white paper: what may be paper is white, what is surely ink is dark, even between."""
    least, most = _MID * ink.paper, 0.6 * ink.paper
    return ink.depth.point(
        lambda depth: 255 - max(0, min(215, round((depth - least) * 215 / (most - least))))
    )


def _black(depth: Image.Image, paper: int) -> bytes:
    """What is nearly as dark as the darkest nearby is ink: strokes of dense letters stay apart, and pencil stays."""
    near = depth.reduce(_SPAN).filter(ImageFilter.MaxFilter(_WIDE)).filter(ImageFilter.BoxBlur(_EVEN))
    least = near.resize(depth.size, Image.Resampling.BILINEAR).point(
        lambda one: max(round(_PAPER * paper), round(_STROKE * one))
    )
    page, out = ImageChops.subtract(depth, least).point(lambda one: 0 if one else 255), io.BytesIO()
    # Lossless: a fourth of what AVIF needs to keep letters of that size apart.
    page.save(out, "WEBP", lossless=True, quality=80, method=4)
    return out.getvalue()


def _avif(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    colours = "4:0:0" if image.mode == "L" else "4:2:0"
    image.save(out, "AVIF", quality=quality, speed=_SPEED, subsampling=colours, max_threads=1)
    return out.getvalue()


def _fitted(image: Image.Image, side: int) -> Image.Image:
    longest = max(image.size)
    if longest <= side:
        return image
    return image.resize([max(1, round(one * side / longest)) for one in image.size], Image.Resampling.LANCZOS)


def _first_fit(rungs: Sequence[Rung], make: Callable[[Rung], bytes]) -> bytes | None:
    """What the first rung that fits makes; found by halving, as each rung takes about less than the one before."""
    low, high, best = 0, len(rungs), None
    while low < high:
        middle = (low + high) // 2
        made = make(rungs[middle])
        if len(made) <= MOST_BYTES:
            best, high = made, middle
        else:
            low = middle + 1
    return best
