"""The hub taking back what it lost: from the very words it signed, as the nodes hold them (docs/feed.md).

Whatever a node shows is believed by the hub's own signature. The first that the hub no longer holds is the proof
that it went back to an earlier copy: from then on it writes under a new registry, and no number twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dorgora.feed import events as ev
from dorgora.feed import generations
from dorgora.feed.core import Draft, Forged, Keys, Log
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import ExchangeStore, by_hash, hash_at, is_over, true_keys
from dorgora.kernel.signing import Signer, is_signed


@dataclass
class Regaining:
    """One request of one authenticated node.

    fresh: gives the number for a new registry, when one must be begun. apart: of what (feed or MAILBOX) the two do
    not hold the same, and never will by themselves.
    """

    log: Log
    store: ExchangeStore
    signer: Signer
    node_id: int
    fresh: Callable[[], int]
    at: int
    apart: set[int] = field(default_factory=set)

    def take(self, request: wire.Request) -> tuple[tuple[int, int], ...]:
        """Takes what was given back; gives what the node is to show next: (feed or MAILBOX, after which number)."""
        next_after = self._shown(request)
        apart = self._unshown(request.unshown) | self.apart
        lacks = [
            (feed, next_after.get(feed, self._where(feed, seq)))
            for feed, seq, base in request.held
            if feed not in apart and not self._agrees(feed, seq, base) and self._is_own(feed)
        ]
        number, _ = self.store.mail_head(self.node_id)
        if wire.MAILBOX not in self.apart and self._link(request.mail_number) != request.mail_hash:
            known = request.mail_number // 2 if number >= request.mail_number else number
            lacks.append((wire.MAILBOX, next_after.get(wire.MAILBOX, known)))
        return tuple(lacks)

    def _unshown(self, heads: Sequence[Head]) -> set[int]:
        """Feeds this node began from a snapshot and cannot show whole: the hub waits for none of it.

        Its head there is proof that the hub went back all the same, where the hub would write on.
        """
        said = [
            head
            for head in heads
            if self._is_own(head.feed) and is_signed(self.signer.public, head.message(), head.signature)
        ]
        written = generations.span(self.store.registry())
        if any(
            head.feed in written and not self._agrees(head.feed, head.seq, head.hash[:8]) for head in said
        ):
            go_over(self.log, self.store, self.signer, self.fresh(), self.at)
        return {head.feed for head in said}

    def _shown(self, request: wire.Request) -> dict[int, int]:
        """Takes what was shown; gives, of which, where the next piece is to begin.

        What cannot be taken stays apart, a person hears of it, and the rest of the exchange goes on.
        """
        keys = dict(request.keys)
        next_after: dict[int, int] = {}
        stream = wire.MAILBOX
        try:
            for run in request.lost:
                stream = run.feed
                next_after[stream] = self._run(run, keys)
            if request.lost_mail is not None:
                stream = wire.MAILBOX
                next_after[stream] = self._mail(request.lost_mail, keys)
        except Forged as forged:
            self.store.alarm("lost_" + forged.reason, self.node_id, forged.event_id)
            self.apart.add(stream)
        return next_after

    def _odd(self, events: Sequence[Event], keys: Keys) -> list[Event]:
        """What was shown and is not what stands here: the hub wrote there after it went back, unaware of it.

        It is kept apart; the hub goes on under new numbers. What is apart already was an answer to that: shown
        again, by a request that comes again, it changes nothing.
        """
        held = self.store.held([event.id for event in events])
        odd = [event for event in events if held.get(event.id, event.hash) != event.hash]
        apart = self.store.is_apart([event.hash for event in odd])
        new = [event for event in odd if event.hash not in apart]
        if new:
            self._notice(new)
            self.store.quarantine(self.node_id, new, "hub_forked", true_keys(new, by_hash(new, keys)))
        return odd

    def _is_own(self, feed: int) -> bool:
        return self.store.writer_of(feed) in (0, self.store.writer_of(ev.REGISTRY))

    def _agrees(self, feed: int, seq: int, base: bytes) -> bool:
        head = self.store.head(feed)
        return seq <= (head.seq if head else 0) and (hash_at(self.store, feed, seq) or b"")[:8] == base

    def _where(self, feed: int, seq: int) -> int:
        """The first guess where the two part; with every further one half of it is left."""
        head = self.store.head(feed)
        return min(head.seq if head else 0, seq if head is None or head.seq < seq else seq // 2)

    def _run(self, run: wire.Run, keys: Keys) -> int:
        """Takes a piece of one of the hub's feeds; gives where the next is to begin.

        Raises:
            Forged: `feed`, `signature`: the hub never said that; `differs`: what stands here is not what it said then.
        """
        have = self.store.claim(run.feed) or Head(run.feed, 0, GENESIS)
        base = hash_at(self.store, run.feed, run.after) if run.after <= have.seq else None
        if not self._is_own(run.feed):
            raise Forged("feed")
        if base is None or base[:8] != run.base:
            return min(have.seq, run.after // 2)
        events = wire.run_events(run, base)
        if not is_over(run, events) or not is_signed(
            self.signer.public, run.head.message(), run.head.signature
        ):
            raise Forged("signature")
        odd = self._odd(events, keys)
        if odd:
            raise Forged("differs", odd[0].id)
        if run.head.seq > have.seq:
            self._notice([event for event in events if event.seq > have.seq])
            self.log.receive_run(events, run.head, self.signer.public, self._vouched(events, keys))
        return run.head.seq

    def _mail(self, mail: wire.Mail, keys: Keys) -> int:
        """Takes a piece of the node's mailbox, and numbers it again as the node has it; gives where the next begins.

        Raises:
            Forged: `signature`, `key` or `person`: the hub never said just that.
        """
        link = self._link(mail.after)
        said = wire.mail_message(self.node_id, mail.number, mail.hash)
        if not is_signed(self.signer.public, said, mail.signature):
            raise Forged("signature")
        events = [wire.from_wire(one.event, one.id, one.prev) for one in mail.deliveries]
        rows = self._links(mail.after, link, events) if link is not None else []
        if not rows or (rows[-1][0], rows[-1][2]) != (mail.number, mail.hash):
            return min(self.store.mail_head(self.node_id)[0], mail.after // 2)
        odd = self._odd(events, keys)
        for one in odd:
            self.store.alarm("lost_differs", self.node_id, one.id)
        taken = [event for event in events if event not in odd]
        held = self.store.held([event.id for event in taken])
        self._notice([event for event in taken if event.id not in held])
        self.log.receive_delivered(taken, self._vouched(taken, keys))
        self._number_again(mail.after, rows)
        return mail.number

    def _link(self, number: int) -> bytes | None:
        if number == 0:
            return GENESIS
        found = self.store.deliveries(self.node_id, number - 1, 1)
        return found[0][2] if found and found[0][0] == number else None

    def _links(self, after: int, link: bytes, events: Sequence[Event]) -> list[tuple[int, int, bytes]]:
        rows = []
        for number, event in enumerate(events, after + 1):
            link = wire.mail_hash(link, number, event.hash)
            rows.append((number, event.id, link))
        return rows

    def _number_again(self, after: int, rows: list[tuple[int, int, bytes]]) -> None:
        """The node's numbers stand; what the hub had put there since, and never sent, comes behind."""
        self.store.claim_mail(self.node_id)
        theirs = {event_id for _, event_id, _ in rows}
        behind = [one for one in self.store.cut_mail(self.node_id, after) if one not in theirs]
        by_id = {event.id: event for event in self.store.read("e.id", behind)}
        rest = self._links(rows[-1][0], rows[-1][2], [by_id[one] for one in behind])
        self.store.deliver(self.node_id, [*rows, *rest])

    def _vouched(self, events: Sequence[Event], keys: Keys) -> Keys:
        """The keys that a person part here is to prove; the log takes none that does not open it."""
        owners = {event.person_of for event in events if event.person is not None}
        return {owner: key for owner, key in keys.items() if owner in owners}

    def _notice(self, lost: Sequence[Event]) -> None:
        """Begins a new registry when this tells something new: that the hub went back, or went back once more."""
        if not lost:
            return
        written = generations.span(self.store.registry())
        is_known = not self.store.is_heard(self.node_id)
        if is_known and not any(event.feed in written and self._is_own(event.feed) for event in lost):
            return
        go_over(self.log, self.store, self.signer, self.fresh(), self.at)


def go_over(log: Log, store: ExchangeStore, signer: Signer, registry: int, at: int) -> None:
    """The hub goes on under a new registry, which grants itself; a person hears of it, every node is to be heard."""
    grant = ev.Granted(registry, generations.HUB, generations.REGISTRY_PLACE, ev.REGISTRY)
    draft = Draft(ev.GRANTED, grant, None, store.writer_of(ev.REGISTRY), 0, at)
    log.append(registry, [draft], signer)
    store.set_registry(registry)
    store.alarm("hub_went_back", 0, 0)
