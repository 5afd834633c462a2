"""A file past its day at the counter, where citizens without a phone ask: its page, lists, and its receipt again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils.translation import override

from dorgora.applications import queries
from dorgora.counter import filed, frame, hearing, paper
from dorgora.counter import promised as promised_words
from dorgora.shell import formats
from tests import browser
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, days_ago, return_file
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow


@pytest.fixture
def number(counter: Any) -> str:
    """A file of Rahima's child."""
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


def promised(number: str) -> date:
    """The day on its receipt."""
    return date.fromisoformat(queries.file_by_number(number, PLACE).promised_on)


@contextmanager
def days_after(number: str, days: int) -> Iterator[str]:
    """At the counter it is so many days after the one promised; gives that one in words."""
    today, real = promised(number) + timedelta(days=days), frame.today
    with override("en"), patch.object(frame, "today", lambda at=None: real(at) if at else today):
        yield formats.day(promised(number), weekday=True, year=False)


def text(page: Any) -> str:
    return str(page.content.decode())


def heard(number: str) -> str:
    """Its receipt as it is said aloud."""
    return " | ".join(str(one) for one in hearing.of_slip(paper.slip(queries.file_by_number(number, PLACE))))


def test_a_late_file_is_called_late(counter: Any, number: str) -> None:
    with days_after(number, 0):
        for url in (f"/counter/files/{number}", "/counter/files"):
            html = text(counter.get(url))
            assert "With the office" in html and "Late" not in html and "is late" not in html
    with days_after(number, 8) as day:
        html = text(counter.get(f"/counter/files/{number}"))
        assert f"It is late: it was promised by {day}." in html
        assert "has not left this laptop" in html and "call 333, the national helpline" in html
        assert "working days late" in html and 'class="gl"' in html
        assert 'aria-current="step"><span class="i no"' in html
        html = text(counter.get("/counter/files"))
        assert "Late: promised by" in html and ">Late<" in html and "With the office" not in html


def test_what_to_say_hangs_on_whether_the_office_has_it(number: str) -> None:
    file = queries.file_by_number(number, PLACE)
    with days_after(number, 1):
        assert "she need not do or pay anything" in promised_words.lateness(file, is_here=False)[1]
        assert "she need not" not in promised_words.lateness(file, is_here=True)[1]
    with days_after(number, 0):
        assert promised_words.lateness(file, is_here=False) == ("", "")


def test_a_receipt_promises_no_day_that_is_gone(counter: Any, number: str) -> None:
    with days_after(number, 0) as day:
        assert f"It will be ready by {day}" in heard(number)
    with days_after(number, 1) as day:
        said = heard(number)
        assert f"It was promised by {day} | It is late." in said and "will be" not in said
        assert said.count("333") == 1, "whom to call is said once"
        for size in ("58mm", "a5"):
            html = text(counter.get(f"/counter/files/{number}/receipt?again=1&in=en&paper={size}"))
            assert "It was promised" in html and "It is late." in html
            assert html.count("call 333") == 2, "once on the paper, once among what is read aloud"
            assert "It will be ready" not in html


def test_a_returned_file_is_not_late(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "mother_nid_or_brn")
    with days_after(number, 20):
        for url in (f"/counter/files/{number}", f"/counter/files/{number}/correct"):
            html = text(counter.get(url))
            assert "The clock has stood still since" in html
            assert "Late" not in html and 'class="gl"' not in html
        said = heard(number)
        assert (
            "It was promised by" in said
            and "moves by as long" in said
            and "late" not in said.split("Do not pay")[0]
        )


def test_what_is_decided_is_neither_promised_nor_late(stage: Any, number: str) -> None:
    approve(stage, number)
    with days_after(number, 8):
        file = queries.file_by_number(number, PLACE)
        assert paper.slip(file).promised == "" and "Late" not in filed.next_words(file)


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, counter: Any, number: str, language: str) -> None:
    with days_after(number, 8), window(chromium, counter.client, language=language, kept=True) as page:
        for name, url in (("file", f"files/{number}"), ("files", "files")):
            page.goto(f"{HOST}/counter/{url}")
            assert looked_at(page, f"counter-late-{name}") == []
