"""Every write of the ledger. What the money is for is the caller's business; here it is only `about`."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from dorgora.feed import log
from dorgora.kernel.errors import Refused
from dorgora.money import accounts, queries, rules
from dorgora.money import events as ev
from dorgora.money.pieces import are_pieces, sum_of

METHODS = ("cash",)


def take_fee(
    *,
    about: int,
    centre: str,
    office: str,
    state_minor: int,
    operator_minor: int,
    by: int,
    at: datetime,
    method: str = "cash",
    within: log.Act | None = None,
) -> int:
    """A fee was taken at a centre: the state's line and the centre's. Gives the id of the event.

    Raises:
        Refused: `amount_too_large` (an amount is no amount), `unknown_method`, `already_paid` (detail: at).
    """
    if not all(0 <= amount <= rules.MOST_MINOR for amount in (state_minor, operator_minor)):
        raise Refused("amount_too_large")
    if method not in METHODS:
        raise Refused("unknown_method")
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[about], within=within) as act:
        paid = queries.paid_for(about)
        if paid is not None:
            raise Refused("already_paid", detail={"at": paid.at})
        on = localtime(at).date().isoformat()
        facts = ev.FeeTaken(about, centre, office, state_minor, operator_minor, method, on)
        return act.add(ev.FEE_TAKEN, facts, subject=about)


def owe_refund(
    *, about: int, cause: int, office: str, by: int, at: datetime, within: log.Act | None = None
) -> int | None:
    """All that was taken for it is owed back, because of one event; None when nothing is left to owe.

    office: the one whose decision it follows from; the same cause again changes nothing.

    Raises:
        Refused: `no_feed`, when that office is not this node's.
    """
    paid = queries.paid_for(about)
    if paid is None or not paid.total_minor:
        return None
    with log.act(role="office", place=office, by=by, at=at, subjects=[about], within=within) as act:
        paid = queries.paid_for(about)
        if paid is None or paid.refund_owed_minor >= paid.total_minor:
            return None
        facts = ev.RefundOwed(about, paid.centre, office, cause, paid.state_minor, paid.operator_minor)
        return act.add(ev.REFUND_OWED, facts, subject=about)


def pay_refund(*, about: int, centre: str, by: int, at: datetime, within: log.Act | None = None) -> int:
    """All that is owed back for it was handed to the citizen out of the drawer of who acts.

    Raises:
        Refused: `nothing_owed`, `not_yours` (another centre took the money), `drawer_short` (detail: has, owed),
            `books_being_told`.
    """
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[about], within=within) as act:
        paid = queries.paid_for(about)
        if paid is None or not paid.to_pay_back_minor:
            raise Refused("nothing_owed")
        if paid.centre != centre:
            raise Refused("not_yours")
        return _hand_out(act, paid, paid.to_pay_back_minor)


def give_back_fee(*, about: int, centre: str, by: int, at: datetime, within: log.Act) -> int | None:
    """All that was taken for it is handed back, in the very action that takes it back; None when nothing was taken.

    Raises:
        Refused: `not_yours` (another centre took the money), `drawer_short` (detail: has, owed),
            `books_being_told`.
    """
    paid = queries.paid_for(about)
    left = paid.total_minor - paid.refund_paid_minor if paid else 0
    if paid is None or left <= 0:
        return None
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[about], within=within) as act:
        if paid.centre != centre:
            raise Refused("not_yours")
        return _hand_out(act, paid, left)


def _hand_out(act: log.Act, paid: queries.Paid, amount_minor: int) -> int:
    """So much leaves the drawer of who hands it out, at the centre that took it.

    Raises:
        Refused: `drawer_short`.
    """
    _check_books()
    has = queries.balance(accounts.drawer(paid.centre, act.by))
    if has < amount_minor:
        raise Refused("drawer_short", detail={"has_minor": has, "owed_minor": amount_minor})
    on = localtime(act.at).date().isoformat()
    facts = ev.RefundPaid(paid.about_id, paid.centre, paid.office, amount_minor, on)
    return act.add(ev.REFUND_PAID, facts, subject=paid.about_id)


def count_drawer(
    *,
    centre: str,
    when: str,
    counts: Sequence[tuple[int, int]],
    by: int,
    at: datetime,
    reason: str = "",
    told_minor: int = 0,
) -> int:
    """An operator counted her drawer by notes and coins. Gives the id of the event.

    told_minor: the difference she was told when she gave its reason. The same count again, of a drawer that is as
    she left it, changes nothing and gives the first one's id.

    Raises:
        Refused: `not_a_count`, `amount_too_large`, `difference_unexplained` (detail: difference_minor),
            `difference_changed` (the same): something was booked since she was told; `books_being_told`.
    """
    pieces = _pieces(counts)
    if when not in (rules.OPENING, rules.CLOSING) or reason not in ("", *rules.REASONS):
        raise Refused("not_a_count")
    counted, day = sum_of(pieces), localtime(at).date()
    with log.act(role="centre", place=centre, by=by, at=at) as act:
        _check_books()
        book = queries.balance(accounts.drawer(centre, by))
        mine = [one for one in queries.counts(centre, by, day) if one.moment == when]
        if mine and counted == book and mine[-1].pieces == pieces:
            return mine[-1].id
        _check_difference(counted - book, reason, told_minor)
        why = reason if counted != book else ""
        facts = ev.DrawerCounted(centre, when, day.isoformat(), pieces, counted, book, why)
        return act.add(ev.DRAWER_COUNTED, facts)


def take_over_drawer(
    *,
    centre: str,
    whose: int,
    counts: Sequence[tuple[int, int]],
    by: int,
    at: datetime,
    reason: str = "",
    told_minor: int = 0,
) -> int:
    """An operator counted out the drawer of one who left it, and took what lay in it into hers; gives the event's id.

    The same again, once nothing is in the book of it any more, changes nothing and gives the first one's id.

    Raises:
        Refused: `drawer_not_left` (it is in use, or nothing is left in it, or she does not serve here), `not_a_count`,
            `amount_too_large`, `difference_unexplained`, `difference_changed` (both with detail:
            difference_minor), `books_being_told`.
    """
    pieces = _pieces(counts)
    if reason not in ("", *rules.REASONS):
        raise Refused("not_a_count")
    counted, day = sum_of(pieces), localtime(at).date()
    with log.act(role="centre", place=centre, by=by, at=at) as act:
        _check_books()
        left = queries.left(centre, by, day).get(whose)
        if left is None:
            done = [one for one in queries.taken_over_by(centre, by, day) if one.operator_id == whose]
            if done and done[-1].pieces == pieces and not queries.balance(accounts.drawer(centre, whose)):
                return done[-1].id
            raise Refused("drawer_not_left")
        book = left.balance_minor
        _check_difference(counted - book, reason, told_minor)
        why, on = reason if counted != book else "", day.isoformat()
        facts = ev.DrawerTakenOver(centre, whose, left.why, on, pieces, counted, book, why)
        return act.add(ev.DRAWER_TAKEN_OVER, facts)


def _pieces(counts: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Notes and coins as an event keeps them.

    Raises:
        Refused: `amount_too_large`: no drawer can hold them.
    """
    pieces = tuple(sorted(((value, n) for value, n in counts if n), reverse=True))
    if not are_pieces(pieces):
        raise Refused("amount_too_large")
    return pieces


def _check_difference(found: int, reason: str, told_minor: int) -> None:
    """A difference is told first, then explained.

    Raises:
        Refused: `difference_unexplained`, `difference_changed` (detail: difference_minor), `amount_too_large`.
    """
    if found and not reason:
        raise Refused("difference_unexplained", detail={"difference_minor": found})
    if found and told_minor != found:
        raise Refused("difference_changed", detail={"difference_minor": found})
    if abs(found) > rules.MOST_MINOR:
        raise Refused("amount_too_large")


def _check_books() -> None:
    """Holds that the books are told whole: what is in a drawer, and went wrong with it, is asked of them.

    Raises:
        Refused: `books_being_told`: an upgrade tells them again.
    """
    if not queries.are_books_told():
        raise Refused("books_being_told")
