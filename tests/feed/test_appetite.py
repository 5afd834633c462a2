"""A laptop asks its hub for less at a time while taking it in keeps somebody at the counter waiting."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from dorgora.feed.roads import https
from dorgora.feed.sync.exchange import ROOM
from dorgora.kernel import clock
from tests.simulator import people
from tests.simulator.world import World


@pytest.mark.parametrize(
    ("before", "seconds", "is_waiting", "after"),
    [
        (ROOM, 0.2, True, ROOM // 2),
        (ROOM, 0.2, False, ROOM),  # nobody minds
        (ROOM, 0.05, True, ROOM),
        (8 * 1024, 9.0, True, 8 * 1024),
        (12 * 1024, 9.0, True, 8 * 1024),
        (12 * 1024, 0.04, True, 12 * 1024),  # twice as much would be too much
        (12 * 1024, 0.02, True, 24 * 1024),
        (12 * 1024, 0.2, False, 24 * 1024),
        (ROOM - 1, 0.01, False, ROOM),
    ],
)
def test_how_much_is_asked_for_next(before: int, seconds: float, is_waiting: bool, after: int) -> None:
    appetite = https.Appetite(before)
    appetite.note(seconds, is_waiting)
    assert appetite.back == after


def test_a_node_says_how_much_it_takes_and_sends_all_the_same() -> None:
    world = World(1)
    centre = world.machines["c1"]
    people.register(world, centre, centre.writes())
    whole, less = centre.side().request(), replace(centre.side(), back=8 * 1024).request()
    assert (whole.room, less.room) == (ROOM, 8 * 1024)
    assert whole.runs == less.runs and any(run.events for run in less.runs)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("passed", "is_waiting", "asked"), [(0.2, True, ROOM // 2), (0.2, False, ROOM)])
def test_every_round_is_timed_from_its_turn_to_its_end(
    hub: Any, monkeypatch: pytest.MonkeyPatch, passed: float, is_waiting: bool, asked: int
) -> None:
    times = iter((10.0, 10.0 + passed, 20.0, 20.0))
    watch = SimpleNamespace(monotonic=lambda: next(times), learn=clock.learn, now=clock.now)
    monkeypatch.setattr(https, "clock", watch)
    monkeypatch.setattr(https, "_appetite", https.Appetite())
    monkeypatch.setattr(https, "is_wanted", lambda: is_waiting)
    monkeypatch.setattr(https, "post", lambda *words: b"")
    monkeypatch.setattr(https.frames, "opened_answer", lambda *words: b"")
    monkeypatch.setattr(https.gate, "pack", lambda request: b"")
    monkeypatch.setattr(https.gate, "unpack", lambda *words: SimpleNamespace(at=1_790_000_000))
    backs: list[int] = []
    side: Any = SimpleNamespace(take=lambda reply: True)
    side.request = lambda: backs.append(side.back)
    for _ in range(2):
        assert https._round(side, https.Outcome())
    assert backs == [ROOM, asked]
