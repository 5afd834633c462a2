"""The canonical order of one subject's events: the same on every node, whatever arrived first (DESIGN 2)."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Sequence

from dorgora.feed.event import Event
from dorgora.kernel.ids import feed_of


def canonical_order(events: Sequence[Event], rank: Callable[[str], int]) -> list[Event]:
    """After everything it had seen; unordered ones by rank of kind, then (feed, seq).

    An event has seen all earlier ones of its own feed. A `seen` id that is not here (it has not arrived)
    stands for the newest earlier one of that feed. A circle, which only a liar can write, is cut at its
    smallest (rank, id).
    """
    if len(events) < 2:
        return list(events)
    by_id = {event.id: event for event in events}
    waits, blocks = _waits(by_id)
    ready = [(rank(event.kind), event.id) for event in events if not waits[event.id]]
    heapq.heapify(ready)
    ordered: list[Event] = []
    told: set[int] = set()
    while len(ordered) < len(by_id):
        if not ready:
            stuck = min((rank(one.kind), one.id) for one in by_id.values() if one.id not in told)
            waits[stuck[1]].clear()
            ready.append(stuck)
        _, event_id = heapq.heappop(ready)
        if event_id in told:
            continue
        told.add(event_id)
        ordered.append(by_id[event_id])
        for later in blocks.get(event_id, ()):
            if event_id in waits[later]:
                waits[later].discard(event_id)
                if not waits[later] and later not in told:
                    heapq.heappush(ready, (rank(by_id[later].kind), later))
    return ordered


def _waits(by_id: dict[int, Event]) -> tuple[dict[int, set[int]], dict[int, list[int]]]:
    """For each event what it comes after, and the reverse."""
    feeds: dict[int, list[int]] = {}
    for event_id in sorted(by_id):
        feeds.setdefault(feed_of(event_id), []).append(event_id)
    waits: dict[int, set[int]] = {}
    blocks: dict[int, list[int]] = {}
    for event_id, event in by_id.items():
        befores = set()
        for limit in (event_id - 1, *event.seen):
            row = feeds.get(feed_of(limit), ())
            at = bisect_right(row, limit)
            if at and row[at - 1] != event_id:
                befores.add(row[at - 1])
        waits[event_id] = befores
        for before in befores:
            blocks.setdefault(before, []).append(event_id)
    return waits, blocks


def unseen_by(events: Sequence[Event], feed: int) -> tuple[int, ...]:
    """What a new event of `feed` must name as seen: newest of each other feed that nothing it follows has seen."""
    newest: dict[int, int] = {}
    for event in events:
        if event.feed != feed:
            newest[event.feed] = max(newest.get(event.feed, 0), event.id)
    for event in events:
        if event.feed == feed:
            for one in event.seen:
                if newest.get(feed_of(one), 0) <= one:
                    newest.pop(feed_of(one), None)
    return tuple(sorted(newest.values()))
