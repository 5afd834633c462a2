"""One order of a subject's events, whatever arrived first; an act stands behind just what it had seen."""

import itertools
import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorgora.feed.event import MOST_SEEN, Event
from dorgora.feed.order import canonical_order, unseen_by
from dorgora.kernel.ids import make_id

RANKS = {"approved": 10, "returned": 10, "corrected": 50, "withdrawn": 50, "submitted": 50, "noted": 30}


def rank(kind: str) -> int:
    return RANKS.get(kind, 99)


def event(feed: int, seq: int, kind: str, *seen: tuple[int, int]) -> Event:
    ids = tuple(make_id(*one) for one in seen)
    return Event(make_id(feed, seq), kind, 1, 1, 0, 0, ids, 0, b"", b"", b"", b"")


def kinds_of(events: list[Event]) -> list[str]:
    return [one.kind for one in events]


def test_an_office_goes_before_a_centre_that_had_not_heard() -> None:
    story = [event(10, 1, "submitted"), event(10, 2, "withdrawn"), event(30, 1, "approved", (10, 1))]
    assert kinds_of(canonical_order(story, rank)) == ["submitted", "approved", "withdrawn"]


def test_what_was_seen_goes_first_whatever_its_rank() -> None:
    story = [event(10, 1, "submitted"), event(10, 2, "withdrawn"), event(30, 1, "approved", (10, 2))]
    assert kinds_of(canonical_order(story, rank)) == ["submitted", "withdrawn", "approved"]


def test_an_approval_meets_the_state_it_was_decided_on() -> None:
    """The hole the simulator found: the withdrawal of feed 5 slipped in before the correction the office had seen."""
    story = [
        event(20, 1, "submitted"),
        event(30, 1, "returned", (20, 1)),
        event(20, 2, "corrected", (30, 1)),
        event(30, 2, "approved", (20, 2)),
        event(5, 1, "withdrawn", (30, 1)),
    ]
    told = ["submitted", "returned", "corrected", "approved", "withdrawn"]
    assert kinds_of(canonical_order(story, rank)) == told


def test_a_later_act_pulls_nothing_before_an_earlier_one() -> None:
    story = [
        event(20, 1, "submitted"),
        event(5, 1, "withdrawn", (20, 1)),
        event(30, 1, "returned", (20, 1)),
        event(30, 2, "approved", (5, 1)),
    ]
    assert kinds_of(canonical_order(story, rank)) == ["submitted", "returned", "withdrawn", "approved"]


def test_an_unknown_kind_goes_last() -> None:
    story = [event(5, 1, "of_next_year"), event(20, 1, "noted")]
    assert kinds_of(canonical_order(story, rank)) == ["noted", "of_next_year"]


def test_what_is_seen_but_not_here_stands_for_the_newest_before_it() -> None:
    story = [event(10, 1, "submitted"), event(10, 3, "withdrawn"), event(30, 1, "noted", (10, 2))]
    assert kinds_of(canonical_order(story, rank)) == ["submitted", "noted", "withdrawn"]


def test_a_circle_of_liars_ends_and_is_the_same_everywhere() -> None:
    story = [
        event(10, 1, "submitted", (20, 1)),
        event(20, 1, "corrected", (30, 1)),
        event(30, 1, "noted", (10, 1)),
    ]
    orders = {tuple(one.id for one in canonical_order(list(p), rank)) for p in itertools.permutations(story)}
    assert len(orders) == 1 and len(orders.pop()) == 3


