"""The canonical order of one subject's events: the same on every node, whatever arrived first (DESIGN 2)."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from dorgora.feed.event import MOST_SEEN, Event
from dorgora.feed.lining import lined_up
from dorgora.kernel.ids import SEQ_BITS, feed_of

FEW_WRITERS = 8
"""An ordinary story has no more feeds; with more, looking at each of them in every step would cost too much."""


def canonical_order(events: Sequence[Event], rank: Callable[[str], int]) -> list[Event]:
    """After everything it had seen; unordered ones by rank of kind, then (feed, seq).

    The event of lowest (rank, id) goes next, behind just those it had seen: an office's act then meets the very
    state it was decided on, whatever else was under way (ADR 0014). An event has seen all earlier ones of its own
    feed. A `seen` id that is not here (it has not arrived) stands for the newest earlier one of that feed. A
    circle, which only a liar can write, is cut at its smallest (rank, id).
    """
    by_id = {event.id: event for event in events}
    rows = [by_id[event_id] for event_id in sorted(by_id)]
    chain = _chain(rows) if len(rows) > 1 else rows
    if chain is not None:
        return chain
    return [rows[n] for n in lined_up([rank(event.kind) for event in rows], _directly_seen_by(rows))]


def _chain(rows: Sequence[Event]) -> list[Event] | None:
    """The one order of a story in which each event had seen the one before, as in most; None when there is none."""
    left: dict[int, list[Event]] = {}
    for event in reversed(rows):
        left.setdefault(event.id >> SEQ_BITS, []).append(event)
    if len(left) > FEW_WRITERS:
        return None
    told: set[int] = set()
    chain: list[Event] = []
    feed = last = 0
    while left:
        able = 0
        for writer, row in left.items():
            seen = row[-1].seen
            if (writer == feed or not last or last in seen) and (not seen or told.issuperset(seen)):
                able = -1 if able else writer
        if able <= 0:
            return None
        feed = able
        event = left[feed].pop()
        last = event.id
        told.add(last)
        chain.append(event)
        if not left[feed]:
            del left[feed]
    return chain


def _directly_seen_by(rows: Sequence[Event]) -> list[set[int]]:
    feeds: dict[int, list[int]] = {}
    places = {event.id: n for n, event in enumerate(rows)}
    for event in rows:
        feeds.setdefault(event.feed, []).append(event.id)
    befores = []
    for event in rows:
        direct = set()
        for limit in (event.id - 1, *event.seen):
            row = feeds.get(feed_of(limit), ())
            at = bisect_right(row, limit)
            if at:
                direct.add(places[row[at - 1]])
        befores.append(direct)
    return befores


def unseen_by(events: Sequence[Event], feed: int) -> tuple[int, ...]:
    """What a new event of `feed` must name as seen: newest of each other feed that nothing it follows has seen.

    What is too much for one event, as only a liar could bring about, the next one names.
    """
    newest: dict[int, int] = {}
    for event in events:
        if event.feed != feed:
            newest[event.feed] = max(newest.get(event.feed, 0), event.id)
    for event in events:
        if event.feed == feed:
            for one in event.seen:
                if newest.get(feed_of(one), 0) <= one:
                    newest.pop(feed_of(one), None)
    return tuple(sorted(newest.values())[:MOST_SEEN])
