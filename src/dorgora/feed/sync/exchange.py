"""One exchange, sans-IO: what a node asks, what the hub answers, what the node makes of it (docs/feed.md).

A node sends its own feeds from where the hub stands; the hub sends the feeds everybody follows and the node's
mailbox. Nothing here merges: events are copied, told once each, and a feed that does not continue is kept apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from msgspec.structs import replace

from dorgora.feed import events as ev
from dorgora.feed.core import Forged, Keys, Log
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.generations import is_registry
from dorgora.feed.sync import parting, rotating, snapshot, turns, wire
from dorgora.feed.sync.footing import (
    MANY,
    ROOM,
    ExchangeStore,
    Standing,
    hash_at,
    is_over,
    make_run,
    opening_keys,
)
from dorgora.feed.sync.giving import lost_mail, lost_run, unshown
from dorgora.feed.sync.regaining import Regaining
from dorgora.feed.sync.taking import Taking
from dorgora.kernel.ids import feed_of
from dorgora.kernel.signing import Signer, is_signed

__all__ = ["ROOM", "ExchangeStore", "HubSide", "NodeSide", "Standing", "make_run", "opening_keys"]


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
    asked: list[tuple[int, int]] = field(default_factory=list)
    following: Signer | None = None
    """The key it would rather sign with, while the hub has not written that it may."""
    back: int = ROOM
    """So many bytes of the hub's words it takes at a time, in one transaction."""

    @property
    def followed(self) -> list[int]:
        """The hub's feeds it follows: those it was founded with, and what the registry says since."""
        return sorted({*self.follows, *self.store.shared_feeds()})

    def request(self, room: int = ROOM) -> wire.Request:
        """What to say to the hub now; both ways take about `room` bytes before compression."""
        back = room
        runs: list[wire.Run] = []
        keys: dict[int, bytes | None] = {}
        for feed in turns.in_turn(self.store):
            standing = self.store.standing(feed)
            last = standing.last if standing is not None else -1
            run, events = make_run(
                self.store, self.signer, feed, parting.handed(self.store, feed), room, last
            )
            # One feed goes whole before the next: what the next one says may be about what this one tells.
            is_whole = run.head.seq == run.newest
            room = max(0, room - wire.bytes_of(run.events)) if is_whole else 0
            runs.append(run)
            keys.update(opening_keys(events, self.store))
        number, digest = self.store.inbox()
        held = tuple((feed, *self._newest(feed)) for feed in self.followed)
        apart = parting.branch(self.store, self.signer, back)
        lost, mail = self._lost(keys)
        return wire.Request(
            wire.VERSION,
            number,
            digest,
            held,
            tuple(runs),
            wire.wire_keys(keys),
            apart,
            min(back, self.back),
            snapshot.lacks(self.store, self.followed),
            lost,
            mail,
            rotating.asked(self.node_id, self.signer, self.following),
            unshown(self.store, self.asked, self.followed),
        )

    def _newest(self, feed: int) -> tuple[int, bytes]:
        head = self.store.head(feed) or Head(feed, 0, GENESIS)
        return head.seq, head.hash[:8]

    def _lost(self, keys: dict[int, bytes | None]) -> tuple[tuple[wire.Run, ...], wire.Mail | None]:
        """What the hub asked to be shown again, one piece a round, with the keys that open it."""
        for stream, after in self.asked[:1]:
            if stream == wire.MAILBOX:
                mail, events = lost_mail(self.store, self.node_id, after)
                keys.update(self.store.keys({event.person_of for event in events}))
                return (), mail
            if stream in self.followed:
                run, events = lost_run(self.store, stream, after)
                keys.update(self.store.keys({event.person_of for event in events}))
                return (run,) if run is not None else (), None
        return (), None

    def take(self, reply: wire.Reply) -> bool:
        """Makes the hub's answer true here; gives whether to ask again at once.

        Raises:
            Forged: the hub's signature does not hold for what came.
        """
        own = self.store.own_feeds()
        parted = [ack for ack in reply.acks if ack.feed in own and parting.has_parted(self.store, ack)]
        for ack in parted:
            if parting.go_back(self.store, self.signer, ack, reply.at):
                self._set_aside_elsewhere(ack.feed)
                self._leave(ack.feed, "forked")
        if parted:
            return True  # what else came may stand on what is to come back first
        keys = dict(reply.keys)
        had_branch = bool(self.store.apart(1))
        stuck = {ack.feed for ack in reply.acks if not self._take_ack(ack, reply.at)}
        # Who is who first: what this node once wrote may bear a key that it has to read of again.
        shared = self.followed
        for run in sorted(reply.runs, key=lambda run: run.feed not in shared):
            self._take_run(run, keys, reply.at)
        self.signer, self.following = rotating.settled(self.store, self.signer, self.following)
        for piece in reply.pieces:
            snapshot.go_on(self.log, self.store, self.hub_key, piece)
        if reply.mail is not None:
            self._take_mail(reply.mail, keys)
        self.store.kept_apart(reply.kept)
        is_begun = bool(reply.pieces and snapshot.lacks(self.store, self.followed))
        has_to_show = bool(reply.asks) and list(reply.asks) != self.asked
        self.asked[:] = reply.asks
        has_branch = bool(reply.kept or not had_branch) and bool(self.store.apart(1))
        return has_to_show or reply.more or is_begun or parting.has_more(self.store, stuck) or has_branch

    def _take_run(self, run: wire.Run, keys: Keys, at: int) -> None:
        if run.head.feed != run.feed:
            raise Forged("feed")
        if run.feed in self.store.own_feeds():
            self._take_own(run, keys, at)
            return
        if run.feed not in self.followed and not is_registry(run.feed):
            raise Forged("feed")
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if run.after == have.seq:
            self.log.receive_run(wire.run_events(run, have.hash), run.head, self.hub_key, keys)
            self.store.keep_signature(run.feed, run.head.seq, run.head.signature)

    def _take_own(self, run: wire.Run, keys: Keys, at: int) -> None:
        """Takes back what this node once wrote, in pieces; the last one bears its own signature.

        What it has written there since is another branch: it goes aside in this same transaction, before an
        event on a spare feed could hang on a number that now means something else. And it writes there no more:
        who lost some of it may have lost numbers that nobody else has.

        Raises:
            Forged: `signature`: neither the hub nor this node signed that.
        """
        base = hash_at(self.store, run.feed, run.after)
        if base is None or base[:8] != run.base:
            return
        own = [self.signer.public, *self.store.keys_of(run.feed)]
        keys_of_writer = own if run.head.seq >= run.newest else [self.hub_key]
        message, signature = run.head.message(), run.head.signature
        key = next((one for one in keys_of_writer if is_signed(one, message, signature)), None)
        events = wire.run_events(run, base)
        if key is None or not is_over(run, events):
            raise Forged("signature")
        held = self.store.held([event.id for event in events])
        differs = next((event for event in events if held.get(event.id, event.hash) != event.hash), None)
        if differs is not None:
            parting.set_aside(self.store, self.signer, run.feed, differs.seq - 1)
            self._set_aside_elsewhere(run.feed)
            self._leave(run.feed, "forked")
        if run.head.seq > (head.seq if (head := self.store.head(run.feed)) else 0):
            self.log.receive_run(events, run.head, key, keys)
            self.store.acknowledge(run.feed, run.head.seq, at)
            self._leave(run.feed, "restored")

    def _leave(self, feed: int, why: str) -> None:
        """It goes on under a spare feed, and says so once."""
        if self.store.stop_writing(feed):
            self.trouble.append(why)

    def _set_aside_elsewhere(self, forked: int) -> None:
        """Its other feeds may speak of what went aside, by numbers that now mean something else: they go too."""
        for feed in self.store.own_feeds():
            head, acknowledged = self.store.head(feed), self.store.acknowledged(feed)
            if feed != forked and head is not None and head.seq > acknowledged:
                parting.set_aside(self.store, self.signer, feed, acknowledged)
                self.store.stop_writing(feed)

    def _take_mail(self, mail: wire.Mail, keys: Keys) -> None:
        number, digest = self.store.inbox()
        if mail.after != number:
            return
        events = [wire.from_wire(one.event, one.id, one.prev) for one in mail.deliveries]
        rows = []
        for event in events:
            number += 1
            digest = wire.mail_hash(digest, number, event.hash)
            rows.append((number, event.id, digest))
        if number != mail.number or digest != mail.hash:
            raise Forged("mailbox")
        if not is_signed(self.hub_key, wire.mail_message(self.node_id, number, digest), mail.signature):
            raise Forged("signature")
        self.log.receive_delivered(events, keys)
        self.store.set_inbox(rows)
        self.store.keep_signature(wire.MAILBOX, number, mail.signature)

    def _take_ack(self, ack: wire.Ack, at: int) -> bool:
        """Gives whether the hub goes on taking this feed."""
        if ack.state in (wire.REVOKED, wire.UNKNOWN, wire.BROKEN):
            self.trouble.append(("fine", "restored", "forked", "revoked", "unknown", "broken")[ack.state])
            if ack.state != wire.BROKEN and ack.seq < self.store.acknowledged(ack.feed):
                self.store.acknowledge(ack.feed, ack.seq, at)
            return ack.state == wire.REVOKED and parting.hand_over(self.store, ack)
        own = self.store.head(ack.feed)
        if ack.state == wire.RESTORED and own is not None and own.seq > ack.seq:
            return True  # asked before this node wrote on: whether anything was lost is seen by what comes with it
        if ack.state in (wire.FORKED, wire.RESTORED):
            self._leave(ack.feed, "forked" if ack.state == wire.FORKED else "restored")
        if hash_at(self.store, ack.feed, ack.seq) is not None:
            self.store.acknowledge(ack.feed, ack.seq, at)
        return True


