"""The log itself, sans-IO: appending, receiving, re-telling, over any store (DESIGN 2).

No clock, socket, file or framework in here; it is what the node runs over its database and what the simulator
runs over memory. The caller opens and ends the transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dorgora.feed import canonical
from dorgora.feed.event import GENESIS, Event, Head, chain_fault, hash_of
from dorgora.feed.fold import (
    Author,
    Projection,
    Telling,
    Told,
    fold_story,
    is_cleared,
    is_touched,
    may_write,
    story,
)
from dorgora.feed.kinds import Kind, Kinds, Part
from dorgora.feed.order import unseen_by
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import person_digest
from dorgora.kernel.signing import Signer, is_signed

Keys = Mapping[int, bytes | None]


class Store(Protocol):
    """Where a node keeps its log and tables. Every call is inside the caller's transaction."""

    def head(self, feed: int) -> Head | None:
        """The newest event held of a feed that is held from its start (or a snapshot) without gaps."""

    def claim(self, feed: int) -> Head | None:
        """As `head`; until the transaction ends nobody else takes this feed's next number."""

    def set_head(self, head: Head) -> None:
        """Moves a head forward."""

    def author(self, feed: int) -> Author:
        """The role and place a feed was opened for."""

    def add(self, events: Sequence[Event]) -> None:
        """Keeps events, person parts sealed under their keys; parts whose key is gone are not kept."""

    def add_words(self, events: Sequence[Event]) -> None:
        """Keeps the person parts of events that are here, as `add` does."""

    def held(self, event_ids: Iterable[int]) -> dict[int, bytes]:
        """The hashes of those of the events that are here."""

    def wordless(self, event_ids: Iterable[int]) -> set[int]:
        """Those of the events that are here without the words they were told with, of persons who were not erased."""

    def events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        """All events of each subject, person parts opened where the key is here."""

    def claim_events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        """As `events_of`, for who writes what they come to: nobody else does until the transaction ends.

        What only holds chains together (digests and hashes) may be left empty.
        """

    def keys(self, persons: Iterable[int]) -> Keys:
        """Keys held; None for a person who was erased, absent when never heard of."""

    def add_keys(self, keys: Mapping[int, bytes]) -> None:
        """Keeps keys of persons not yet known; an erased person stays erased."""

    def erase(self, person: int) -> set[int]:
        """Destroys the person's key and parts; gives the subjects to tell again."""

    def clear(self, subjects: Collection[int]) -> None:
        """Destroys the person parts of all events about these subjects; their persons' keys stay."""

    def write(self, tellings: Mapping[int, dict[str, Telling]], fresh: set[int]) -> None:
        """Makes the tables say this of these subjects; `fresh` ones have no rows yet."""


@dataclass(frozen=True)
class Draft:
    """An event before it has a number. subject None: it creates something. person_of None: its own id."""

    kind: Kind
    facts: Part
    person: Part | None
    subject: int | None
    by: int
    at: int
    person_of: int | None = 0
    key: bytes | None = None


