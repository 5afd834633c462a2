"""What stopped somebody who had not seen the pages before (docs/first-use.md), and does no more."""

import re
from typing import Any

import pytest

from tests.surfaces.counter.stage import days_ago
from tests.surfaces.window import HOST, window

FOCUSED = "document.activeElement.name || ''"


def text(page: Any) -> str:
    return str(page.content.decode())


def main_button(page: Any) -> str:
    """The address of the button on the doorstep."""
    found = re.search(r'<a class="go" href="([^"]+)"', text(page))
    assert found, text(page)[-2000:]
    return found.group(1)


@pytest.mark.parametrize(
    ("words", "goes"),
    [("jonmo", "birth_registration"), ("rohima", "/counter/citizens/"), ("zzqq", "/counter/")],
)
def test_the_only_thing_found_is_the_main_button(counter: Any, words: str, goes: str) -> None:
    counter.register()
    counter.send(counter.get("/counter/"), {"q": words}, to="/counter/search", id="")
    page = counter.get("/counter/found")
    assert goes in main_button(page) and text(page).count("To today") == 1
    assert (main_button(page) == "/counter/") == (words == "zzqq")


def test_a_page_that_says_no_has_a_main_button(counter: Any) -> None:
    page = counter.get("/counter/nowhere")
    assert (
        page.status_code == 404
        and main_button(page) == "/counter/"
        and 'aria-keyshortcuts="F8"' in text(page)
    )


@pytest.mark.slow
def test_what_is_wrong_has_the_focus(chromium: Any, counter: Any) -> None:
    citizen = counter.citizen()
    with window(chromium, counter.client, language="en") as page:
        page.goto(f"{HOST}/counter/citizens/{citizen}/birth_registration")
        page.keyboard.press("F8")
        page.wait_for_selector(".err")
        assert page.evaluate(FOCUSED) == "heard"
        counter.fill(counter.begin(citizen), born=days_ago(100))
        page.goto(HOST + counter.at)
        assert page.evaluate(FOCUSED) == ""
        for typed, wrong in (("x", "received"), ("100", "agreed")):
            page.fill("[name=received]", typed)
            page.keyboard.press("F8")
            page.wait_for_function(f"{FOCUSED} === '{wrong}' && document.querySelector('.err')")
