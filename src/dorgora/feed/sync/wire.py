"""What two nodes say to each other in one exchange (docs/feed.md): shapes, and events to and from them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from dorgora.feed import canonical
from dorgora.feed.event import MOST_SEEN, Digest, Event, FeedNumber, Head, Seq, Signature, hash_of
from dorgora.kernel.ids import MAX_FEED, make_id
from dorgora.kernel.sealing import KEY_BYTES

VERSION = 1
ROOM = 48 * 1024
"""About so many bytes go either way in one exchange, before compression."""
MANY = 500
"""So many events go in one run."""
MANY_APART = 50
"""So many events of a branch are handed over at once, each with a signature of its own."""
MIN_EVENT = 60
"""What an event takes beside its own words, about."""
MOST_EVENTS = ROOM // MIN_EVENT
"""No honest node sends more of its own at once."""
MAILBOX = 0
"""Stands where a feed number could: the node's mailbox."""
OK, RESTORED, FORKED, REVOKED, UNKNOWN, BROKEN = range(6)
"""What the hub says of a feed: fine; older than what it has; a second branch; not trusted; not granted; forged."""

# What no honest node sends is refused at the gate, before a database or a calendar has to.
Id = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Owner = Annotated[int, Meta(ge=-1, le=2**63 - 1)]
LATEST = 4_102_444_800
Instant = Annotated[int, Meta(ge=0, le=LATEST)]
"""Up to the year 2100: nothing that adds to an instant can run over the end of a calendar."""
Seen = Annotated[tuple[Id, ...], Meta(max_length=MOST_SEEN)]
KindName = Annotated[str, Meta(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+\Z")]
KindVersion = Annotated[int, Meta(ge=1, le=32_767)]
Base = Annotated[bytes, Meta(max_length=8)]
PersonKey = Annotated[bytes, Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
PersonKeyOrNone = Annotated[bytes, Meta(max_length=KEY_BYTES)]


class Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A positional shape that travels."""


class WireEvent(Wire, frozen=True):
    """An event without what its place in a run already tells."""

    kind: KindName
    version: KindVersion
    subject: Id
    by: Id
    at: Instant
    seen: Seen
    person_of: Owner
    facts: bytes
    person: bytes | None
    person_digest: Digest


class Run(Wire, frozen=True):
    """Consecutive events of one feed after `after`, up to a signed head; newest: how far the feed goes in all.

    base: first 8 bytes of the hash of event `after`, empty at the start.
    """

    feed: FeedNumber
    after: Seq
    base: Base
    newest: Seq
    head: Head
    events: tuple[WireEvent, ...]


class Delivered(Wire, frozen=True):
    """One event out of any feed, with what its hash needs."""

    id: Id
    prev: Digest
    event: WireEvent


class Apart(Wire, frozen=True):
    """One event of a branch, its writer's signature over the head that it is, and the key of a person it opens."""

    told: Delivered
    signature: Signature
    key: PersonKeyOrNone


class Mail(Wire, frozen=True):
    """The next deliveries of a mailbox after `after`; hash and signature are of the last one here."""

    after: Seq
    number: Seq
    hash: Digest
    signature: Signature
    deliveries: tuple[Delivered, ...]


class Lack(Wire, frozen=True):
    """What a node still lacks of the snapshot of a feed at `upto`: whatever matters after number `after`."""

    feed: FeedNumber
    after: Seq
    upto: Seq


class Piece(Wire, frozen=True):
    """Part of a feed's snapshot at `seq`: all that still matters after `after` up to `upto`.

    When the two are the same it is a choice that claims nothing about the rest.
    """

    feed: FeedNumber
    seq: Seq
    after: Seq
    upto: Seq
    signature: Signature
    deliveries: tuple[Delivered, ...]


class Snapshot(Wire, frozen=True):
    """Where a newcomer begins a feed: its signed head, and what the newcomer needs first."""

    head: Head
    piece: Piece


class Rotation(Wire, frozen=True):
    """The key a node would sign with, and its present key's signature over that (`rotation_message`)."""

    signing_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Request(Wire, frozen=True):
    """What a node has and what is new on it.

    mail_number, mail_hash: how far it has taken its mailbox. held: newest event of each feed it follows, and the
    first 8 bytes of its hash. apart: events of an abandoned branch, for the hub to keep whole. room: bytes it will
    take back. lacks: what is still to come of the snapshots it began from. lost, lost_mail: what the hub asked to be
    shown of its own words, as it signed them. rotation: the node has a new key ready, and signs with it once it
    reads in the registry that it may. unshown: of what the hub asked to be shown, the heads the hub signed of feeds
    that a snapshot left gaps in.
    """

    version: int
    mail_number: Seq
    mail_hash: Digest
    held: tuple[tuple[FeedNumber, Seq, Base], ...]
    runs: tuple[Run, ...]
    keys: tuple[tuple[Id, PersonKey], ...]
    apart: tuple[Apart, ...]
    room: Seq
    lacks: tuple[Lack, ...] = ()
    lost: tuple[Run, ...] = ()
    lost_mail: Mail | None = None
    rotation: Rotation | None = None
    unshown: tuple[Head, ...] = ()

    def __post_init__(self) -> None:
        if len({run.feed for run in self.runs}) < len(self.runs):
            raise ValueError("two runs of one feed")
        sizes = [len(run.events) for run in self.runs]
        if max(sizes, default=0) > MANY or sum(sizes) > MOST_EVENTS:
            raise ValueError("too many events")
        if len(self.apart) > MANY_APART:
            raise ValueError("too many events of a branch")


class Ack(Wire, frozen=True):
    """Of one feed: what the hub holds durably now, and how it stands."""

    feed: FeedNumber
    seq: Seq
    base: Base
    state: int


class Reply(Wire, frozen=True):
    """What the hub has taken and what is new for the node.

    at: the hub's time. kept: hashes of branch events it keeps. more: ask again at once. asks: what it asks to be
    shown of what it once said, as (feed or MAILBOX, after which number).
    """

    version: int
    at: Instant
    acks: tuple[Ack, ...]
    runs: tuple[Run, ...]
    mail: Mail | None
    keys: tuple[tuple[Id, PersonKey], ...]
    kept: tuple[Digest, ...]
    more: bool
    pieces: tuple[Piece, ...] = ()
    asks: tuple[tuple[Annotated[int, Meta(ge=0, le=MAX_FEED)], Seq], ...] = ()


def to_wire(event: Event) -> WireEvent:
    """An event as it travels."""
    return WireEvent(
        event.kind,
        event.version,
        0 if event.subject == event.id else event.subject,
        event.by,
        event.at,
        event.seen,
        0 if event.person_of == event.id else event.person_of if event.person_digest else -1,
        event.facts,
        event.person,
        event.person_digest,
    )


def from_wire(wire: WireEvent, event_id: int, prev: bytes) -> Event:
    """The event with its hash worked out; whether the person part is the one told is the log's to check."""
    owner = {0: event_id, -1: 0}.get(wire.person_of, wire.person_of)
    event = Event(
        event_id, wire.kind, wire.version, wire.subject or event_id, wire.by, wire.at, wire.seen, owner,
        wire.facts, wire.person_digest, prev, b"", wire.person,
    )  # fmt: skip
    return msgspec.structs.replace(event, hash=hash_of(event))


def run_events(run: Run, base_hash: bytes) -> list[Event]:
    """The events of a run, chained on from the hash of event `run.after`."""
    events, prev = [], base_hash
    for seq, wire in enumerate(run.events, run.after + 1):
        event = from_wire(wire, make_id(run.feed, seq), prev)
        prev = event.hash
        events.append(event)
    return events


def mail_hash(previous: bytes, number: int, event_hash: bytes) -> bytes:
    """A mailbox's chain: each delivery's place after the last."""
    return canonical.digest(canonical.encode([previous, number, event_hash]))


def mail_message(node_id: int, number: int, digest: bytes) -> bytes:
    """What the hub signs of a mailbox."""
    return canonical.encode(["dorgora mailbox 1", node_id, number, digest])


def piece_message(head: Head, after: int, upto: int, events: Sequence[Event]) -> bytes:
    """What the hub signs of a snapshot's piece: of which feed and head, what it claims, which events."""
    listed = canonical.digest(canonical.encode([[event.id, event.hash] for event in events]))
    return canonical.encode(["dorgora snapshot 1", head.feed, head.seq, head.hash, after, upto, listed])


def wire_keys(keys: Mapping[int, bytes | None]) -> tuple[tuple[int, bytes], ...]:
    """Keys as they travel, beside the events that open a person."""
    return tuple((person, key) for person, key in sorted(keys.items()) if key is not None)


def bytes_of(events: Sequence[WireEvent]) -> int:
    """About how many bytes these are before compression."""
    return sum(len(one.facts) + len(one.person or b"") + MIN_EVENT for one in events)


def take_while_fits(events: Sequence[Event], room: int) -> tuple[WireEvent, ...]:
    """As many of the events, in order, as fit in about `room` bytes before compression; always one."""
    taken: list[WireEvent] = []
    used = 0
    for event in events:
        wire = to_wire(event)
        used += bytes_of([wire])
        if taken and used > room:
            break
        taken.append(wire)
    return tuple(taken)
