"""How drawers were counted, and by whom; which of them another may count out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from dorgora.kernel.clock import from_seconds
from dorgora.money import accounts, models, rules
from dorgora.money.pieces import pieces_of
from dorgora.money.queries.drawers import drawers
from dorgora.people import queries as people


@dataclass(frozen=True)
class Count:
    """One count of a drawer. pieces: (denomination in minor units, how many), the largest first.

    operator_id: whose drawer; counted_by_id: who counted it, another where she took it over.
    """

    id: int
    operator_id: int
    moment: str
    at: datetime
    pieces: tuple[tuple[int, int], ...]
    counted_minor: int
    book_minor: int
    reason: str
    counted_by_id: int

    @property
    def is_taken_over(self) -> bool:
        """Whether another counted it out, as who had it left."""
        return self.moment in rules.LEFT

    @property
    def left_minor(self) -> int:
        """What lay in the drawer once it was counted: nothing, where another took it over."""
        return 0 if self.is_taken_over else self.counted_minor

    @property
    def difference_minor(self) -> int:
        """Too much (above zero) or too little in the drawer, as the book was at that moment."""
        return self.counted_minor - self.book_minor


def counts(place: str, operator_id: int, on: date, *, most: int = 100) -> list[Count]:
    """An operator's counts of her drawer on one day, the first one first; of very many the last ones."""
    theirs = models.Count.objects.filter(centre=place, counted_on=on.isoformat(), operator_id=operator_id)
    return [_count(row) for row in theirs.order_by("-count_id")[:most]][::-1]


def taken_over_by(place: str, operator_id: int, on: date, *, most: int = 100) -> list[Count]:
    """The drawers of others that an operator counted out on one day, and took into hers; the first one first."""
    hers = models.Count.objects.filter(centre=place, counted_on=on.isoformat(), counted_by_id=operator_id)
    rows = hers.filter(moment__in=rules.LEFT).order_by("-count_id")[:most]
    return [_count(row) for row in rows][::-1]


def moved_since(counted: Count, place: str, on: date) -> tuple[int, int]:
    """What came into a drawer after that count of it, and what went out, on the day of the count."""
    box = accounts.drawer(place, counted.operator_id)
    day = models.Transfer.objects.filter(booked_on=on.isoformat(), event_id__gt=counted.id)
    came, went = (
        day.filter(**{side: box}).aggregate(minor=Sum("amount_minor")) for side in ("debit", "credit")
    )
    return came["minor"] or 0, went["minor"] or 0


def last_taken_over(place: str, operator_id: int) -> Count | None:
    """The last count of her drawer, if another made it; None when she counted since, or nobody ever did."""
    hers = models.Count.objects.filter(centre=place, operator_id=operator_id)
    row = hers.order_by("-counted_on", "-count_id").first()
    return _count(row) if row is not None and row.moment in rules.LEFT else None


def _count(row: models.Count) -> Count:
    return Count(
        row.count_id, row.operator_id, row.moment, from_seconds(row.counted_at), pieces_of(row.pieces),
        row.counted_minor, row.book_minor, row.reason, row.counted_by_id,
    )  # fmt: skip


def has_counted_in(place: str, operator_id: int, on: date) -> bool:
    """Whether an operator has counted her drawer in on that day."""
    found = models.Count.objects.filter(
        centre=place, counted_on=on.isoformat(), operator_id=operator_id, moment=rules.OPENING
    )
    return found.exists()


@dataclass(frozen=True)
class Left:
    """A drawer that another may count out: why (`ended`, `away`, `let_in`), and what should be in it."""

    operator_id: int
    why: str
    balance_minor: int


def left(place: str, by: int, on: date) -> dict[int, Left]:
    """The drawers of a centre whose operators left them with something in the book, by who had them (ADR 0037).

    by: the operator who would count them out; to who serves elsewhere, or no more, none is open.
    """
    held = {one: minor for one, minor in drawers(place).items() if minor and one != by}
    serves = {one.id: one.is_active for one in people.operators(place)} if held else {}
    if not serves.get(by):
        return {}
    why = {one: _why_left(place, one, serves.get(one), on) for one in held}
    return {one: Left(one, why[one], held[one]) for one in held if why[one]}


def _why_left(place: str, operator_id: int, serves: bool | None, on: date) -> str:
    """Empty while its operator has it in her own hands."""
    if serves is None:
        return rules.LET_IN
    since = (on - timedelta(days=rules.AWAY_DAYS)).isoformat()
    return (rules.AWAY if not _was_used(place, operator_id, since) else "") if serves else rules.ENDED


def _was_used(place: str, operator_id: int, since: str) -> bool:
    """Whether its operator did anything with her drawer on this day or later."""
    box = accounts.drawer(place, operator_id)
    counted = models.Count.objects.filter(centre=place, counted_on__gte=since, counted_by_id=operator_id)
    taken = models.Fee.objects.filter(centre=place, taken_on__gte=since, operator_id=operator_id)
    paid = models.Transfer.objects.filter(credit=box, booked_on__gte=since)
    got = models.Passing.objects.filter(
        centre=place, whose_id=operator_id, state=rules.CONFIRMED, settled_on__gte=since
    )
    return counted.exists() or taken.exists() or paid.exists() or got.exists()
