"""Signed snapshots of the feeds everybody follows, sans-IO: where a newcomer begins (docs/feed.md, ADR 0015).

A snapshot of a feed at a number is its head there and the original events that still matter, cut in pieces which
the hub signs one by one. What a newcomer needs first comes with its enrolment, the rest by ordinary exchanges.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from dorgora.feed import events as ev
from dorgora.feed.core import Forged, Log
from dorgora.feed.event import Event, Head
from dorgora.feed.fold import Told, tell
from dorgora.feed.sync import gate, wire
from dorgora.feed.sync.footing import MANY, ExchangeStore, Start, hash_at
from dorgora.kernel.signing import Signer, is_signed


class Newcomer(NamedTuple):
    """A node about to begin, and the codes of its places."""

    node_id: int
    places: frozenset[str]


Ranks = Mapping[str, Callable[[Told, Newcomer], int | None]]
"""Kind to whether a newcomer needs an event of it before its first service: lower numbers first, None for later."""


def lacks(store: ExchangeStore, feeds: Iterable[int]) -> tuple[wire.Lack, ...]:
    """What is still to come of the snapshots this node began from, who is who before everything else."""
    starts = [start for feed in sorted(feeds) if (start := store.start(feed)) is not None]
    return tuple(
        wire.Lack(one.head.feed, one.after, one.head.seq) for one in starts if one.after < one.head.seq
    )


# the hub's side


def first(
    log: Log, store: ExchangeStore, signer: Signer, feed: int, newcomer: Newcomer, ranks: Ranks, most: int
) -> wire.Snapshot | None:
    """The newest snapshot of a feed with what a newcomer needs first, in at most `most` packed bytes.

    None for a feed without events: there is nothing to leave out.
    """
    newest = store.head(feed)
    if newest is None:
        return None
    unsigned = Head(feed, newest.seq, newest.hash)
    head = Head(feed, newest.seq, newest.hash, signer.sign(unsigned.message()))
    needed: list[tuple[int, int, Event]] = []
    after = 0
    while after < head.seq:
        events = store.run_of(feed, after, min(MANY, head.seq - after))
        for event in _that_matter(log, events, head.seq):
            rank = _rank(log, event, newcomer, ranks)
            if rank is not None:
                # Of what is equally needed the newest first: it is what is asked for today.
                needed.append((rank, -event.id, event))
        after = events[-1].seq
    chosen = [event for *_, event in sorted(needed, key=lambda one: one[:2])]
    made = _made(head, signer, chosen)
    while chosen and len(gate.pack(made)) > most:
        chosen = chosen[: len(chosen) * 9 // 10]
        made = _made(head, signer, chosen)
    return made


def _made(head: Head, signer: Signer, chosen: Sequence[Event]) -> wire.Snapshot:
    return wire.Snapshot(head, _signed(signer, head, 0, 0, sorted(chosen, key=lambda event: event.id)))


def _rank(log: Log, event: Event, newcomer: Newcomer, ranks: Ranks) -> int | None:
    rank = ranks.get(event.kind)
    told = tell(event, log.kinds, log.store.author) if rank is not None else None
    return rank(told, newcomer) if rank is not None and told is not None else None


def next_piece(
    log: Log, store: ExchangeStore, signer: Signer, lack: wire.Lack, room: int
) -> wire.Piece | None:
    """All that still matters next after `lack.after`, as far as it fits; None when the hub has no such feed."""
    digest = hash_at(store, lack.feed, lack.upto)
    if digest is None or lack.after >= lack.upto:
        return None
    events = store.run_of(lack.feed, lack.after, min(MANY, lack.upto - lack.after))
    mattering = _that_matter(log, events, lack.upto)
    fitting = mattering[: len(wire.take_while_fits(mattering, room))]
    upto = events[-1].seq if len(fitting) == len(mattering) else fitting[-1].seq
    return _signed(signer, Head(lack.feed, lack.upto, digest), lack.after, upto, fitting)


def authors(
    log: Log, store: ExchangeStore, signer: Signer, lack: wire.Lack, feeds: Collection[int]
) -> wire.Piece | None:
    """The registry's events that say who writes these feeds, of those the node may lack."""
    digest = hash_at(store, lack.feed, lack.upto)
    writers = {one.node_id for feed in feeds if (one := store.standing(feed)) is not None}
    if digest is None:
        return None
    known = store.events_of(writers)
    found = [
        event
        for events in known.values()
        for event in events
        if event.feed == lack.feed
        and lack.after < event.seq <= lack.upto
        and (event.kind != ev.GRANTED.name or _granted(log, event) in feeds)
    ]
    if not found:
        return None
    head = Head(lack.feed, lack.upto, digest)
    return _signed(signer, head, 0, 0, sorted(found, key=lambda event: event.id))


