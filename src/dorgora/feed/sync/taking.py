"""The hub judging what a node sends of its own feeds: takes it, keeps it apart, or says what is wrong with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from dorgora.feed.core import Forged, Keys, Log
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import MANY, ExchangeStore, by_hash, hash_at, is_over, true_keys
from dorgora.kernel.ids import SEQ_BITS, feed_of, make_id
from dorgora.kernel.signing import is_signed

MOST_APART = 5_000
MOST_APART_BYTES = 32 * 1024 * 1024
"""So much is kept apart for one node: a laptop's work of months, and no more than a disk can bear from a liar."""


@dataclass
class Taking:
    """One request of one authenticated node."""

    log: Log
    store: ExchangeStore
    node_id: int

    def take(self, runs: Sequence[wire.Run], keys: Keys, is_level: bool = True) -> list[wire.Ack]:
        """Judges all runs, then takes them in turn; none while the hub is not level with what the node heard of it.

        A node's feeds speak of one another. So nothing is taken while any of them has turned out a branch, or is
        not yet known to follow on what the hub holds; and nothing of the next feed before this one is whole.
        """
        self._claim(runs)
        looked = [(run, self._look(run, keys)) for run in runs]
        is_clear = is_level and all(self._follows(run, found) for run, found in looked)
        acks = []
        for run, found in looked:
            if isinstance(found, wire.Ack):
                acks.append(found)
                continue
            acks.append(self._append(run, found, keys, is_clear))
            is_clear = is_clear and run.after + len(run.events) >= run.newest
        return acks

    def _claim(self, runs: Sequence[wire.Run]) -> None:
        """The node's own feeds, in order, before anything is read of them.

        The same request may be under way twice: the second one judges what the first has left. And a place may be
        taken back meanwhile: a feed's end is known only to who has claimed it.
        """
        for feed in sorted(run.feed for run in runs):
            if self._is_own(feed):
                self.store.claim(feed)

    def keep_apart(self, apart: Sequence[wire.Apart]) -> tuple[bytes, ...]:
        """Keeps events of a branch the node left; gives the hashes of those that are safe here."""
        own = [event for one in apart if (event := self._own(one)) is not None]
        keys = {event.hash: one.key for one in apart for event in own if event.id == one.told.id and one.key}
        held = self.store.held([event.id for event in own])
        self._quarantine([one for one in own if held.get(one.id) != one.hash], "forked", keys)
        safe = self.store.is_apart([event.hash for event in own]) | set(held.values())
        return tuple(event.hash for event in own if event.hash in safe)

    def _own(self, one: wire.Apart) -> Event | None:
        """An event of a branch, if this node wrote it."""
        event = wire.from_wire(one.told.event, one.told.id, one.told.prev)
        standing = self.store.standing(event.feed)
        if standing is None or standing.node_id != self.node_id:
            return None
        if not self._is_by_writer(Head(event.feed, event.seq, event.hash, one.signature)):
            self._forged("signature", event.feed)
            return None
        return event

    def _quarantine(self, events: Sequence[Event], reason: str, keys: Mapping[bytes, bytes]) -> None:
        """Keeps what is not kept yet, as far as there is room for this node; the rest stays where it was written.

        keys: by hash of the event that opens a person; one that is not hers is not kept.
        """
        there = self.store.is_apart([event.hash for event in events])
        new = [event for event in events if event.hash not in there]
        if not new:
            return
        n_kept, n_bytes = self.store.size_apart(self.node_id)
        fitting: list[Event] = []
        for event in new:
            n_bytes += wire.bytes_of([wire.to_wire(event)])
            if n_kept + len(fitting) >= MOST_APART or n_bytes > MOST_APART_BYTES:
                self.store.alarm("apart_full", self.node_id, 0)
                break
            fitting.append(event)
        self.store.quarantine(self.node_id, fitting, reason, true_keys(fitting, keys))

    def _look(self, run: wire.Run, keys: Keys) -> wire.Ack | list[Event]:
        """The hub's word on a run, or its events if they may be taken."""
        standing = self.store.standing(run.feed)
        if standing is None or standing.node_id != self.node_id:
            self.store.alarm("not_granted", self.node_id, 0)
            return self._ack(run.feed, 0, wire.UNKNOWN)
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if not standing.is_open and run.after >= max(standing.last, 0):
            return self._behind_the_end(run, keys, have)
        if run.after > have.seq:
            return self._ack(run.feed, have.seq, wire.OK)
        base = hash_at(self.store, run.feed, run.after) or b""
        if base[:8] != run.base:
            return self._ack(run.feed, run.after // 2, wire.OK)
        events = wire.run_events(run, base)
        if not standing.is_open and events and events[-1].seq > standing.last:
            # It has not heard yet where it ends; the registry is in this answer, and it asks again in two parts.
            return self._ack(run.feed, have.seq, wire.REVOKED)
        return self._judged(run, events, keys, have)

    def _judged(self, run: wire.Run, events: list[Event], keys: Keys, have: Head) -> wire.Ack | list[Event]:
        held = self.store.held([event.id for event in events])
        flooded = self._flooded(run.feed, [event for event in events if event.id not in held])
        if flooded:
            self.store.alarm("too_many_about_one", self.node_id, flooded)
            return self._ack(run.feed, have.seq, wire.BROKEN)
        differs = next((event for event in events if held.get(event.id, event.hash) != event.hash), None)
        if differs is not None:
            branch = [event for event in events if event.seq >= differs.seq]
            ack = self._ack(run.feed, differs.seq - 1, wire.FORKED)
            return self._kept(run, branch, keys, ack)
        if run.newest < have.seq:
            # No alarm: it may be an old request that was under way for long. A restored node tells by its spare feed.
            return self._ack(run.feed, run.newest, wire.RESTORED)
        return events

    def _behind_the_end(self, run: wire.Run, keys: Keys, have: Head) -> wire.Ack:
        """Keeps apart what a node wrote that is trusted no more; the ack names how far, so the node goes on there."""
        last = hash_at(self.store, run.feed, run.after)
        bases = [last] if last is not None else []
        bases += self.store.apart_at(self.node_id, make_id(run.feed, run.after)) if run.after else []
        base = next((one for one in bases if one[:8] == run.base), None)
        if base is None:
            return self._ack(run.feed, min(have.seq, run.after), wire.REVOKED)
        events = wire.run_events(run, base)
        held = self.store.held([event.id for event in events])
        odd = [event for event in events if held.get(event.id) != event.hash]
        self._kept(run, odd, keys, wire.Ack(run.feed, run.after, run.base, wire.REVOKED))
        safe = self.store.is_apart([event.hash for event in odd]) | set(held.values())
        kept = list(takewhile(lambda event: event.hash in safe, events))
        seq, digest = (kept[-1].seq, kept[-1].hash) if kept else (run.after, base)
        return wire.Ack(run.feed, seq, digest[:8], wire.REVOKED)

    def _flooded(self, feed: int, new: Sequence[Event]) -> int:
        """A subject of another node that a feed would then say more about than any honest one does; 0: none."""
        others = {one for one in {feed_of(event.subject) for event in new} if not self._is_own(one)}
        about = Counter(event.subject for event in new if feed_of(event.subject) in others)
        held = self.store.n_about(feed, about)
        return next((one for one, n in about.items() if n + held.get(one, 0) > MANY), 0)

    def _is_own(self, feed: int) -> bool:
        standing = self.store.standing(feed)
        return standing is not None and standing.node_id == self.node_id

    def _follows(self, run: wire.Run, found: wire.Ack | list[Event]) -> bool:
        """Whether a feed is known to follow on what the hub holds of it, or is none of its business."""
        if isinstance(found, wire.Ack):
            return found.state in (wire.REVOKED, wire.UNKNOWN)
        have = self.store.head(run.feed)
        return have is None or have.seq <= run.after + len(run.events)

    def _kept(self, run: wire.Run, events: list[Event], keys: Keys, ack: wire.Ack) -> wire.Ack:
        """Keeps a branch or a revoked node's events apart, if the node's own signature is over them."""
        if not events:
            return ack
        if not is_over(run, events) or not self._is_by_writer(run.head):
            self._forged("signature", run.feed)
            # A node that is revoked stays so, whatever it sends: only a trusted one is given mail.
            return ack if ack.state == wire.REVOKED else self._ack(run.feed, 0, wire.BROKEN)
        reason = "forked" if ack.state == wire.FORKED else "revoked"
        self._quarantine(events, reason, by_hash(events, keys))
        # A long branch comes in pieces: one alarm for all of them.
        self.store.alarm(reason, self.node_id, run.feed << SEQ_BITS if reason == "revoked" else events[0].id)
        return ack

    def _is_by_writer(self, head: Head) -> bool:
        """Whether the feed's writer signed it, also with an earlier key: a copied disk may know no other."""
        return any(is_signed(key, head.message(), head.signature) for key in self.store.keys_of(head.feed))

    def _append(self, run: wire.Run, events: list[Event], keys: Keys, is_clear: bool) -> wire.Ack:
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        is_news = is_clear and bool(events) and events[-1].seq > have.seq
        standing = self.store.standing(run.feed) if is_news else None
        if standing is not None:
            # A node's key counts only beside the event that opens the person: it plants none for another's citizen.
            opened = {event.id: keys.get(event.id) for event in events if event.person_of == event.id}
            try:
                if not is_over(run, events):
                    raise Forged("head")
                self.log.receive_run(events, run.head, standing.signing_key, opened)
            except Forged as forged:
                self._forged(forged.reason, run.feed)
                return self._ack(run.feed, have.seq, wire.BROKEN)
            if have.seq == 0 and standing.is_spare:
                self.store.alarm("restored", self.node_id, events[0].id)
            have = run.head
        return self._ack(run.feed, have.seq, wire.OK)

    def _forged(self, reason: str, feed: int) -> None:
        """One alarm for a feed: the number of what was forged is the liar's to choose, as often as it likes."""
        self.store.alarm("forged_" + reason, self.node_id, feed << SEQ_BITS)

    def _ack(self, feed: int, seq: int, state: int) -> wire.Ack:
        return wire.Ack(feed, seq, (hash_at(self.store, feed, seq) or b"")[:8], state)
