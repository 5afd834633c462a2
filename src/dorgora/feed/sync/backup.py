"""What the hub has not confirmed, as parts only the hub can open, and the hub taking them; sans-IO (docs/feed.md).

Each part is a request as an exchange makes it, but for what the node says of the hub: nothing but events is in it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO

from msgspec import Meta
from msgspec.structs import replace

from dorgora.feed.core import Log
from dorgora.feed.event import GENESIS, Event, FeedNumber, Seq
from dorgora.feed.sync import gate, parting, wire
from dorgora.feed.sync.footing import ROOM, ExchangeStore, hash_at, make_run, opening_keys
from dorgora.feed.sync.taking import MOST_APART, Taking
from dorgora.kernel.envelope import TAG_BYTES, Envelope
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer

MAGIC = b"dorgora backup 1\n"
MOST_COVER = 64 * 1024
MOST_PART = gate.MAX_WIRE + TAG_BYTES
LENGTH = 4
_WORDS = {
    wire.RESTORED: "stale",
    wire.FORKED: "forked",
    wire.REVOKED: "revoked",
    wire.UNKNOWN: "unknown",
    wire.BROKEN: "broken",
}


class Reach(wire.Wire, frozen=True):
    """How far a feed is in a backup: its last number, and the first 8 bytes of the hash there."""

    feed: FeedNumber
    seq: Seq
    base: wire.Base


class Cover(wire.Wire, frozen=True):
    """What anybody may read of a backup. hub: first bytes of the key it is for. public: its envelope's."""

    hub: Annotated[bytes, Meta(min_length=8, max_length=8)]
    node_id: wire.Id
    at: wire.Instant
    public: Annotated[bytes, Meta(min_length=32, max_length=32)]
    reach: tuple[Reach, ...]


class Came(wire.Wire, frozen=True):
    """What the hub made of a part. new: by kind, how many events it had not. trouble: codes with a sentence.

    is_refused: nothing of it, and what stands behind it need not be brought.
    """

    n_events: int = 0
    new: tuple[tuple[wire.KindName, int], ...] = ()
    n_apart: int = 0
    trouble: tuple[str, ...] = ()
    is_last: bool = False
    is_refused: bool = False


class Carried(wire.Wire, frozen=True):
    """A part on its way to the hub in another laptop's hands. begins: how its file begins."""

    begins: Annotated[bytes, Meta(max_length=MOST_COVER + 64)]
    number: Annotated[int, Meta(ge=0, lt=1 << 31)]
    sealed: bytes


def reach_of(store: ExchangeStore) -> tuple[Reach, ...]:
    """How far each of the node's own feeds goes now, those that were ended last."""
    heads = [head for feed in store.own_feeds() if (head := store.head(feed)) is not None]
    closed = {one.feed for one in heads if (found := store.standing(one.feed)) is None or not found.is_open}
    heads.sort(key=lambda head: (head.feed in closed, head.feed))
    return tuple(Reach(head.feed, head.seq, head.hash[:8]) for head in heads)


def is_within(store: ExchangeStore, reach: Sequence[Reach]) -> bool:
    """Whether this node holds all that a backup of that reach was made of."""
    return all((hash_at(store, one.feed, one.seq) or b"")[:8] == one.base for one in reach)


@dataclass
class Making:
    """A node's backup, part by part, each in a transaction of the caller's.

    kinds: of the events whose subjects are counted.
    """

    store: ExchangeStore
    signer: Signer
    reach: Sequence[Reach]
    kinds: Collection[str]
    n_events: int = 0
    subjects: set[int] = field(default_factory=set)
    _at: dict[int, int] = field(default_factory=dict)
    _apart: list[tuple[Event, bytes]] | None = None

    def part(self) -> wire.Request | None:
        """The next events that the hub has not confirmed, as many as one exchange would take; None at the end."""
        runs: list[wire.Run] = []
        keys: dict[int, bytes | None] = {}
        room = ROOM
        for one in self.reach:
            after = self._at.setdefault(one.feed, parting.handed(self.store, one.feed))
            if room and after < one.seq:
                run, events = self._run(one, after, room)
                # One feed goes whole before the next: what the next one says may be about what this one tells.
                room = max(0, room - wire.bytes_of(run.events)) if self._at[one.feed] >= one.seq else 0
                runs += [run] if events else []
                keys.update(opening_keys(events, self.store))
        apart = () if runs else self._branch()
        if not runs and not apart:
            return None
        return wire.Request(
            wire.VERSION, 0, GENESIS, (), tuple(runs), wire.wire_keys(keys), apart, 0
        )  # says nothing of the hub

    def _run(self, one: Reach, after: int, room: int) -> tuple[wire.Run, list[Event]]:
        standing = self.store.standing(one.feed)
        last = standing.last if standing is not None else -1
        until = last if after < last < one.seq else one.seq
        run, events = make_run(self.store, self.signer, one.feed, after, room, until)
        # Without events the feed was cut back meanwhile: what was behind is among the branches.
        self._at[one.feed] = events[-1].seq if events else one.seq
        self._count(events)
        return replace(run, newest=one.seq), events

    def _branch(self) -> tuple[wire.Apart, ...]:
        """The next events of branches this node left and the hub has not said it keeps."""
        if self._apart is None:
            self._apart = self.store.apart(MOST_APART)
        left = self._apart[: wire.MANY_APART]
        n = len(wire.take_while_fits([event for event, _ in left], ROOM))
        fitting, self._apart = self._apart[:n], self._apart[n:]
        self._count([event for event, _ in fitting])
        return tuple(parting.signed(self.signer, event, key) for event, key in fitting)

    def _count(self, events: Sequence[Event]) -> None:
        self.n_events += len(events)
        self.subjects |= {event.subject for event in events if event.kind in self.kinds}