def test_the_same_event_twice_is_told_once() -> None:
    one = event(10, 1, "submitted")
    assert canonical_order([one, one], rank) == [one]


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Honest writers: each names the newest of the others that it knows, knowing ever more."""
    feeds = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True))
    known: dict[int, list[Event]] = {feed: [] for feed in feeds}
    told: list[Event] = []
    for _ in range(draw(st.integers(1, 12))):
        feed = draw(st.sampled_from(feeds))
        for other in draw(st.lists(st.sampled_from(feeds), max_size=2)):
            known[feed] = sorted({*known[feed], *known[other]}, key=lambda one: one.id)
        seq = sum(one.feed == feed for one in told) + 1
        seen = unseen_by(known[feed], feed)
        new = Event(
            make_id(feed, seq),
            draw(st.sampled_from([*RANKS, "other"])),
            1,
            1,
            0,
            0,
            seen,
            0,
            b"",
            b"",
            b"",
            b"",
        )
        known[feed].append(new)
        told.append(new)
    return told


def _before(story: list[Event]) -> dict[int, set[int]]:
    """By brute force, what each event had seen, directly or not."""
    before = {one.id: {o.id for o in story if o.feed == one.feed and o.id < one.id} for one in story}
    for one in story:
        for limit in one.seen:
            before[one.id] |= {o.id for o in story if o.feed == limit >> 40 and o.id <= limit}
    for _ in story:
        for one in story:
            before[one.id] |= {far for near in before[one.id] for far in before[near]}
    return before


@pytest.mark.slow
@settings(max_examples=60)
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_arrival(story: list[Event], chance: random.Random) -> None:
    shuffled = list(story)
    chance.shuffle(shuffled)
    assert canonical_order(shuffled, rank) == canonical_order(story, rank)


@pytest.mark.slow
@settings(max_examples=60)
@given(stories())
def test_nothing_goes_before_what_it_had_seen(story: list[Event]) -> None:
    ordered, before = canonical_order(story, rank), _before(story)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in story)
    for n, one in enumerate(ordered):
        assert before[one.id] <= {o.id for o in ordered[:n]}


@pytest.mark.slow
@settings(max_examples=60)
@given(stories())
def test_the_first_of_lowest_rank_stands_behind_only_what_it_had_seen(story: list[Event]) -> None:
    ordered, before = canonical_order(story, rank), _before(story)
    lowest = min(rank(one.kind) for one in story)
    first = next(n for n, one in enumerate(ordered) if rank(one.kind) == lowest)
    assert {o.id for o in ordered[:first]} == before[ordered[first].id]


@pytest.mark.slow
@settings(max_examples=60)
@given(stories())
def test_what_one_office_decided_keeps_its_past_as_more_arrives(story: list[Event]) -> None:
    """With one office in the story: before each of its acts stands exactly what stood there when it acted."""
    acts = [one for one in story if rank(one.kind) == 10]
    if len({one.feed for one in acts}) > 1:
        return
    whole, before = canonical_order(story, rank), _before(story)
    for act in acts:
        then = canonical_order([one for one in story if one.id in before[act.id] | {act.id}], rank)
        assert whole[: len(then)] == then


def test_a_writer_names_no_more_than_travels() -> None:
    assert unseen_by(_unordered(100), 200) == tuple(make_id(feed, 1) for feed in range(1, MOST_SEEN + 1))


@pytest.mark.slow
@settings(max_examples=60)
@given(stories())
def test_a_writer_names_only_what_it_had_not_named(story: list[Event]) -> None:
    before = _before(story)
    for one in story:
        earlier = max((o.id for o in story if o.feed == one.feed and o.id < one.id), default=None)
        if earlier is not None:
            assert not set(one.seen) & before[earlier]


def test_a_planted_circle_of_thousands_is_told_without_recursion() -> None:
    n = 4000
    story = [event(feed, 1, "corrected", (feed % n + 1, 1)) for feed in range(1, n + 1)]
    ordered = canonical_order(story, rank)
    assert [one.feed for one in ordered] == list(range(n, 0, -1))


def _unordered(n: int) -> list[Event]:
    return [event(feed, 1, "corrected") for feed in range(1, n + 1)]


def _zigzag(n: int) -> list[Event]:
    """Each had seen one of a higher number: no single look in the order of ids finds out who saw whom."""
    kinds = list(RANKS)
    return [event(feed, 1, kinds[feed % len(kinds)], (feed + 1, 1)) for feed in range(1, n + 1)]


def _circles(n: int) -> list[Event]:
    return [event(feed, 1, "corrected", (feed ^ 1, 1)) for feed in range(2, n + 2)]


def _one_sees_all(n: int) -> list[Event]:
    return [*_unordered(n), event(n + 1, 1, "approved", *((feed, 1) for feed in range(1, n + 1)))]


def _two_take_turns(n: int) -> list[Event]:
    return [event(1 + seq % 2, seq, "corrected", (2 - seq % 2, seq)) for seq in range(1, n + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("shape", [_unordered, _zigzag, _circles, _one_sees_all, _two_take_turns])
def test_what_a_liar_plants_costs_hardly_more_than_its_length(shape: Callable[[int], list[Event]]) -> None:
    """Counted, not timed: lines of the program that run for four times as many events."""
    few, many = n_lines(shape(500)), n_lines(shape(2000))
    assert many < 5 * few


def n_lines(story: list[Event]) -> int:
    n = 0

    def count(frame: Any, what: str, _: Any) -> Any:
        nonlocal n
        n += what == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        canonical_order(story, rank)
    finally:
        sys.settrace(before)
    return n


@st.composite
def lies(draw: st.DrawFn) -> list[Event]:
    """Anybody names anything as seen: circles, its own future, what is not there."""
    ids = draw(
        st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=10, unique=True)
    )
    named = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), max_size=2)
    return [event(*one, draw(st.sampled_from([*RANKS, "other"])), *draw(named)) for one in ids]


def _by_the_book(story: list[Event]) -> list[Event]:
    """The rule of docs/feed.md word for word, whatever it costs."""
    before = _before(story)

    def told(left: list[Event]) -> list[Event]:
        out: list[Event] = []
        while left:
            lowest = min(rank(one.kind) for one in left)
            peers = sorted((one for one in left if rank(one.kind) == lowest), key=lambda one: one.id)
            among = {one.id for one in peers}
            free = [one for one in peers if not before[one.id] & among - {one.id}]
            leader = (free or peers)[0]
            behind = [one for one in left if one.id in before[leader.id] and one.id != leader.id]
            out += [*told(behind), leader]
            gone = {one.id for one in out}
            left = [one for one in left if one.id not in gone]
        return out

    return told(story)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.one_of(lies(), stories()))
def test_every_story_is_told_by_the_book(story: list[Event]) -> None:
    assert canonical_order(story, rank) == _by_the_book(story)
