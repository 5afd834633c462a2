"""An upgrade tells the books again: the counter says so, in both languages, and keeps what was typed."""

import re
from typing import Any

import pytest
from django.utils.translation import override

from dorgora.counter import refusals
from dorgora.feed import node as nodes
from dorgora.feed import retelling
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from tests.money.earlier import leave_books
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import days_ago, form_of, leave_drawer

pytestmark = pytest.mark.slow
TITLE = "The books are being written out again"
SENTENCE = "The drawer cannot be counted, and nothing paid back or passed on, for a while."
COUNT = {"n-5000": "1", "n-2000": "1", "n-500": "1", "go": "keep"}
BAR = "<b>sum later</b>"


def tell_all() -> None:
    while retelling.go_on(nodes.this(), lambda names: None):
        pass


def text(page: Any) -> str:
    return str(page.content.decode())


def test_the_counter_says_it_and_works_on(counter: Any, stage: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(100))
    assert TITLE not in text(counter.get("/counter/line"))
    leave_books()
    assert TITLE in text(counter.get("/counter/line"))
    page = counter.send(counter.get("/counter/drawer"), COUNT | {"reason": "other", "told": "7500"})
    assert SENTENCE in text(page) and page.status_code == 409
    counter.lodge(counter.citizen(is_new="yes"), born=days_ago(100))
    tell_all()
    assert TITLE not in text(counter.get("/counter/line"))
    page = counter.send(counter.get("/counter/drawer"), COUNT | {"n-5000": "2", "n-2000": "2", "n-500": "2"})
    assert "Tk 150 counted" in text(page)
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 15_000


def test_other_tables_keep_no_drawer_from_being_counted(counter: Any, stage: Any) -> None:
    """Only wishes are told again: the page says that lists are, and nothing of drawers."""
    with writing():
        nodes.this().store.set_note("told:wishes", "")
    page = text(counter.get("/counter/line"))
    assert "Lists are being written out again" in page and TITLE not in page and "No drawer" not in page
    counter.send(counter.get("/counter/drawer"), COUNT | {"reason": "float", "told": "7500"})
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 7500
    leave_books()
    page = text(counter.get("/counter/line"))
    assert TITLE in page and "No drawer can be counted" in page and "Lists are being" not in page


def test_page_and_bar_say_it_and_no_sum(counter: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(100))
    page = text(counter.get("/counter/drawer"))
    assert "Drawer <b>Tk 75<" in page and BAR not in page and SENTENCE not in page
    leave_books()
    page = text(counter.get("/counter/drawer"))
    assert BAR in page and SENTENCE in page and "Its sums stand here again" in page
    assert "Tk 0" not in page and "No fee was taken today yet." not in page
    today = text(counter.get("/counter/"))
    assert BAR in today and "the centre earned" not in today and "have not counted your drawer" not in today
    tell_all()
    page = text(counter.get("/counter/drawer"))
    assert "Drawer <b>Tk 75<" in page and SENTENCE not in page
    assert "the centre earned" in text(counter.get("/counter/"))


def test_a_refused_count_keeps_what_was_typed(counter: Any, stage: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(100))
    leave_books()
    page = counter.send(counter.get("/counter/drawer"), COUNT | {"n-2000": "২"})
    for shown in (page, counter.get("/counter/drawer")):
        assert form_of(shown)["n-2000"] in ("2", "২") and form_of(shown)["n-5000"] == "1"
        assert re.search(r'class="total num">Tk 95<', text(shown)) and "What you typed is kept here." in text(
            shown
        )
        assert "too much" not in text(shown), "a difference to a book that is not told is none"
    tell_all()
    page = counter.send(counter.get("/counter/drawer"), {"n-2000": "1", "go": "keep"})
    assert "Tk 75 counted" in text(page)


def test_no_sheet_is_printed_and_no_drawer_taken_over_meanwhile(counter: Any, stage: Any) -> None:
    left = leave_drawer(stage)
    leave_books()
    sheet = counter.get(f"/counter/drawer/{days_ago(0)}")
    assert sheet.status_code == 409 and "The sheet cannot be printed for a while." in text(sheet)
    page = counter.send(counter.get(left), COUNT)
    assert page.status_code == 409 and SENTENCE in text(page) and form_of(page)["n-5000"] == "1"
    tell_all()
    counter.send(counter.get(left), {"go": "keep"})
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 7500


def test_it_is_said_in_both_languages() -> None:
    with override("en"):
        assert refusals.told(Refused("books_being_told")).what == SENTENCE
    with override("bn"):
        assert "ড্রয়ার" in refusals.told(Refused("books_being_told")).what
