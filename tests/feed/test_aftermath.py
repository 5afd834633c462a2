"""What follows an event is done in the end, however often it failed, and holds up nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.kernel import clock
from tests.feed.test_acting import grant

NOON = int(datetime(2026, 11, 22, 6, 0, tzinfo=UTC).timestamp())


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Any:
    def at(seconds: int) -> None:
        monkeypatch.setattr(clock, "now_seconds", lambda: seconds)

    at(NOON)
    return at


@pytest.fixture
def poisoned(hub: Any, time_is: Any, monkeypatch: pytest.MonkeyPatch) -> dict[int, bool]:
    """Events whose reaction fails, while True; nothing else is to be looked at."""
    aftermath.drain()
    poison: dict[int, bool] = {}

    def react(node: Any, events: Any) -> None:
        if any(poison.get(event.id) for event in events):
            raise ZeroDivisionError

    monkeypatch.setattr(aftermath, "_react", react)
    return poison


def waiting() -> list[int]:
    return [row[0] for row in nodes.this().store.rows.all("SELECT event_id FROM feed_todo ORDER BY event_id")]


def alarms() -> list[tuple[Any, ...]]:
    return nodes.this().store.rows.all("SELECT event_id, n FROM feed_alarm WHERE code = 'aftermath_failed'")


def test_one_that_fails_is_put_off_and_the_others_go_on(hub: Any, poisoned: dict[int, bool]) -> None:
    bad, good = grant(hub, 99), grant(hub, 98)
    poisoned[bad] = True
    assert aftermath.due_in() == 0
    aftermath.drain()
    assert waiting() == [bad] and good not in waiting()
    assert aftermath.due_in() == 30
    assert aftermath.look() == 0


def test_it_is_asked_for_ever_less_often_up_to_an_hour(
    hub: Any, poisoned: dict[int, bool], time_is: Any
) -> None:
    bad = grant(hub, 99)
    poisoned[bad] = True
    now, waits = NOON, []
    for _ in range(10):
        aftermath.drain()
        waits.append(wait := aftermath.due_in() or 0)
        time_is(now + wait - 1)
        assert aftermath.look() == 0
        now += wait
        time_is(now)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_what_fails_five_times_is_told_once_and_still_done(
    hub: Any, poisoned: dict[int, bool], time_is: Any
) -> None:
    bad = grant(hub, 99)
    poisoned[bad] = True
    for n in range(1, 8):
        time_is(NOON + n * 3600)
        aftermath.drain()
        assert alarms() == ([(bad, 1)] if n >= 5 else [])
    poisoned[bad] = False
    time_is(NOON + 8 * 3600)
    aftermath.drain()
    assert waiting() == [] and aftermath.due_in() is None


def test_a_clock_put_back_puts_nothing_off_for_years(
    hub: Any, poisoned: dict[int, bool], time_is: Any
) -> None:
    bad = grant(hub, 99)
    poisoned[bad] = True
    time_is(NOON + 10 * 365 * 86_400)
    aftermath.drain()
    time_is(NOON)
    assert aftermath.due_in() == 0
    assert aftermath.look() == 1
    assert aftermath.due_in() == 60


def test_a_hundred_that_fail_do_not_stand_in_the_way(
    hub: Any, poisoned: dict[int, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    for feed in range(100, 103):
        poisoned[grant(hub, feed)] = True
    good = grant(hub, 99)
    monkeypatch.setattr(aftermath.look, "__defaults__", (3,))
    aftermath.drain()
    assert good not in waiting() and len(waiting()) == 3
