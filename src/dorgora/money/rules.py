"""The ledger's rules, pure: how much one event may move, who may say what, and where the events go."""

import re
from collections.abc import Sequence
from typing import Any, Final

from dorgora.feed.fold import Author, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route

MOST_MINOR: Final = 10**9
"""The most that one event may move: more at a counter is a slip of the finger or a lie, and moves nothing."""

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

OWED: Final = "owed"
EARNED: Final = "earned"
HANDED: Final = "handed"
PURPOSES: Final = (OWED, HANDED, EARNED)
"""Why money leaves a drawer: to whom it is owed; into the drawer of another operator; as what the centre earned."""
PASSED: Final = "passed"
OPEN: Final = "open"
CONFIRMED: Final = "confirmed"
UNDONE: Final = "undone"
"""How money that left a drawer stands; open: handed to somebody who has not said yet that she has it."""
MOST_OF_A_SLIP: Final = 24
_SLIP: Final = re.compile(r"[0-9]+([-/][0-9]+)*")

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

PASSING_COLUMNS: Final = (
    "passing_id", "centre", "operator_id", "purpose", "payee", "whose_id", "amount_minor", "slip", "passed_on",
    "passed_at", "state", "settled_at", "settled_on",
)  # fmt: skip

LODGED: Final = "application.submitted"
"""What opens a subject that money is for. The ledger hears it for one thing: whose the subject is."""

CLEARED: Final = "application.cleared"
"""The hub let go of it, as it was taken back: an office that had not heard so keeps it only by a decision."""

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


def is_slip(text: str) -> bool:
    """Whether this can be the number of a slip: digits, in groups or not. No letter, so that it names nobody."""
    return len(text) <= MOST_OF_A_SLIP and _SLIP.fullmatch(text) is not None


def number_of_slip(slip: str) -> str:
    """What two ways of typing one number have in common: its digits, without strokes and zeros before them."""
    return slip.replace("-", "").replace("/", "").lstrip("0")


def may_write_drawer(author: Author, centre: str) -> bool:
    """Only a centre says what went into its drawer or out of it."""
    return author.role == "centre" and author.place == centre


def may_owe(author: Author, office: str) -> bool:
    """Only an office that decides on the file, or the hub, makes money owed back."""
    return author.role == "hub" or (author.role == "office" and author.place == office)


def _route_of_count(told: Told, story: Sequence[Told]) -> Route:
    """The other laptops of the centre that counted; nowhere, when it is written into what somebody else opened."""
    is_own = told.id == told.subject and told.author.role == "centre"
    return Route(frozenset({("centre", told.author.place)})) if is_own else NOWHERE


def _route_of_passing(told: Told, story: Sequence[Told]) -> Route:
    """What is said of money passed on goes where that went, if its own centre says it."""
    first = opening(story)
    is_theirs = first is not None and first.kind == "money.passed_on" and first.author == told.author
    return _route_of_count(first, story) if first is not None and is_theirs else NOWHERE


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
    ("money.passed_on", _route_of_count),
    ("money.passing_confirmed", _route_of_passing),
    ("money.passing_undone", _route_of_passing),
]
