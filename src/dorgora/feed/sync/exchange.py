"""One exchange, sans-IO: what a node asks, what the hub answers, what the node makes of it (docs/feed.md).

A node sends its own feeds from where the hub stands; the hub sends the feeds everybody follows and the node's
mailbox. Nothing here merges: events are copied, told once each, and a feed that does not continue is kept apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from dorgora.feed.core import Forged, Keys, Log, Store
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.sync import wire
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer, is_signed

ROOM = 48 * 1024
MANY = 500


class Standing(NamedTuple):
    """What the registry says of a feed: its node and key, whether both still stand, and whether it is a spare."""

    node_id: int
    signing_key: bytes
    is_open: bool
    is_spare: bool = False


class ExchangeStore(Store, Protocol):
    """What both sides of an exchange keep beside the log."""

    def run_of(self, feed: int, after: int, limit: int) -> list[Event]:
        """Up to `limit` events of a feed after a number."""

    def read(self, column: str, values: Sequence[int]) -> list[Event]:
        """Events by `e.id`."""

    def quarantine(self, node_id: int, events: Sequence[Event], reason: str) -> None:
        """Keeps events that touch no projection, once per hash."""

    # the hub's side
    def standing(self, feed: int) -> Standing | None:
        """The feed's grant, or None."""

    def deliveries(self, node_id: int, after: int, limit: int) -> list[tuple[int, int, bytes]]:
        """(number, event id, chain hash) after a number."""

    def alarm(self, code: str, node_id: int, event_id: int) -> None:
        """Something a person must look at; the same again is not a second one."""

    # a node's side
    def own_feeds(self) -> list[int]:
        """Every feed this node was granted, spares too: only so it hears what it once wrote there and lost."""

    def acknowledged(self, feed: int) -> int:
        """How far the hub has said it holds a feed."""

    def acknowledge(self, feed: int, seq: int, at: int) -> None:
        """Keeps what the hub said, also when it is less than before."""

    def inbox(self) -> tuple[int, bytes]:
        """How far the own mailbox is taken."""

    def set_inbox(self, number: int, digest: bytes) -> None:
        """Moves it on."""

    def set_aside(self, feed: int, after: int) -> None:
        """Moves an own branch, and the keys it opened, out of the log and tells its subjects again."""

    def stop_writing(self, feed: int) -> bool:
        """An own feed is not written any more, a spare one takes its place; gives whether that is new."""

    def apart(self, limit: int) -> list[Event]:
        """Branch events the hub has not said it keeps."""

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        """The hub keeps these."""


def opening_keys(events: Sequence[Event], store: Store) -> Keys:
    """Keys of the persons that these events open: sent once, beside the event."""
    return store.keys({event.person_of for event in events if event.person_of == event.id})


def hash_at(store: Store, feed: int, seq: int) -> bytes | None:
    """The hash of one event of a feed held without gaps; None beyond its end."""
    if seq == 0:
        return GENESIS
    event_id = make_id(feed, seq)
    return store.held([event_id]).get(event_id)


def make_run(
    store: ExchangeStore, signer: Signer, feed: int, after: int, room: int
) -> tuple[wire.Run, list[Event]]:
    """The next events of an own feed that fit, under a head signed for just them."""
    head = store.head(feed) or Head(feed, 0, GENESIS)
    events = store.run_of(feed, after, MANY) if head.seq > after else []
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


