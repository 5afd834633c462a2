"""The hub reserving numbers: for the feeds of offices before theirs are used up, for its own as it issues."""

from contextlib import AbstractContextManager
from datetime import datetime

from dorgora.certificates import events as ev
from dorgora.certificates import queries, serials
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.people.rules import STAFF_WRITER


def reserve(*, feed: int, place: str, is_spare: bool, at: datetime) -> int | None:
    """The hub reserves the next numbers of a place for a feed of another node; None when enough are left.

    A spare that nobody began has its small block and no more.
    """
    store = nodes.this().store
    if store.writer_of(feed) == nodes.this().identity.node_id:
        return None  # its own it reserves as it issues
    with writing(BACKGROUND):
        if queries.n_left(feed, place) >= (1 if is_spare else serials.LOW):
            return None
        return add_block(feed, place, serials.SPARE_BLOCK if is_spare else serials.BLOCK, at)


def add_block(feed: int, place: str, size: int, at: datetime) -> int | None:
    """The hub reserves numbers of a place for a feed, its own or another's; None when its registry has no more."""
    with at_hub(at) as act:
        # Of two who reserve for one place the second sees the first one's block.
        nodes.this().store.claim(act.feed)
        block = queries.next_block(place, act.feed, size)
        if block is None:
            return None
        return act.add(ev.SERIALS_RESERVED, ev.SerialsReserved(feed, place, block.first, block.last))


def at_hub(at: datetime, *subjects: int) -> AbstractContextManager[log.Act]:
    """One action of the hub on its people feed, on which it tells nodes its own words."""
    return log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=subjects)
