"""What may be known of money: a drawer, an account, what was paid for something and what is owed back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import F

from dorgora.feed import node as nodes
from dorgora.kernel.clock import from_seconds
from dorgora.money import models, rules


@dataclass(frozen=True)
class Line:
    """One movement of a drawer: a fee in its two lines, or a refund paid out; amounts in minor units."""

    event_id: int
    about_id: int
    at: datetime
    state_minor: int
    operator_minor: int
    refund_minor: int


@dataclass(frozen=True)
class Drawer:
    """The cash of one operator, or of several: what must be there, and one day's movements; earned_minor: its own part.

    float_today_minor, moved_today_minor and difference_today_minor: what counts of that day put in or took out, with
    a reason. n_undone, undone_state_minor, undone_earned_minor: what these operators took back within minutes, its fee
    given back; it stands in the other sums too, of whoever had taken it.
    """

    balance_minor: int
    taken_today_minor: int
    state_today_minor: int
    earned_minor: int
    refunded_today_minor: int
    float_today_minor: int
    moved_today_minor: int
    difference_today_minor: int
    n_today: int
    n_undone: int
    undone_state_minor: int
    undone_earned_minor: int
    lines: tuple[Line, ...]

    @property
    def n_kept(self) -> int:
        """The day's paid services without those that were taken back."""
        return self.n_today - self.n_undone

    @property
    def kept_minor(self) -> int:
        """What the centre earned of them."""
        return self.earned_minor - self.undone_earned_minor


@dataclass(frozen=True)
class Count:
    """One count of a drawer. pieces: (denomination in minor units, how many), the largest first."""

    id: int
    operator_id: int
    moment: str
    at: datetime
    pieces: tuple[tuple[int, int], ...]
    counted_minor: int
    book_minor: int
    reason: str

    @property
    def difference_minor(self) -> int:
        """Too much (above zero) or too little in the drawer, as the book was at that moment."""
        return self.counted_minor - self.book_minor


@dataclass(frozen=True)
class Paid:
    """What was taken for one subject, and what of it is owed back and was paid back."""

    about_id: int
    centre: str
    office: str
    state_minor: int
    operator_minor: int
    at: datetime
    method: str
    refund_owed_minor: int
    refund_paid_minor: int

    @property
    def total_minor(self) -> int:
        """The sum that was taken."""
        return self.state_minor + self.operator_minor

    @property
    def to_pay_back_minor(self) -> int:
        """What the citizen is still owed."""
        return max(0, self.refund_owed_minor - self.refund_paid_minor)


_DAY_LINES = (
    "state", "operator", "refund", "float", "moved", "difference", "n", "undone_n", "undone_state", "undone_operator",
)  # fmt: skip
_PAID = (
    "about_id", "centre", "office", "state_minor", "operator_minor", "taken_at", "method", "owed_minor", "paid_minor",
)  # fmt: skip


def balance(account: str) -> int:
    """Debits minus credits of an account, in minor units."""
    return balances([account])[account]


def balances(accounts: Iterable[str]) -> dict[str, int]:
    """The balances of accounts by name, in one question."""
    cells = {rules.balance_cell(account): account for account in accounts}
    found = _counted(cells)
    return {account: found.get(cell, 0) for cell, account in cells.items()}


def _counted(cells: Iterable[str]) -> dict[str, int]:
    """Counters of the ledger by cell; one that was never added to is not among them."""
    rows = nodes.this().store.rows
    found = rows.among("SELECT cell, n FROM feed_counter WHERE projection = 'money' AND cell IN", cells)
    return dict(found)


def drawer(place: str, operators: Collection[int], on: date, *, most: int = 200) -> Drawer:
    """The drawers of these operators at a centre now, together, and what moved on one day.

    Its lines are the newest first, at most so many.
    """
    day = on.isoformat()
    cells = {line: [rules.day_cell(place, one, day, line) for one in operators] for line in _DAY_LINES}
    balances_of = [rules.balance_cell(rules.drawer(place, one)) for one in operators]
    counted = _counted([*chain.from_iterable(cells.values()), *balances_of])
    today = {line: sum(counted.get(cell, 0) for cell in theirs) for line, theirs in cells.items()}
    return Drawer(
        balance_minor=sum(counted.get(cell, 0) for cell in balances_of),
        taken_today_minor=today["state"] + today["operator"],
        state_today_minor=today["state"],
        earned_minor=today["operator"],
        refunded_today_minor=today["refund"],
        float_today_minor=today["float"],
        moved_today_minor=today["moved"],
        difference_today_minor=today["difference"],
        n_today=today["n"],
        n_undone=today["undone_n"],
        undone_state_minor=today["undone_state"],
        undone_earned_minor=today["undone_operator"],
        lines=_lines(place, operators, day, most),
    )


