"""The ledger, pure: from the money events of one subject to transfers. One transfer is a debit and a credit of one
amount above zero, so no posting can be out of balance.

Accounts are text: `drawer:<centre>:<operator>` the cash in one operator's hands, `owed_state:<office>` the state's
part of it, `earned:<centre>` the centre's own, `owed_citizen:<about>` to be given back, `refunds:<office>` who bears
that, `suspense:<centre>` what was done against the books and waits for a person, `float:<centre>` change money that the
operators brought along, `moved:<centre>` what is on its way between two drawers, `difference:<centre>` what a count of
a drawer found too much or too little, with a reason. A balance is debits minus credits.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from dorgora.feed.fold import Author, Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text

MOST_MINOR: Final = 10**9
"""The most that one event may move: more at a counter is a slip of the finger or a lie, and moves nothing."""

MOST_PIECES: Final = 100_000
"""The most notes or coins of one kind in a drawer."""
MOST_DENOMINATIONS: Final = 20

DRAWERS: Final = "drawer:"
"""How the accounts of drawers begin."""

OPENING: Final = "opening"
CLOSING: Final = "closing"
FLOAT: Final = "float"
MOVED: Final = "moved"
REASONS: Final = (FLOAT, MOVED, "wrong_change", "not_booked", "missing", "other")
"""Why a drawer does not hold what the book says; `float`: change money was brought along or taken home; `moved`: it
went into another drawer, or came out of one."""

COUNT_COLUMNS: Final = (
    "count_id", "centre", "operator_id", "moment", "counted_on", "counted_at", "pieces", "counted_minor",
    "book_minor", "reason",
)  # fmt: skip
FEE_COLUMNS: Final = (
    "about_id", "centre", "office", "operator_id", "method", "state_minor", "operator_minor", "taken_at", "taken_on",
    "event_id", "owed_minor", "paid_minor",
)  # fmt: skip
TRANSFER_COLUMNS: Final = (
    "entry_id", "event_id", "about_id", "debit", "credit", "amount_minor", "at", "booked_on",
)  # fmt: skip

LODGED: Final = "application.submitted"
"""What opens a subject that money is for. The ledger hears it for one thing: whose the subject is."""

WITHDRAWN: Final = "application.withdrawn"
LOOKED_AT: Final = frozenset(
    f"application.{act}" for act in ("forwarded", "sent_out", "returned", "approved", "rejected", "reopened")
)
"""A centre takes back what it lodged by mistake; after an act of an office that is no longer its to say."""

MOST_OFFICES: Final = 8
"""A file that names more offices, one after the other, names nobody's: those beyond have no say in it."""

Row = tuple[Any, ...]


def offices(lodged: Any) -> tuple[str, ...]:
    """The offices that decide what the money is for, in their order, from the facts of its opening."""
    return (lodged.office, *getattr(lodged, "onward", ()))[:MOST_OFFICES]


def drawer(centre: str, operator_id: int) -> str:
    """The cash in an operator's hands at a centre: each has a drawer of her own (ADR 0037)."""
    return f"{DRAWERS}{bounded_text(centre)}:{bounded_int(operator_id)}"


def owed_state(office: str) -> str:
    """What the state is owed of it, by the office that decides."""
    return f"owed_state:{bounded_text(office)}"


def earned(centre: str) -> str:
    """What a centre has earned."""
    return f"earned:{bounded_text(centre)}"


def owed_citizen(about: int) -> str:
    """What is to be given back for one subject."""
    return f"owed_citizen:{about}"


def refunds(office: str) -> str:
    """What an office's rejections cost."""
    return f"refunds:{bounded_text(office)}"


def suspense(centre: str) -> str:
    """What waits for a person to say what it was."""
    return f"suspense:{bounded_text(centre)}"


def float_of(centre: str) -> str:
    """Change money that the operators put into the drawer of their own."""
    return f"float:{bounded_text(centre)}"


def moving(centre: str) -> str:
    """What was counted out of one drawer and not into another yet."""
    return f"moved:{bounded_text(centre)}"


def difference(centre: str) -> str:
    """What counts found too much or too little in a drawer, and somebody gave a reason for."""
    return f"difference:{bounded_text(centre)}"


def day_cell(centre: str, operator_id: int, on: str, line: str) -> str:
    """The counter of one day of an operator's drawer, in minor units but for `n`, the fees taken.

    line: `state`, `operator`, `refund`, `n`; `float`, `moved`, `difference` as they went into the drawer; of what was
    taken back within minutes, and stands in the others too, `undone_state`, `undone_operator` and `undone_n`.
    """
    return f"day:{bounded_text(centre)}:{bounded_int(operator_id)}:{bounded_text(on, 10)}:{line}"