def take(log: Log, store: ExchangeStore, node_id: int, request: wire.Request) -> Came:
    """The hub taking a part of a node's backup: events as in an exchange, and nothing else the part may say."""
    runs = [left for run in request.runs if run.events and (left := _ahead(store, node_id, run)) is not None]
    ids = {make_id(run.feed, n): one.kind for run in runs for n, one in enumerate(run.events, run.after + 1)}
    before, (n_apart, _) = store.held(ids), store.size_apart(node_id)
    taking = Taking(log, store, node_id)
    acks = taking.take(runs, dict(request.keys))
    kept = taking.keep_apart(request.apart)
    trouble = {_word(run, ack) for run, ack in zip(runs, acks, strict=True)} - {""}
    if len(kept) < len(request.apart):
        trouble.add("broken")
    after = store.held(ids)
    new = Counter(kind for one, kind in ids.items() if one in after and one not in before)
    n_events = sum(len(run.events) for run in request.runs) + len(request.apart)
    return Came(
        n_events,
        tuple(sorted(new.items())),
        store.size_apart(node_id)[0] - n_apart,
        tuple(sorted(trouble)),
    )


def _ahead(store: ExchangeStore, node_id: int, run: wire.Run) -> wire.Run | None:
    """What a run says behind that which the hub holds already; None when that is nothing.

    A file may be older than what the hub heard since: then it is no older disk that speaks, and sets nothing back.
    """
    standing, base = store.standing(run.feed), hash_at(store, run.feed, run.after)
    if standing is None or standing.node_id != node_id or base is None or base[:8] != run.base:
        return run
    events = wire.run_events(run, base)
    held = store.held([event.id for event in events])
    n = next((n for n, one in enumerate(events) if held.get(one.id) != one.hash), len(events))
    if n == len(events):
        return None
    begin = events[n - 1].hash[:8] if n else run.base
    return replace(run, after=run.after + n, base=begin, events=run.events[n:])


def _word(run: wire.Run, ack: wire.Ack) -> str:
    if ack.state == wire.OK and ack.seq < run.after + len(run.events):
        return "gap"
    return _WORDS.get(ack.state, "")


def opening(cover: Cover) -> bytes:
    """How a backup begins."""
    packed = gate.pack(cover)
    return MAGIC + len(packed).to_bytes(LENGTH, "big") + packed


def sealed_part(
    envelope: Envelope, number: int, body: bytes, begins: bytes, *, is_last: bool = False
) -> bytes:
    """One part as it stands in the file, after its length."""
    sealed = envelope.seal(number, body, about(begins), is_last=is_last)
    return len(sealed).to_bytes(LENGTH, "big") + sealed


def about(begins: bytes) -> bytes:
    """What every part is bound to: how its file begins."""
    return hashlib.sha256(begins).digest()


def read_opening(stream: BinaryIO) -> tuple[bytes, Cover]:
    """How a file begins, and what that says.

    Raises:
        gate.Refused: it is no backup.
    """
    begins = stream.read(len(MAGIC) + LENGTH)
    size = int.from_bytes(begins[len(MAGIC) :], "big")
    if not begins.startswith(MAGIC) or not 0 < size <= MOST_COVER:
        raise gate.Refused("shape")
    packed = stream.read(size)
    cover = gate.unpack(packed, Cover)
    return begins + packed, cover


def read_part(stream: BinaryIO) -> bytes:
    """The next part, sealed.

    Raises:
        gate.Refused: `truncated`: the file ends here; `size`: no part is so long.
    """
    head = stream.read(LENGTH)
    size = int.from_bytes(head, "big")
    if size > MOST_PART:
        raise gate.Refused("size")
    sealed = stream.read(size)
    if len(head) < LENGTH or len(sealed) < size:
        raise gate.Refused("truncated")
    return sealed
