"""What both sides of an exchange stand on: what they keep beside the log, and how a run is made and held to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from dorgora.feed.core import Keys, Store
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.sync import wire
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import person_digest
from dorgora.kernel.signing import Signer

ROOM, MANY = wire.ROOM, wire.MANY


class Standing(NamedTuple):
    """What the registry says of a feed: its node and key, whether both still stand, and whether it is a spare.

    last: of a feed that was ended, the number up to which it is still taken; -1: from wherever it stands.
    """

    node_id: int
    signing_key: bytes
    is_open: bool
    is_spare: bool = False
    last: int = -1


class Start(NamedTuple):
    """The signed snapshot a feed is held from. after: all that matters is here up to it; held: (first, last)s."""

    head: Head
    after: int
    held: tuple[tuple[int, int], ...]


class ExchangeStore(Store, Protocol):
    """What both sides of an exchange keep beside the log."""

    def run_of(self, feed: int, after: int, limit: int) -> list[Event]:
        """Up to `limit` events of a feed after a number."""

    def read(self, column: str, values: Sequence[int]) -> list[Event]:
        """Events by `e.id`."""

    def quarantine(
        self, node_id: int, events: Sequence[Event], reason: str, keys: Mapping[bytes, bytes]
    ) -> None:
        """Keeps events that touch no projection, once per hash; keys: by hash of the event that opens a person."""

    def keys_of(self, feed: int) -> list[bytes]:
        """All keys the writer of a feed has had, the present one first."""

    # the hub's side
    def is_apart(self, digests: Sequence[bytes]) -> set[bytes]:
        """The hashes of those that are kept apart already."""

    def apart_at(self, node_id: int, event_id: int) -> list[bytes]:
        """The hashes of what is kept apart under one number of a node's feed; branches may have one each."""

    def size_apart(self, node_id: int) -> tuple[int, int]:
        """How many events, and how many bytes of them, are kept apart for a node."""

    def n_about(self, feed: int, subjects: Iterable[int]) -> Mapping[int, int]:
        """How many events of a feed are about each of these, those it has none about left out."""

    def standing(self, feed: int) -> Standing | None:
        """The feed's grant, or None."""

    def deliveries(self, node_id: int, after: int, limit: int) -> list[tuple[int, int, bytes]]:
        """(number, event id, chain hash) after a number."""

    def writer_of(self, feed: int) -> int:
        """The id of the node that writes a feed, 0 when nobody was granted it."""

    def registry(self) -> int:
        """The registry this hub writes now."""

    def set_registry(self, feed: int) -> None:
        """It goes on under this one; no node has been heard since."""

    def is_heard(self, node_id: int) -> bool:
        """Whether all that a node held of what the hub lost is here again; always, while the hub never went back."""

    def set_heard(self, node_id: int) -> None:
        """It is."""

    def mail_head(self, node_id: int) -> tuple[int, bytes]:
        """Number and hash of the newest delivery to a node: (0, GENESIS) when there is none."""

    def claim_mail(self, node_id: int) -> tuple[int, bytes]:
        """As `mail_head`; until the transaction ends nobody else numbers this mailbox. After all subjects."""

    def cut_mail(self, node_id: int, after: int) -> list[int]:
        """Takes the deliveries after a number out of a mailbox; gives their events, in order."""

    def deliver(self, node_id: int, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Keeps further deliveries: (number, event id, chain hash)."""

    def alarm(self, code: str, node_id: int, event_id: int) -> None:
        """Something a person must look at; the same again is not a second one."""

    # a node's side
    def own_feeds(self) -> list[int]:
        """Every feed this node was granted, spares too: only so it hears what it once wrote there and lost."""

    def acknowledged(self, feed: int) -> int:
        """How far the hub has said it holds a feed."""

    def acknowledge(self, feed: int, seq: int, at: int) -> None:
        """Keeps what the hub said, also when it is less than before."""

    def start(self, feed: int) -> Start | None:
        """The snapshot a feed is held from; None for a feed held from its first event."""

    def set_start(self, start: Start) -> None:
        """Keeps it, or how far it has come."""

    def handed_over(self, feed: int) -> int:
        """How far the hub has said it keeps apart a feed that it takes no more of."""

    def hand_over(self, feed: int, seq: int) -> None:
        """Keeps that."""

    def inbox(self) -> tuple[int, bytes]:
        """How far the own mailbox is taken."""

    def set_inbox(self, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Moves it on by these deliveries, and keeps their list."""

    def shared_feeds(self) -> list[int]:
        """The hub's feeds that every node follows, as far as this node knows."""

    def keep_signature(self, stream: int, number: int, signature: bytes) -> None:
        """Keeps the hub's signature over what it said up to there, of a feed or of the mailbox."""

    def signed_after(self, stream: int, after: int) -> tuple[int, bytes] | None:
        """The first place behind a number that the hub's signature stands for."""

    def set_aside(self, feed: int, after: int) -> None:
        """Moves an own branch, and the keys it opened, out of the log and tells its subjects again."""

    def stop_writing(self, feed: int) -> bool:
        """An own feed is not written any more, a spare one takes its place; gives whether that is new."""

    def apart(self, limit: int) -> list[tuple[Event, bytes]]:
        """Branch events the hub has not said it keeps, each with the key of the person it opens, if it does."""

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        """The hub keeps these."""


def opening_keys(events: Sequence[Event], store: Store) -> Keys:
    """Keys of the persons that these events open: sent once, beside the event."""
    return store.keys({event.person_of for event in events if event.person_of == event.id})


def by_hash(events: Sequence[Event], keys: Keys) -> dict[bytes, bytes]:
    """The keys that came for these events, by hash: on a branch a number means another person than in the log."""
    return {event.hash: key for event in events if (key := keys.get(event.id)) is not None}


def true_keys(events: Sequence[Event], keys: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Those keys, by hash, that are of the person the event opens: her words are under them."""
    return {
        one.hash: key
        for one in events
        if (key := keys.get(one.hash)) is not None
        and one.person_of == one.id
        and one.person is not None
        and person_digest(key, one.id, one.person) == one.person_digest
    }


def hash_at(store: Store, feed: int, seq: int) -> bytes | None:
    """The hash of one event of a feed held without gaps; None beyond its end."""
    if seq == 0:
        return GENESIS
    event_id = make_id(feed, seq)
    return store.held([event_id]).get(event_id)


def make_run(
    store: ExchangeStore, signer: Signer, feed: int, after: int, room: int, until: int = -1
) -> tuple[wire.Run, list[Event]]:
    """The next events of an own feed that fit, under a head signed for just them; with no room, none.

    One run does not go over `until`, where the feed was ended: what is before is taken, what is behind kept apart.
    """
    head = store.head(feed) or Head(feed, 0, GENESIS)
    # Behind the head may stand what a mailbox brought, with gaps.
    most = min(MANY, (until if until > after else head.seq) - after, head.seq - after)
    events = store.run_of(feed, after, most) if head.seq > after and room else []
    wired = wire.take_while_fits(events, room)
    events = events[: len(wired)]
    base = hash_at(store, feed, after) or b""
    last = Head(feed, events[-1].seq, events[-1].hash) if events else Head(feed, after, b"")
    signed = Head(feed, last.seq, last.hash, signer.sign(last.message()) if events else b"")
    return wire.Run(feed, after, base[:8], head.seq, signed, wired), events


def is_over(run: wire.Run, events: Sequence[Event]) -> bool:
    """Whether the head of a run is that of its last event."""
    last = events[-1] if events else None
    return last is not None and (run.head.feed, run.head.seq, run.head.hash) == (
        run.feed,
        last.seq,
        last.hash,
    )
