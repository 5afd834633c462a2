"""What kinds of event there are: a name and version to the shape of its two parts, and its rank.

A module lists its kinds in `KINDS` of its `events.py`; `Kinds` is the table made of all of them. A kind that
is not in the table (a newer program wrote it) is kept and passed on as bytes.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from dorgora.feed import canonical

CENTRE, OFFICE, HUB = frozenset({"centre"}), frozenset({"office"}), frozenset({"hub"})
REGISTRIES = frozenset({"hub/registry"})
"""A registry is known by its number alone: nothing else can vouch for it."""
HUBS_PEOPLE, HUBS_CATALOGUE = frozenset({"hub/people"}), frozenset({"hub/catalogue"})
"""Who may write a kind; of these a kind's `by` is made."""


class Part(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """One part of a body: positional, frozen, closed."""


@dataclass(frozen=True)
class Kind:
    """One kind of event in one version.

    rank: place among events that have not seen one another; lower goes first (acts of offices before
    requests of a centre). opens_person: the event creates a person and her key. erases_person: the event
    erases the person it is about. clears_words: the words of all that was ever told of its subject go, and those that
    come later; the keys of persons stay. is_fact_of_the_world: happened, so never disputed (DESIGN 2).
    is_replaced: the newest of this kind about a subject says all that earlier ones said, so a snapshot leaves
    those out. by: who may write it (ADR 0039), each a role (`centre`) or a role and its place (`hub/people`); of a
    kind that names none, anybody. parties: of a kind that opens a subject, from the story so far to the (role, place)
    pairs, the hub's and its writer's apart, that have a say in it; what others tell of it goes behind all that these
    tell. names_service: a page cannot say what it is before the catalogue has brought the service it names.
    """

    name: str
    version: int
    facts: type[Part]
    person: type[Part] | None = None
    rank: int = 50
    opens_person: bool = False
    erases_person: bool = False
    clears_words: bool = False
    is_fact_of_the_world: bool = False
    is_replaced: bool = False
    names_service: bool = False
    by: frozenset[str] = frozenset()
    parties: Callable[[Sequence[Any]], Collection[tuple[str, str]]] | None = None

    def read_facts(self, facts: bytes) -> Part:
        """The facts decoded.

        Raises:
            ValueError: the bytes are not canonical for this kind.
        """
        return canonical.decode(facts, self.facts)

    def read_person(self, person: bytes | None) -> Part | None:
        """The person part decoded; None when there is none or it is gone.

        Raises:
            ValueError: the bytes are not canonical for this kind.
        """
        return None if self.person is None or person is None else canonical.decode(person, self.person)


class Kinds:
    """The table of known kinds. clearing: names of those that clear the words of their subject, in any version."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = {(kind.name, kind.version): kind for kind in kinds}
        self._ranks = {kind.name: kind.rank for kind in self._kinds.values()}
        self._by: dict[str, frozenset[str]] = {}
        for kind in self._kinds.values():
            self._by[kind.name] = self._by.get(kind.name, frozenset()) | kind.by
        self.clearing = frozenset(kind.name for kind in self._kinds.values() if kind.clears_words)

    def __iter__(self) -> Any:
        return iter(self._kinds.values())

    def find(self, name: str, version: int) -> Kind | None:
        """The kind, or None when this program does not know it."""
        return self._kinds.get((name, version))

    def by(self, name: str) -> frozenset[str]:
        """Who may write a kind, in whatever version; empty: anybody may, or nobody here knows it."""
        return self._by.get(name, frozenset())

    def rank(self, name: str) -> int:
        """The rank of a kind; an unknown one goes last."""
        return self._ranks.get(name, 99)
