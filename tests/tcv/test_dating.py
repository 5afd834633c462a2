"""A hand-over dated by a clock years ahead moves no mean: the hub says so of it, once, when it hears of it."""

from datetime import datetime, timedelta

import pytest

from dorgora.feed import aftermath, rebuilding, writers
from dorgora.feed import node as nodes
from dorgora.kernel import clock
from dorgora.tcv import queries
from tests.applications.world import AT, SERVICE, World
from tests.certificates.fleet import BOOK, enrolled
from tests.retold import retold
from tests.tcv.test_measuring import handed

pytestmark = pytest.mark.database
YEARS, DAYS = timedelta(days=9 * 365), timedelta(days=3)


@pytest.fixture
def heard(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A laptop's files, which the hub hears of four days after the first was lodged."""
    monkeypatch.setattr(writers, "is_own", lambda event_id: False)
    monkeypatch.setattr(writers, "enrolled_at", lambda event_id: AT)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=4))
    return world


def doubts() -> int:
    ((n,),) = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event WHERE kind = 'tcv.misdated'")
    return int(n)


def test_a_hand_over_on_a_day_to_come_moves_no_mean(heard: World) -> None:
    with retold():
        handed(heard, "a", DAYS), handed(heard, "b", YEARS)
        aftermath.drain()
    found = queries.summary(SERVICE)
    time = found.metrics["elapsed_seconds"]
    assert (time.n, time.mean, found.n_files, found.n_undated) == (1, DAYS.total_seconds(), 2, 1)
    assert found.metrics["own_minutes"].n == 2, "what she answered is no date"
    assert [one.value for one in queries.files_behind(SERVICE, "elapsed_seconds")] == [DAYS.total_seconds()]
    (month,) = queries.by_month(SERVICE, "", ["2026-11"]).values()
    assert (month.n_files, month.n_undated) == (2, 1)


def test_it_is_said_once_and_told_again_the_same(heard: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Years later too: no fold reads a clock."""
    handed(heard, "a", YEARS)
    aftermath.drain()
    before = queries.summary(SERVICE)
    monkeypatch.setattr(clock, "now", lambda: AT + 2 * YEARS)
    aftermath.drain()
    rebuilding.rebuild("tcv", say=lambda words: None)
    assert doubts() == 1 and queries.summary(SERVICE) == before and before.n_undated == 1


def test_a_lodging_before_there_was_a_laptop_is_none(heard: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "enrolled_at", lambda event_id: AT + timedelta(days=2))
    handed(heard, "a", DAYS)
    aftermath.drain()
    assert (queries.summary(SERVICE).n_undated, doubts()) == (1, 1)


def test_what_the_hub_wrote_itself_is_not_doubted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    handed(world, "a", YEARS)
    aftermath.drain()
    assert (queries.summary(SERVICE).n_undated, doubts()) == (0, 0)


def test_a_laptop_came_to_be_when_the_hub_enrolled_it(hub: object) -> None:
    before = clock.now()
    enrolled()
    its, ours = (BOOK << 40) + 1, (1 << 40) + 1
    found = writers.enrolled_at(its)
    assert isinstance(found, datetime) and before <= found <= clock.now() and not writers.is_own(its)
    assert writers.is_own(ours) and writers.enrolled_at(ours) is None
    assert writers.enrolled_at((777 << 40) + 1) is None
