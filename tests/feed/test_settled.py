"""Since when the hub holds what a laptop wrote: noted by days; begun anew when the hub went back, or it is spoilt."""

from collections.abc import Callable
from typing import Any

import pytest

from dorgora.feed import node as nodes
from dorgora.feed import settled
from dorgora.kernel import clock
from dorgora.kernel.ids import make_id
from tests.feed.test_damaged import register

DAY = 86_400


@pytest.fixture
def own(hub: Any, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The feed of a centre, and what says on which day the hub holds how much of it, as a laptop notes it."""
    feed, began = hub("centre", "10"), clock.now_seconds()
    serve_as("centre")

    def holds(day: int, seq: int) -> None:
        monkeypatch.setattr(clock, "_system", lambda: began + day * DAY)
        clock.forget()
        clock.learn(clock.now_seconds())
        nodes.this().store.acknowledge(feed, seq, clock.now_seconds())
        settled.note_held()

    return feed, holds


def noted(feed: int) -> list[Any]:
    return settled._marks(nodes.this().store.note(f"held:{feed}"))


def test_what_the_hub_held_for_long_rests(own: Any) -> None:
    feed, holds = own
    first, second = register(), register()
    assert (first, second) == (make_id(feed, 1), make_id(feed, 2))
    nodes.this().store.rows.run("DELETE FROM feed_todo")
    holds(0, 1)
    holds(20, 2)
    holds(29, 2)
    assert settled.rested([first, second]) == set()
    holds(30, 2)
    assert settled.rested([first, second]) == {first}
    holds(50, 2)
    assert settled.rested([first, second, 7]) == {first, second, 7}
    assert len(noted(feed)) == 1, "what is older than need be is left out"


def test_a_hub_that_holds_less_has_held_nothing_for_long(own: Any) -> None:
    """Also when it has all again by the evening."""
    feed, holds = own
    first = register()
    nodes.this().store.rows.run("DELETE FROM feed_todo")
    holds(0, 1)
    nodes.this().store.acknowledge(feed, 0, 0)
    holds(31, 1)
    assert settled.rested([first]) == set()
    holds(61, 1)
    assert settled.rested([first]) == {first}


@pytest.mark.parametrize("spoilt", ["{", "7", '[["a", 1]]', "[[1]]", "[null]"])
def test_a_note_that_cannot_be_read_begins_anew(own: Any, spoilt: str) -> None:
    feed, holds = own
    first = register()
    nodes.this().store.rows.run("DELETE FROM feed_todo")
    holds(0, 1)
    nodes.this().store.set_note(f"held:{feed}", spoilt)
    holds(31, 1)
    assert settled.rested([first]) == set() and len(noted(feed)) == 1


def test_a_clock_that_was_ahead_makes_nothing_old(own: Any) -> None:
    feed, holds = own
    first = register()
    nodes.this().store.rows.run("DELETE FROM feed_todo")
    holds(400, 1)
    holds(0, 1)
    holds(29, 1)
    assert settled.rested([first]) == set()
    holds(30, 1)
    assert settled.rested([first]) == {first}


def test_what_others_wrote_counts_since_it_is_here(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clock of its writer said: of a second laptop of the centre, of an office."""
    _feed, holds = own
    first = register()
    store = nodes.this().store
    monkeypatch.setattr(store, "own_feeds", list)
    holds(0, 0)
    second = register()
    store.rows.run("DELETE FROM feed_todo")
    for at in (0, clock.now_seconds() - 40 * DAY, clock.now_seconds() + 400 * DAY):
        store.rows.run("UPDATE feed_event SET at = %s WHERE id = %s", [at, second])
        assert settled.rested([first, second]) == set()
    holds(5, 0)
    holds(30, 0)
    assert settled.rested([first, second]) == {first}
    holds(35, 0)
    assert settled.rested([first, second]) == {first, second}


def test_the_hub_itself_notes_nothing(own: Any, settings: Any) -> None:
    feed, holds = own
    register()
    settings.ROLE = "hub"
    holds(0, 1)
    assert noted(feed) == []
