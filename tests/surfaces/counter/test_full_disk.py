"""A disk that fills up at any moment: what the page says is what the book says, and it is never called our fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connections

from dorgora.applications import models as applications
from dorgora.feed import room
from dorgora.kernel import ballast, clock
from dorgora.money import models as money
from dorgora.people import models as people
from tests.surfaces.counter.stage import PINS, days_ago, form_of

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
LEFT = {"n": 0}


@contextmanager
def room_for(n: int) -> Iterator[None]:
    """So many statements more are written down, then none; as SQLite words it (tests/config/test_sqlcipher.py)."""
    LEFT["n"] = n

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            LEFT["n"] -= 1
            if LEFT["n"] < 0:
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(run):
        yield


def seen_long_ago(counter: Any) -> None:
    """Her session would be written again by whatever she does next."""
    session = counter.client.session
    session["seen"] = clock.now_seconds() - 60
    session.save()


@pytest.mark.slow
def test_a_fee_taken_is_a_receipt_wherever_the_disk_ends(counter: Any) -> None:
    citizen, page, ended = counter.citizen(), None, []
    for n in range(200):
        page = page or counter.fill(counter.begin(citizen), born=days_ago(10 + n % 30), name_bn="মিম আক্তার")
        read_back, before = counter.at, (applications.File.objects.count(), money.Fee.objects.count())
        seen_long_ago(counter)
        typed = form_of(page) | {"received": "100", "agreed": "yes", "go": "take"}
        with room_for(n):
            sent = counter.client.post(read_back, typed)
        after = (applications.File.objects.count(), money.Fee.objects.count())
        if after == before:
            assert sent.status_code == 507, n
            told = sent.content.decode()
            assert "Nothing was kept this time." in told and "100" in told
        else:
            assert after == (before[0] + 1, before[1] + 1)
            assert sent.status_code == 302 and sent["Location"].endswith("/receipt"), n
            ended.append(LEFT["n"])
            page = None
        if LEFT["n"] > 0:
            break
    assert len(ended) > 2 and ended[0] < 0 < ended[-1], "also with what was lodged before all was tidied up"


@pytest.mark.slow
def test_who_is_registered_is_shown_wherever_the_disk_ends(counter: Any) -> None:
    for n in range(100):
        page = counter.get("/counter/citizens/new")
        before = people.Citizen.objects.count()
        seen_long_ago(counter)
        typed = form_of(page) | {
            "local_name": "লতা খানম", "date_of_birth-day": "1", "date_of_birth-month": "1",
            "date_of_birth-year": "1990", "sex": "f", "village": "চর পাতিলা", "is_new": "yes",
        }  # fmt: skip
        with room_for(n):
            sent = counter.client.post("/counter/citizens/new", typed)
        if people.Citizen.objects.count() == before:
            assert sent.status_code == 507, n
            assert "Nothing of this page is kept." in sent.content.decode()
            assert form_of(sent)["local_name"] == "লতা খানম"
        else:
            assert sent.status_code == 302 and "/citizens/" in sent["Location"], n
        if LEFT["n"] > 0:
            return
    raise AssertionError("it never had room enough")


@pytest.mark.parametrize(("language", "told"), [("en", "The disk is full."), ("bn", "ডিস্ক ভরে গেছে।")])
def test_who_cannot_be_signed_in_is_told_why(stage: Any, counter: Any, language: str, told: str) -> None:
    page = counter.get(f"/counter/sign-in/{stage.karim}")
    counter.client.cookies["django_language"] = language
    with room_for(0):
        sent = counter.client.post(counter.at, form_of(page) | {"pin": PINS["karim"]})
    assert sent.status_code == 507 and told in sent.content.decode()
    counter.client.cookies["django_language"] = "en"
    counter.sign_in(stage, "karim")
    assert counter.get("/counter/").status_code == 200


def test_what_is_only_looked_at_needs_no_room(counter: Any) -> None:
    seen_long_ago(counter)
    with room_for(0):
        assert counter.get("/counter/citizens").status_code == 200


def test_a_search_that_is_not_kept_is_told(counter: Any) -> None:
    typed = form_of(counter.get("/counter/citizens/new")) | {"q": "লতা"}
    with room_for(0):
        sent = counter.client.post("/counter/citizens", typed)
    assert sent.status_code == 507 and "Nothing was kept this time." in sent.content.decode()


def test_where_little_room_is_left_no_money_is_asked_for(counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    with patch.object(ballast, "free", lambda _: room.WORK_BYTES):
        page = counter.get(counter.at)
        assert page.status_code == 507 and "take no money" in page.content.decode()
        assert counter.register(local_name="লতা খানম").status_code == 507
    assert counter.get(counter.at).status_code == 200
