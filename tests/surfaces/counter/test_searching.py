"""Many bear one name: the page says how many, leads to the next ones, and to fewer by village and year."""

import re
from html import unescape
from typing import Any

import pytest

from dorgora.people.queries import finding
from tests import browser
from tests.people.cast import PLACE, register
from tests.surfaces.counter.stage import errors
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow

KULSUM = {"local_name": "কুলসুম বিবি", "latin_name": "Kulsum Bibi", "phone": "", "number": ""}
BOOK, ALL = "/counter/citizens", "/counter/search"


def crowd(n: int) -> list[int]:
    return [
        register(**KULSUM | {"village": f"পাড়া {number}", "date_of_birth": f"{1950 + number}-02-01"})
        for number in range(n)
    ]


def asked(counter: Any, words: str, page: str = BOOK) -> str:
    to = ALL if page == "/counter/" else ""
    return str(counter.send(counter.get(page), {"q": words}, id="", to=to).content.decode())


def shown(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'class="pick[^"]*" href="/counter/citizens/(\d+)[^0-9]', page)]


@pytest.mark.parametrize("where", [BOOK, "/counter/"])
def test_all_are_counted_and_reached(counter: Any, where: str) -> None:
    ids = crowd(23)
    page = asked(counter, "kulsum", where)
    assert "23 people found" in page
    reached = shown(page)
    while address := re.search(r'href="([^"]*)" rel="next"', page):
        assert "kulsum" not in address.group(1), "what was asked stays in the session"
        here = BOOK if where == BOOK else "/counter/found"
        page = str(counter.get(here + "?" + unescape(address.group(1)).split("?")[1]).content.decode())
        reached += shown(page)
    assert sorted(reached) == sorted(ids)


def test_a_page_past_the_last_one_is_the_last_one(counter: Any) -> None:
    crowd(11)
    asked(counter, "kulsum")
    here = counter.at
    assert len(shown(str(counter.get(here + "&page=99").content.decode()))) == 1
    assert len(shown(str(counter.get(here + "&page=x").content.decode()))) == 10


def test_the_book_opened_anew_shows_nobody_of_the_last_search(counter: Any) -> None:
    """The one at the counter now may be another; whose search it was goes back to it by its own address."""
    crowd(3)
    assert len(shown(asked(counter, "kulsum"))) == 3
    found, anew = counter.at, str(counter.get(BOOK).content.decode())
    assert shown(anew) == [] and "kulsum" not in anew and "kulsum" not in found
    assert len(shown(str(counter.get(found).content.decode()))) == 3
    asked(counter, "kulsum para 2")
    assert shown(str(counter.get(found).content.decode())) == [], "there was another search since"


def test_a_crowd_is_told_as_one_and_how_to_come_to_fewer(counter: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 12)
    ids = crowd(15)
    page = asked(counter, "kulsum")
    assert "More than 12 people found" in page and "1–10 of more than 12" in page
    assert "Add her village, the year she was born, or her phone." in page
    assert shown(asked(counter, "kulsum para 3")) == [ids[3]]
    assert shown(asked(counter, "kulsum 1954")) == [ids[4]]


def test_the_next_page_keeps_what_she_came_for(counter: Any) -> None:
    crowd(12)
    first = asked(counter, "kulsum", BOOK + "?service=birth_registration")
    (address,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = str(counter.get(address.replace("&amp;", "&")).content.decode())
    assert len(re.findall(r"/counter/citizens/\d+/birth_registration", second)) == 2


def test_who_is_in_the_book_is_pointed_out_whatever_the_crowd(counter: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding, "MOST_LIKELY", 6)
    first, *_others = crowd(15)
    date = {"date_of_birth-day": "1", "date_of_birth-month": "2", "date_of_birth-year": "1950"}
    page = counter.send(
        counter.get("/counter/citizens/new"),
        {"local_name": "কুলসুম বিবি", "sex": "f", "village": "পাড়া 0", **date},
    )
    assert errors(page) == [] and page.status_code == 409
    assert shown(str(page.content.decode()))[0] == first
    assert finding.search_citizens("kulsum", place=PLACE).n_all == 15, "nobody was registered"


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_the_pages_of_a_crowd_are_sound(chromium: Any, counter: Any, monkeypatch: Any, language: str) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 25)
    crowd(27)
    asked(counter, "kulsum", "/counter/")
    asked(counter, "kulsum")
    here = counter.at
    with window(chromium, counter.client, language=language, kept=True) as page:
        for name, address in (
            ("crowd", here),
            ("crowd-next", here + "&page=2"),
            ("crowd-all", "/counter/found"),
        ):
            page.complaints.clear()
            page.goto(HOST + address)
            assert looked_at(page, f"counter-{name}") == []
        page.goto(HOST + here)
        page.keyboard.type("joba")
        assert page.input_value("#q") == "joba", "no row is picked, and nothing stands behind an earlier name"
        page.goto(HOST + here)
        page.keyboard.type("//k")
        assert page.input_value("#q") == "k"
