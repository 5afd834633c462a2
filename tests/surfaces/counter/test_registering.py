"""Registering a citizen: what is asked of her number and name, and how an answer that will not do is told."""

from typing import Any

import pytest

from dorgora.counter import unfinished
from dorgora.feed import pressed
from dorgora.people import queries as people
from tests.surfaces.counter.stage import PLACE, errors, form_of

pytestmark = pytest.mark.slow

LATA = {
    "local_name": "লতা খানম", "date_of_birth-day": "1", "date_of_birth-month": "1", "date_of_birth-year": "1990",
    "sex": "f", "phone": "01911222333", "village": "ঢালচর",
}  # fmt: skip

NEW, BOOK, TO_REGISTER = "/counter/citizens/new", "/counter/citizens", {"go": "register"}
# The smart card, the first identity card, and the number that begins with the year of birth (10, 13 and 17 digits).
LENGTHS = (10, 13, 17)


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.mark.parametrize("n_digits", range(9, 19))
def test_an_identity_number_has_one_of_three_lengths(counter: Any, n_digits: int) -> None:
    page = counter.send(counter.get(NEW), {"number": "1" * n_digits})
    assert ("digits, " in " ".join(errors(page))) == (n_digits not in LENGTHS)
    assert "10, 13 or 17 digits. Copy it from the card." in text(page)


def test_an_empty_choice_says_choose_one(counter: Any) -> None:
    page = counter.send(counter.get(NEW), {"local_name": "লতা"})
    assert "Choose one." in " ".join(errors(page))


def test_a_wrong_name_is_told_once(counter: Any) -> None:
    page = counter.send(counter.get(NEW), {"local_name": "123", "sex": "f", "village": "চর"})
    said = errors(page)
    assert sum("only letters" in one for one in said) == 1
    assert "Name, in English: " not in text(page)


def test_a_text_far_too_long_is_counted(counter: Any) -> None:
    page = counter.send(counter.get(NEW), {"village": "চ" * 5000})
    assert "5000 letters, at most 80" in " ".join(errors(page))
    assert "81 letters, at most 80" in " ".join(errors(counter.send(counter.get(NEW), {"village": "x" * 81})))


def test_a_form_only_address_opened_by_a_link_says_so(counter: Any) -> None:
    page = counter.client.get("/counter/search")
    assert page.status_code == 405 and page["Allow"] == "POST"
    assert "There is nothing to look at here" in text(page) and 'href="/counter/"' in text(page)


@pytest.mark.parametrize(
    ("typed", "local", "latin"),
    [
        ("salima begum", "সালিমা বেগম", "Salima Begum"),
        ("Shahnaz Parvin", "শাহনাজ পারভীন", "Shahnaz Parvin"),
        ("মোঃ রফিকুল ইসলাম", "মোঃ রফিকুল ইসলাম", "Md Rafiqul Islam"),
    ],
)
def test_a_name_typed_in_latin_letters_stays_so_on_papers_in_english(
    counter: Any, typed: str, local: str, latin: str
) -> None:
    page = text(counter.send(counter.get(NEW), {"local_name": typed}))
    assert f'value="{local}"' in page and f'value="{latin}"' in page


def test_the_name_nobody_was_found_under_stands_in_the_form(counter: Any) -> None:
    counter.send(counter.get(BOOK), {"q": "Salima begum"}, id="")
    page = counter.send(counter.get(counter.at), TO_REGISTER, id="")
    assert "salima" not in counter.at.lower() and 'value="Salima begum"' in text(page)
    assert 'value="Salima begum"' in text(counter.get(counter.at)), "also when it is loaded anew"
    counter.register(local_name="Salima begum")
    assert "Salima" not in text(counter.get(NEW)), "the next one has another name"


def test_a_name_only_typed_in_the_box_goes_along(counter: Any) -> None:
    page = counter.send(counter.get(BOOK), TO_REGISTER | {"q": "Salima begum"}, id="")
    assert form_of(page)["local_name"] == "Salima begum"
    page = counter.send(counter.get(BOOK), TO_REGISTER | {"q": "Rabeya"}, id="")
    assert form_of(page)["local_name"] == "Rabeya", "typed over the last one"
    assert form_of(counter.get(NEW))["local_name"] == "", "only by that way"


