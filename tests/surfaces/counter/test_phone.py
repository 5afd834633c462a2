"""The counter on a phone of 360 px: the screen can be covered from every page, and nothing sticks out."""

from typing import Any

import pytest

from tests import browser
from tests.surfaces.counter.stage import days_ago
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

WIDER = (
    """name => { const e = document.querySelector(name); return e ? e.scrollWidth - e.clientWidth : 0; }"""
)


def test_a_phone_can_cover_the_screen_and_shows_all(chromium: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, size="phone", language=language) as page:
            for path in ("/counter/", f"/counter/files/{number}/receipt", "/counter/citizens/new"):
                page.goto(HOST + path)
                cover = page.locator('.sign a[aria-keyshortcuts="F9"]')
                assert cover.is_visible() and cover.bounding_box()["height"] >= 44
                for part in (".sign", ".sign nav", ".step"):
                    assert page.evaluate(WIDER, part) <= 0, (path, part, language)
                assert browser.sideways(page) == 0


def test_a_label_never_touches_its_answer(chromium: Any, counter: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(10))
    with window(chromium, counter.client, size="phone", language="en") as page:
        page.goto(HOST + "/counter/drawer")
        gap = page.evaluate("getComputedStyle(document.querySelector('.cut td')).columnGap")
        assert gap == "16px"