@dataclass
class HubSide:
    """The hub's side of the exchange with one authenticated node."""

    log: Log
    store: ExchangeStore
    signer: Signer
    shared: Sequence[int]
    fresh: Callable[[], int]

    def answer(self, node_id: int, request: wire.Request, at: int) -> wire.Reply:
        """Takes what is new and gives what the node lacks; the caller commits before it is sent."""
        opened: dict[int, bytes | None] = {}
        room = min(request.room, ROOM)
        regaining = Regaining(self.log, self.store, self.signer, node_id, self.fresh, at)
        asks = regaining.take(request)
        request = rotating.heard(self.store, node_id, request)
        taking = Taking(self.log, self.store, node_id)
        # What the node wrote since may stand on what the hub lost; that comes first, the registry before all.
        known = [run for run in request.runs if not asks or self.store.standing(run.feed) is not None]
        acks = taking.take(known, dict(request.keys), not asks)
        lost = (wire.RESTORED, wire.FORKED)
        runs = [self._lost(ack.feed, ack.seq, room, opened) for ack in acks if ack.state in lost]
        if not asks:
            rotating.write(self.log, self.store, self.signer, node_id, request, at)
        lacking = {feed for feed, _ in asks} | {head.feed for head in request.unshown} | regaining.apart
        registries, rest = self._shared(request, lacking, room, opened)
        runs = [run for run in runs + registries if run.events]
        # Mail may name feeds the registry has just granted, and persons a lost run opens: it waits for both.
        is_ready = not asks and wire.MAILBOX not in regaining.apart and _are_whole(runs)
        is_level = is_ready and _are_whole(rest)
        is_trusted = any(ack.state not in (wire.REVOKED, wire.UNKNOWN) for ack in acks)
        may_hear = is_ready and is_trusted
        mail = self._mail(node_id, request.mail_number, room, opened, is_level) if may_hear else None
        # Decisions do not wait for a catalogue that fills this answer: it comes with the next.
        runs += rest if mail is None or is_level else []
        pieces = self._pieces(request.lacks, mail, room) if is_level and is_trusted else ()
        kept = taking.keep_apart(request.apart)
        is_told = not asks and not regaining.apart and _is_whole(known, acks)
        if is_told and self._knows(request) and not self.store.is_heard(node_id):
            self.store.set_heard(node_id)
        # The rest of a snapshot comes behind the mail: a newcomer's first file needs people before far districts.
        is_more_mail = mail is not None and bool(
            request.lacks or self.store.deliveries(node_id, mail.number, 1)
        )
        more = not is_level or is_more_mail or not self._knows(request)
        return wire.Reply(
            wire.VERSION, at, tuple(acks), tuple(runs), mail, wire.wire_keys(opened), kept, more, pieces, asks
        )

    def _pieces(
        self, lacks: Sequence[wire.Lack], mail: wire.Mail | None, room: int
    ) -> tuple[wire.Piece, ...]:
        """The next piece of what the node lacks; with mail instead only who wrote it, as no fold can wait for that."""
        shared = {*self.shared, *self.store.shared_feeds()}
        wanted = [lack for lack in lacks if lack.feed in shared]
        if mail is None:
            found = [
                snapshot.next_piece(self.log, self.store, self.signer, lack, room) for lack in wanted[:1]
            ]
        else:
            feeds = {feed_of(one.id) for one in mail.deliveries}
            registry = [lack for lack in wanted if is_registry(lack.feed)]
            found = [snapshot.authors(self.log, self.store, self.signer, lack, feeds) for lack in registry]
        return tuple(piece for piece in found if piece is not None)

    def _knows(self, request: wire.Request) -> bool:
        """Whether the node asked this after it learnt that the hub went back: it has shown all it holds from before."""
        registry = self.store.registry()
        return registry == ev.REGISTRY or any(feed == registry and seq for feed, seq, _ in request.held)

    def _shared(
        self, request: wire.Request, lacking: set[int], room: int, opened: dict[int, bytes | None]
    ) -> tuple[list[wire.Run], list[wire.Run]]:
        """What the node lacks of the registries, and of the catalogues; none before the one ahead has gone whole."""
        held = {feed: seq for feed, seq, _ in request.held}
        runs: list[wire.Run] = []
        for feed in sorted(
            {*self.shared, *self.store.shared_feeds()}, key=lambda one: (not is_registry(one), one)
        ):
            if feed not in lacking and _are_whole(runs):
                runs.append(self._next(feed, held.get(feed, 0), room, opened))
        news = [run for run in runs if run.events]
        return [run for run in news if is_registry(run.feed)], [
            run for run in news if not is_registry(run.feed)
        ]

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

    def _names_no_service(self, event: Event) -> bool:
        kind = self.log.kinds.find(event.kind, event.version)
        return kind is not None and not kind.names_service

    def _mail(
        self, node_id: int, after: int, room: int, opened: dict[int, bytes | None], is_level: bool
    ) -> wire.Mail | None:
        """The next deliveries that fit; to who has not the whole catalogue, up to the first that names a service."""
        listed = self.store.deliveries(node_id, after, MANY)
        by_id = {event.id: event for event in self.store.read("e.id", [row[1] for row in listed])}
        events = [by_id[row[1]] for row in listed]
        if not is_level:
            events = list(takewhile(self._names_no_service, events))
        if not events:
            return None
        events = events[: len(wire.take_while_fits(events, room))]
        number, _, digest = listed[len(events) - 1]
        signature = self.signer.sign(wire.mail_message(node_id, number, digest))
        opened.update(opening_keys(events, self.store))
        if self.store.registry() != ev.REGISTRY:
            # It may have lost that it had erased somebody, after it told of her without her key.
            opened.update(self.store.keys({event.person_of for event in events if event.person is not None}))
        delivered = tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in events)
        return wire.Mail(after, number, digest, signature, delivered)


def _are_whole(runs: Sequence[wire.Run]) -> bool:
    """Whether each of these shows its feed to the end."""
    return all(run.head.seq == run.newest for run in runs)


def _is_whole(runs: Sequence[wire.Run], acks: Sequence[wire.Ack]) -> bool:
    """Whether the hub holds all that the node ever wrote and may still hand over."""
    return all(ack.state != wire.OK or ack.seq >= run.newest for run, ack in zip(runs, acks, strict=True))
