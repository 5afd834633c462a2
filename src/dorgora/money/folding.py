"""What the money events of one subject come to, pure: transfers, what was paid for it, counts of a drawer.

Money that leaves a drawer on purpose is a subject of its own (`passing.py`).

One transfer is a debit and a credit of one amount above zero, so no posting can be out of balance.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dorgora.feed.fold import Telling, Told, opening
from dorgora.kernel.bounds import bounded_int, bounded_text, day_of
from dorgora.money.accounts import (
    day_cell,
    difference,
    drawer,
    earned,
    float_of,
    moving,
    owed_citizen,
    owed_state,
    refunds,
    suspense,
)
from dorgora.money.booking import Book
from dorgora.money.passing import CONFIRMING, PASSING, UNDOING, confirm, pass_on, undo
from dorgora.money.pieces import are_pieces, pieces_text, sum_of
from dorgora.money.rules import (
    CLEARED,
    CLOSING,
    FEE_COLUMNS,
    FLOAT,
    LEFT,
    LODGED,
    LOOKED_AT,
    MOST_MINOR,
    MOVED,
    OPENING,
    PASSING_COLUMNS,
    REASONS,
    WITHDRAWN,
    may_owe,
    may_write_drawer,
)
from dorgora.people.rules import STAFF_WRITER


def fold_money(told: Sequence[Told]) -> Telling:
    """Transfers of one subject, and what was paid for it; counts are balances of accounts and a drawer's days.

    Only the centre and the offices of what the money is for have a say in it.
    """
    if not told:
        return Telling({}, {})
    first = opening(told)
    book = Book(told[0].subject, first if first is not None and first.kind == LODGED else None)
    for one in told:
        if one.kind == "money.fee_taken":
            _take(book, one)
    book.is_settled = _is_settled(book, told)
    for one in told:
        if one.kind in _THEN:
            _THEN[one.kind](book, one)
    fees = [] if book.fee is None else [(*book.fee, book.owed, book.paid)]
    passed = [tuple(book.passing[column] for column in PASSING_COLUMNS)] if book.passing else []
    rows = {
        "money_fee": fees,
        "money_transfer": book.rows,
        "money_count": book.drawers,
        "money_passing": passed,
    }
    return Telling(rows, book.counts)


def _take(book: Book, one: Told) -> None:
    facts, on = one.facts, bounded_text(one.facts.on, 10)
    is_theirs = book.is_its_centre(one.author) and book.is_its_office(facts.office)
    is_sound = _is_sound(facts.state_minor, facts.operator_minor) and day_of(on) is not None
    if not (is_theirs and is_sound and may_write_drawer(one.author, facts.centre)):
        return
    centre, office = bounded_text(facts.centre), bounded_text(facts.office)
    names = _names_of_fee(centre, bounded_int(one.by), office, on)
    amounts = (facts.state_minor, facts.operator_minor)
    if book.fee is not None:
        # Cash taken twice is a fact; it is owed back, whoever took it.
        for amount in amounts:
            book.post(one, on, names.drawer, owed_citizen(book.about), amount)
            book.owed += amount
        return
    book.fee = [
        book.about, centre, office, bounded_int(one.by), bounded_text(facts.method, 20), *amounts, one.at, on, one.id,
    ]  # fmt: skip
    book.left = amounts
    book.count(names.n, 1)
    for amount, (account, line) in zip(amounts, names.lines, strict=True):
        book.post(one, on, names.drawer, account, amount)
        book.count(line, amount)


class _FeeNames(NamedTuple):
    """The accounts and counters a fee goes to; of lines the account and the day's counter."""

    drawer: str
    n: str
    lines: tuple[tuple[str, str], tuple[str, str]]


@lru_cache(maxsize=512)
def _names_of_fee(centre: str, operator_id: int, office: str, on: str) -> _FeeNames:
    """Made once for a day of an operator. Only of bounded texts: what is kept here stays small whoever wrote it."""
    state, operator, n = (day_cell(centre, operator_id, on, line) for line in ("state", "operator", "n"))
    lines = (owed_state(centre, office), state), (earned(centre), operator)
    return _FeeNames(drawer(centre, operator_id), n, lines)


def _owe(book: Book, one: Told) -> None:
    facts = one.facts
    amounts = (facts.state_minor, facts.operator_minor)
    if not _is_sound(*amounts) or not book.is_its_office(facts.office):
        return
    # Each line by itself: what a centre holds of one office's is not to be moved by another as if it were its own.
    is_within = all(amount <= left for amount, left in zip(amounts, book.left, strict=True))
    if not may_owe(one.author, facts.office) or facts.cause in book.causes or not is_within:
        return
    book.causes.add(facts.cause)
    book.give_back(amounts)
    if book.fee is None:
        return
    fee = dict(zip(FEE_COLUMNS, book.fee, strict=False))
    # What goes back to the citizen is passed on to nobody; what the centre had earned of it the office bears.
    bearers = (owed_state(fee["centre"], fee["office"]), refunds(facts.office))
    for bearer, amount in zip(bearers, amounts, strict=True):
        book.post(one, "", bearer, owed_citizen(book.about), amount)
        book.owed += amount


