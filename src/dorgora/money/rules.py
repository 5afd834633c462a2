"""The ledger's words, pure: its accounts, who may say what, what a count is, and where the events go.

Accounts are text: `drawer:<centre>:<operator>` the cash in one operator's hands, `owed_state:<office>` the state's
part of it, `earned:<centre>` the centre's own, `owed_citizen:<about>` to be given back, `refunds:<office>` who bears
that, `suspense:<centre>` what was done against the books and waits for a person, `float:<centre>` change money that the
operators brought along, `moved:<centre>` what is on its way between two drawers, `difference:<centre>` what a count of
a drawer found too much or too little, with a reason. A balance is debits minus credits.
"""

from collections.abc import Sequence
from typing import Any, Final

from dorgora.feed.fold import Author, Told, opening
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
ENDED: Final = "ended"
AWAY: Final = "away"
LET_IN: Final = "let_in"
LEFT: Final = (ENDED, AWAY, LET_IN)
"""Why another may count a drawer out: its operator serves no more; nothing moved in it for so many days; the cash of a
laptop kept apart stands under an officer, in nobody's hands."""
AWAY_DAYS: Final = 7

FLOAT: Final = "float"
MOVED: Final = "moved"
REASONS: Final = (FLOAT, MOVED, "wrong_change", "not_booked", "missing", "other")
"""Why a drawer does not hold what the book says; `float`: change money was brought along or taken home; `moved`: it
went into another drawer, or came out of one."""

COUNT_COLUMNS: Final = (
    "count_id", "centre", "operator_id", "moment", "counted_on", "counted_at", "pieces", "counted_minor",
    "book_minor", "reason", "counted_by_id",
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

    line: `state`, `operator`, `refund`, `n`; `float`, `moved`, `difference` as they went into the drawer; `handed` what
    came of drawers that were taken over, below zero in the drawer it came of; of what was taken back within minutes,
    and stands in the others too, `undone_state`, `undone_operator` and `undone_n`.
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
    ("money.drawer_taken_over", _route_of_count),
]
