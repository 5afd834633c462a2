"""Money that leaves a drawer on purpose, pure: to whom it is owed, into another drawer, or as what the centre earned.

What is handed to another operator lies in nobody's drawer until she says that she has it: neither can put it on the
other by her own word (ADR 0042).
"""

from typing import Any, Final

from dorgora.feed.fold import Told
from dorgora.kernel.bounds import bounded_int, bounded_text, day_of
from dorgora.money.accounts import day_cell, drawer, earned, handed, owed_state
from dorgora.money.booking import Book
from dorgora.money.rules import (
    CONFIRMED,
    EARNED,
    HANDED,
    MOST_MINOR,
    OPEN,
    OWED,
    PASSED,
    PURPOSES,
    UNDONE,
    is_slip,
    may_write_drawer,
)

PASSING: Final = "money.passed_on"
CONFIRMING: Final = "money.passing_confirmed"
UNDOING: Final = "money.passing_undone"

_LINES: Final = {OWED: "passed", EARNED: "kept", HANDED: "given"}
"""The counter of a day by purpose; what is given counts below zero."""


def pass_on(book: Book, one: Told) -> None:
    """It left the drawer of who says so."""
    facts, by = one.facts, bounded_int(one.by)
    if one.id != one.subject or not may_write_drawer(one.author, facts.centre) or not _is_passing(facts, by):
        return
    book.passing = {
        "passing_id": one.id,
        "centre": bounded_text(facts.centre),
        "operator_id": by,
        "purpose": facts.purpose,
        "payee": bounded_text(facts.to) if facts.purpose == OWED else "",
        "whose_id": facts.whose if facts.purpose == HANDED else 0,
        "amount_minor": facts.amount_minor,
        "slip": facts.slip if facts.purpose == OWED else "",
        "passed_on": bounded_text(facts.on, 10),
        "passed_at": one.at,
        "state": OPEN if facts.purpose == HANDED else PASSED,
        "settled_at": 0,
        "settled_on": "",
    }
    _leave(book, one, 1)


def confirm(book: Book, one: Told) -> None:
    """She to whom it was handed has it in her drawer."""
    it = book.passing
    if not _is_of(it, one) or it["state"] != OPEN or bounded_int(one.by) != it["whose_id"]:
        return
    on, amount = bounded_text(one.facts.on, 10), it["amount_minor"]
    it |= {"state": CONFIRMED, "settled_at": one.at, "settled_on": on}
    box = drawer(it["centre"], it["whose_id"])
    book.post(one, on, box, handed(it["centre"], it["whose_id"]), amount)
    book.count(day_cell(it["centre"], it["whose_id"], on, _LINES[HANDED]), amount)


def undo(book: Book, one: Told) -> None:
    """It is in the drawer again that it left; what was handed and confirmed is another's by now, and stays there.

    What lies in neither drawer any operator of the centre can put back: who serves there still only the action knows.
    """
    it = book.passing
    if not _is_of(it, one) or it["state"] not in (OPEN, PASSED):
        return
    if it["state"] == PASSED and bounded_int(one.by) != it["operator_id"]:
        return
    it |= {"state": UNDONE, "settled_at": one.at, "settled_on": bounded_text(one.facts.on, 10)}
    _leave(book, one, -1)


def _leave(book: Book, one: Told, sign: int) -> None:
    """So much goes out of the drawer, or below zero back into it."""
    it, on = book.passing, bounded_text(one.facts.on, 10)
    box, across = drawer(it["centre"], it["operator_id"]), _across(it)
    book.post(one, on, *((across, box) if sign > 0 else (box, across)), it["amount_minor"])
    n = -it["amount_minor"] if it["purpose"] == HANDED else it["amount_minor"]
    book.count(day_cell(it["centre"], it["operator_id"], on, _LINES[it["purpose"]]), sign * n)


def _across(it: dict[str, Any]) -> str:
    """The account on the other side."""
    if it["purpose"] == OWED:
        return owed_state(it["centre"], it["payee"])
    return handed(it["centre"], it["whose_id"]) if it["purpose"] == HANDED else earned(it["centre"])


def _is_of(it: dict[str, Any], one: Told) -> bool:
    """Whether something was passed on at all, at the centre that now speaks of it."""
    return bool(it) and one.facts.centre == it["centre"] and may_write_drawer(one.author, it["centre"])


def _is_passing(facts: Any, by: int) -> bool:
    """Whether this can have happened: a sum, a purpose we know, a day, and whatever that needs."""
    is_sum = 0 < facts.amount_minor <= MOST_MINOR
    if facts.purpose not in PURPOSES or not is_sum or day_of(facts.on) is None:
        return False
    if facts.purpose == OWED:
        return bool(bounded_text(facts.to)) and is_slip(facts.slip)
    return facts.purpose == EARNED or bounded_int(facts.whose) not in (0, by)
