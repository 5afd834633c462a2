"""Whose turn it is when a line may be there for minutes only, sans-IO: decisions, then files (ADR 0031)."""

from collections.abc import Mapping

from dorgora.feed.event import Event
from dorgora.feed.sync import parting
from dorgora.feed.sync.footing import MANY, ExchangeStore
from dorgora.kernel.ids import feed_of, seq_of

OFFICE = "office"


def in_turn(store: ExchangeStore) -> list[int]:
    """A node's own feeds as they go: offices' before centres' where that may be; what was ended, last of all.

    A feed goes first only if all it has to say is about what the hub holds: of what it does not, it could not even
    open the words. Else the feeds go as they were granted, a centre's before its office's.
    """
    own = store.own_feeds()
    held = {feed: store.acknowledged(feed) for feed in own}
    return sorted(own, key=lambda feed: (_is_closed(store, feed), not _goes_first(store, feed, held)))


def _is_closed(store: ExchangeStore, feed: int) -> bool:
    """The hub takes no more of it, and the others must not wait for that."""
    standing = store.standing(feed)
    return standing is None or not standing.is_open


def _goes_first(store: ExchangeStore, feed: int, held: Mapping[int, int]) -> bool:
    after, head = parting.handed(store, feed), store.head(feed)
    if store.author(feed).role != OFFICE or head is None or not after < head.seq <= after + MANY:
        return False
    return all(_is_known(event, feed, held) for event in store.run_of(feed, after, MANY))


def _is_known(event: Event, feed: int, held: Mapping[int, int]) -> bool:
    """Whether the hub holds, or hears just before, whom and what an event is about and what it had seen."""
    needed = {event.subject, event.person_of, *event.seen} - {0}
    return all(feed_of(one) == feed or seq_of(one) <= held.get(feed_of(one), seq_of(one)) for one in needed)
