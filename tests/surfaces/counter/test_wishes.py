"""A neighbour asks for what the catalogue lacks: noted by keyboard, thanked for, taken back, her words sealed."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dorgora.kernel import clock
from dorgora.people import queries as people
from dorgora.voice import queries as voice
from tests import browser
from tests.people.cast import PLACE
from tests.retold import retold
from tests.surfaces.counter.stage import Counter, errors, form_of
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow
HERS = "একটা সেলাই মেশিনের প্রশিক্ষণ"


def text(page: Any) -> str:
    return str(page.content.decode())


def search(counter: Counter, words: str) -> Any:
    return counter.send(counter.get("/counter/"), {"q": words}, to="/counter/search", id="")


def note(counter: Counter, citizen_id: int = 0, **typed: str) -> Any:
    page = counter.get(f"/counter/wishes/of/{citizen_id}" if citizen_id else "/counter/wishes")
    return counter.send(page, {"kind": "learning"} | typed)


def test_what_is_not_found_is_noted(counter: Counter) -> None:
    search(counter, "নাসিমা")
    assert "Not in the catalogue: note what she wants" in text(counter.get("/counter/found"))
    with retold():
        page = note(counter)
    (kept,) = voice.latest(PLACE)
    assert counter.at == f"/counter/wishes/{kept.id}" and "It is noted" in text(page)
    assert (kept.kind, kept.words, kept.citizen_id, kept.nearest) == ("learning", "", 0, "")
    assert "নাসিমা" not in text(page), "what was searched is no part of a wish"


def test_the_service_that_came_nearest_is_noted(counter: Counter) -> None:
    search(counter, "birth")
    assert "None of these: note what she wants" in text(counter.get("/counter/found"))
    note(counter, nearest="birth_registration")
    note(counter, nearest="none")
    note(counter, nearest="no_such_service")
    assert [one.nearest for one in voice.latest(PLACE)] == ["", "", "birth_registration"]


def test_her_words_are_kept_if_she_says_yes(counter: Counter) -> None:
    rahima = counter.citizen()
    assert f"/counter/wishes/of/{rahima}" in text(counter.get(f"/counter/citizens/{rahima}"))
    page = note(counter, rahima, words=HERS)
    assert page.status_code == 422 and len(errors(page)) == 1 and form_of(page)["words"] == HERS
    assert voice.latest(PLACE) == []
    with retold():
        page = counter.send(page, {"agreed": "yes"})
    (kept,) = voice.latest(PLACE)
    assert (kept.words, kept.citizen_id) == (HERS, rahima) and HERS in text(page)


def test_her_words_stand_there_while_they_can_be_taken_back(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(counter, counter.citizen(), words=HERS, agreed="yes")
    wish = counter.at
    at = clock.now()
    for minutes, is_shown in ((29, True), (32, False)):
        later = at + timedelta(minutes=minutes)
        monkeypatch.setattr("dorgora.counter.views.wishes.clock", SimpleNamespace(now=lambda at=later: at))
        page = text(counter.get(wish))
        assert (HERS in page) is is_shown and ("Noted by mistake" in page) is is_shown
        assert "In her own words" in page or not is_shown


def test_words_of_nobody_are_not_taken(counter: Counter) -> None:
    page = counter.get("/counter/wishes")
    assert 'name="words"' not in text(page)
    counter.send(page, {"kind": "paper", "words": HERS, "agreed": "yes"})
    (kept,) = voice.latest(PLACE)
    assert kept.words == ""


def test_pressed_twice_it_is_noted_once(counter: Counter) -> None:
    page = counter.get("/counter/wishes")
    counter.send(page, {"kind": "work"})
    first = counter.at
    counter.send(page, {"kind": "work"}, to="/counter/wishes")
    assert counter.at == first and len(voice.latest(PLACE)) == 1


def test_two_tabs_of_a_kept_page_are_two_wishes(counter: Counter) -> None:
    note(counter, kind="")
    one, two = (counter.get("/counter/wishes") for _tab in range(2))
    for page, kind in ((one, "work"), (two, "paper"), (one, "work")):
        counter.send(page, {"kind": kind}, to="/counter/wishes")
    assert sorted(wish.kind for wish in voice.latest(PLACE)) == ["paper", "work"]


def test_without_a_kind_nothing_is_noted(counter: Counter) -> None:
    page = note(counter, kind="")
    assert page.status_code == 422 and errors(page)
    page = note(counter, kind="boat")
    assert page.status_code == 422 and voice.latest(PLACE) == []


def test_what_was_wrong_is_said_again_when_she_comes_back(counter: Counter) -> None:
    rahima = counter.citizen()
    note(counter, rahima, words=HERS)
    page = counter.get(f"/counter/wishes/of/{rahima}")
    assert page.status_code == 200 and len(errors(page)) == 1 and form_of(page)["words"] == HERS


def test_a_slip_is_taken_back(counter: Counter, stage: Any) -> None:
    note(counter)
    wish = counter.at
    page = counter.get(wish)
    for _ in range(2):
        told = counter.send(page, {}, to=f"{wish}/take-back", id="")
        assert "it counts no more" in text(told) and "Noted by mistake" not in text(told)
    assert voice.latest(PLACE) == []
    assert counter.get("/counter/wishes/99999").status_code == 404


def test_half_filled_it_is_there_again(counter: Counter) -> None:
    rahima = counter.citizen()
    note(counter, rahima, words=HERS, go="leave", leave_to="/counter/files")
    assert voice.latest(PLACE) == []
    assert form_of(counter.get(f"/counter/wishes/of/{rahima}"))["words"] == HERS


def test_by_keyboard(chromium: Any, counter: Counter) -> None:
    rahima = counter.citizen()
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/citizens/{rahima}")
        with keys.does("Note what is asked for"):
            keys.far("She asks for what is not here").goes("Enter", "/wishes/of/")
            keys.choose("kind", 0).type("words", "a loan for a boat").tick("agreed").goes("F8", "/wishes/")
        page.wait_for_selector("text=It is noted")
        with keys.does("Take back a wish"):
            keys.far("Noted by mistake").press("Enter")
        page.wait_for_selector("text=it counts no more")
    assert people.citizen(rahima) is not None and voice.latest(PLACE) == []


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_is_sound(chromium: Any, counter: Counter, language: str) -> None:
    def sound(name: str, address: str) -> None:
        page.goto(HOST + address)
        assert looked_at(page, f"counter-{name}") == []

    rahima = counter.citizen()
    with window(chromium, counter.client, language=language, kept=True) as page:
        sound("wish", "/counter/wishes")
        search(counter, "জন্ম")
        sound("wish-found", "/counter/found")
        sound("wish-hers", f"/counter/wishes/of/{rahima}")
        page.keyboard.press("F8")
        page.wait_for_selector(".err")
        page.complaints.clear()
        assert looked_at(page, "counter-wish-wrong") == []
        note(counter, rahima, words=HERS, agreed="yes", nearest="birth_registration")
        sound("wish-noted", counter.at)
        sound("wish-latest", "/counter/wishes")
