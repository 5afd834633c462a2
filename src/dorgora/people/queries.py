"""What may be known of people: citizens of a place, found in either script, and who works where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel import latin_typing
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.pack import load_pack
from dorgora.people import models, search

CANDIDATES = 40
"""How many of those found by the index are opened and put in order."""


@dataclass(frozen=True)
class Citizen:
    """A citizen; texts are empty where unknown, and all of them once she is erased."""

    id: int
    name_bn: str
    name_en: str
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


@dataclass(frozen=True)
class Operator:
    """Somebody who serves, or served, at a centre."""

    id: int
    name_bn: str
    name_en: str
    place: str
    is_active: bool


@dataclass(frozen=True)
class Officer:
    """Somebody who acts, or acted, for an office (role `office`) or at the hub (role `hub`)."""

    id: int
    name_bn: str
    name_en: str
    title_bn: str
    title_en: str
    role: str
    place: str
    powers: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True)
class Mandate:
    """What a citizen lets a centre do; given_on and until are days (ISO). Her name and the witness's go with her."""

    id: int
    centre: str
    citizen_id: int
    scopes: tuple[str, ...]
    given_at: datetime
    given_by: int
    given_on: str
    until: str
    shown_by: str
    ended_at: datetime | None
    ended_by: int
    end_reason: str
    name: str
    witness: str

    def stands(self, on: date) -> bool:
        """Whether it holds on a day: not ended, and its last day is not over."""
        return self.ended_at is None and on.isoformat() <= self.until


_CITIZEN = (
    "id", "place", "area", "sex", "age_band", "registered_at", "is_erased", "n_disputed", "words",
    "is_withdrawn",
)  # fmt: skip
_OPERATOR = ("id", "place", "ended_at", "words")
_OFFICER = ("id", "role", "place", "powers", "ended_at", "words")
_MANDATE = (
    "id", "centre", "citizen_id", "scopes", "given_at", "given_by_id", "given_on", "until", "shown_by", "ended_at",
    "ended_by_id", "end_reason", "words",
)  # fmt: skip


def citizen(citizen_id: int, place: str | None = None) -> Citizen | None:
    """A citizen; None when there is none, or none of that place."""
    found = citizens([citizen_id]).get(citizen_id)
    return found if found and place in (None, found.place) else None


