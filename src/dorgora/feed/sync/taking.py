"""The hub judging what a node sends of its own feeds: takes it, keeps it apart, or says what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dorgora.feed.core import Forged, Keys, Log
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import ExchangeStore, Standing, hash_at, is_over
from dorgora.kernel.signing import is_signed


@dataclass
class Taking:
    """One request of one authenticated node."""

    log: Log
    store: ExchangeStore
    node_id: int

    def take(self, runs: Sequence[wire.Run], keys: Keys) -> list[wire.Ack]:
        """Judges all runs, then takes them in turn.

        A node's feeds speak of one another. So nothing is taken while any of them has turned out a branch, or is
        not yet known to follow on what the hub holds; and nothing of the next feed before this one is whole.
        """
        looked = [(run, self._look(run)) for run in runs]
        is_clear = all(self._follows(run, found) for run, found in looked)
        acks = []
        for run, found in looked:
            if isinstance(found, wire.Ack):
                acks.append(found)
                continue
            acks.append(self._append(run, found, keys, is_clear))
            is_clear = is_clear and run.after + len(run.events) >= run.newest
        return acks

    def keep_apart(self, apart: Sequence[wire.Delivered]) -> tuple[bytes, ...]:
        """Keeps events of a branch the node left; gives the hashes of those that are safe here."""
        events = [wire.from_wire(one.event, one.id, one.prev) for one in apart]
        held = self.store.held([event.id for event in events])
        own = [
            one
            for one in events
            if (standing := self.store.standing(one.feed)) is not None and standing.node_id == self.node_id
        ]
        self.store.quarantine(self.node_id, [one for one in own if held.get(one.id) != one.hash], "forked")
        return tuple(event.hash for event in own)

    def _look(self, run: wire.Run) -> wire.Ack | list[Event]:
        """The hub's word on a run, or its events if they may be taken."""
        standing = self.store.standing(run.feed)
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if standing is None or standing.node_id != self.node_id:
            self.store.alarm("not_granted", self.node_id, 0)
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
            return self._kept(run, odd, standing, self._ack(run.feed, have.seq, wire.REVOKED))
        differs = next((event for event in events if held.get(event.id, event.hash) != event.hash), None)
        if differs is not None:
            branch = [event for event in events if event.seq >= differs.seq]
            ack = self._ack(run.feed, differs.seq - 1, wire.FORKED)
            return self._kept(run, branch, standing, ack)
        if run.newest < have.seq:
            # No alarm: it may be an old request that was under way for long. A restored node tells by its spare feed.
            return self._ack(run.feed, run.newest, wire.RESTORED)
        return events

    def _follows(self, run: wire.Run, found: wire.Ack | list[Event]) -> bool:
        """Whether a feed is known to follow on what the hub holds of it, or is none of its business."""
        if isinstance(found, wire.Ack):
            return found.state in (wire.REVOKED, wire.UNKNOWN)
        have = self.store.head(run.feed)
        return have is None or have.seq <= run.after + len(run.events)

    def _kept(self, run: wire.Run, events: list[Event], standing: Standing, ack: wire.Ack) -> wire.Ack:
        """Keeps a branch or a revoked node's events apart, if the node's own signature is over them."""
        if not events:
            return ack
        if not is_over(run, events) or not is_signed(
            standing.signing_key, run.head.message(), run.head.signature
        ):
            self.store.alarm("forged_signature", self.node_id, events[0].id)
            return self._ack(run.feed, 0, wire.BROKEN)
        reason = "forked" if ack.state == wire.FORKED else "revoked"
        self.store.quarantine(self.node_id, events, reason)
        self.store.alarm(reason, self.node_id, events[0].id)
        return ack

    def _append(self, run: wire.Run, events: list[Event], keys: Keys, is_clear: bool) -> wire.Ack:
        standing = self.store.standing(run.feed)
        have = self.store.head(run.feed) or Head(run.feed, 0, GENESIS)
        if standing is not None and is_clear and events and events[-1].seq > have.seq:
            # A node's key counts only beside the event that opens the person: it plants none for another's citizen.
            opened = {event.id: keys.get(event.id) for event in events if event.person_of == event.id}
            try:
                if not is_over(run, events):
                    raise Forged("head", events[0].id)
                self.log.receive_run(events, run.head, standing.signing_key, opened)
            except Forged as forged:
                self.store.alarm("forged_" + forged.reason, self.node_id, forged.event_id)
                return self._ack(run.feed, have.seq, wire.BROKEN)
            if have.seq == 0 and standing.is_spare:
                self.store.alarm("restored", self.node_id, events[0].id)
            have = run.head
        return self._ack(run.feed, have.seq, wire.OK)

    def _ack(self, feed: int, seq: int, state: int) -> wire.Ack:
        return wire.Ack(feed, seq, (hash_at(self.store, feed, seq) or b"")[:8], state)
