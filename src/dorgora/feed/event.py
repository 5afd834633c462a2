"""An event, its hash and the chain it stands in (docs/feed.md)."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dorgora.feed import canonical
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ, feed_of, seq_of

GENESIS = bytes(32)
EVENT_LABEL = "dorgora event 1"
HEAD_LABEL = "dorgora head 1"
MOST_SEEN = 64
"""An event names at most so many others as seen."""

# Looked at where bytes become a value: what no honest node sends never reaches a database.
FeedNumber = Annotated[int, Meta(ge=1, le=MAX_FEED)]
Seq = Annotated[int, Meta(ge=0, le=MAX_SEQ >> 1)]
Digest = Annotated[bytes, Meta(max_length=32)]
Signature = Annotated[bytes, Meta(max_length=64)]


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened, as its writer told it.

    subject: what it is about (its own id when it creates something). by: the person who acted, 0 for the node.
    at: claimed seconds since 1970. seen: newest events of other feeds about the subject its writer had applied.
    person_of: whose key seals the person part, 0 when the kind has none. facts: canonical bytes, kept for ever.
    person_digest: 32 bytes, empty when there is no person part. person: its canonical bytes; None when there
    is none or it is gone.
    """

    id: int
    kind: str
    version: int
    subject: int
    by: int
    at: int
    seen: tuple[int, ...]
    person_of: int
    facts: bytes
    person_digest: bytes
    prev: bytes
    hash: bytes
    person: bytes | None = None

    @property
    def feed(self) -> int:
        """The feed it stands in."""
        return feed_of(self.id)

    @property
    def seq(self) -> int:
        """Its number there."""
        return seq_of(self.id)


class Head(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The newest event of a feed, signed by the feed's writer (empty while unsigned)."""

    feed: FeedNumber
    seq: Seq
    hash: Digest
    signature: Signature = b""

    def message(self) -> bytes:
        """The bytes the signature is over."""
        return canonical.encode([HEAD_LABEL, self.feed, self.seq, self.hash])


def header_bytes(event: Any) -> bytes:
    """The canonical header an event's hash is taken over; any object with an event's fields will do."""
    return canonical.encode(
        [
            EVENT_LABEL,
            event.id,
            event.kind,
            event.version,
            0 if event.subject == event.id else event.subject,
            event.by,
            event.at,
            event.seen,
            event.person_of,
            canonical.digest(event.facts),
            event.person_digest,
            event.prev,
        ]
    )


def hash_of(event: Any) -> bytes:
    """The event's place in the chain: SHA-256 of its header."""
    return canonical.digest(header_bytes(event))


def is_whole(event: Event) -> bool:
    """Whether the event's hash is that of its header."""
    return hash_of(event) == event.hash


def chain_fault(events: list[Event], after: Head) -> int | None:
    """The id of the first event that does not follow, in number and hash, on what stands before it."""
    seq, prev = after.seq, after.hash
    for event in events:
        seq += 1
        if event.feed != after.feed or event.seq != seq or event.prev != prev or not is_whole(event):
            return event.id
        prev = event.hash
    return None
