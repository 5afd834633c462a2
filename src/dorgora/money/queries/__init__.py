"""What may be known of money: a drawer, an account, what was paid for something and what is owed back."""

from dorgora.money.queries.counts import (
    Count,
    Left,
    counts,
    has_counted_in,
    last_taken_over,
    left,
    moved_since,
    taken_over_by,
)
from dorgora.money.queries.drawers import (
    Drawer,
    Line,
    are_books_told,
    balance,
    balances,
    drawer,
    drawers,
)
from dorgora.money.queries.owed import Due, dues, owed
from dorgora.money.queries.paid import (
    Paid,
    given_back_at,
    is_paid,
    paid_for,
    paid_for_all,
    refunds_due,
)
from dorgora.money.queries.passing import (
    Passing,
    is_left,
    passed_with,
    passing,
    passings,
    unconfirmed,
)

__all__ = [
    "Count",
    "Drawer",
    "Due",
    "Left",
    "Line",
    "Paid",
    "Passing",
    "are_books_told",
    "balance",
    "balances",
    "counts",
    "drawer",
    "drawers",
    "dues",
    "given_back_at",
    "has_counted_in",
    "is_left",
    "is_paid",
    "last_taken_over",
    "left",
    "moved_since",
    "owed",
    "paid_for",
    "paid_for_all",
    "passed_with",
    "passing",
    "passings",
    "refunds_due",
    "taken_over_by",
    "unconfirmed",
]
