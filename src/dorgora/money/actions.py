"""Every write of the ledger. What the money is for is the caller's business; here it is only `about`."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from dorgora.feed import log, pressed
from dorgora.kernel.errors import Refused
from dorgora.money import accounts, queries, rules
from dorgora.money import events as ev
from dorgora.money.pieces import are_pieces, sum_of
from dorgora.people import queries as people
from dorgora.people.actions import check_operator
from dorgora.people.rules import is_just_now

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


def pass_on(
    *,
    centre: str,
    purpose: str,
    amount_minor: int,
    by: int,
    at: datetime,
    to: str = "",
    whose: int = 0,
    slip: str = "",
    form_key: str = "",
) -> int:
    """An operator passes money on out of her drawer, for a purpose of `rules.PURPOSES`. Gives the id of the event.

    to, slip: of what is owed, the office or company and the number on what it gave for it. whose: of what is handed,
    the other operator. form_key: of the form that is sent; sent again it gives what it booked.

    Raises:
        Refused: `not_a_choice` (field: purpose, or whom: nobody it can go to), `not_an_amount`, `not_a_slip`,
            `not_yours` (no operator of this centre), `books_being_told`, `slip_used` (detail: at, booked_minor),
            `more_than_owed` and `more_than_earned` (detail: has_minor), `drawer_short` (detail: has, owed).
    """
    if purpose not in rules.PURPOSES:
        raise Refused("not_a_choice", "purpose")
    if not 0 < amount_minor <= rules.MOST_MINOR:
        raise Refused("not_an_amount", "amount")
    check_operator(by, centre)
    is_owed, is_handed = purpose == rules.OWED, purpose == rules.HANDED
    on = localtime(at).date().isoformat()
    facts = ev.PassedOn(
        centre,
        purpose,
        to if is_owed else "",
        whose if is_handed else 0,
        amount_minor,
        slip if is_owed else "",
        on,
    )
    with log.act(role="centre", place=centre, by=by, at=at) as act:
        if done := pressed.made(form_key):
            return done
        _check_books()
        _check_passing(facts, by)
        has = queries.balance(accounts.drawer(centre, by))
        if has < amount_minor:
            raise Refused("drawer_short", "amount", {"has_minor": has, "owed_minor": amount_minor})
        made = act.add(ev.PASSED_ON, facts)
        pressed.keep(form_key, made, at)
        return made


def confirm_passing(*, passing_id: int, centre: str, by: int, at: datetime) -> None:
    """The operator to whom it was handed has it in her drawer; confirmed twice it is so once.

    Raises:
        Refused: `not_yours` (no operator of this centre), `no_such_passing`, `another_drawer` (it was handed to
            another), `passing_over` (it was taken back), `books_being_told`.
    """
    check_operator(by, centre)
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[passing_id]) as act:
        found = _passing(passing_id, centre)
        if found.whose_id != by:
            raise Refused("another_drawer")
        if found.state == rules.UNDONE:
            raise Refused("passing_over")
        if found.state == rules.OPEN:
            facts = ev.PassingConfirmed(centre, localtime(at).date().isoformat())
            act.add(ev.PASSING_CONFIRMED, facts, subject=passing_id)


def undo_passing(*, passing_id: int, centre: str, by: int, at: datetime) -> None:
    """It did not happen so: its sum is in the drawer again that it left. Undone twice it is so once.

    By who passed it on, within half an hour; what was handed and nobody has confirmed at any time, by either, and by
    any operator of the centre once neither serves there any more: that drawer is then counted out.

    Raises:
        Refused: `not_yours` (no operator of this centre), `no_such_passing`, `another_drawer` (she neither gave
            nor was to get it), `passing_over` (she has confirmed it), `too_late_to_undo`, `books_being_told`.
    """
    check_operator(by, centre)
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[passing_id]) as act:
        found = _passing(passing_id, centre)
        if by not in (found.operator_id, found.whose_id) and not queries.is_left(found, centre):
            raise Refused("another_drawer")
        if found.state == rules.UNDONE:
            return
        if found.state == rules.CONFIRMED:
            raise Refused("passing_over")
        if found.state == rules.PASSED and not is_just_now(found.at, at):
            raise Refused("too_late_to_undo")
        facts = ev.PassingUndone(centre, localtime(at).date().isoformat())
        act.add(ev.PASSING_UNDONE, facts, subject=passing_id)


def _passing(passing_id: int, centre: str) -> queries.Passing:
    """What was passed on, as the books have it.

    Raises:
        Refused: `no_such_passing`, `books_being_told`.
    """
    _check_books()
    found = queries.passing(passing_id, centre)
    if found is None:
        raise Refused("no_such_passing")
    return found


def _check_passing(facts: ev.PassedOn, by: int) -> None:
    """Nothing goes to nobody, twice with one slip, or beyond what is owed or earned.

    Raises:
        Refused: `not_a_choice`, `not_a_slip`, `slip_used`, `more_than_owed`, `more_than_earned`.
    """
    if facts.purpose == rules.HANDED:
        _check_other(facts.whose, by, facts.centre)
    elif facts.purpose == rules.EARNED:
        _check_within(-queries.balance(accounts.earned(facts.centre)), facts.amount_minor, "more_than_earned")
    else:
        left = queries.owed(facts.centre).get(facts.to)
        if left is None:
            raise Refused("not_a_choice", "whom")
        _check_slip(facts)
        _check_within(left, facts.amount_minor, "more_than_owed")


def _check_other(whose: int, by: int, centre: str) -> None:
    """It is handed to another who serves here.

    Raises:
        Refused: `not_a_choice`.
    """
    if whose == by or whose not in {one.id for one in people.operators(centre) if one.is_active}:
        raise Refused("not_a_choice", "whom")


def _check_slip(facts: ev.PassedOn) -> None:
    """The number of a slip is one, and bears one payment.

    Raises:
        Refused: `not_a_slip`, `slip_used`.
    """
    if not rules.is_slip(facts.slip):
        raise Refused("not_a_slip", "slip")
    if used := queries.passed_with(facts.centre, facts.to, facts.slip):
        raise Refused("slip_used", "slip", {"at": used.at, "booked_minor": used.amount_minor})


def _check_within(has_minor: int, amount_minor: int, reason: str) -> None:
    """No more than there is of it.

    Raises:
        Refused: `more_than_owed`, `more_than_earned` (detail: has_minor).
    """
    if amount_minor > has_minor:
        raise Refused(reason, "amount", {"has_minor": max(0, has_minor)})


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
