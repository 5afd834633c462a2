"""One action is one transaction on one feed, and nothing is acknowledged that is not whole."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from msgspec.structs import replace

from dorgora.feed import canonical, cells, checking, rebuilding
from dorgora.feed import events as ev
from dorgora.feed import log as feed_log
from dorgora.feed import node as nodes
from dorgora.feed.writing import BACKGROUND, COUNTER, Turnstile
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import is_signed
from dorgora.money import events as money
from dorgora.people import events as people
from tests.retold import retold

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
GRANT = ev.Granted(99, "office", "20", 0)
WORDS = people.CitizenWords("ঝিলিক", "Jhilik", "", "", "", "")


def grant(hub: Any, feed: int) -> int:
    with feed_log.act(role="hub", place="registry", by=0, at=AT) as act:
        return act.add(
            ev.GRANTED, ev.Granted(feed, "office", str(feed), 0), subject=nodes.this().identity.node_id
        )


def test_an_action_tells_its_tables_at_once(hub: Any) -> None:
    with retold():
        grant(hub, 99)
    assert nodes.this().store.author(99) == ("office", "99")


def test_an_action_that_fails_leaves_nothing(hub: Any) -> None:
    before = nodes.this().store.head(ev.REGISTRY)
    with pytest.raises(ZeroDivisionError), feed_log.act(role="hub", place="registry", by=0, at=AT) as act:
        act.add(ev.GRANTED, GRANT, subject=nodes.this().identity.node_id)
        raise ZeroDivisionError
    assert nodes.this().store.head(ev.REGISTRY) == before
    assert nodes.this().store.rows.all("SELECT 1 FROM feed_grant WHERE feed = 99") == []


def test_nobody_acts_for_a_place_that_is_not_theirs(hub: Any) -> None:
    with pytest.raises(Refused, match="no_feed"), feed_log.act(role="office", place="elsewhere", by=0, at=AT):
        pass


def test_the_head_is_signed_by_this_node(hub: Any) -> None:
    grant(hub, 99)
    head = nodes.this().store.head(ev.REGISTRY)
    assert head is not None
    assert is_signed(nodes.this().signer.public, head.message(), head.signature)
    assert list(checking.chain_faults(nodes.this(), head)) == []
    forged = replace(head, signature=bytes(64))
    assert "not signed" in next(checking.chain_faults(nodes.this(), forged))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", b"\x90"),
        ("at", 1),
        ("kind", "feed.ended"),
        ("hash", bytes(32)),
        ("prev", bytes(32)),
        ("by_id", 7),
    ],
)
def test_check_names_the_event_that_was_changed(hub: Any, column: str, value: Any) -> None:
    event_id = grant(hub, 99)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE feed_event SET {column} = %s WHERE id = %s", [value, event_id])
    said: list[str] = []
    assert checking.check(said.append) > 0
    assert any(str(event_id) in line for line in said)


def test_check_names_an_event_that_was_taken_out(hub: Any) -> None:
    event_id = grant(hub, 99)
    grant(hub, 98)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM feed_event WHERE id = %s", [event_id])
    said: list[str] = []
    checking.check(said.append)
    assert any(str(event_id) in line for line in said)


@pytest.mark.parametrize("spoilt", [b"", bytes(7), bytes(40)])
def test_words_that_do_not_open_are_named_and_stop_nothing(hub: Any, spoilt: bytes) -> None:
    feed, facts = hub("centre", "10"), people.CitizenRegistered("10", "10", "f", "0-4")
    with feed_log.act(role="centre", place="10", by=0, at=AT) as act:
        hers, other = (act.add(people.CITIZEN_REGISTERED, facts, person=WORDS) for _ in range(2))
    store = nodes.this().store
    store.rows.run("UPDATE feed_personpart SET sealed = %s WHERE event_id = %s", [spoilt, hers])
    with feed_log.act(role="centre", place="10", by=0, at=AT, subjects=[hers]) as act:  # she is told again
        act.add(people.CITIZEN_CORRECTED, people.CitizenCorrected(("sex",), "10", "m", "0-4"), subject=hers)
    first, second, _ = store.run_of(feed, 0, 10)  # what a laptop hands over
    assert (first.id, first.person, second.person) == (hers, None, canonical.encode(WORDS))
    assert store.rows.all("SELECT code, event_id FROM feed_alarm") == [("part_spoilt", hers)]
    named = [fault for fault in checking.faults(nodes.this()) if "person part" in fault]
    assert [(str(hers) in fault, str(other) in fault) for fault in named] == [(True, False)]


def test_check_sees_a_table_that_says_something_else(hub: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feed_grant SET place = 'mine' WHERE feed = 2")
    said: list[str] = []
    assert checking.check(said.append) == 1
    assert "feed_grant" in said[0]


def test_rebuild_mends_tables_and_drops_what_the_log_does_not_know(hub: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feed_grant SET place = 'mine' WHERE feed = 2")
        cursor.execute("UPDATE feed_node SET subject_id = 5, node_id = 5")
    rebuilding.rebuild(say=lambda line: None)
    assert checking.check(lambda line: None) == 0


def test_rebuild_fills_tables_that_were_emptied(hub: Any) -> None:
    hub("office", "20")
    with connection.cursor() as cursor:
        for table in ("feed_grant", "feed_node"):
            cursor.execute(f"DELETE FROM {table}")
    nodes.this().store._authors.clear()
    rebuilding.rebuild(say=lambda line: None)
    assert checking.check(lambda line: None) == 0
    assert nodes.this().store.author(ev.CATALOGUE) == ("hub", "catalogue")


def test_rebuild_refuses_a_projection_nobody_wrote(hub: Any) -> None:
    with pytest.raises(Refused, match="no_projection"):
        rebuilding.rebuild("weather", say=lambda line: None)


@pytest.mark.parametrize("feed", [99999, 4])
def test_rebuild_refuses_a_feed_of_which_nothing_is_here(hub: Any, feed: int) -> None:
    with pytest.raises(Refused, match="no_such_feed"):
        rebuilding.rebuild(feed=feed, say=lambda line: None)


def forge(event_id: int) -> int:
    """A copy of an event at the next number of its feed, as a hand in the database makes it; gives its id."""
    columns = "kind, version, subject_id, by_id, at, seen, person_of, facts, person_digest, prev, hash"
    nodes.this().store.rows.run(
        f"INSERT INTO feed_event (id, {columns}) SELECT id + 1, {columns} FROM feed_event WHERE id = %s",
        [event_id],
    )
    return event_id + 1


def test_check_names_events_above_the_head_and_no_rebuild_folds_them(hub: Any) -> None:
    """A fee that was taken, copied one number further on, would be taken twice."""
    feed = hub("centre", "10")
    with feed_log.act(role="centre", place="10", by=0, at=AT) as act:
        act.add(money.FEE_TAKEN, money.FeeTaken(7, "10", "20", 2500, 5000, "cash", "2026-11-22"), subject=7)
    rows = nodes.this().store.rows
    before = rows.all("SELECT * FROM money_fee"), rows.all("SELECT cell, n FROM feed_counter ORDER BY cell")
    assert before[0]
    first = forge(make_id(feed, 1))
    second = forge(first)
    said: list[str] = []
    checking.check(said.append)
    above = "it stands above the signed head"
    assert [line for line in said if line.startswith("feed")] == [
        f"feed {feed}: nobody signed for event {first} (number 2): {above}",
        f"feed {feed}: nobody signed for event {second} (number 3): {above}",
    ]
    for chosen in ({}, {"projection": "money"}, {"feed": feed}, {"feed": ev.REGISTRY}):
        with pytest.raises(Refused, match="unsigned_event") as refused:
            rebuilding.rebuild(say=lambda line: None, **chosen)
        assert refused.value.detail == {"event": first, "number": 2, "feed": feed}
    assert before == (
        rows.all("SELECT * FROM money_fee"),
        rows.all("SELECT cell, n FROM feed_counter ORDER BY cell"),
    )


def invented(model: Any, told: int) -> Any:
    """A row of a table as a hand writes it, of a subject that no event made."""
    kinds: dict[str, Any] = {"BinaryField": b"", "CharField": "x", "TextField": "x", "BooleanField": True}
    kinds |= dict.fromkeys(("SmallIntegerField", "IntegerField"), 1)
    values = {one.attname: kinds.get(one.get_internal_type(), told) for one in model._meta.concrete_fields}
    return model(**values)


def test_check_names_rows_of_what_no_event_made(hub: Any) -> None:
    """Pages read them: a file nobody lodged, a fee nobody took."""
    names = [(one.name, table) for one in nodes.this().log.projections for table in one.tables]
    models = {one._meta.db_table: one for one in apps.get_models()}
    for _, table in names:
        models[table].objects.bulk_create([invented(models[table], 7_000_001)])
    for name in sorted({name for name, _ in names}):
        nodes.this().store.rows.put(
            "feed_contribution", ("projection", "subject_id", "cells"), 2, [(name, 7_000_001, cells.NOTHING)]
        )
    said: list[str] = []
    checking.check(said.append)
    silent = "table {} speaks of 7000001, of which the log says nothing"
    wanted = [silent.format(table) for _, table in names]
    assert {"applications_file", "money_fee"} <= {table for _, table in names}
    assert [line for line in said if line in wanted] == wanted
    assert said.count(silent.format("feed_contribution")) == len({name for name, _ in names})
    rebuilding.rebuild(say=lambda line: None)
    assert checking.check(lambda line: None) == 0


def wait_until(is_so: Callable[[], bool]) -> None:
    """Gives other threads the processor until something is so, for a few seconds at most."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        os.sched_yield()


def test_the_counter_goes_before_the_exchange() -> None:
    turnstile, order = Turnstile(), []

    def wait_for_turn(priority: int, name: str) -> None:
        with turnstile.turn(priority):
            order.append(name)

    with turnstile.turn(COUNTER):
        threads = []
        for n, (priority, name) in enumerate(
            [(BACKGROUND, "exchange"), (COUNTER, "first"), (COUNTER, "second")], 1
        ):
            thread = threading.Thread(target=wait_for_turn, args=(priority, name))
            thread.start()
            threads.append(thread)
            wait_until(lambda n=n: len(turnstile._waiting) == n)
    for thread in threads:
        thread.join(5)
    assert order == ["first", "second", "exchange"]
