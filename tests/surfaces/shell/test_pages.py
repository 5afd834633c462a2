"""The shared parts in Chromium: nothing axe-core objects to, nothing our policy blocks, nobody scrolls sideways."""

import re
from typing import Any

import pypdfium2
import pytest

from dorgora.shell import stationery
from tests import browser
from tests.surfaces.shell import gallery
from tests.surfaces.window import looked_at

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", browser.LANGUAGES)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_part_is_accessible(chromium: Any, name: str, language: str) -> None:
    with browser.kept_page(chromium, language=language) as page:
        host = browser.serve(page, {f"/{name}": gallery.render(name, language)})
        page.goto(f"{host}/{name}")
        assert looked_at(page, f"gallery-{name}") == []


def test_the_portal_loads_its_style_and_one_small_script(chromium: Any) -> None:
    with browser.page(chromium, size="phone") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
        host = browser.serve(page, {"/portal": gallery.render("portal", "bn")})
        page.goto(f"{host}/portal", wait_until="networkidle")
        assert asked == ["portal", "portal.css", "tongue.js"]


def test_a_certificate_prints_on_one_page_of_its_size(chromium: Any) -> None:
    with browser.page(chromium) as page:
        host = browser.serve(page, {"/paper": gallery.render_source(gallery.CERTIFICATE, "paper", "bn")})
        page.goto(f"{host}/paper")
        printed = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    millimetres = [(round(float(x) * 25.4 / 72), round(float(y) * 25.4 / 72)) for x, y in sheets]
    assert millimetres == [(148, 210)]


def test_each_page_of_a_sheet_says_whose_and_of_which_day(chromium: Any) -> None:
    """No row is torn, and who signs does it under the totals, not on a page that says nothing."""
    said = stationery.SheetWords(
        centre=("Char Kukri Mukri",), title="The drawer of Karim", day="24 November 2026",
        lines=tuple((f"Line {n}.", f"{n}.00") for n in range(12)), columns=("Time", "Count"),
        rows=tuple((f"{n}:00", f"begins{n} " + "and goes on " * 14 + f"ends{n}") for n in range(30)),
        empty="", signers=("Karim", "Checked by"),
    )  # fmt: skip
    with browser.page(chromium, language="en") as page:
        sheet = {"sheet": stationery.Sheet("en", "en", said, said)}
        host = browser.serve(page, {"/sheet": gallery.render_source(gallery.SHEET, "sheet", "en", **sheet)})
        page.goto(f"{host}/sheet")
        with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
            pages = [one.get_textpage().get_text_range() for one in paper]
    assert len(pages) > 2
    for n, words in enumerate(pages, 1):
        assert (
            "The drawer of Karim" in words and "24 November 2026" in words and f"{n} / {len(pages)}" in words
        )
        assert re.findall(r"begins(\d+)", words) == re.findall(r"ends(\d+)", words)
    assert "Line 0." in pages[-1] and "Line 11." in pages[-1] and "Checked by" in pages[-1]


HELD = """() => {
  const tide = document.querySelector('.tide').getBoundingClientRect();
  const step = document.querySelector('.step').getBoundingClientRect();
  const here = document.activeElement, box = here.getBoundingClientRect();
  const isBeside = here.matches('body, .skip') || here.closest('.tide, .step, .sign');
  const isHeld = isBeside || box.top >= tide.bottom - 1 && box.bottom <= step.top + 1;
  return [tide.top, tide.height, isHeld ? '' : here.outerHTML.slice(0, 80)];
}"""


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_the_state_of_things_is_always_in_sight(chromium: Any, language: str) -> None:
    """In two lines at most, with the time of the last contact, over nothing that has the focus, up or down the page."""
    with browser.kept_page(chromium, language=language) as page:
        host = browser.serve(page, {"/form": gallery.render("form", language)})
        page.goto(f"{host}/form")
        for size in browser.sizes(page):
            page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
            for key in ["Tab"] * 24 + ["Shift+Tab"] * 24:
                page.keyboard.press(key)
                top, height, hidden = page.evaluate(HELD)
                assert hidden == "" and height < 92
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            top, _height, _hidden = page.evaluate(HELD)
            said = page.inner_text(".tide")
            assert top == 0 and all(word in said for word in gallery.OF_THE_TIDE[language]), (size, said)


RING = """e => {
  const label = e.labels[0] || e.closest('fieldset').querySelector('legend');
  return e.getBoundingClientRect().top - 6 - label.getBoundingClientRect().bottom;
}"""


def test_no_ring_of_the_focus_lies_over_a_label(chromium: Any) -> None:
    """Signs hang below a Bangla line: covered, one word is another."""
    with browser.kept_page(chromium) as page:
        host = browser.serve(page, {"/form": gallery.render("form", "bn")})
        page.goto(f"{host}/form")
        for size in browser.sizes(page):
            for field in page.query_selector_all(
                ".f input:not([type=radio], [type=checkbox], [type=hidden], .vh)"
            ):
                assert field.evaluate(RING) >= 0, (size, field.evaluate("e => e.name"))
