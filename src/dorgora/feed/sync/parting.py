"""A node handing over what the hub does not take: branches it left, and what it wrote once it was trusted no more."""

from msgspec.structs import replace

from dorgora.feed.event import Event, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import ExchangeStore, hash_at
from dorgora.kernel.signing import Signer


def branch(store: ExchangeStore, signer: Signer, room: int) -> tuple[wire.Apart, ...]:
    """The next events of its branches that fit, each under a signature of its own."""
    left = store.apart(wire.MANY_APART)
    fitting = left[: len(wire.take_while_fits([event for event, _ in left], room))]
    return tuple(signed(signer, event, key) for event, key in fitting)


def signed(signer: Signer, event: Event, key: bytes) -> wire.Apart:
    """One event of a branch as it is handed over, with the key of the person it opens."""
    told = wire.Delivered(event.id, event.prev, wire.to_wire(event))
    return wire.Apart(told, signer.sign(Head(event.feed, event.seq, event.hash).message()), key)


def handed(store: ExchangeStore, feed: int) -> int:
    """How far the hub has a feed: in its log, or apart."""
    return max(store.acknowledged(feed), store.handed_over(feed))


def hand_over(store: ExchangeStore, ack: wire.Ack) -> bool:
    """Remembers how far the hub keeps apart what it takes no more of; gives whether that is further than before."""
    mine = hash_at(store, ack.feed, ack.seq)
    seq = ack.seq if mine is not None and mine[:8] == ack.base else 0
    before = store.handed_over(ack.feed)
    store.hand_over(ack.feed, seq)
    return seq > before


def has_more(store: ExchangeStore, stuck: set[int]) -> bool:
    """Whether a feed goes further than the hub has it, those apart that it cannot go on with now."""
    return any(
        head.seq > handed(store, feed)
        for feed in store.own_feeds()
        if feed not in stuck and (head := store.head(feed)) is not None
    )


def has_parted(store: ExchangeStore, ack: wire.Ack) -> bool:
    """Whether the hub holds another event there than this node: one of the two feeds is a branch."""
    is_taken = ack.state in (wire.OK, wire.RESTORED, wire.FORKED)
    mine = hash_at(store, ack.feed, ack.seq)
    return is_taken and mine is not None and mine[:8] != ack.base


def go_back(store: ExchangeStore, signer: Signer, ack: wire.Ack, at: int) -> bool:
    """What the hub has not confirmed goes aside whole: where in it the two part may lie behind what one run shows.

    What both wrote alike comes back at once. If not even what was confirmed is the same, nothing goes aside yet: it
    asks from further back. Gives which of the two it was.
    """
    confirmed = handed(store, ack.feed)
    if ack.seq > confirmed:
        set_aside(store, signer, ack.feed, confirmed)
        return True
    store.acknowledge(ack.feed, ack.seq // 2, at)
    return False


def set_aside(store: ExchangeStore, signer: Signer, feed: int, after: int) -> None:
    """An own branch leaves the log after this number; what stays of that feed bears the node's name again."""
    store.set_aside(feed, after)
    head = store.head(feed)
    if head is not None:
        store.set_head(replace(head, signature=signer.sign(head.message())))