def _withdraw(book: Book, one: Told) -> None:
    """What was taken is the citizen's again: neither office nor centre has it, as long as no office looked at it.

    Or if one did that had not heard, and decided nothing, and the hub had let go of the file already.
    """
    is_theirs = book.first is not None and one.author == book.first.author
    is_late = book.is_looked_at and not book.is_settled
    if not is_theirs or is_late or book.is_withdrawn or book.fee is None:
        return
    book.is_withdrawn = True
    fee = dict(zip(FEE_COLUMNS, book.fee, strict=False))
    # On the sheet of who gave it back, where the money is missing, whoever had taken it.
    centre, operator_id, on = fee["centre"], bounded_int(one.by), bounded_text(one.facts.on, 10)
    book.count(day_cell(centre, operator_id, on, "undone_n"), 1)
    state_minor, operator_minor = book.left
    for account, line, amount in (
        (owed_state(centre, fee["office"]), "undone_state", state_minor),
        (earned(centre), "undone_operator", operator_minor),
    ):
        book.post(one, on, account, owed_citizen(book.about), amount)
        book.count(day_cell(centre, operator_id, on, line), amount)
        book.owed += amount
    book.give_back(book.left)


def _is_settled(book: Book, told: Sequence[Told]) -> bool:
    """Whether the hub let go of it while no decision of its offices stood."""
    is_decided = False
    for one in told:
        if one.kind in DECIDED and one.author.role == "office" and book.is_its_office(one.author.place):
            is_decided = DECIDED[one.kind]
        elif one.kind == CLEARED and one.author == STAFF_WRITER:
            return not is_decided
    return False


def _look(book: Book, one: Told) -> None:
    book.is_looked_at |= one.author.role == "office" and book.is_its_office(one.author.place)


def _pay(book: Book, one: Told) -> None:
    facts, on = one.facts, bounded_text(one.facts.on, 10)
    amount = facts.amount_minor
    is_theirs = book.is_its_centre(one.author) and may_write_drawer(one.author, facts.centre)
    if not is_theirs or not _is_sound(amount):
        return
    within = min(amount, max(0, book.owed - book.paid))
    box = drawer(facts.centre, one.by)
    book.post(one, on, owed_citizen(book.about), box, within)
    # Paid out without being owed: it left the drawer, so it stands, in the centre's name, until explained.
    book.post(one, on, suspense(facts.centre), box, amount - within)
    book.paid += amount
    book.count(day_cell(facts.centre, one.by, on, "refund"), amount)


def _count(book: Book, one: Told) -> None:
    """What was counted stands; only a difference that has a reason moves, and the drawer then is what was counted."""
    if _is_its_own(one) and _is_counted(one.facts, (OPENING, CLOSING)):
        _find(book, one, bounded_int(one.by))


def _take_over(book: Book, one: Told) -> None:
    """A drawer that was left is counted the same, then all that lay in it goes into hers who counted it."""
    facts, by = one.facts, bounded_int(one.by)
    whose, on = bounded_int(facts.whose), bounded_text(facts.on, 10)
    if not _is_its_own(one) or not _is_counted(facts, LEFT) or whose == by:
        return
    _find(book, one, whose)
    book.post(one, on, drawer(facts.centre, by), drawer(facts.centre, whose), facts.counted_minor)
    for operator_id, minor in ((by, facts.counted_minor), (whose, -facts.counted_minor)):
        if minor:
            book.count(day_cell(facts.centre, operator_id, on, "handed"), minor)


def _is_its_own(one: Told) -> bool:
    """Whether a centre counts a drawer of its own, in a subject of its own."""
    return one.id == one.subject and may_write_drawer(one.author, one.facts.centre)


def _find(book: Book, one: Told, whose: int) -> None:
    """The row of a count of somebody's drawer, and the difference it found."""
    facts, on = one.facts, bounded_text(one.facts.on, 10)
    book.drawers.append((
        one.id, bounded_text(facts.centre), whose, facts.when, on, one.at, pieces_text(facts.counts),
        facts.counted_minor, facts.book_minor, facts.reason, bounded_int(one.by),
    ))  # fmt: skip
    found = facts.counted_minor - facts.book_minor
    if not found or not facts.reason:
        return
    line = facts.reason if facts.reason in (FLOAT, MOVED) else "difference"
    box, other = drawer(facts.centre, whose), _ACROSS[line](facts.centre)
    book.post(one, on, *((box, other) if found > 0 else (other, box)), abs(found))
    book.count(day_cell(facts.centre, whose, on, line), found)


_ACROSS: Final = {FLOAT: float_of, MOVED: moving, "difference": difference}
"""The account on the other side of an explained difference, by its line of the day."""


DECIDED: Final = {
    "application.approved": True,
    "application.rejected": True,
    "application.returned": False,
    "application.reopened": False,
}
"""Whether a decision stands after each act of an office."""


_THEN: Final[Mapping[str, Callable[[Book, Told], None]]] = {
    "money.refund_owed": _owe,
    "money.refund_paid": _pay,
    "money.drawer_counted": _count,
    "money.drawer_taken_over": _take_over,
    PASSING: pass_on,
    CONFIRMING: confirm,
    UNDOING: undo,
    WITHDRAWN: _withdraw,
    **dict.fromkeys(LOOKED_AT, _look),
}
"""What follows a fee, each in its turn; the fee itself is taken before all of it."""


def _is_counted(facts: Any, moments: Sequence[str]) -> bool:
    """Whether this is a count at all: words we know, and pieces that come to the sum."""
    is_known = facts.when in moments and facts.reason in ("", *REASONS)
    is_sum = are_pieces(facts.counts) and sum_of(facts.counts) == facts.counted_minor
    return is_known and is_sum and abs(facts.counted_minor - facts.book_minor) <= MOST_MINOR


def _is_sound(*amounts: int) -> bool:
    return min(amounts) >= 0 and max(amounts) <= MOST_MINOR