def citizens(ids: Iterable[int]) -> dict[int, Citizen]:
    """These citizens by id, in one question to the database."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = nodes.this().store.rows.of("people_citizen", _CITIZEN, "id", wanted)
    opened = feed.open_rows("people_citizen", "words", [(row[0], row[0], row[8]) for row in rows])
    return {row[0]: _citizen(row, words) for row, words in zip(rows, opened, strict=True)}


def _citizen(row: tuple[Any, ...], words: Sequence[str] | None) -> Citizen:
    name_bn, name_en, date_of_birth, phone, number, village = words or ("",) * 6
    return Citizen(
        id=row[0], place=row[1], area=row[2], sex=row[3], age_band=row[4], registered_at=from_seconds(row[5]),
        is_erased=bool(row[6]), is_withdrawn=bool(row[9]), n_disputed=row[7], name_bn=name_bn, name_en=name_en,
        date_of_birth=date_of_birth, phone=phone, number=number, village=village,
    )  # fmt: skip


def find_citizens(text: str, *, place: str, limit: int = 10) -> list[Citizen]:
    """Citizens of a place by the beginnings of their names in either script, or by phone or number; nearest first."""
    asked = search.read(text)
    found: dict[int, int] = {}
    for digests in search.digests_asked(asked, place):
        for citizen_id, rank in _held(digests, CANDIDATES):
            found.setdefault(citizen_id, rank)
    heard = [one for one in citizens(found).values() if search.is_found(asked, one)]
    heard.sort(key=lambda one: (search.distance(asked, one), found[one.id], -one.id))
    return heard[:limit]


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
    name_bn: str,
    name_en: str = "",
    date_of_birth: str = "",
    phone: str = "",
    number: str = "",
    limit: int = 5,
) -> list[Citizen]:
    """Citizens of a place who may be the one being registered: the same number, or a name heard alike.

    Another birthday speaks against it, two different numbers rule it out; likeliest first.
    """
    found: dict[int, Citizen] = {}
    for text in (number, phone, name_bn, name_en):
        if text:
            found.update((one.id, one) for one in find_citizens(text, place=place, limit=CANDIDATES))
    asked = (name_bn or name_en, date_of_birth, phone, number)
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
    likeness = min(latin_typing.distance(key, fold(own)) for own in (one.name_bn, one.name_en))
    score = 3 - likeness
    if date_of_birth and one.date_of_birth:
        score += 3 if date_of_birth == one.date_of_birth else -3
    if phone and phone == one.phone:
        score += 1
    return score if likeness <= 2 else 0


def mandate(mandate_id: int, place: str) -> Mandate | None:
    """A mandate given to a centre; None when there is none, or another centre has it."""
    found = models.Mandate.objects.filter(id=mandate_id, centre=place)
    return next(iter(_read_mandates(found)), None)


def mandates_of(citizen_id: int, place: str, *, most: int = 20) -> list[Mandate]:
    """What a citizen has allowed a centre so far, the newest first."""
    found = models.Mandate.objects.filter(citizen_id=citizen_id, centre=place).order_by("-id")
    return _read_mandates(found[:most])


def standing_mandate(citizen_id: int, place: str, on: date) -> Mandate | None:
    """What she lets a centre do on a day: the newest that stands, or None."""
    found = models.Mandate.objects.filter(
        citizen_id=citizen_id, centre=place, ended_at__isnull=True, until__gte=on.isoformat()
    )
    return next(iter(_read_mandates(found.order_by("-id")[:1])), None)


def _read_mandates(found: Any) -> list[Mandate]:
    rows = list(found.values_list(*_MANDATE))
    opened = feed.open_rows("people_mandate", "words", [(row[0], row[2], row[12]) for row in rows])
    return [_mandate(row, words or ("", "")) for row, words in zip(rows, opened, strict=True)]


def _mandate(row: tuple[Any, ...], words: Sequence[str]) -> Mandate:
    values = list(row[:12])
    values[3] = tuple(values[3].split())
    values[4] = from_seconds(values[4])
    values[9] = None if values[9] is None else from_seconds(values[9])
    return Mandate(*values, *words)


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
    opened = feed.open_rows("people_operator", "words", [(row[0], row[0], row[3]) for row in rows])
    names = [words or ("", "") for words in opened]
    return [
        Operator(row[0], own[0], own[1], row[1], row[2] is None) for row, own in zip(rows, names, strict=True)
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
    opened = feed.open_rows("people_officer", "words", [(row[0], row[0], row[5]) for row in rows])
    names = [words or ("", "", "", "") for words in opened]
    return [
        Officer(row[0], own[0], own[1], own[2], own[3], row[1], row[2], tuple(row[3].split()), row[4] is None)
        for row, own in zip(rows, names, strict=True)
    ]


def staff() -> list[tuple[str, Operator | Officer]]:
    """Everybody who works or worked, with her role (`operator`, or an officer's), in the order they came."""
    operators = [("operator", one) for one in _operators(models.Operator.objects.all())]
    officers = [(one.role, one) for one in _officers(models.Officer.objects.all())]
    return sorted([*operators, *officers], key=lambda row: row[1].id)


def staff_name(person_id: int, language: str) -> str:
    """The name of an operator or officer in a language; empty when she is not known here."""
    return staff_names([person_id], language).get(person_id, "")


def staff_names(ids: Iterable[int], language: str) -> dict[int, str]:
    """Names of operators and officers by id, in two questions to the database."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    found: list[Operator | Officer] = [
        *_operators(models.Operator.objects.filter(id__in=wanted)),
        *_officers(models.Officer.objects.filter(id__in=wanted)),
    ]
    named_in = load_pack(settings.PACK_DIR).named_in
    return {one.id: named_in(language, one.name_bn, one.name_en) for one in found}