def balance_cell(account: str) -> str:
    """The counter of an account's balance."""
    return f"balance:{account}"


def may_write_drawer(author: Author, centre: str) -> bool:
    """Only a centre says what went into its drawer or out of it."""
    return author.role == "centre" and author.place == centre


def may_owe(author: Author, office: str) -> bool:
    """Only an office that decides on the file, or the hub, makes money owed back."""
    return author.role == "hub" or (author.role == "office" and author.place == office)


class _Book(msgspec.Struct):
    """One subject's transfers while its events go by."""

    about: int
    first: Told | None = None
    rows: list[Row] = []
    drawers: list[Row] = []
    counts: dict[str, int] = {}
    fee: list[Any] | None = None
    taken: int = 0
    owed: int = 0
    paid: int = 0
    given_back: int = 0
    is_looked_at: bool = False
    is_withdrawn: bool = False
    causes: set[int] = set()

    def post(self, one: Told, on: str, debit: str, credit: str, amount: int) -> None:
        """One transfer; a zero line is no row."""
        if amount <= 0:
            return
        n = 1 + [row[1] for row in self.rows].count(one.id)
        self.rows.append((f"{one.id}.{n}", one.id, self.about, debit, credit, amount, one.at, on))
        self.count(balance_cell(debit), amount)
        self.count(balance_cell(credit), -amount)

    def is_its_centre(self, author: Author) -> bool:
        """Whether the author is the centre of what the money is for, as that itself says."""
        return self.first is None or self.first.author == author

    def is_its_office(self, office: str) -> bool:
        """Whether this is an office of what the money is for, as that itself says."""
        return self.first is None or office in offices(self.first.facts)

    def count(self, cell: str, n: int) -> None:
        self.counts[cell] = self.counts.get(cell, 0) + n


def fold_money(told: Sequence[Told]) -> Telling:
    """Transfers of one subject, and what was paid for it; counts are balances of accounts and a drawer's days.

    Only the centre and the offices of what the money is for have a say in it.
    """
    if not told:
        return Telling({}, {})
    first = opening(told)
    book = _Book(told[0].subject, first if first is not None and first.kind == LODGED else None)
    for one in told:
        if one.kind == "money.fee_taken":
            _take(book, one)
    for one in told:
        if one.kind in _THEN:
            _THEN[one.kind](book, one)
    fees = [] if book.fee is None else [(*book.fee, book.owed, book.paid)]
    rows = {"money_fee": fees, "money_transfer": book.rows, "money_count": book.drawers}
    return Telling(rows, book.counts)


def _take(book: _Book, one: Told) -> None:
    facts, on = one.facts, bounded_text(one.facts.on, 10)
    is_theirs = book.is_its_centre(one.author) and book.is_its_office(facts.office)
    is_sound = _is_sound(facts.state_minor, facts.operator_minor)
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
    book.taken = sum(amounts)
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
    lines = (owed_state(office), state), (earned(centre), operator)
    return _FeeNames(drawer(centre, operator_id), n, lines)


def _owe(book: _Book, one: Told) -> None:
    facts = one.facts
    amounts = (facts.state_minor, facts.operator_minor)
    if not _is_sound(*amounts) or not book.is_its_office(facts.office):
        return
    is_new = facts.cause not in book.causes and book.given_back + sum(amounts) <= book.taken
    if not may_owe(one.author, facts.office) or not is_new:
        return
    book.causes.add(facts.cause)
    book.given_back += sum(amounts)
    for amount in amounts:
        book.post(one, "", refunds(facts.office), owed_citizen(book.about), amount)
        book.owed += amount


def _withdraw(book: _Book, one: Told) -> None:
    """What was taken is the citizen's again: neither office nor centre has it, as long as no office looked at it."""
    is_theirs = book.first is not None and one.author == book.first.author
    if not is_theirs or book.is_looked_at or book.is_withdrawn or book.fee is None:
        return
    book.is_withdrawn = True
    fee = dict(zip(FEE_COLUMNS, book.fee, strict=False))
    # On the sheet of who gave it back, where the money is missing, whoever had taken it.
    centre, operator_id, on = fee["centre"], bounded_int(one.by), bounded_text(one.facts.on, 10)
    book.count(day_cell(centre, operator_id, on, "undone_n"), 1)
    for account, line, amount in (
        (owed_state(fee["office"]), "undone_state", fee["state_minor"]),
        (earned(centre), "undone_operator", fee["operator_minor"]),
    ):
        book.post(one, on, account, owed_citizen(book.about), amount)
        book.count(day_cell(centre, operator_id, on, line), amount)
        book.owed += amount
        book.given_back += amount