def _granted(log: Log, event: Event) -> int:
    kind = log.kinds.find(event.kind, event.version)
    facts = kind.read_facts(event.facts) if kind is not None else None
    return facts.feed if isinstance(facts, ev.Granted) else 0


def _that_matter(log: Log, events: Sequence[Event], upto: int) -> list[Event]:
    """Without those that a newer event of the same kind about the same subject has replaced by then."""
    replaced = [event for event in events if _is_replaced(log, event)]
    stories = log.store.events_of({event.subject for event in replaced})
    newest: dict[tuple[int, str], int] = {}
    for one in (one for story in stories.values() for one in story):
        if one.feed == events[0].feed and one.seq <= upto:
            newest[one.subject, one.kind] = max(one.id, newest.get((one.subject, one.kind), 0))
    return [
        event
        for event in events
        if not _is_replaced(log, event) or newest[event.subject, event.kind] == event.id
    ]


def _is_replaced(log: Log, event: Event) -> bool:
    kind = log.kinds.find(event.kind, event.version)
    return kind is not None and kind.is_replaced


def _signed(signer: Signer, head: Head, after: int, upto: int, events: Sequence[Event]) -> wire.Piece:
    signature = signer.sign(wire.piece_message(head, after, upto, events))
    delivered = tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in events)
    return wire.Piece(head.feed, head.seq, after, upto, signature, delivered)


# the newcomer's side


def begin(log: Log, store: ExchangeStore, hub_key: bytes, feed: int, snapshot: wire.Snapshot) -> None:
    """Begins a feed from its snapshot; one that is held already goes on from where it is.

    Raises:
        Forged: `feed`, of another feed; `signature`, not the hub's or not what it signed.
    """
    head = snapshot.head
    if head.feed != feed or not is_signed(hub_key, head.message(), head.signature):
        raise Forged("feed" if head.feed != feed else "signature")
    events = _opened(snapshot.piece, head, hub_key)
    if store.head(feed) is not None:
        return
    log.receive_delivered(events, {})
    store.set_head(head)
    store.set_start(Start(head, 0, _with((), events)))


def go_on(log: Log, store: ExchangeStore, hub_key: bytes, piece: wire.Piece) -> None:
    """Takes a further piece; one that came before changes nothing.

    Raises:
        Forged: `feed`, of another feed or snapshot; `signature`, not the hub's or not what it signed; `differs`.
    """
    start = store.start(piece.feed)
    if start is None:
        raise Forged("feed")
    events = _opened(piece, start.head, hub_key)
    is_choice = piece.after == piece.upto
    if not is_choice and piece.after != start.after:
        return
    log.receive_delivered(events, {})
    after = start.after if is_choice else piece.upto
    store.set_start(Start(start.head, after, _with(start.held, events)))


def _opened(piece: wire.Piece, head: Head, hub_key: bytes) -> list[Event]:
    """The events of a piece, if the hub signed just these for just that head.

    Raises:
        Forged: `feed` or `signature`.
    """
    events = [wire.from_wire(one.event, one.id, one.prev) for one in piece.deliveries]
    if (piece.feed, piece.seq) != (head.feed, head.seq):
        raise Forged("feed")
    if not is_signed(hub_key, wire.piece_message(head, piece.after, piece.upto, events), piece.signature):
        raise Forged("signature")
    return events


def _with(held: Sequence[tuple[int, int]], events: Sequence[Event]) -> tuple[tuple[int, int], ...]:
    """Runs of numbers, with those of these events among them."""
    grown: list[tuple[int, int]] = []
    for one, last in sorted([*held, *((event.seq, event.seq) for event in events)]):
        if grown and one <= grown[-1][1] + 1:
            grown[-1] = (grown[-1][0], max(last, grown[-1][1]))
        else:
            grown.append((one, last))
    return tuple(grown)
