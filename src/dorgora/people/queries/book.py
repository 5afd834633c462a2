"""The book: citizens of a place, and what is known of one by all of her records."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds
from dorgora.people.queries import lending, links


@dataclass(frozen=True)
class Citizen:
    """A citizen; texts are empty where unknown, and all of them once she is erased, or while they do not open here."""

    id: int
    local_name: str
    latin_name: str
    sex: str
    age_band: str
    date_of_birth: str
    phone: str
    number: str
    village: str
    area: str
    place: str
    registered_at: datetime
    is_erased: bool
    is_withdrawn: bool
    n_disputed: int
    is_damaged: bool = False

    @property
    def is_in_book(self) -> bool:
        """Whether she can be served under this entry: neither erased, nor taken back as a mistake, nor damaged here."""
        return not (self.is_erased or self.is_withdrawn or self.is_damaged)

    @property
    def is_let_go(self) -> bool:
        """Whether she was taken back as a mistake, and what was written of her is gone (ADR 0040)."""
        return self.is_withdrawn and not (self.is_damaged or self.local_name or self.latin_name)


_WORDS = ("local_name", "latin_name", "date_of_birth", "phone", "number", "village")
_CITIZEN = (
    "id", "place", "area", "sex", "age_band", "registered_at", "is_erased", "n_disputed", "words",
    "is_withdrawn",
)  # fmt: skip


def citizen(citizen_id: int, place: str | None = None) -> Citizen | None:
    """A citizen; None when there is none, or none of that place.

    Raises:
        Spoilt: her words do not open here.
    """
    found = citizens([citizen_id]).get(citizen_id)
    return _whole(found) if found and place in (None, found.place) else None


def _whole(found: Citizen) -> Citizen:
    """A citizen with her words.

    Raises:
        Spoilt: they do not open here.
    """
    if found.is_damaged:
        raise feed.Spoilt("people_citizen")
    return found


def citizen_served(citizen_id: int, place: str, on: date) -> Citizen | None:
    """A citizen whom a centre may serve on a day: of its own book, or lent to it by her mandate; else None.

    Raises:
        Spoilt: her words do not open here.
    """
    found = citizens([citizen_id]).get(citizen_id)
    if found is None or not (found.is_in_book or found.is_damaged):
        return None
    return _whole(found) if found.place == place or lending.standing_loan(citizen_id, place, on) else None


def citizens(ids: Iterable[int]) -> dict[int, Citizen]:
    """These citizens by id, in one question to the database."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = nodes.this().store.rows.of("people_citizen", _CITIZEN, "id", wanted)
    sealed = [(row[0], row[0], row[8]) for row in rows]
    opened = feed.open_rows("people_citizen", "words", sealed, goes_on=True)
    return {row[0]: _citizen(row, words) for row, words in zip(rows, opened, strict=True)}


def _citizen(row: tuple[Any, ...], words: Sequence[str] | None) -> Citizen:
    local_name, latin_name, date_of_birth, phone, number, village = words or ("",) * 6
    return Citizen(
        id=row[0], place=row[1], area=row[2], sex=row[3], age_band=row[4], registered_at=from_seconds(row[5]),
        is_erased=bool(row[6]), is_withdrawn=bool(row[9]), n_disputed=row[7],
        is_damaged=words == feed.SPOILT,
        local_name=local_name, latin_name=latin_name, date_of_birth=date_of_birth,
        phone=phone, number=number, village=village,
    )  # fmt: skip


def filled(one: Citizen, place: str, on: date, records: Collection[int] = ()) -> Citizen:
    """A citizen with what is empty in her record as her other ones have it, if this place may see them on that day.

    records: hers, where they were asked for before.
    """
    others = [record for record in records or links.records_of(one.id) if record != one.id]
    if not others:
        return one
    known = citizens(others)
    lent = lending.lent_at(others, place, on)
    for record in (known[other] for other in others if other in known):
        if record.is_in_book and (record.place == place or record.id in lent):
            one = replace(one, **{name: getattr(one, name) or getattr(record, name) for name in _WORDS})
    return one