def _look(book: _Book, one: Told) -> None:
    book.is_looked_at |= one.author.role == "office" and book.is_its_office(one.author.place)


def _pay(book: _Book, one: Told) -> None:
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


def _count(book: _Book, one: Told) -> None:
    """What was counted stands; only a difference that has a reason moves, and the drawer then is what was counted."""
    facts, on = one.facts, bounded_text(one.facts.on, 10)
    is_theirs = one.id == one.subject and may_write_drawer(one.author, facts.centre)
    if not is_theirs or not _is_counted(facts):
        return
    book.drawers.append((
        one.id, bounded_text(facts.centre), bounded_int(one.by), facts.when, on, one.at, pieces_text(facts.counts),
        facts.counted_minor, facts.book_minor, facts.reason,
    ))  # fmt: skip
    found = facts.counted_minor - facts.book_minor
    if not found or not facts.reason:
        return
    line = facts.reason if facts.reason in (FLOAT, MOVED) else "difference"
    box, other = drawer(facts.centre, one.by), _ACROSS[line](facts.centre)
    book.post(one, on, *((box, other) if found > 0 else (other, box)), abs(found))
    book.count(day_cell(facts.centre, one.by, on, line), found)


_ACROSS: Final = {FLOAT: float_of, MOVED: moving, "difference": difference}
"""The account on the other side of an explained difference, by its line of the day."""


_THEN: Final[Mapping[str, Callable[[_Book, Told], None]]] = {
    "money.refund_owed": _owe,
    "money.refund_paid": _pay,
    "money.drawer_counted": _count,
    WITHDRAWN: _withdraw,
    **dict.fromkeys(LOOKED_AT, _look),
}
"""What follows a fee, each in its turn; the fee itself is taken before all of it."""


def _is_counted(facts: Any) -> bool:
    """Whether this is a count at all: words we know, and pieces that come to the sum."""
    is_known = facts.when in (OPENING, CLOSING) and facts.reason in ("", *REASONS)
    is_sum = are_pieces(facts.counts) and sum_of(facts.counts) == facts.counted_minor
    return is_known and is_sum and abs(facts.counted_minor - facts.book_minor) <= MOST_MINOR


def are_pieces(counts: Sequence[tuple[int, int]]) -> bool:
    """Whether a drawer can hold these notes and coins: each kind once, the largest first, no more than can be."""
    values = [value for value, _n in counts]
    return (
        len(values) <= MOST_DENOMINATIONS
        and values == sorted(set(values), reverse=True)
        and all(0 < value <= MOST_MINOR and 0 < n <= MOST_PIECES for value, n in counts)
        and sum_of(counts) <= MOST_MINOR
    )


def sum_of(counts: Sequence[tuple[int, int]]) -> int:
    """What notes and coins come to, in minor units."""
    return sum(value * n for value, n in counts)


def pieces_text(counts: Sequence[tuple[int, int]]) -> str:
    """Notes and coins as a column keeps them: `10000x2 500x3`."""
    return " ".join(f"{value}x{n}" for value, n in counts)


def pieces_of(text: str) -> tuple[tuple[int, int], ...]:
    """The same read back."""
    pairs = (one.split("x") for one in text.split())
    return tuple((int(value), int(n)) for value, n in pairs)


def _is_sound(*amounts: int) -> bool:
    return min(amounts) >= 0 and max(amounts) <= MOST_MINOR


def _route_of_count(told: Told, story: Sequence[Told]) -> Route:
    """The other laptops of the centre that counted; nowhere, when it is written into what somebody else opened."""
    is_own = told.id == told.subject and told.author.role == "centre"
    return Route(frozenset({("centre", told.author.place)})) if is_own else NOWHERE


def _route(told: Told, story: Sequence[Told]) -> Route:
    """The centre of what the money is for, its first office and the one that writes; nowhere, when a stranger writes.

    A later office hears of it with the file, once that is sent on to it.
    """
    first = opening(story)
    if first is None or first.kind != LODGED or first.author.role != "centre":
        return NOWHERE
    theirs = [Author("office", office) for office in offices(first.facts)]
    if told.author.role == "hub":
        return Route(frozenset({first.author, theirs[0]}))
    is_ours = told.author in (first.author, *theirs)
    return Route(frozenset({first.author, theirs[0], told.author})) if is_ours else NOWHERE


ROUTES = [
    ("money.fee_taken", _route),
    ("money.refund_owed", _route),
    ("money.refund_paid", _route),
    ("money.drawer_counted", _route_of_count),
]
