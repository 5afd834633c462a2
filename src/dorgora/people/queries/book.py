"""The book: citizens of a place, found in either script, and who may be the same."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel import clock, latin_typing
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.pack import load_pack
from dorgora.people import models, search
from dorgora.people.queries import lending, links

CANDIDATES = 40
"""How many of those found by the index are opened and put in order."""


@dataclass(frozen=True)
class Citizen:
    """A citizen; texts are empty where unknown, and all of them once she is erased."""

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

    @property
    def is_in_book(self) -> bool:
        """Whether she can be served under this entry: neither erased nor taken back as a mistake."""
        return not self.is_erased and not self.is_withdrawn


_WORDS = ("local_name", "latin_name", "date_of_birth", "phone", "number", "village")
_CITIZEN = (
    "id", "place", "area", "sex", "age_band", "registered_at", "is_erased", "n_disputed", "words",
    "is_withdrawn",
)  # fmt: skip


def citizen(citizen_id: int, place: str | None = None) -> Citizen | None:
    """A citizen; None when there is none, or none of that place."""
    found = citizens([citizen_id]).get(citizen_id)
    return found if found and place in (None, found.place) else None


def citizen_served(citizen_id: int, place: str, on: date) -> Citizen | None:
    """A citizen whom a centre may serve on a day: of its own book, or lent to it by her mandate; else None."""
    found = citizen(citizen_id)
    if found is None or not found.is_in_book:
        return None
    return found if found.place == place or lending.standing_loan(citizen_id, place, on) else None


def citizens(ids: Iterable[int]) -> dict[int, Citizen]:
    """These citizens by id, in one question to the database."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = nodes.this().store.rows.of("people_citizen", _CITIZEN, "id", wanted)
    opened = feed.open_rows("people_citizen", "words", [(row[0], row[0], row[8]) for row in rows])
    return {row[0]: _citizen(row, words) for row, words in zip(rows, opened, strict=True)}


def _citizen(row: tuple[Any, ...], words: Sequence[str] | None) -> Citizen:
    local_name, latin_name, date_of_birth, phone, number, village = words or ("",) * 6
    return Citizen(
        id=row[0], place=row[1], area=row[2], sex=row[3], age_band=row[4], registered_at=from_seconds(row[5]),
        is_erased=bool(row[6]), is_withdrawn=bool(row[9]), n_disputed=row[7],
        local_name=local_name, latin_name=latin_name, date_of_birth=date_of_birth,
        phone=phone, number=number, village=village,
    )  # fmt: skip


def find_citizens(text: str, *, place: str, limit: int = 10) -> list[Citizen]:
    """Citizens of a place by the beginnings of their names in either script, or by phone or number; nearest first.

    Beside its own a centre finds who is lent to it today.
    """
    asked = search.read(text)
    found: dict[int, int] = {}
    for digests in search.digests_asked(asked, place):
        for citizen_id, rank in _held(digests, CANDIDATES):
            found.setdefault(citizen_id, rank)
    known = citizens(found)
    away = [one.id for one in known.values() if one.place != place]
    lent = lending.lent_at(away, place, timezone.localdate(clock.now())) if away else set()
    heard = [
        one
        for one in known.values()
        if (one.place == place or one.id in lent) and search.is_found(asked, one)
    ]
    heard.sort(key=lambda one: (search.distance(asked, one), found[one.id], -one.id))
    return _once(heard, place)[:limit]


def _once(found: Sequence[Citizen], place: str) -> list[Citizen]:
    """Each person once, where the first of her records stands: by one of this place's own book if there is one."""
    whole = links.linked([one.id for one in found])
    best: dict[int, Citizen] = {}
    for one in found:
        lead = whole[one.id][0]
        best[lead] = min((best.get(lead, one), one), key=lambda record: (record.place != place, record.id))
    return list(best.values())


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


def _held(digests: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Citizens that bear every digest; the longest, hence rarest, comes first and is walked in order of rank."""
    if not digests:
        return []
    found = models.SearchKey.objects.filter(digest=digests[0])
    for digest in digests[1:]:
        also = models.SearchKey.objects.filter(citizen_id=OuterRef("citizen_id"), digest=digest)
        found = found.filter(Exists(also))
    return list(found.order_by("rank", "-citizen_id").values_list("citizen_id", "rank")[:limit])


def likely_same(
    *,
    place: str,
    local_name: str,
    latin_name: str = "",
    date_of_birth: str = "",
    phone: str = "",
    number: str = "",
    limit: int = 5,
) -> list[Citizen]:
    """Citizens of a place who may be the one being registered: the same number, or a name heard alike.

    Another birthday speaks against it, two different numbers rule it out; likeliest first.
    """
    found: dict[int, Citizen] = {}
    for text in (number, phone, local_name, latin_name):
        if text:
            found.update((one.id, one) for one in find_citizens(text, place=place, limit=CANDIDATES))
    asked = (local_name or latin_name, date_of_birth, phone, number)
    scored = [(_sameness(one, *asked), one.id) for one in found.values()]
    return [found[one] for score, one in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score > 0][
        :limit
    ]


def _sameness(one: Citizen, name: str, date_of_birth: str, phone: str, number: str) -> int:
    """How likely it is the same person; 0 or less: not. Two numbers that differ are two persons."""
    if number and one.number:
        return 9 if number == one.number else 0
    fold = load_pack(settings.PACK_DIR).script.fold_name
    key = fold(name)
    likeness = min(latin_typing.distance(key, fold(own)) for own in (one.local_name, one.latin_name))
    score = 3 - likeness
    if date_of_birth and one.date_of_birth:
        score += 3 if date_of_birth == one.date_of_birth else -3
    if phone and phone == one.phone:
        score += 1
    return score if likeness <= 2 else 0
