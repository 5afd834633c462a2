"""Filling mailboxes, sans-IO: which nodes are told of an event, each once, what it needs first (DESIGN 2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from dorgora.feed.core import Store
from dorgora.feed.event import Event
from dorgora.feed.fold import Told, may_write, story
from dorgora.feed.kinds import Kinds
from dorgora.feed.order import canonical_order
from dorgora.feed.sync import wire
from dorgora.kernel.ids import feed_of


class Route(NamedTuple):
    """Who is told of an event: (role, place) pairs; needs: subjects that must be known there before it.

    over: places that may have known the person whom it is about, and are told no words of hers any more.
    """

    places: frozenset[tuple[str, str]] = frozenset()
    needs: tuple[int, ...] = ()
    over: frozenset[tuple[str, str]] = frozenset()


NOWHERE = Route()
Router = Callable[[Told, Sequence[Told]], Route]
"""From one event and its subject's whole story, in canonical order, to where it goes."""


class MailStore(Store, Protocol):
    """What the hub keeps of mailboxes."""

    def read(self, column: str, values: Sequence[int]) -> list[Event]:
        """Events by `e.id`, in order of id."""

    def writer_of(self, feed: int) -> int:
        """The id of the node that writes a feed, 0 when nobody was granted it."""

    def nodes_of(self, role: str, place: str) -> list[int]:
        """Nodes, the hub itself apart, that are trusted and write a feed for this role and place."""

    def nodes_told_of(self, subjects: Iterable[int]) -> Mapping[int, set[int]]:
        """For each subject the trusted nodes that were delivered any event of it."""

    def nodes_holding(self, person: int) -> set[int]:
        """Trusted nodes, the hub apart, that wrote or were delivered any event under this person's key."""

    def claim_mail(self, node_id: int) -> tuple[int, bytes]:
        """Number and hash of the newest delivery to a node: (0, GENESIS) when there is none.

        Until the transaction ends nobody else numbers this mailbox.
        """

    def is_delivered(self, node_id: int, event_ids: Sequence[int]) -> set[int]:
        """Those of the events that stand in the node's mailbox."""

    def deliver(self, node_id: int, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Keeps further deliveries: (number, event id, chain hash)."""


def fill(store: MailStore, kinds: Kinds, event_ids: Sequence[int], route: Router) -> int:
    """Puts these events into the mailboxes of all who are to know; gives how many deliveries were new.

    A node that is told of a subject is told all of it, first what it needs, and from then on every later
    event. What a node wrote itself is never delivered back to it. Calling it again with the same ids changes
    nothing; calling it with old ids serves a node that was enrolled since.
    What its author may not write is told to nobody.
    """
    events = [one for one in store.read("e.id", event_ids) if may_write(one, kinds, store.author)]
    sorter = _Sorter(store, kinds, route)
    sorter.learn({event.subject for event in events})
    for event in events:
        sorter.sort(event)
    # All is judged before any is delivered: who is told of something now did not know it before.
    # Decisions before requests: the line of whoever takes it may be there for minutes only.
    first = {
        one.subject: kinds.rank(one.kind)
        for one in sorted(events, key=lambda one: kinds.rank(one.kind), reverse=True)
    }
    due = [
        (node_id, sorter.history(node_id, sorted(bag, key=lambda one: first.get(one, 0))))
        for node_id, bag in sorted(sorter.bags.items())
    ]
    return sum(_deliver(store, node_id, events) for node_id, events in due)


class _Sorter:
    """One filling: for each node the subjects it is to know, and for each subject what it needs first."""

    def __init__(self, store: MailStore, kinds: Kinds, route: Router) -> None:
        self.store = store
        self.kinds = kinds
        self.route = route
        self.known: dict[int, list[Event]] = {}
        self.stories: dict[int, list[Told]] = {}
        self.needs: dict[int, dict[int, None]] = {}
        self.followers: dict[int, set[int]] = {}
        self.nodes: dict[tuple[str, str], list[int]] = {}
        self.writers: dict[int, int] = {}
        self.bags: dict[int, dict[int, None]] = {}

    def learn(self, subjects: Iterable[int]) -> None:
        new = {subject for subject in subjects if subject not in self.known}
        if not new:
            return
        found = self.store.events_of(new)
        self.followers.update(self.store.nodes_told_of(new))
        for subject in new:
            told = [one for one in found.get(subject, ()) if may_write(one, self.kinds, self.store.author)]
            self.known[subject] = canonical_order(told, self.kinds.rank)

    def sort(self, event: Event) -> None:
        nodes = set(self.followers.get(event.subject, ()))
        route = self._routed(event)
        for role, place in route.places:
            nodes.update(self._nodes_of(role, place))
        kind = self.kinds.find(event.kind, event.version)
        if kind is not None and kind.erases_person:
            # Who wrote as if it had her key, and was never told of her, is told nothing now either.
            holding = self.store.nodes_holding(event.subject)
            nodes |= {node_id for node_id in holding if self._has(node_id, event.subject)}
        self.learn(route.needs)
        self.needs.setdefault(event.subject, {}).update(dict.fromkeys(route.needs))
        self.learn(owner for one in (*route.needs, event.subject) for owner in self._owners(one))
        for node_id in nodes:
            self.bags.setdefault(node_id, {})[event.subject] = None

    def _routed(self, event: Event) -> Route:
        """An event this program cannot read goes where its subject is known already."""
        told = self.stories.get(event.subject)
        if told is None:
            told = story(self.known[event.subject], self.kinds, self.store.author)
            self.stories[event.subject] = told
        return next((self.route(one, told) for one in told if one.id == event.id), NOWHERE)

    def _opening(self, subject: int) -> Event | None:
        return next((event for event in self.known[subject] if event.id == subject), None)

    def _owners(self, subject: int) -> set[int]:
        """The person whose key the subject was opened under; what others add later names nobody for it."""
        first = self._opening(subject)
        return {first.person_of} - {0, subject} if first is not None else set()

    def _nodes_of(self, role: str, place: str) -> list[int]:
        if (role, place) not in self.nodes:
            self.nodes[role, place] = self.store.nodes_of(role, place)
        return self.nodes[role, place]

    def history(self, node_id: int, subjects: Iterable[int]) -> list[Event]:
        """All that a node is to have, in order; a person's part only where her key may be."""
        due: dict[int, None] = {}
        for subject in subjects:
            for one in self.needs[subject]:
                if self._may_have(node_id, one, subject):
                    self._put(due, node_id, one)
            self._put(due, node_id, subject)
        return [
            event
            for subject in due
            for event in self.known[subject]
            if event.person is None or self._may_read(node_id, event, event.person_of in due)
        ]

    def _may_read(self, node_id: int, event: Event, is_told_of_her: bool) -> bool:
        """Whether words go to a node: it has their person's key, and its time with her is not over."""
        if event.person_of == event.subject:
            route = self._routed(event)
            if self._is_at(node_id, route.over) and not self._is_at(node_id, route.places):
                return False
        return is_told_of_her or self._has(node_id, event.person_of)

    def _is_at(self, node_id: int, places: Iterable[tuple[str, str]]) -> bool:
        return any(node_id in self._nodes_of(*place) for place in places)

    def _put(self, due: dict[int, None], node_id: int, subject: int) -> None:
        # The key that a person part is sealed under travels beside the event that opened the person.
        for owner in sorted(self._owners(subject)):
            if self._may_have(node_id, owner, subject):
                due[owner] = None
        due[subject] = None

    def _has(self, node_id: int, subject: int) -> bool:
        """Whether a node was told of a subject, or opened it."""
        self.learn([subject])
        return node_id in self.followers.get(subject, ()) or node_id == self._writer_of(feed_of(subject))

    def _knew(self, node_id: int, subject: int) -> bool:
        """As `_has`, also of a node that is trusted no more: what it wrote while it was goes on as it would have."""
        return self._has(node_id, subject) or bool(self.store.is_delivered(node_id, [subject]))

    def _writer_of(self, feed: int) -> int:
        if feed not in self.writers:
            self.writers[feed] = self.store.writer_of(feed)
        return self.writers[feed]

    def _may_have(self, node_id: int, needed: int, subject: int) -> bool:
        """Whether a node may be told of what a subject needs: to name somebody's file or citizen is no right to it.

        A person goes along with a subject of the place that registered her or of one that is told of her, or of a node
        that knows her already.
        Anything else goes where its own opening leads, and everywhere when it holds no word of anybody.
        """
        if self._has(node_id, needed):
            return True
        first, namer = self._opening(needed), self._opening(subject)
        if first is None or namer is None:
            return False
        kind = self.kinds.find(first.kind, first.version)
        if kind is not None and kind.opens_person:
            theirs = self.store.author(namer.feed)
            is_same_place = theirs == self.store.author(first.feed) or theirs in self._routed(first).places
            return is_same_place or self._knew(self._writer_of(namer.feed), needed)
        if not any(event.person_of for event in self.known[needed]):
            return True
        return self._is_at(node_id, self._routed(first).places)


def _deliver(store: MailStore, node_id: int, events: Sequence[Event]) -> int:
    number, digest = store.claim_mail(node_id)
    theirs = {feed for feed in {event.feed for event in events} if store.writer_of(feed) == node_id}
    due = [event for event in events if event.feed not in theirs]
    there = store.is_delivered(node_id, [event.id for event in due])
    rows = []
    for event in due:
        if event.id not in there:
            number += 1
            digest = wire.mail_hash(digest, number, event.hash)
            rows.append((number, event.id, digest))
    store.deliver(node_id, rows)
    return len(rows)
