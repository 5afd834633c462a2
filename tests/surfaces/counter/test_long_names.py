"""A name without a space makes no page of the counter wider than its screen, and no slip wider than its paper."""

from typing import Any

import pytest

from tests import browser
from tests.surfaces.counter.stage import SERVICE, approve, days_ago
from tests.surfaces.names import ANSWERS, CITIZEN, LONG_BN
from tests.surfaces.window import HOST, looked_at, misshapen, window

pytestmark = pytest.mark.slow

STICKING_OUT = """where => {
    const paper = document.querySelector(where).getBoundingClientRect(), range = document.createRange();
    range.selectNodeContents(document.querySelector(where));
    return [...range.getClientRects()].filter(box =>
        box.right > paper.right + 0.5 || box.left < paper.left - 0.5).length;
}"""


@pytest.fixture
def pages(stage: Any, counter: Any) -> dict[str, str]:
    """Everything of a citizen and her child with such names, by address."""
    citizen = counter.citizen(**CITIZEN)
    number = counter.lodge(citizen, born=days_ago(100), **ANSWERS)
    file = f"/counter/files/{number}"
    approve(stage, number)
    other = counter.citizen(**CITIZEN, phone="01812345678", is_new="yes")
    counter.fill(counter.begin(other), born=days_ago(90), **ANSWERS)
    return {
        "citizen": f"/counter/citizens/{citizen}",
        "consent": f"/counter/citizens/{citizen}/{SERVICE}",
        "read-back": counter.at,
        "today": "/counter/",
        "file": file,
        "receipt": f"{file}/receipt",
        "certificate": f"{file}/certificate",
        "hand-over": f"{file}/hand-over",
        "drawer": "/counter/drawer",
        "pass-on": "/counter/drawer/pass-on",
    }


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_no_page_scrolls_sideways(chromium: Any, counter: Any, pages: dict[str, str], language: str) -> None:
    with window(chromium, counter.client, language=language, kept=True) as page:
        for name, address in pages.items():
            page.goto(HOST + address)
            assert looked_at(page, f"long-{name}", misshapen) == []


@pytest.mark.parametrize(("name", "paper"), [("receipt", ".slip"), ("certificate", ".cert")])
def test_nothing_printed_lies_outside_its_paper(
    chromium: Any, counter: Any, pages: dict[str, str], name: str, paper: str
) -> None:
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, language=language) as page:
            page.goto(HOST + pages[name])
            page.emulate_media(media="print")
            assert LONG_BN in page.locator(paper).inner_text(), "in her language, whatever the operator reads"
            assert page.evaluate(STICKING_OUT, paper) == 0
            assert page.evaluate(
                "where => document.querySelector(where).scrollWidth", paper
            ) <= page.evaluate("where => document.querySelector(where).clientWidth", paper)
