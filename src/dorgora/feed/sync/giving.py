"""A node showing the hub again what the hub once said to it, piece by piece as the hub signed it (docs/feed.md)."""

from collections.abc import Collection, Sequence

from dorgora.feed.event import Event, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import ExchangeStore, hash_at


def lost_run(store: ExchangeStore, feed: int, after: int) -> tuple[wire.Run | None, Sequence[Event]]:
    """What the hub said of one of its feeds after a number, up to its next signature; None when there is none."""
    signed, head, base = store.signed_after(feed, after), store.head(feed), hash_at(store, feed, after)
    if signed is None or head is None or base is None:
        return None, ()
    number, signature = signed
    events = store.run_of(feed, after, number - after)
    if len(events) < number - after or events[-1].seq != number:
        return None, ()  # a snapshot left out what newer events replaced
    said = Head(feed, number, events[-1].hash, signature)
    wired = tuple(wire.to_wire(event) for event in events)
    return wire.Run(feed, after, base[:8], head.seq, said, wired), events


def lost_mail(store: ExchangeStore, node_id: int, after: int) -> tuple[wire.Mail | None, Sequence[Event]]:
    """The deliveries after a number as they were taken, up to the next signature; None when there is none."""
    signed = store.signed_after(wire.MAILBOX, after)
    if signed is None:
        return None, ()
    listed = store.deliveries(node_id, after, signed[0] - after)
    by_id = {event.id: event for event in store.read("e.id", [event_id for _, event_id, _ in listed])}
    events = [by_id[event_id] for _, event_id, _ in listed]
    delivered = tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in events)
    return wire.Mail(after, signed[0], listed[-1][2], signed[1], delivered), events


def unshown(
    store: ExchangeStore, asked: Sequence[tuple[int, int]], followed: Collection[int]
) -> tuple[Head, ...]:
    """Its heads of feeds it cannot show as the hub asked: proof enough of what the hub once said."""
    gaps = [feed for feed, after in asked if feed in followed and lost_run(store, feed, after)[0] is None]
    return tuple(head for feed in gaps if (head := store.head(feed)) is not None)
