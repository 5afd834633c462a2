"""The keys of the counter and the desk, pressed in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests.surfaces.shell import gallery

pytestmark = pytest.mark.slow

Open = Any


def _answer(path: str) -> str | None:
    name = path.strip("/")
    return gallery.render(name, "en") if name in gallery.PAGES else f"<title>{name}</title>"


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Open]:
    with browser.page(chromium) as page:
        host = browser.serve(page, _answer)

        def opened(name: str) -> Any:
            page.goto(f"{host}/{name}")
            return page

        yield opened
        assert page.complaints == []


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_f8_does_the_main_action(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("F8")
    page.wait_for_url("**#done")


def test_escape_goes_back(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("Escape")
    page.wait_for_url("**#back")


def test_escape_first_clears_a_search(open_page: Open) -> None:
    page = open_page("home")
    page.fill("#q", "jonmo")
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""


def test_a_slash_goes_to_the_search(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("/")
    assert _focused(page) == "q"
    page.keyboard.press("/")  # again, from habit
    page.keyboard.type("1/2")
    assert page.input_value("#q") == "1/2"


@pytest.mark.parametrize("name", ["karim", "Jorina", "xulfiqar"])
def test_a_name_typed_anywhere_stands_in_the_search(open_page: Open, name: str) -> None:
    page = open_page("home")
    page.keyboard.type(name)
    assert page.input_value("#q") == name


def test_without_keys_of_one_letter_a_letter_goes_nowhere(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("F1")
    page.locator("[data-letters] input").uncheck()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("k")
    assert page.input_value("#q") == ""


def test_a_digit_opens_its_service(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("2")
    page.wait_for_url("**/2")


def test_letters_in_a_field_are_only_letters(open_page: Open) -> None:
    page = open_page("file")
    page.fill("#f-remark", "")
    page.keyboard.type("RxnJ")
    assert page.input_value("#f-remark") == "RxnJ"
    assert page.is_checked("input[value=approve]")


def test_letters_choose_a_decision_and_mark_an_answer(open_page: Open) -> None:
    page = open_page("file")
    page.keyboard.press("r")
    assert page.is_checked("input[value=return]")
    page.locator(".tick input").nth(1).focus()
    page.keyboard.press("x")
    assert page.locator(".tick input:checked").evaluate_all("boxes => boxes.map(b => b.value)") == ["2"]


def test_letters_can_be_switched_off_and_stay_off(open_page: Open) -> None:
    page = open_page("file")
    page.keyboard.press("F1")
    page.uncheck("[data-letters] input")
    page = open_page("file")
    page.keyboard.press("r")
    assert page.is_checked("input[value=approve]")
    page.keyboard.press("F1")
    assert not page.is_checked("[data-letters] input")


def test_j_and_k_walk_the_queue_from_the_lit_row(open_page: Open) -> None:
    page = open_page("desk")
    page.keyboard.press("j")
    assert _focused(page) == "Death"
    assert page.locator("tr.on").count() == 1
    page.keyboard.press("k")
    assert _focused(page) == "Birth"


def test_enter_opens_the_lit_row(open_page: Open) -> None:
    page = open_page("desk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/f1")


def test_arrows_walk_a_list(open_page: Open) -> None:
    page = open_page("home")
    page.focus("#q")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".pick:focus b").first.inner_text() == "Citizenship"


def test_f2_shows_the_same_page_in_the_other_language(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("F2")
    page.wait_for_url("**/home?page=2&lang=bn")


def test_keys_of_the_browser_are_left_alone(open_page: Open) -> None:
    page = open_page("file")
    page.keyboard.press("Control+r")
    assert page.is_checked("input[value=approve]")
