"""What comes out of the printer: each slip one piece as long as its words, each sheet of its size."""

from typing import Any

import pypdfium2 as pdfium
import pytest

from tests import browser
from tests.surfaces.counter.test_pages import MILLIMETRE, PAGES, taken_back
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

SLIPS = {
    "receipt": PAGES["bill-receipt"],
    "receipt-given-back": lambda counter, stage: taken_back(counter, "file") + "/receipt?again=1",
    "allow": PAGES["allow-slip"],
    "allow-code": PAGES["mandate-code"],
    "day-sheet": PAGES["day-sheet"],
}


def printed(page: Any) -> tuple[list[tuple[int, int]], str]:
    """The millimetres of each piece of paper that comes out, and all that is read there, without its spaces."""
    with pdfium.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
        sizes = [tuple(round(side * 25.4 / 72) for side in sheet.get_size()) for sheet in paper]
        words = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    return sizes, "".join(words.split())


@pytest.mark.parametrize(
    ("name", "paper", "size"), [("day-sheet", "", (210, 297)), ("bill-receipt", "?paper=a5", (148, 210))]
)
def test_a_paper_is_printed_on_its_size(
    chromium: Any, counter: Any, stage: Any, name: str, paper: str, size: tuple[int, int]
) -> None:
    path = PAGES[name](counter, stage) + paper
    with window(chromium, counter.client, language="bn") as page:
        page.goto(HOST + path)
        assert printed(page)[0] == [size]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_one_piece_as_long_as_its_words(chromium: Any, counter: Any, stage: Any, name: str) -> None:
    """A roll is cut by its printer: no line stands alone on a second piece, and no paper is fed for nothing."""
    path = SLIPS[name](counter, stage)
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, language=language, kept=True) as page:
            page.goto(HOST + path + ("&" if "?" in path else "?") + "paper=58mm")
            slip = page.locator(".slip")
            words = slip.bounding_box()["height"] / MILLIMETRE
            [(width, length)], read = printed(page)
            assert width == 58 and words <= length < words + 8
            assert [word for word in slip.inner_text().split() if word not in read] == []


def test_without_scripts_a_slip_is_one_long_piece(chromium: Any, counter: Any, stage: Any) -> None:
    path = SLIPS["receipt"](counter, stage)
    with window(chromium, counter.client, language="en", javascript=False) as page:
        page.goto(HOST + path)
        assert printed(page)[0] == [(58, 297)]