def drawers(place: str) -> dict[int, int]:
    """What should be in each drawer of a centre that was ever used, by its operator.

    What an officer let in of a laptop kept apart stands under the officer.
    """
    prefix = rules.balance_cell(f"{rules.DRAWERS}{place}:")
    found = nodes.this().store.rows.all(
        "SELECT cell, n FROM feed_counter WHERE projection = 'money' AND cell >= %s AND cell < %s",
        [prefix, prefix[:-1] + ";"],  # the sign after the colon: all that begins with it
    )
    return {int(cell.removeprefix(prefix)): n for cell, n in found}


def _lines(place: str, operators: Collection[int], day: str, most: int) -> tuple[Line, ...]:
    """Fees of the day from their own table (a free service moves no cash but stands there), refunds from transfers."""
    theirs = models.Fee.objects.filter(centre=place, taken_on=day, operator_id__in=operators)
    fees = theirs.order_by("-about_id")[:most]
    lines = [
        Line(row.event_id, row.about_id, from_seconds(row.taken_at), row.state_minor, row.operator_minor, 0)
        for row in fees
    ]
    boxes = [rules.drawer(place, one) for one in operators]
    out = models.Transfer.objects.filter(credit__in=boxes, booked_on=day)
    paid = out.exclude(
        debit__in=(rules.float_of(place), rules.moving(place), rules.difference(place))
    ).order_by("-event_id")[:most]
    lines += [Line(row.event_id, row.about_id, from_seconds(row.at), 0, 0, row.amount_minor) for row in paid]
    return tuple(sorted(lines, key=lambda line: -line.event_id)[:most])


def counts(place: str, operator_id: int, on: date, *, most: int = 100) -> list[Count]:
    """An operator's counts of her drawer on one day, the first one first; of very many the last ones."""
    theirs = models.Count.objects.filter(centre=place, counted_on=on.isoformat(), operator_id=operator_id)
    rows = theirs.order_by("-count_id")[:most]
    return [
        Count(
            row.count_id, row.operator_id, row.moment, from_seconds(row.counted_at), rules.pieces_of(row.pieces),
            row.counted_minor, row.book_minor, row.reason,
        )
        for row in rows
    ][::-1]  # fmt: skip


def has_counted_in(place: str, operator_id: int, on: date) -> bool:
    """Whether an operator has counted her drawer in on that day."""
    found = models.Count.objects.filter(
        centre=place, counted_on=on.isoformat(), operator_id=operator_id, moment=rules.OPENING
    )
    return found.exists()


def paid_for(about: int) -> Paid | None:
    """What was taken for a subject; None when nothing was."""
    return paid_for_all([about]).get(about)


def paid_for_all(abouts: Iterable[int]) -> dict[int, Paid]:
    """The same for many subjects, in one question."""
    found = nodes.this().store.rows.of("money_fee", _PAID, "about_id", abouts)
    return {row[0]: _paid(row) for row in found}


def _paid(row: Sequence[Any]) -> Paid:
    values = list(row)
    values[5] = from_seconds(values[5])
    return Paid(*values)


def given_back_at(about: int) -> datetime | None:
    """When what was owed for a subject was last given back; None when nothing was."""
    found = models.Transfer.objects.filter(debit=rules.owed_citizen(about)).order_by("-at")
    at = found.values_list("at", flat=True).first()
    return None if at is None else from_seconds(at)


def is_paid(about: int) -> bool:
    """Whether a fee was taken for it, be it zero."""
    return models.Fee.objects.filter(about_id=about).exists()


def refunds_due(centre: str, *, most: int = 50) -> list[Paid]:
    """What a centre still has to pay back, oldest first."""
    rows = models.Fee.objects.filter(centre=centre, owed_minor__gt=F("paid_minor")).order_by("about_id")
    return [_paid(row) for row in rows.values_list(*_PAID)[:most]]
