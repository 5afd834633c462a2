"""What a projection is: a pure function from one subject's events, in canonical order, to what tables hold."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from dorgora.feed import canonical
from dorgora.feed.event import Event
from dorgora.feed.generations import is_registry
from dorgora.feed.kinds import REGISTRIES, Kinds
from dorgora.feed.order import canonical_order
from dorgora.kernel.ids import SEQ_BITS


class Author(NamedTuple):
    """Who writes a feed: a role (`centre`, `office`, `hub` ...) at a place (an area, centre or office code)."""

    role: str
    place: str


class Told(msgspec.Struct, frozen=True, gc=False):
    """An event as a fold reads it. person is None when the kind has none or it was erased."""

    id: int
    kind: str
    version: int
    subject: int
    by: int
    at: int
    author: Author
    facts: Any
    person: Any
    person_of: int


class Sealed(NamedTuple):
    """A value for a column that only the person's key opens: `words` is plain (lists, strings, ints)."""

    owner: int
    words: Any


class Telling(msgspec.Struct, frozen=True):
    """What one subject comes to: rows by table, in the projection's column order, and cells added to."""

    rows: dict[str, list[tuple[Any, ...]]]
    counts: dict[str, int]


@dataclass(frozen=True, eq=False)
class Projection:
    """A named, versioned fold.

    kinds: names of the events it listens to. tables: table name to its columns; the first column is the key,
    unique in the table. Rows also bear the subject and the version, which the engine writes.
    """

    name: str
    version: int
    kinds: frozenset[str]
    fold: Callable[[Sequence[Told]], Telling]
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Authors = Callable[[int], Author]
Parties = Callable[[Sequence[Told]], Collection[tuple[str, str]]]


def may_write(event: Event, kinds: Kinds, authors: Authors) -> bool:
    """Whether whose feed it stands on may say such a thing at all; of a kind nobody here knows, always (ADR 0039).

    Judged by name, so that nobody says it in a version still to come. What is judged here counts for nothing, in no
    fold and in nothing that follows; whether it is theirs to say of this very subject, each fold judges.
    """
    by = kinds.by(event.kind)
    if not by or by == REGISTRIES:
        return not by or is_registry(event.feed)
    role, place = authors(event.feed)
    return role in by or f"{role}/{place}" in by


def is_cleared(events: Sequence[Event], kinds: Kinds, authors: Authors) -> bool:
    """Whether somebody who may has told of the subject of these events that its words go."""
    return any(event.kind in kinds.clearing and may_write(event, kinds, authors) for event in events)


def tell(event: Event, kinds: Kinds, authors: Authors) -> Told | None:
    """The event as folds read it; None when its author may not write it, its kind is unknown or its bytes are not."""
    return _tell(event, kinds, authors) if may_write(event, kinds, authors) else None


def _tell(event: Event, kinds: Kinds, authors: Authors) -> Told | None:
    kind = kinds.find(event.kind, event.version)
    if kind is None:
        return None
    try:
        facts = kind.read_facts(event.facts)
        person = None if event.person is None else kind.read_person(event.person)
    except ValueError:
        return None
    return Told(
        event.id, event.kind, event.version, event.subject, event.by, event.at,
        authors(event.id >> SEQ_BITS), facts, person, event.person_of,
    )  # fmt: skip


def story(events: Sequence[Event], kinds: Kinds, authors: Authors) -> list[Told]:
    """One subject's events in the order they are told, decoded; unknown kinds, and what nobody may say, left out.

    What its author may not write is left out before the order is made: it draws no other event forward.
    """
    events = [event for event in events if may_write(event, kinds, authors)]
    told = _decoded(canonical_order(events, kinds.rank), kinds, authors)
    first = opening(told)
    kind = kinds.find(first.kind, first.version) if first is not None else None
    if first is None or kind is None or kind.parties is None:
        return told
    writers = {one.author for one in told}
    writers.discard(first.author)
    others = {writer for writer in writers if writer.role != "hub"}
    if not others or others.issubset(kind.parties(told)):
        return told
    return _strangers_last(events, kinds, authors, first, kind.parties)


def _decoded(events: Sequence[Event], kinds: Kinds, authors: Authors) -> list[Told]:
    return [told for event in events if (told := _tell(event, kinds, authors)) is not None]


def _strangers_last(
    events: Sequence[Event], kinds: Kinds, authors: Authors, first: Told, parties: Parties
) -> list[Told]:
    """The story as those tell it who have a say in it; what anybody else told goes behind, each by its own.

    What an event names as seen is told before it: a stranger who names one side's act would put that before the
    other's, and an office's decision would be disputed though the stranger has no part in the file.
    """
    inside: set[Author] = {first.author}
    while True:
        ours = [one for one in events if authors(one.feed) in inside or authors(one.feed).role == "hub"]
        told = _decoded(canonical_order(ours, kinds.rank), kinds, authors)
        more = {Author(*party) for party in parties(told)} - inside
        if not more:
            break
        inside |= more
    known = {one.id for one in ours}
    others = sorted((one for one in events if one.id not in known), key=lambda one: one.id)
    return told + _decoded(others, kinds, authors)


def fold_story(told: Sequence[Told], projections: Sequence[Projection]) -> dict[str, Telling]:
    """Every projection that has something to say of this subject, by name."""
    return {
        projection.name: projection.fold(told if places is None else [told[n] for n in places])
        for projection, places in _heard(tuple([one.kind for one in told]), tuple(projections))
    }


@lru_cache(maxsize=256)
def _heard(
    kinds: tuple[str, ...], projections: tuple[Projection, ...]
) -> tuple[tuple[Projection, tuple[int, ...] | None], ...]:
    """Who listens to a story of these kinds, and to which places of it (None: to all); most stories are alike."""
    found = []
    for projection in projections:
        places = tuple(n for n, kind in enumerate(kinds) if kind in projection.kinds)
        if places:
            found.append((projection, None if len(places) == len(kinds) else places))
    return tuple(found)


def is_touched(
    projection: Projection, told: Sequence[Told], order: Sequence[int], new: Collection[int]
) -> bool:
    """Whether new events are among what a projection listens to, or put what it had heard in another order.

    order: ids as they were told before the new ones came.
    """
    heard = [one.id for one in told if one.kind in projection.kinds]
    if any(one in new for one in heard):
        return True
    among = set(heard)
    return heard != [one for one in order if one in among]


def opening(told: Sequence[Told]) -> Told | None:
    """The event that opened the subject: alone it says whose the subject is, whatever others write about it."""
    for one in told:
        if one.id == one.subject:
            return one
    return None


def row_place(table: str, row_id: Any, column: str) -> bytes:
    """What a sealed column of a row is bound to."""
    return canonical.encode(["row", table, str(row_id), column])


def body_place(event_id: int) -> bytes:
    """What a sealed person part in the log is bound to."""
    return canonical.encode(["body", event_id])
