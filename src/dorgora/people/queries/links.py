"""Records of one person: what officers of the hub found, whose records are one, and which two look alike (ADR 0034)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from dorgora.feed import node as nodes
from dorgora.feed.rows import chunks
from dorgora.kernel.clock import from_seconds
from dorgora.people import linking, models


@dataclass(frozen=True)
class Link:
    """What was found of two records: one person (for a reason, a word of `linking.GROUNDS`) or two people.

    ended_at: taken back since, for an end_reason of `linking.UNDOINGS`.
    """

    id: int
    first_id: int
    second_id: int
    is_one: bool
    reason: str
    decided_at: datetime
    decided_by: int
    ended_at: datetime | None
    ended_by: int
    end_reason: str

    @property
    def stands(self) -> bool:
        """Whether the two are one by it."""
        return self.is_one and self.ended_at is None


@dataclass(frozen=True)
class Lookalike:
    """Two records that may be of one person, and how much speaks for it."""

    first_id: int
    second_id: int
    score: int


# One question, by both indexes: every page of a citizen asks it.
_STANDING = """
SELECT first_id, second_id FROM people_link
WHERE (first_id IN ({marks}) OR second_id IN ({marks})) AND is_one AND ended_at IS NULL
"""
_LINK = linking.LINK_COLUMNS[:-1]


def linked(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each of these records all of the same person, the smallest id first, which leads; itself alone if it is one.

    One question to the database a step away from them, and people are a step or two from each other.
    """
    wanted = set(ids)
    pairs: set[tuple[int, int]] = set()
    reached, new = set(wanted), set(wanted)
    while new:
        found = _ends_of(new)
        pairs |= found
        new = {one for pair in found for one in pair} - reached
        reached |= new
    whole = linking.groups(pairs)
    return {one: whole.get(one, (one,)) for one in wanted}


def records_of(citizen_id: int) -> tuple[int, ...]:
    """All records of the person whom one is of, the leading one first.

    A page asks this once, and hands the answer as `records` to the questions about her that take it.
    """
    return linked([citizen_id])[citizen_id]


def _ends_of(ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs that stand linked, of which one is among these."""
    found: set[tuple[int, int]] = set()
    for part in chunks(list(ids)):
        marks = ", ".join(["%s"] * len(part))
        pairs = nodes.this().store.rows.all(_STANDING.format(marks=marks), [*part, *part])
        found |= {(first, second) for first, second in pairs}
    return found


def link(link_id: int) -> Link | None:
    """One finding; None when there is none."""
    return next(iter(_read(models.Link.objects.filter(id=link_id))), None)


def links_between(first_id: int, second_id: int) -> list[Link]:
    """What was found of two records, the latest first."""
    first, second = sorted((first_id, second_id))
    return _read(models.Link.objects.filter(first_id=first, second_id=second).order_by("-decided_at", "-id"))


def links_among(ids: Collection[int]) -> list[Link]:
    """The links that stand among these records, in order of their ids."""
    found = models.Link.objects.filter(
        first_id__in=ids, second_id__in=ids, is_one=True, ended_at__isnull=True
    )
    return _read(found.order_by("id"))


def ends_of_links(link_ids: Iterable[int]) -> set[int]:
    """The records these findings are about."""
    found = models.Link.objects.filter(id__in=list(link_ids)).values_list("first_id", "second_id")
    return {one for pair in found for one in pair}


def settled_pairs(ids: Collection[int]) -> set[tuple[int, int]]:
    """Those pairs of these records of which anything was ever found: nobody is asked about them again."""
    found = models.Link.objects.filter(first_id__in=ids, second_id__in=ids)
    return set(found.values_list("first_id", "second_id"))


def latest_links(*, before: int = 0, most: int = 50) -> list[Link]:
    """What was found lately, the newest first; `before` the id the page before ended with (0: from the newest)."""
    found = models.Link.objects.filter(id__lt=before) if before else models.Link.objects.all()
    return _read(found.order_by("-id")[:most])


def lookalikes(*, skip: int = 0, most: int = 50) -> list[Lookalike]:
    """Two that may be one, those first for whom most speaks."""
    found = models.Lookalike.objects.order_by("-score", "first_id", "second_id")
    return [
        Lookalike(*row) for row in found.values_list("first_id", "second_id", "score")[skip : skip + most]
    ]


def n_lookalikes() -> int:
    """How many pairs wait for an officer."""
    return models.Lookalike.objects.count()


def is_lookalike(first_id: int, second_id: int) -> bool:
    """Whether an officer is asked about these two."""
    first, second = sorted((first_id, second_id))
    return models.Lookalike.objects.filter(first_id=first, second_id=second).exists()


def next_lookalike(of: Collection[int]) -> Lookalike | None:
    """Another pair with one of these records, to be looked at while the officer has her before her; else None."""
    found = models.Lookalike.objects.filter(Q(first_id__in=of) | Q(second_id__in=of)).order_by("-score")
    return next((Lookalike(*row) for row in found.values_list("first_id", "second_id", "score")[:1]), None)


def _read(found: Any) -> list[Link]:
    return [_link(row) for row in found.values_list(*_LINK)]


def _link(row: tuple[Any, ...]) -> Link:
    values = list(row)
    values[5] = from_seconds(values[5])
    values[7] = None if values[7] is None else from_seconds(values[7])
    return Link(*values)
