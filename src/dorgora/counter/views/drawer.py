"""The drawer: what the book says, what was counted by notes and coins, and why the two differ."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.counter import day_sheet, frame, unfinished
from dorgora.counter.counting import MOMENTS, Counting, difference_words
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import actions, queries, rules
from dorgora.people import queries as people
from dorgora.shell import formats, telling
from dorgora.shell.answers import named
from dorgora.shell.parts import Column, Line, Pick, problems_of

DRAWER = "drawer"
_FIRST_DAY = date(2000, 1, 1)
_EXPLAINS = ("difference_unexplained", "difference_changed")
"""What is refused until a reason is given for the very difference that was told."""


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def drawer(request: Any) -> HttpResponse:
    """Today's lines, the balance, and the count: worked out as often as she likes, kept by F8."""
    has_begun = queries.has_counted_in(request.place, request.operator.id, frame.today())
    form, is_counted = Counting(frame.pack(), rules.CLOSING if has_begun else rules.OPENING), False
    if request.method == "POST":
        if left := unfinished.left(request, DRAWER):
            return left
        form.read(request.POST)
        is_counted = not form.errors
        if is_counted and request.POST.get("go") != "count" and _kept(request, form):
            unfinished.done(request, DRAWER)
            return redirect(reverse("counter:drawer") + "?kept=1")
        unfinished.went_wrong(request, DRAWER, form.errors)
    elif before := unfinished.of(request, DRAWER):
        form.read(before)
        is_counted = not form.errors
        if not unfinished.sent_wrong(request, DRAWER):
            form.errors.clear()
        elif is_counted:
            form.ask_why()
    book = queries.drawer(request.place, [request.operator.id], frame.today())
    counts = queries.counts(request.place, request.operator.id, frame.today())
    told = _form_parts(request, form, book.balance_minor if is_counted else None) | {
        "book": book,
        "kept": counts[-1] if counts and "kept" in request.GET else None,
        "day": frame.today(),
        "lines": _book_lines(book),
        "should_be": _("Should be there"),
        "columns": [Column(_("Time")), Column(_("Sum"), is_number=True)],
        "rows": [[formats.clock(one.at, seconds=True), formats.money(_moved(one))] for one in book.lines],
        "counts": [_count_line(one) for one in counts],
        **_others(request),
    }
    return frame.page(request, "drawer", "drawer", status=telling.status(request, form.errors), **told)


drawer.keeps_typed = unfinished.keeper(lambda: DRAWER)  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def sheet(request: Any, on: str, operator_id: int = 0) -> HttpResponse:
    """The day sheet of her own drawer, or of another operator's of this centre, to be printed and signed."""
    whose = operator_id or request.operator.id
    if whose not in {one.id for one in people.operators(request.place)}:
        raise Refused("not_yours")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused("no_such_day") from None
    if not _FIRST_DAY < day <= frame.today():
        raise Refused("no_such_day")
    told: dict[str, Any] = {
        "sheet": day_sheet.of(request.place, whose, day),
        "before_url": _sheet_of(whose, day - timedelta(days=1)),
    }
    return frame.page(request, "day_sheet", "drawer", back_url=reverse("counter:drawer"), **told)


def _kept(request: Any, form: Counting) -> bool:
    """Keeps the count; where a difference is to be explained first, says so beside the reasons."""
    try:
        actions.count_drawer(
            centre=request.place,
            when=form.moment,
            counts=form.counts,
            reason=form.reason,
            told_minor=form.told_minor,
            by=request.operator.id,
            at=clock.now(),
        )
    except Refused as refused:
        if refused.reason == "amount_too_large":
            form.errors[next(iter(form.names))] = _("So many do not fit into a drawer. Count again.")
            return False
        if refused.reason not in _EXPLAINS:
            raise
        if refused.reason == "difference_unexplained":
            form.ask_why()
        else:
            form.errors["reason"] = _(
                "Money was booked since then. Look at the difference again, then choose why."
            )
        return False
    return True


def _form_parts(request: Any, form: Counting, book_minor: int | None) -> dict[str, Any]:
    """The boxes, and once they were counted the sum, how far it is from the book, and the reasons if it is any."""
    found = None if book_minor is None else form.sum_minor - book_minor
    reason = form.reason_field() if found else None
    pieces = form.pieces(is_counted=found is not None)
    fields = [one.field for one in pieces] + ([reason] if reason else [])
    return {
        "pieces": pieces,
        "moment": form.moment_field(),
        "reason": reason,
        "problems": problems_of(fields),
        "sum_minor": None if found is None else form.sum_minor,
        "difference_minor": found,
        "difference": "" if found is None else difference_words(found),
        "stamp": unfinished.stamp(request, DRAWER),
        "others": form.lines(unfinished.beside(request, DRAWER)),
    }


def _others(request: Any) -> dict[str, Any]:
    """The other drawers of this centre, each with its sheet of today; what is in nobody's hands, or moving.

    moving_minor: above zero it left one drawer and was not counted into another, below zero the other way round.
    """
    held, today = queries.drawers(request.place), frame.today()
    others = [one for one in people.operators(request.place) if one.id != request.operator.id]
    picks = [
        Pick(named(one), _sheet_of(one.id, today), end=formats.money(held.get(one.id, 0)))
        for one in others
        if one.is_active or held.get(one.id)
    ]
    theirs = sum(held.get(one.id, 0) for one in (*others, request.operator))
    moving = queries.balance(rules.moving(request.place))
    return {"others_drawers": picks, "nobodys_minor": sum(held.values()) - theirs, "moving_minor": moving}


def _sheet_of(operator_id: int, on: date) -> str:
    return reverse("counter:sheet_of", args=[on.isoformat(), operator_id])


def _count_line(one: queries.Count) -> Line:
    """One count of the day: when, how much, and what was said of the difference."""
    words = [f"{MOMENTS[one.moment]} {formats.clock(one.at)}"]
    if one.difference_minor:
        words.append(day_sheet.difference_and_reason(one))
    return Line(" · ".join(word for word in words if word), minor=one.counted_minor)


def _book_lines(book: queries.Drawer) -> list[Line]:
    """How the drawer came to hold what it should."""
    moved = book.taken_today_minor - book.refunded_today_minor
    counted = book.float_today_minor + book.moved_today_minor + book.difference_today_minor
    before = book.balance_minor - moved - counted
    receipts = ngettext("%(n)s receipt", "%(n)s receipts", book.n_today) % {"n": formats.number(book.n_today)}
    lines = [
        Line(_("There this morning"), minor=before),
        Line(
            _("+ for offices and companies, %(receipts)s") % {"receipts": receipts},
            minor=book.state_today_minor,
        ),
        Line(_("+ centre's fee, %(receipts)s") % {"receipts": receipts}, minor=book.earned_minor),
    ]
    others: tuple[Line, ...] = (
        Line(_("− given back"), minor=book.refunded_today_minor),
        Line(_("± change money"), minor=book.float_today_minor),
        Line(_("± other drawers"), minor=book.moved_today_minor),
        Line(_("± explained when counted"), minor=book.difference_today_minor),
    )
    if book.n_undone:
        undone = ngettext(
            "of what was given back the fee of %(n)s file taken back",
            "of what was given back the fees of %(n)s files taken back",
            book.n_undone,
        )
        fees = book.undone_state_minor + book.undone_earned_minor
        others = (*others, Line(undone % {"n": formats.number(book.n_undone)}, minor=fees))
    return lines + [line for line in others if line.minor]


def _moved(line: Any) -> int:
    """What one entry did to the drawer."""
    return int(line.state_minor + line.operator_minor - line.refund_minor)
