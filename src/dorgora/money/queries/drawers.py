"""Balances of accounts; a drawer, what moved in it, and what should be in each of a centre."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db.models import Q

from dorgora.feed import node as nodes
from dorgora.feed import versions
from dorgora.kernel.clock import from_seconds
from dorgora.money import accounts, models


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
    a reason. handed_today_minor: what came of drawers that were taken over, below zero in one that was.
    passed_today_minor: what was paid on to whom it is owed; kept_today_minor: taken out of the centre's earnings;
    given_today_minor: what came from other operators, less what they were handed.
    n_undone, undone_state_minor, undone_earned_minor: what these operators took back within minutes, its fee
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
    handed_today_minor: int
    passed_today_minor: int
    kept_today_minor: int
    given_today_minor: int
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


_DAY_LINES = (
    "state", "operator", "refund", "float", "moved", "difference", "handed", "passed", "kept", "given", "n",
    "undone_n", "undone_state", "undone_operator",
)  # fmt: skip


def are_books_told() -> bool:
    """Whether the books are told whole by this program; after an upgrade that takes a while, and no sum is right."""
    return versions.is_told(nodes.this(), "money")


def balance(account: str) -> int:
    """Debits minus credits of an account, in minor units."""
    return balances([account])[account]


def balances(names: Iterable[str]) -> dict[str, int]:
    """The balances of accounts by name, in one question."""
    cells = {accounts.balance_cell(account): account for account in names}
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
    cells = {line: [accounts.day_cell(place, one, day, line) for one in operators] for line in _DAY_LINES}
    balances_of = [accounts.balance_cell(accounts.drawer(place, one)) for one in operators]
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
        handed_today_minor=today["handed"],
        passed_today_minor=today["passed"],
        kept_today_minor=today["kept"],
        given_today_minor=today["given"],
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
    prefix = accounts.balance_cell(f"{accounts.DRAWERS}{place}:")
    found = nodes.this().store.rows.all(
        "SELECT cell, n FROM feed_counter WHERE projection = 'money' AND cell >= %s AND cell < %s",
        [prefix, prefix[:-1] + ";"],  # the sign after the colon: all that begins with it
    )
    return {int(cell.removeprefix(prefix)): n for cell, n in found}


def _lines(place: str, operators: Collection[int], day: str, most: int) -> tuple[Line, ...]:
    """Fees of the day from their own table (a free service moves no cash but stands there), refunds from transfers.

    A refund is what left a drawer for a citizen, be it owed to her or not.
    """
    theirs = models.Fee.objects.filter(centre=place, taken_on=day, operator_id__in=operators)
    fees = theirs.order_by("-about_id")[:most]
    lines = [
        Line(row.event_id, row.about_id, from_seconds(row.taken_at), row.state_minor, row.operator_minor, 0)
        for row in fees
    ]
    boxes = [accounts.drawer(place, one) for one in operators]
    out = models.Transfer.objects.filter(credit__in=boxes, booked_on=day)
    to_her = Q(debit__startswith=accounts.CITIZENS) | Q(debit=accounts.suspense(place))
    paid = out.filter(to_her).order_by("-event_id")[:most]
    lines += [Line(row.event_id, row.about_id, from_seconds(row.at), 0, 0, row.amount_minor) for row in paid]
    return tuple(sorted(lines, key=lambda line: -line.event_id)[:most])