class Forged(Exception):
    """A batch that is not what its writer signed; `reason` is a code with a sentence, `event_id` the place."""

    def __init__(self, reason: str, event_id: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.event_id = event_id


class Log:
    """Events in, tables out: the one step behind acting, syncing, re-telling and rebuilding."""

    def __init__(self, store: Store, kinds: Kinds, projections: Sequence[Projection]) -> None:
        self.store = store
        self.kinds = kinds
        self.projections = projections

    def next_id(self, feed: int, ahead: int = 0) -> int:
        """The id the next event of an own feed will bear, `ahead` places further on; this transaction's from now on."""
        head = self.store.claim(feed)
        return make_id(feed, (head.seq if head else 0) + 1 + ahead)

    def append(self, feed: int, drafts: Sequence[Draft], signer: Signer) -> list[Event]:
        """Writes drafts to an own feed, signs the new head and tells the subjects again."""
        head = self.store.claim(feed) or Head(feed, 0, GENESIS)
        known = self.store.claim_events_of(
            {
                make_id(feed, n) if one.subject is None else one.subject
                for n, one in enumerate(drafts, head.seq + 1)
            }
        )
        self.store.add_keys(
            {make_id(feed, head.seq + n): one.key for n, one in enumerate(drafts, 1) if one.key is not None}
        )
        owners = {one.person_of for one in drafts if one.person_of} | {
            make_id(feed, head.seq + n) for n, one in enumerate(drafts, 1) if one.person_of is None
        }
        keys = self.store.keys(owners)
        events: list[Event] = []
        prev = head.hash
        for number, draft in enumerate(drafts, head.seq + 1):
            event_id = make_id(feed, number)
            seen = unseen_by(_said_before(self, event_id, draft, known), feed)
            event = _new_event(event_id, draft, seen, keys, prev)
            known.setdefault(event.subject, []).append(event)
            prev = event.hash
            events.append(event)
        self.store.add(events)
        unsigned = Head(feed, head.seq + len(events), prev)
        self.store.set_head(Head(feed, unsigned.seq, prev, signer.sign(unsigned.message())))
        self._told_again(events, known)
        return events

    def receive_run(self, events: Sequence[Event], head: Head, writer_key: bytes, keys: Keys) -> list[Event]:
        """Takes the next events of another node's feed, as far as its signed head reaches.

        Events already here are passed over, also those that came by another way, but for words that lack. Gives
        the new ones.

        Raises:
            Forged: the chain breaks, the head is not signed by the writer, an event differs from the one held, or
                a person part is not the one told.
        """
        have = self.store.claim(head.feed) or Head(head.feed, 0, GENESIS)
        new = [event for event in events if event.seq > have.seq]
        fault = chain_fault(list(new), have)
        if fault is not None:
            raise Forged("chain", fault)
        last = new[-1] if new else None
        if last is None or last.seq != head.seq or last.hash != head.hash:
            raise Forged("head")
        if not is_signed(writer_key, head.message(), head.signature):
            raise Forged("signature")
        told, new = new, self._not_held(new)
        self._keep(new, keys)
        self.store.set_head(head)
        self._told_again([*new, *self._worded(told, new, keys)])
        return new

    def _not_held(self, events: Sequence[Event]) -> list[Event]:
        """Those that are told for the first time.

        Raises:
            Forged: `differs`: another event stands here under the same id.
        """
        held = self.store.held([event.id for event in events])
        new: dict[int, Event] = {}
        for event in events:
            known = held.get(event.id) or (new[event.id].hash if event.id in new else event.hash)
            if known != event.hash:
                raise Forged("differs", event.id)
            if event.id not in held:
                new[event.id] = event
        return list(new.values())

    def receive_delivered(self, events: Sequence[Event], keys: Keys) -> list[Event]:
        """Takes single events that a trusted list (a mailbox, a snapshot) vouches for; told once per id.

        Raises:
            Forged: an event is not whole, differs from the one held, or its person part is not the one told.
        """
        lie = next((event for event in events if hash_of(event) != event.hash), None)
        if lie is not None:
            raise Forged("differs", lie.id)
        new = self._not_held(events)
        self._keep(new, keys)
        self._told_again([*new, *self._worded(events, new, keys)])
        return new

    def _worded(self, events: Sequence[Event], new: Sequence[Event], keys: Keys) -> list[Event]:
        """Adds words to events held without them: who brought these first may have left the words out.

        No hash covers them, only their digest: they are taken with the key that proves them, else passed over.
        """
        told = {event.id for event in new}
        bare = self.store.wordless(
            [one.id for one in events if one.person is not None and one.id not in told]
        )
        if not bare:
            return []
        owners = {event.person_of for event in events if event.id in bare}
        known = {**keys, **self.store.keys(owners)}
        worded = [one for one in events if one.id in bare and _is_proven(one, known.get(one.person_of))]
        proven = {one.person_of: key for one in worded if (key := known[one.person_of]) is not None}
        self.store.add_keys(proven)
        self.store.add_words(worded)
        return worded

    def _keep(self, events: Sequence[Event], keys: Keys) -> None:
        owners = {event.person_of for event in events}
        new_keys = {owner: key for owner, key in keys.items() if key is not None and owner in owners}
        have = dict(self.store.keys({event.person_of for event in events if event.person_of}))
        merged = {**new_keys, **have}
        for event in events:
            if event.person is None:
                continue
            if event.person_of not in merged:
                raise Forged("key", event.id)
            key = merged[event.person_of]
            if key is not None and person_digest(key, event.id, event.person) != event.person_digest:
                raise Forged("person", event.id)
        self.store.add_keys(new_keys)
        self.store.add(events)

    def _told_again(self, events: Sequence[Event], known: dict[int, list[Event]] | None = None) -> None:
        """Tells the subjects of new events again, erasing first what an erasing event orders."""
        subjects = {event.subject for event in events}
        new = {event.id for event in events}
        begun = {event.subject for event in events if event.subject == event.id}
        if known is not None and (
            any(one.id not in new for subject in begun for one in known[subject])
            or any(map(self._is_cleared, known.values()))
        ):
            known, new = None, set()  # somebody wrote about it before it was there; or words have to go
        for event in events:
            kind = self.kinds.find(event.kind, event.version)
            if kind is not None and kind.erases_person and may_write(event, self.kinds, self.store.author):
                subjects |= self.store.erase(event.subject)
                known, new = None, set()
        if known is None:
            self.tell(subjects, new)
        else:
            self.store.write(self.fold(subjects, known, new), begun)

    def tell(self, subjects: set[int], new: Collection[int] = frozenset()) -> None:
        """Folds the subjects, once what was cleared of them is gone, and writes the difference."""
        read = self.store.claim_events_of(subjects)
        worded = {
            one
            for one, events in read.items()
            if any(event.person is not None for event in events) and self._is_cleared(events)
        }
        if worded:
            self.store.clear(worded)
            read |= self.store.claim_events_of(worded)
            new = frozenset()
        self.store.write(self.fold(subjects, read, new), set())

    def _is_cleared(self, events: Sequence[Event]) -> bool:
        return is_cleared(events, self.kinds, self.store.author)

    def fold(
        self,
        subjects: set[int],
        known: dict[int, list[Event]] | None = None,
        new: Collection[int] = frozenset(),
    ) -> dict[int, dict[str, Telling]]:
        """What each subject comes to, by projection; given the new events, only where these change something.

        known: what is known of each, which is used up.
        """
        read = self.store.claim_events_of(subjects) if known is None else known
        # Let go one by one, so that the next is told in the memory of the last; in order, as tables lie.
        return {subject: self._fold(read.pop(subject, ()), new) for subject in sorted(subjects)}

    def _fold(self, events: Sequence[Event], new: Collection[int]) -> dict[str, Telling]:
        told = story(events, self.kinds, self.store.author)
        older = [event for event in events if event.id not in new] if new else []
        if not older:
            return self._emptied(events, told) | fold_story(told, self.projections)
        order = [one.id for one in story(older, self.kinds, self.store.author)]
        return fold_story(told, [one for one in self.projections if is_touched(one, told, order, new)])

    def _emptied(self, events: Sequence[Event], told: Sequence[Told]) -> dict[str, Telling]:
        """Nothing, for projections of which an earlier program told what counts for nothing here."""
        silent = {event.kind for event in events}.difference(one.kind for one in told)
        return {one.name: Telling({}, {}) for one in self.projections if silent and silent & one.kinds}


def tell_anew(log: Log, subjects: set[int]) -> None:
    """Folds subjects of which events went aside; rows that nothing tells of any more go with them."""
    gone = {one.name: Telling({}, {}) for one in log.projections}
    told = log.fold(subjects)
    log.store.write({subject: gone | by_name for subject, by_name in told.items()}, set())


def _said_before(log: Log, event_id: int, draft: Draft, known: Mapping[int, Sequence[Event]]) -> list[Event]:
    """What its story holds; what is left out of that may have seen anything, and leads to nothing."""
    if draft.subject is None or draft.subject == event_id:
        return []
    return [one for one in known.get(draft.subject, ()) if may_write(one, log.kinds, log.store.author)]


def _is_proven(event: Event, key: bytes | None) -> bool:
    """Whether an event's words are those that were told, under this key."""
    words = event.person
    return bool(key and words is not None and person_digest(key, event.id, words) == event.person_digest)


def _new_event(event_id: int, draft: Draft, seen: tuple[int, ...], keys: Keys, prev: bytes) -> Event:
    subject = event_id if draft.subject is None else draft.subject
    owner = event_id if draft.person_of is None else draft.person_of
    person = canonical.encode(draft.person) if draft.person is not None else None
    salted = b""
    if person is not None:
        key = keys.get(owner)
        if key is None:
            raise ValueError("no key for the person this is about")
        salted = person_digest(key, event_id, person)
    event = Event(
        event_id, draft.kind.name, draft.kind.version, subject, draft.by, draft.at, seen, owner if salted else 0,
        canonical.encode(draft.facts), salted, prev, b"", person,
    )  # fmt: skip
    return _with_hash(event)


def _with_hash(event: Event) -> Event:
    return Event(
        event.id, event.kind, event.version, event.subject, event.by, event.at, event.seen, event.person_of,
        event.facts, event.person_digest, event.prev, hash_of(event), event.person,
    )  # fmt: skip
