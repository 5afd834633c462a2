"""What a citizen allows, at the counter: chosen, printed, kept with her thumb, looked at, taken back."""

import re
from typing import Any

import pytest

from dorgora.people import queries as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import Counter, errors, form_of
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

CHOSEN = {"scope-lodge": "yes", "scope-share": "yes", "term": "half_year", "witness": "নাতি রফিক"}
SIGNED = {"shown_by": "thumb", "agreed": "yes"}


@pytest.fixture
def rahima(counter: Any) -> int:
    return int(counter.citizen())


def text(page: Any) -> str:
    return str(page.content.decode())


def choose(counter: Counter, citizen_id: int, **other: str | None) -> Any:
    return counter.send(counter.get(f"/counter/mandates/of/{citizen_id}"), CHOSEN | other)


def give(counter: Counter, citizen_id: int) -> Any:
    return counter.send(choose(counter, citizen_id), SIGNED)


def standing(citizen_id: int) -> list[people.Mandate]:
    return people.mandates_of(citizen_id, PLACE)


def test_it_is_kept_once_her_thumb_is_on_the_slip(counter: Any, rahima: int) -> None:
    choose(counter, rahima)
    slip = counter.get(f"{counter.at}?in=en")
    assert (
        re.search("I, R[ao]hima Khatun, let this centre do only this:", text(slip)) and standing(rahima) == []
    )
    assert "Hand in my forms" in text(slip) and "Take my papers" not in text(slip)
    counter.send(slip, SIGNED)
    (kept,) = standing(rahima)
    assert counter.at == f"/counter/mandates/{kept.id}"
    assert (kept.scopes, kept.shown_by, kept.witness) == (("lodge", "share"), "thumb", "নাতি রফিক")
    assert "Stands until" in text(counter.get(f"/counter/citizens/{rahima}"))


def test_the_slip_comes_in_two_sizes(counter: Any, rahima: int) -> None:
    choose(counter, rahima)
    small, large = (
        text(counter.get(f"/counter/mandates/of/{rahima}/slip{size}")) for size in ("", "?paper=a5")
    )
    assert 'class="slip"' in small and 'class="cert large"' in large
    (kept,) = standing(rahima) if give(counter, rahima) else ()
    assert 'class="cert large"' in text(counter.get(f"/counter/mandates/{kept.id}?paper=a5"))


@pytest.mark.parametrize(
    ("wrong", "n_wrong"),
    [
        ({"scope-lodge": None, "scope-share": None}, 1),
        ({"term": "for_ever"}, 1),
        ({"scope-lodge": None, "scope-share": None, "term": "", "witness": "ক" * 130}, 3),
    ],
)
def test_what_is_missing_is_asked(counter: Any, rahima: int, wrong: Any, n_wrong: int) -> None:
    page = choose(counter, rahima, **wrong)
    assert page.status_code == 422 and len(errors(page)) == n_wrong
    assert form_of(page)["witness"] == wrong.get("witness", "নাতি রফিক"), "what was typed stays"


@pytest.mark.parametrize(
    ("wrong", "first"),
    [
        ({}, "scope-lodge"),
        ({"scope-lodge": None, "scope-share": None, "term": None}, "scope-lodge"),
        ({"term": None}, "term"),
        ({"witness": "ক" * 130}, "witness"),
    ],
)
def test_it_opens_in_the_first_that_is_wrong(counter: Any, rahima: int, wrong: Any, first: str) -> None:
    page = choose(counter, rahima, **wrong) if wrong else counter.get(f"/counter/mandates/of/{rahima}")
    focused = [tag for tag in re.findall("<input[^>]*>", text(page)) if " autofocus" in tag]
    assert [re.findall(' name="([^"]*)"', tag)[0] for tag in focused] == [first]


def test_nothing_is_kept_without_thumb_and_yes(counter: Any, rahima: int) -> None:
    page = counter.send(choose(counter, rahima), {})
    assert page.status_code == 422 and len(errors(page)) == 2 and standing(rahima) == []
    assert form_of(page)["scope-lodge"] == "yes"


def test_a_slip_without_choices_leads_to_them(counter: Any, rahima: int) -> None:
    page = counter.get(f"/counter/mandates/of/{rahima}/slip")
    assert counter.at == f"/counter/mandates/of/{rahima}" and page.status_code == 200


def test_what_is_printed_is_what_is_kept(counter: Any, rahima: int) -> None:
    slip = choose(counter, rahima)
    at = counter.at
    choose(counter, rahima, **{"scope-collect": "yes", "scope-lodge": None})  # in another tab
    counter.send(slip, SIGNED, to=at)
    assert [one.scopes for one in standing(rahima)] == [("lodge", "share")]


def test_pressed_twice_it_is_one_and_one_replaces(counter: Any, rahima: int) -> None:
    slip = choose(counter, rahima)
    at = counter.at
    for _press in range(2):
        counter.send(slip, SIGNED, to=at)
    assert len(standing(rahima)) == 1
    assert "this one is over" in text(counter.get(f"/counter/mandates/of/{rahima}"))
    counter.send(choose(counter, rahima, term="month"), SIGNED)
    assert [one.end_reason for one in standing(rahima)] == ["", "replaced"]


def test_she_takes_it_back(counter: Any, rahima: int) -> None:
    give(counter, rahima)
    page = counter.get(counter.at)
    for _press in range(2):
        counter.client.post(counter.at + "/end", form_of(page, ""))
    (kept,) = standing(rahima)
    assert kept.end_reason == "asked"
    ended = text(counter.get(counter.at))
    assert "She took it back" in ended and "end it now" not in ended
    assert "She took it back" in text(counter.get(f"/counter/citizens/{rahima}"))


def test_another_slip_than_ours_is_not_here(counter: Any, rahima: int) -> None:
    for path in ("mandates/99", "mandates/of/99", "mandates/of/99/slip"):
        assert counter.get(f"/counter/{path}").status_code == 404


def test_a_mandate_by_keyboard(chromium: Any, counter: Any, rahima: int) -> None:
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/citizens/{rahima}")
        with keys.does("Record what she allows"):
            keys.far("Record what she allows").goes("Enter", "/mandates/of/")
            keys.tick("scope-lodge").tick("scope-collect").choose("term", 1, past=1)
            keys.type("witness", "nati rofik").goes("F8", "/slip").far("Large sheet").goes(
                "Enter", "paper=a5"
            )
            assert keys.far("Print").prints("Enter").endswith("/slip?paper=a5")
            keys.choose("shown_by", 0, past=2).press("y").goes("F8", "/counter/mandates/")
        assert "Stands until" in keys.says
        with keys.does("End what she allows"):
            keys.far("She takes it back").goes("Enter", "/counter/mandates/")
        assert "She took it back" in keys.says