@dataclass
class NodeSide:
    """A centre's or office's side of the exchange."""

    log: Log
    store: ExchangeStore
    signer: Signer
    node_id: int
    hub_key: bytes
    follows: Sequence[int]
    trouble: list[str] = field(default_factory=list)

    def request(self, room: int = ROOM) -> wire.Request:
        """What to say to the hub now; both ways take about `room` bytes before compression."""
        back = room
        runs: list[wire.Run] = []
        keys: dict[int, bytes | None] = {}
        for feed in self.store.own_feeds():
            run, events = make_run(self.store, self.signer, feed, self.store.acknowledged(feed), room)
            room = max(0, room - sum(len(one.facts) + len(one.person or b"") + 60 for one in run.events))
            runs.append(run)
            keys.update(opening_keys(events, self.store))
        number, digest = self.store.inbox()
        held = tuple((feed, head.seq if (head := self.store.head(feed)) else 0) for feed in self.follows)
        apart = tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in self.store.apart(50))
        return wire.Request(
            wire.VERSION, number, digest, held, tuple(runs), wire.wire_keys(keys), apart, back
        )

    def take(self, reply: wire.Reply) -> bool:
        """Makes the hub's answer true here; gives whether to ask again at once.

        Raises:
            Forged: the hub's signature does not hold for what came.
        """
        keys = dict(reply.keys)
        stuck = {ack.feed for ack in reply.acks if not self._take_ack(ack, reply.at)}
        for run in reply.runs:
            self._take_run(run, keys, reply.at)
        if reply.mail is not None:
            self._take_mail(reply.mail, keys)
        self.store.kept_apart(reply.kept)
        return reply.more or self._has_more(stuck) or bool(reply.kept and self.store.apart(1))

    def _take_run(self, run: wire.Run, keys: Keys, at: int) -> None:
        if run.head.feed != run.feed:
            raise Forged("feed")
        if run.feed in self.store.own_feeds():
            self._take_own(run, keys, at)
            return
        if run.feed not in self.follows:
            raise Forged("feed")
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if run.after == have.seq:
            self.log.receive_run(wire.run_events(run, have.hash), run.head, self.hub_key, keys)

    def _take_own(self, run: wire.Run, keys: Keys, at: int) -> None:
        """Takes back what this node once wrote, in pieces; the last one bears its own signature.

        What it has written there since is another branch: it goes aside in this same transaction, before an
        event on a spare feed could hang on a number that now means something else.

        Raises:
            Forged: `signature`: neither the hub nor this node signed that.
        """
        base = hash_at(self.store, run.feed, run.after)
        if base is None or base[:8] != run.base:
            return
        key = self.signer.public if run.head.seq >= run.newest else self.hub_key
        events = wire.run_events(run, base)
        if not is_over(run, events) or not is_signed(key, run.head.message(), run.head.signature):
            raise Forged("signature")
        held = self.store.held([event.id for event in events])
        differs = next((event for event in events if held.get(event.id, event.hash) != event.hash), None)
        if differs is not None:
            self.store.set_aside(run.feed, differs.seq - 1)
        if run.head.seq > (head.seq if (head := self.store.head(run.feed)) else 0):
            self.log.receive_run(events, run.head, key, keys)
            self.store.acknowledge(run.feed, run.head.seq, at)

    def _take_mail(self, mail: wire.Mail, keys: Keys) -> None:
        number, digest = self.store.inbox()
        if mail.after != number:
            return
        events = [wire.from_wire(one.event, one.id, one.prev) for one in mail.deliveries]
        for event in events:
            number += 1
            digest = wire.mail_hash(digest, number, event.hash)
        if number != mail.number or digest != mail.hash:
            raise Forged("mailbox")
        if not is_signed(self.hub_key, wire.mail_message(self.node_id, number, digest), mail.signature):
            raise Forged("signature")
        self.log.receive_delivered(events, keys)
        self.store.set_inbox(number, digest)

    def _take_ack(self, ack: wire.Ack, at: int) -> bool:
        """Gives whether the hub goes on taking this feed."""
        if ack.state in (wire.REVOKED, wire.UNKNOWN, wire.BROKEN):
            self.trouble.append(("fine", "restored", "forked", "revoked", "unknown", "broken")[ack.state])
            return False
        if ack.state in (wire.FORKED, wire.RESTORED) and self.store.stop_writing(ack.feed):
            self.trouble.append("forked" if ack.state == wire.FORKED else "restored")
        mine = hash_at(self.store, ack.feed, ack.seq)
        if mine is not None and mine[:8] == ack.base:
            self.store.acknowledge(ack.feed, ack.seq, at)
        elif ack.state == wire.OK and mine is not None:
            # The hub holds another event here than this node: go back until both agree.
            self.store.acknowledge(ack.feed, ack.seq // 2, at)
        return True

    def _has_more(self, stuck: set[int]) -> bool:
        return any(
            (head.seq if (head := self.store.head(feed)) else 0) > self.store.acknowledged(feed)
            for feed in self.store.own_feeds()
            if feed not in stuck
        )


@dataclass
class HubSide:
    """The hub's side of the exchange with one authenticated node."""

    log: Log
    store: ExchangeStore
    signer: Signer
    shared: Sequence[int]

    def answer(self, node_id: int, request: wire.Request, at: int) -> wire.Reply:
        """Takes what is new and gives what the node lacks; the caller commits before it is sent."""
        keys = dict(request.keys)
        acks: list[wire.Ack] = []
        runs: list[wire.Run] = []
        opened: dict[int, bytes | None] = {}
        room = min(request.room, ROOM)
        for run in request.runs:
            ack = self._take(node_id, run, keys)
            acks.append(ack)
            if ack.state in (wire.RESTORED, wire.FORKED):
                runs.append(self._lost(run.feed, ack.seq, room, opened))
        held = dict(request.held)
        runs += [self._next(feed, held[feed], room, opened) for feed in self.shared if feed in held]
        runs = [run for run in runs if run.events]
        # Mail may name feeds the registry has just granted, and persons a lost run opens: it waits for both.
        is_level = all(run.head.seq == run.newest for run in runs)
        is_trusted = any(ack.state not in (wire.REVOKED, wire.UNKNOWN) for ack in acks)
        mail = self._mail(node_id, request.mail_number, room, opened) if is_level and is_trusted else None
        kept = self._keep_apart(node_id, request.apart)
        more = not is_level or bool(mail and self.store.deliveries(node_id, mail.number, 1))
        return wire.Reply(
            wire.VERSION, at, tuple(acks), tuple(runs), mail, wire.wire_keys(opened), kept, more
        )

    def _take(self, node_id: int, run: wire.Run, keys: Keys) -> wire.Ack:
        standing = self.store.standing(run.feed)
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if standing is None or standing.node_id != node_id:
            self.store.alarm("not_granted", node_id, 0)
            return self._ack(run.feed, 0, wire.UNKNOWN)
        if run.after > have.seq:
            return self._ack(run.feed, have.seq, wire.OK if standing.is_open else wire.REVOKED)
        base = hash_at(self.store, run.feed, run.after) or b""
        if base[:8] != run.base:
            return self._ack(run.feed, run.after // 2, wire.OK if standing.is_open else wire.REVOKED)
        events = wire.run_events(run, base)
        held = self.store.held([event.id for event in events])
        if not standing.is_open:
            odd = [event for event in events if held.get(event.id) != event.hash]
            return self._kept(node_id, run, odd, standing, self._ack(run.feed, have.seq, wire.REVOKED))
        differs = next((event for event in events if held.get(event.id, event.hash) != event.hash), None)
        if differs is not None:
            branch = [event for event in events if event.seq >= differs.seq]
            ack = self._ack(run.feed, differs.seq - 1, wire.FORKED)
            return self._kept(node_id, run, branch, standing, ack)
        if run.newest < have.seq:
            # No alarm: it may be an old request that was under way for long. A restored node tells by its spare feed.
            return self._ack(run.feed, run.newest, wire.RESTORED)
        return self._append(node_id, run, events, standing, keys)

    def _kept(
        self, node_id: int, run: wire.Run, events: list[Event], standing: Standing, ack: wire.Ack
    ) -> wire.Ack:
        """Keeps a branch or a revoked node's events apart, if the node's own signature is over them."""
        if not events:
            return ack
        if not is_over(run, events) or not is_signed(
            standing.signing_key, run.head.message(), run.head.signature
        ):
            self.store.alarm("forged_signature", node_id, events[0].id)
            return self._ack(run.feed, 0, wire.BROKEN)
        reason = "forked" if ack.state == wire.FORKED else "revoked"
        self.store.quarantine(node_id, events, reason)
        self.store.alarm(reason, node_id, events[0].id)
        return ack

    def _append(
        self, node_id: int, run: wire.Run, events: list[Event], standing: Standing, keys: Keys
    ) -> wire.Ack:
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if events and events[-1].seq > have.seq:
            # A node's key counts only beside the event that opens the person: it plants none for another's citizen.
            opened = {event.id: keys.get(event.id) for event in events if event.person_of == event.id}
            try:
                if not is_over(run, events):
                    raise Forged("head", events[0].id)
                self.log.receive_run(events, run.head, standing.signing_key, opened)
            except Forged as forged:
                self.store.alarm("forged_" + forged.reason, node_id, forged.event_id)
                return self._ack(run.feed, have.seq, wire.BROKEN)
            if have.seq == 0 and standing.is_spare:
                self.store.alarm("restored", node_id, events[0].id)
            have = run.head
        return self._ack(run.feed, have.seq, wire.OK)

    def _ack(self, feed: int, seq: int, state: int) -> wire.Ack:
        return wire.Ack(feed, seq, (hash_at(self.store, feed, seq) or b"")[:8], state)

    def _keep_apart(self, node_id: int, apart: Sequence[wire.Delivered]) -> tuple[bytes, ...]:
        events = [wire.from_wire(one.event, one.id, one.prev) for one in apart]
        held = self.store.held([event.id for event in events])
        own = [
            one
            for one in events
            if (standing := self.store.standing(one.feed)) is not None and standing.node_id == node_id
        ]
        self.store.quarantine(node_id, [one for one in own if held.get(one.id) != one.hash], "forked")
        return tuple(event.hash for event in own)

    def _lost(self, feed: int, after: int, room: int, opened: dict[int, bytes | None]) -> wire.Run:
        """What the hub holds of a restored or copied node's own feed; the last piece as it was signed once."""
        run, events = make_run(self.store, self.signer, feed, after, room)
        # Its files may be sealed under keys that came by a mailbox it has lost as well.
        opened.update(self.store.keys({event.person_of for event in events if event.person is not None}))
        head = self.store.head(feed)
        return replace(run, head=head) if head is not None and head.seq == run.head.seq else run

    def _next(self, feed: int, after: int, room: int, opened: dict[int, bytes | None]) -> wire.Run:
        run, events = make_run(self.store, self.signer, feed, after, room)
        opened.update(opening_keys(events, self.store))
        return run

    def _mail(self, node_id: int, after: int, room: int, opened: dict[int, bytes | None]) -> wire.Mail | None:
        listed = self.store.deliveries(node_id, after, MANY)
        if not listed:
            return None
        by_id = {event.id: event for event in self.store.read("e.id", [row[1] for row in listed])}
        events = [by_id[row[1]] for row in listed]
        events = events[: len(wire.take_while_fits(events, room))]
        number, _, digest = listed[len(events) - 1]
        signature = self.signer.sign(wire.mail_message(node_id, number, digest))
        opened.update(opening_keys(events, self.store))
        delivered = tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in events)
        return wire.Mail(after, number, digest, signature, delivered)
