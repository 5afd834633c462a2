"""Who works where: operators of centres, officers of offices and of the hub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.people import models


@dataclass(frozen=True)
class Operator:
    """Somebody who serves, or served, at a centre; without a name while her words do not open here."""

    id: int
    local_name: str
    latin_name: str
    place: str
    is_active: bool
    is_damaged: bool = False


@dataclass(frozen=True)
class Officer:
    """Somebody who acts, or acted, for an office (role `office`) or at the hub (role `hub`); else as an operator."""

    id: int
    local_name: str
    latin_name: str
    local_title: str
    latin_title: str
    role: str
    place: str
    powers: tuple[str, ...]
    is_active: bool
    is_damaged: bool = False


_OPERATOR = ("id", "place", "ended_at", "words")
_OFFICER = ("id", "role", "place", "powers", "ended_at", "words")


def operator(person_id: int) -> Operator | None:
    """An operator, also one who ended; None when there is none."""
    found = nodes.this().store.rows.of("people_operator", _OPERATOR, "id", [person_id])
    return next(iter(_read_operators(found)), None)


def operators(place: str) -> list[Operator]:
    """All operators of a centre, also those who ended, by id."""
    return _operators(models.Operator.objects.filter(place=place).order_by("id"))


def _operators(found: Any) -> list[Operator]:
    return _read_operators(list(found.values_list(*_OPERATOR)))


def _read_operators(rows: Sequence[tuple[Any, ...]]) -> list[Operator]:
    opened = feed.open_rows(
        "people_operator", "words", [(row[0], row[0], row[3]) for row in rows], goes_on=True
    )
    names = [(words or ("", ""), words == feed.SPOILT) for words in opened]
    return [
        Operator(row[0], own[0], own[1], row[1], row[2] is None, is_damaged)
        for row, (own, is_damaged) in zip(rows, names, strict=True)
    ]


def officer(person_id: int) -> Officer | None:
    """An officer, also one who ended; None when there is none."""
    found = nodes.this().store.rows.of("people_officer", _OFFICER, "id", [person_id])
    return next(iter(_read_officers(found)), None)


def officers(role: str, place: str) -> list[Officer]:
    """All officers of a role at a place, also those who ended, by id."""
    return _officers(models.Officer.objects.filter(role=role, place=place).order_by("id"))


def _officers(found: Any) -> list[Officer]:
    return _read_officers(list(found.values_list(*_OFFICER)))


def _read_officers(rows: Sequence[tuple[Any, ...]]) -> list[Officer]:
    opened = feed.open_rows(
        "people_officer", "words", [(row[0], row[0], row[5]) for row in rows], goes_on=True
    )
    names = [(words or ("", "", "", ""), words == feed.SPOILT) for words in opened]
    return [
        Officer(
            row[0], own[0], own[1], own[2], own[3], row[1], row[2], tuple(row[3].split()), row[4] is None, is_damaged
        )
        for row, (own, is_damaged) in zip(rows, names, strict=True)
    ]  # fmt: skip


def staff() -> list[tuple[str, Operator | Officer]]:
    """Everybody who works or worked, with her role (`operator`, or an officer's), in the order they came."""
    operators = [("operator", one) for one in _operators(models.Operator.objects.all())]
    officers = [(one.role, one) for one in _officers(models.Officer.objects.all())]
    return sorted([*operators, *officers], key=lambda row: row[1].id)


def staff_of(ids: Iterable[int]) -> list[Operator | Officer]:
    """These operators and officers, in two questions to the database; who is not known here is left out."""
    wanted = {one for one in ids if one}
    if not wanted:
        return []
    return [
        *_operators(models.Operator.objects.filter(id__in=wanted)),
        *_officers(models.Officer.objects.filter(id__in=wanted)),
    ]
