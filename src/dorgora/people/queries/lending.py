"""Whose record another centre has by her mandate, and what became of the slips that centres showed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dorgora.kernel.clock import from_seconds, to_seconds
from dorgora.people import models, rules


@dataclass(frozen=True)
class Loan:
    """A citizen's record at another centre, by which mandate, until which day (ISO); recalled_at: it was ended."""

    id: int
    citizen_id: int
    centre: str
    mandate_id: int
    until: str
    lent_at: datetime
    recalled_at: datetime | None

    def stands(self, on: date) -> bool:
        """Whether the centre has her on a day."""
        return self.recalled_at is None and on.isoformat() <= self.until


@dataclass(frozen=True)
class Asking:
    """A slip a centre showed to the hub; outcome: a word of `rules.OUTCOMES`, empty until the hub answered."""

    id: int
    centre: str
    code: str
    asked_at: datetime
    asked_by: int
    outcome: str
    citizen_id: int
    answered_at: datetime | None


_ASKING = ("id", "centre", "code", "asked_at", "asked_by_id", "outcome", "citizen_id", "answered_at")


def standing_loan(citizen_id: int, centre: str, on: date) -> Loan | None:
    """By what a centre has a citizen of another one on a day; None when it has not."""
    return next(iter(_loans(_standing(on).filter(citizen_id=citizen_id, centre=centre))), None)


def lent_at(ids: Iterable[int], centre: str, on: date) -> set[int]:
    """Those of these citizens whom a centre has on a day by their mandates."""
    found = _standing(on).filter(citizen_id__in=list(ids), centre=centre)
    return set(found.values_list("citizen_id", flat=True))


def loans_by(mandate_id: int) -> list[Loan]:
    """Where a mandate brought her record, the latest first, also where it was taken back."""
    return _loans(models.Loan.objects.filter(mandate_id=mandate_id))


def loans_of(citizen_id: int, centre: str) -> list[Loan]:
    """By what a centre has or had a citizen, the latest first."""
    return _loans(models.Loan.objects.filter(citizen_id=citizen_id, centre=centre))


def places_lent_to(ids: Collection[int]) -> dict[int, set[str]]:
    """For each of these citizens the centres she is lent to, whatever the day, until she is taken back."""
    held: dict[int, set[str]] = {}
    found = models.Loan.objects.filter(citizen_id__in=ids, recalled_at__isnull=True)
    for citizen_id, centre in found.values_list("citizen_id", "centre"):
        held.setdefault(citizen_id, set()).add(centre)
    return held


def no_longer_lent(centres: Collection[str], on: date, *, after: int = 0, most: int = 200) -> list[int]:
    """Citizens of other centres whom these had and have no more, and of whom this node still keeps words, by id.

    after: the last one looked at before.
    """
    standing = _standing(on).filter(centre__in=centres).values("citizen_id")
    over = models.Loan.objects.filter(centre__in=centres).exclude(citizen_id__in=standing)
    kept = models.Citizen.objects.filter(id__in=over.values("citizen_id"), id__gt=after, words__isnull=False)
    return list(kept.exclude(place__in=centres).order_by("id").values_list("id", flat=True)[:most])


def askings_at(centre: str, *, most: int = 10, code: str = "") -> list[Asking]:
    """The slips a centre showed lately, the newest first; only of one code, if one is named."""
    found = models.Asking.objects.filter(centre=centre, **({"code": code} if code else {}))
    return _askings(found.order_by("-id")[:most])


def asking(asking_id: int) -> Asking | None:
    """One of them; None when there is none."""
    return next(iter(_askings(models.Asking.objects.filter(id=asking_id))), None)


def _askings(found: Any) -> list[Asking]:
    return [_asking(row) for row in found.values_list(*_ASKING)]


def _asking(row: tuple[Any, ...]) -> Asking:
    asking_id, centre, code, asked_at, asked_by, outcome, citizen_id, answered_at = row
    when = None if answered_at is None else from_seconds(answered_at)
    return Asking(asking_id, centre, code, from_seconds(asked_at), asked_by, outcome, citizen_id, when)


def n_wrong_slips(centre: str, since: datetime) -> int:
    """How many slips nobody knows a centre tried since then, by the hub's time."""
    return models.Asking.objects.filter(
        centre=centre, outcome=rules.UNKNOWN_SLIP, answered_at__gte=to_seconds(since)
    ).count()


def _standing(on: date) -> Any:
    return models.Loan.objects.filter(recalled_at__isnull=True, until__gte=on.isoformat())


def _loans(found: Any) -> list[Loan]:
    return [_loan(row) for row in found.order_by("-id").values_list(*rules.LOAN_COLUMNS)]


def _loan(row: tuple[Any, ...]) -> Loan:
    loan_id, citizen_id, centre, mandate_id, until, lent_at, recalled_at = row
    when = None if recalled_at is None else from_seconds(recalled_at)
    return Loan(loan_id, citizen_id, centre, mandate_id, until, from_seconds(lent_at), when)
