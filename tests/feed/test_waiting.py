"""On PostgreSQL: who waits for whom, in which order, and what becomes of two that wait for one another."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from psycopg import errors

from dorgora.feed import events as ev
from dorgora.feed import log as feed_log
from dorgora.feed import node as nodes
from dorgora.feed.roads import founding, serve
from dorgora.feed.sync import wire
from dorgora.feed.writing import writing
from tests.feed.test_erasing import elsewhere, is_waiting
from tests.feed.test_went_back import FAR_FEED, OFFICE, Copy, Far, act, enter, tell

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
on_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_who_reads_a_head_waits_for_no_writer(hub: Any) -> None:
    found: list[Any] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        found.append(nodes.this().store.head(ev.REGISTRY))

    with writing():
        held = nodes.this().store.claim(ev.REGISTRY)
        nodes.this().store.set_head(held)  # type: ignore[arg-type]
        elsewhere(look).join()
    assert found == [held]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_first_events_of_a_feed_neither_is_lost(hub: Any) -> None:
    with writing():
        feed = founding.open_hub_feed("office", "77")
    granted = ev.Granted(99, "office", "88", 0)

    def second() -> None:
        with feed_log.act(role="office", place="77", by=2, at=AT) as act:
            act.add(ev.GRANTED, granted, subject=None)

    with feed_log.act(role="office", place="77", by=1, at=AT) as act:
        act.add(ev.GRANTED, granted, subject=None)
        other = elsewhere(second)
        while other.is_alive() and not is_waiting():
            pass
    other.join()
    rows = nodes.this().store.rows.all("SELECT by_id FROM feed_event WHERE id > %s ORDER BY id", [feed << 40])
    assert [by for (by,) in rows] == [1, 2]


def taken_back() -> None:
    founding.take_back(FAR_FEED, "taken_back")


def ends() -> tuple[int, int]:
    """Where the registry says that the far centre's feed ends, and where it stands."""
    store = nodes.this().store
    standing, head = store.standing(FAR_FEED), store.head(FAR_FEED)
    assert standing is not None and not standing.is_open and head is not None
    return standing.last, head.seq


@pytest.fixture
def far(hub: Any) -> Far:
    """Another centre that the hub has heard of once, and has written on since."""
    found = Far()
    found.register(1)
    found.exchange()
    found.register(2)
    return found


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_place_is_taken_back_behind_what_an_exchange_is_adding(far: Far) -> None:
    with writing():
        far.round()
        other = elsewhere(taken_back)
        while other.is_alive() and not is_waiting():
            pass
    other.join()
    assert ends() == (2, 2)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_an_exchange_adds_nothing_behind_an_end_that_is_being_written(far: Far) -> None:
    def exchange() -> None:
        far.round()

    with writing():
        taken_back()
        other = elsewhere(exchange)
        while other.is_alive() and not is_waiting():
            pass
    other.join()
    assert ends() == (1, 1)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_delivered_while_mail_is_given_back_comes_behind(hub: Any) -> None:
    hub("office", OFFICE)
    far, waiting = Far(), enter()
    far.exchange()
    copy = Copy()
    lost = act()
    far.exchange()
    copy.put_back()
    while (request := far.side.request()).lost_mail is None:
        far.round()
    with writing():
        far.ask(request)
        worker = elsewhere(lambda: tell(waiting))
        while worker.is_alive() and not is_waiting():
            pass
    worker.join()
    store = nodes.this().store
    assert [row[1] for row in store.deliveries(far.id, 0, 9)] == [lost, waiting]
    far.exchange()
    assert store.mail_head(far.id) == far.store.inbox()
    assert set(far.store.held([lost, waiting])) == {lost, waiting}


def test_a_delivery_under_a_number_that_is_taken_is_refused(hub: Any) -> None:
    store = nodes.this().store
    store.deliver(7, [(1, 5, b"a")])
    with pytest.raises(IntegrityError), writing():
        store.deliver(7, [(1, 6, b"b")])
    assert store.deliveries(7, 0, 9) == [(1, 5, b"a")]


@pytest.mark.parametrize(("cause", "n_tries"), [(errors.DeadlockDetected(), 2), (errors.AdminShutdown(), 1)])
def test_an_exchange_undone_by_another_is_done_over(
    monkeypatch: pytest.MonkeyPatch, cause: Exception, n_tries: int
) -> None:
    tries: list[int] = []

    def taken(*told: Any) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("waited too long") from cause
        return "reply"

    monkeypatch.setattr(serve, "_taken", taken)
    request: wire.Request = None  # type: ignore[assignment]  # nothing looks into it here
    if n_tries == 1:
        with pytest.raises(OperationalError):
            serve._taken_again(nodes, 7, request)  # type: ignore[arg-type]
    else:
        assert serve._taken_again(nodes, 7, request) == "reply"  # type: ignore[arg-type, comparison-overlap]
    assert len(tries) == n_tries
