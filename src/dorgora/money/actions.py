"""Every write of the ledger. What the money is for is the caller's business; here it is only `about`."""

from datetime import datetime

from django.utils.timezone import localtime

from dorgora.feed import log
from dorgora.kernel.errors import Refused
from dorgora.money import events as ev
from dorgora.money import queries, rules

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


def owe_refund(*, about: int, cause: int, by: int, at: datetime, within: log.Act | None = None) -> int | None:
    """All that was taken for it is owed back, because of one event; None when nothing is left to owe.

    Written by whoever decides for the office that was to get it; the same cause again changes nothing.

    Raises:
        Refused: `no_feed`, when that office is not this node's.
    """
    paid = queries.paid_for(about)
    if paid is None or not paid.total_minor:
        return None
    with log.act(role="office", place=paid.office, by=by, at=at, subjects=[about], within=within) as act:
        paid = queries.paid_for(about)
        if paid is None or paid.refund_owed_minor >= paid.total_minor:
            return None
        facts = ev.RefundOwed(about, paid.centre, paid.office, cause, paid.state_minor, paid.operator_minor)
        return act.add(ev.REFUND_OWED, facts, subject=about)


def pay_refund(*, about: int, centre: str, by: int, at: datetime, within: log.Act | None = None) -> int:
    """All that is owed back for it was handed to the citizen out of a centre's drawer.

    Raises:
        Refused: `nothing_owed`, `not_yours` (another centre took the money), `drawer_short` (detail: has, owed).
    """
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[about], within=within) as act:
        paid = queries.paid_for(about)
        if paid is None or not paid.to_pay_back_minor:
            raise Refused("nothing_owed")
        if paid.centre != centre:
            raise Refused("not_yours")
        has = queries.balance(rules.drawer(centre))
        if has < paid.to_pay_back_minor:
            raise Refused("drawer_short", detail={"has_minor": has, "owed_minor": paid.to_pay_back_minor})
        on = localtime(at).date().isoformat()
        facts = ev.RefundPaid(about, centre, paid.office, paid.to_pay_back_minor, on)
        return act.add(ev.REFUND_PAID, facts, subject=about)
