"""An upgrade tells the books again: the counter says so, in both languages, and keeps what was typed."""

from typing import Any

import pytest
from django.utils.translation import override

from dorgora.counter import refusals
from dorgora.feed import node as nodes
from dorgora.feed import retelling
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from tests.money.earlier import leave_books
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import days_ago

pytestmark = pytest.mark.slow
TITLE = "The books are being written out again"
SENTENCE = "The drawer cannot be counted, and nothing paid back, for a while."
COUNT = {"n-5000": "1", "n-2000": "1", "n-500": "1", "go": "keep"}


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
    while retelling.go_on(nodes.this(), lambda names: None):
        pass
    assert TITLE not in text(counter.get("/counter/line"))
    page = counter.send(counter.get("/counter/drawer"), COUNT | {"n-5000": "2", "n-2000": "2", "n-500": "2"})
    assert "Tk 150 counted" in text(page)
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 15_000


def test_it_is_said_in_both_languages() -> None:
    with override("en"):
        assert refusals.told(Refused("books_being_told")).what == SENTENCE
    with override("bn"):
        assert "ড্রয়ার" in refusals.told(Refused("books_being_told")).what