@pytest.mark.parametrize("way", ["found", "opened", "home"])
def test_the_search_for_another_is_no_name_of_the_next(counter: Any, way: str) -> None:
    """It found somebody; or since it found nobody, another one was opened, or the day's page."""
    hers = counter.citizen()
    counter.send(counter.get(BOOK), {"q": "rahima" if way == "found" else "sirina"}, id="")
    if way != "found":
        counter.get(f"/counter/citizens/{hers}" if way == "opened" else "/counter/")
    page = counter.send(counter.get(BOOK), TO_REGISTER, id="")
    assert counter.at.startswith(NEW) and form_of(page)["local_name"] == ""


@pytest.mark.parametrize("typed", ["01712345678", "রহিমা ১৯৯৪", "x" * 121, "-"])
def test_what_is_no_name_does_not(counter: Any, typed: str) -> None:
    page = counter.send(counter.get(BOOK), TO_REGISTER | {"q": typed}, id="")
    assert counter.at.startswith(NEW) and f'value="{typed}"' not in text(page)


def test_sent_twice_at_one_moment_she_is_registered_once(
    counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_first, made = [], pressed.made
    monkeypatch.setattr(pressed, "made", lambda key: at_first.pop() if at_first else made(key))
    page = counter.get(NEW)
    counter.send(page, LATA)
    hers = counter.at
    at_first.append(0)  # the second came before the first was done
    counter.send(page, LATA, to=NEW)
    assert counter.at == hers and len(people.find_citizens(LATA["local_name"], place=PLACE)) == 1


LIPI = LATA | {
    "local_name": "লিপি আক্তার", "latin_name": "", "date_of_birth-year": "1978", "phone": "01811222444",
}  # fmt: skip


def known(local_name: str) -> int:
    return len(people.find_citizens(local_name, place=PLACE))


def test_two_tabs_of_a_kept_page_are_two_people(counter: Any) -> None:
    """The second is led to no record of the first; as one page made both, it is asked whether they are one."""
    counter.send(counter.get(NEW), LATA | {"village": ""})
    one, two = counter.get(NEW), counter.get(NEW)
    counter.send(one, LATA, to=NEW)
    hers = counter.at
    asked = counter.send(two, LIPI, to=NEW)
    assert asked.status_code == 409 and hers in text(asked) and not known(LIPI["local_name"])
    counter.send(asked, {"is_new": "yes"}, to=NEW)
    other = counter.at
    assert other != hers and known(LATA["local_name"]) == known(LIPI["local_name"]) == 1
    for page, typed, whose in ((one, LATA, hers), (asked, {"is_new": "yes"}, other)):
        counter.send(page, typed, to=NEW)
        assert counter.at == whose
    assert known(LATA["local_name"]) == known(LIPI["local_name"]) == 1


def test_put_right_after_she_was_made_it_is_asked_who_she_is(counter: Any) -> None:
    """Back in the browser, and another name."""
    page, right = counter.get(NEW), LATA | {"local_name": "হাসিনা বানু"}
    counter.send(page, LATA)
    hers = counter.at
    asked = counter.send(page, right, to=NEW)
    assert asked.status_code == 409 and hers in text(asked) and not known(right["local_name"])


def test_what_another_tab_left_after_it_is_not_thrown_away(counter: Any) -> None:
    counter.send(counter.get(NEW), LATA | {"village": ""})
    one, two = counter.get(NEW), counter.get(NEW)
    counter.send(one, LATA, to=NEW)
    counter.send(two, LIPI | {"go": "leave", "leave_to": "/counter/"}, to=NEW)
    assert form_of(counter.get(NEW))["local_name"] == LIPI["local_name"]


def test_what_was_cut_off_when_she_was_made_is_put_away(
    counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(unfinished, "done", lambda *_given: None)
        page = counter.get(NEW)
        counter.send(page, LATA)
    hers = counter.at
    assert form_of(counter.get(NEW))["local_name"] == ""
    assert counter.send(page, LATA, to=NEW).status_code == 200
    assert counter.at == hers and known(LATA["local_name"]) == 1
