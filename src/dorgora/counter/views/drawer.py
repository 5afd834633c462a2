"""The drawer: what the book says, what was counted by notes and coins, and why the two differ."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.counter import day_sheet, frame, paper, passing, unfinished
from dorgora.counter.count_page import CountPage
from dorgora.counter.counting import Counting, why_left
from dorgora.counter.named import who
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import accounts, actions, queries, rules
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.parts import Column, Line, Pick

DRAWER = "drawer"
_FIRST_DAY = date(2000, 1, 1)


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def drawer(request: Any) -> HttpResponse:
    """Today's lines, the balance, and the count: worked out as often as she likes, kept by F8."""
    today = frame.today()
    has_begun = queries.has_counted_in(request.place, request.operator.id, today)
    form = Counting(frame.pack(), rules.CLOSING if has_begun else rules.OPENING)
    page = CountPage(request, DRAWER, form)
    if answer := page.go_on(lambda form: actions.count_drawer(**_counted(request, form), when=form.moment)):
        return answer
    if page.is_kept:
        return redirect(reverse("counter:drawer") + "?kept=1")
    is_told = queries.are_books_told()
    counts = queries.counts(request.place, request.operator.id, today)
    book = queries.drawer(request.place, [request.operator.id], today)
    told = page.parts(book.balance_minor if is_told else None) | {
        "moment": form.moment_field(),
        "book": book,
        "kept": counts[-1] if counts and "kept" in request.GET else None,
        "day": today,
        "lines": _book_lines(book),
        "should_be": _("Should be there"),
        "columns": [Column(_("Time")), Column(_("Sum"), is_number=True)],
        "rows": [[formats.clock(one.at, seconds=True), formats.money(_moved(one))] for one in book.lines],
        "counts": [_count_line(one) for one in counts],
        **(_others(request) if is_told else {}),
    }
    return frame.page(request, "drawer", "drawer", status=page.status, **told)


drawer.keeps_typed = unfinished.keeper(lambda: DRAWER)  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def sheet(request: Any, on: str, operator_id: int = 0) -> HttpResponse:
    """The day sheet of her own drawer, or of another operator's of this centre, to be printed and signed."""
    whose = operator_id or request.operator.id
    if whose not in queries.drawers(request.place) | {one.id: 0 for one in people.operators(request.place)}:
        raise Refused("not_yours")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused("no_such_day") from None
    if not _FIRST_DAY < day <= frame.today():
        raise Refused("no_such_day")
    if not queries.are_books_told():
        raise Refused("sheet_being_told")
    told: dict[str, Any] = {
        "sheet": day_sheet.of(request.place, whose, day),
        "paper": paper.size(request, "a4", paper.SMALL),
        "before_url": _sheet_of(whose, day - timedelta(days=1)),
    }
    return frame.page(request, "day_sheet", "drawer", back_url=reverse("counter:drawer"), **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def take_over(request: Any, operator_id: int) -> HttpResponse:
    """The drawer of somebody who left it, counted out by another into hers; then its sheet, to be signed."""
    today = frame.today()
    form = Counting(frame.pack(), rules.CLOSING)
    page = CountPage(request, f"{DRAWER}-{operator_id}", form)
    answer = page.go_on(lambda form: actions.take_over_drawer(**_counted(request, form), whose=operator_id))
    if answer:
        return answer
    if page.is_kept:
        return redirect(_sheet_of(operator_id, today))
    is_told = queries.are_books_told()
    left = queries.left(request.place, request.operator.id, today).get(operator_id) if is_told else None
    if is_told and left is None:
        raise Refused("drawer_not_left")
    told = page.parts(left.balance_minor if left else None) | {
        "name": who(operator_id),
        "why": why_left(left.why) if left else "",
        "should_be": _("Should be there"),
        "book_minor": left.balance_minor if left else None,
        "sheet_url": _sheet_of(operator_id, today),
    }
    return frame.page(request, "drawer_left", "drawer", status=page.status, **told)


take_over.keeps_typed = unfinished.keeper(lambda operator_id: f"{DRAWER}-{operator_id}")  # type: ignore[attr-defined]


def _counted(request: Any, form: Counting) -> dict[str, Any]:
    """What either count says."""
    told = {"counts": form.counts, "reason": form.reason, "told_minor": form.told_minor}
    return told | {"centre": request.place, "by": request.operator.id, "at": clock.now()}


def _others(request: Any) -> dict[str, Any]:
    """The other drawers of this centre, each with its sheet of today; those that were left; what is moving.

    moving_minor: above zero it left one drawer and was not counted into another, below zero the other way round.
    """
    held, today = queries.drawers(request.place), frame.today()
    left = queries.left(request.place, request.operator.id, today)
    others = {one.id: one for one in people.operators(request.place) if one.id != request.operator.id}
    shown = [one.id for one in others.values() if one.is_active or held.get(one.id)]
    picks = [_drawer_pick(one, held.get(one, 0), left.get(one)) for one in dict.fromkeys([*shown, *left])]
    lying = [
        _drawer_pick(one.operator_id, one.balance_minor, one)
        for one in left.values()
        if one.why != rules.AWAY
    ]
    return {
        "others_drawers": picks,
        "left_drawers": lying,
        "moving_minor": queries.balance(accounts.moving(request.place)),
        "taken_over": _taken_over(request),
        **_handed(request),
    }


def _drawer_pick(operator_id: int, held_minor: int, left: queries.Left | None) -> Pick:
    """A drawer of another with its sheet of today; of one that was left the page on which it is counted out."""
    url = reverse("counter:take_over", args=[operator_id]) if left else _sheet_of(operator_id, frame.today())
    note = why_left(left.why) if left else ""
    return Pick(who(operator_id), url, note, end=formats.money(held_minor))


def _taken_over(request: Any) -> dict[str, Any] | None:
    """What was done with her own drawer while she was away, until she counts it again."""
    found = queries.last_taken_over(request.place, request.operator.id)
    if found is None:
        return None
    url = _sheet_of(request.operator.id, timezone.localdate(found.at))
    return {"count": found, "by": who(found.counted_by_id), "url": url}


def _handed(request: Any) -> dict[str, Any]:
    """What another says she handed to her, and all that was handed at this centre and nobody has confirmed."""
    mine = request.operator.id
    those = queries.unconfirmed(request.place)
    if not those:
        return {}
    names = passing.names_at(request.place, ())
    came = [one for one in those if one.whose_id == mine]
    told = [{"name": names.operator(one.operator_id), "sum": formats.money(one.amount_minor)} for one in came]
    return {"came": told, "on_its_way": [passing.pick(one, names, mine) for one in those]}


def _sheet_of(operator_id: int, on: date) -> str:
    return reverse("counter:sheet_of", args=[on.isoformat(), operator_id])


def _count_line(one: queries.Count) -> Line:
    """One count of the day: when, how much, and what was said of the difference."""
    words = [f"{day_sheet.moment(one)} {formats.clock(one.at)}"]
    if one.difference_minor:
        words.append(day_sheet.difference_and_reason(one))
    return Line(" · ".join(word for word in words if word), minor=one.counted_minor)


def _book_lines(book: queries.Drawer) -> list[Line]:
    """How the drawer came to hold what it should."""
    gone = book.refunded_today_minor + book.passed_today_minor + book.kept_today_minor
    moved = book.taken_today_minor - gone + book.given_today_minor
    counted = book.float_today_minor + book.moved_today_minor + book.difference_today_minor
    before = book.balance_minor - moved - counted - book.handed_today_minor
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
        Line(_("− paid to offices and companies"), minor=book.passed_today_minor),
        Line(_("− out of the centre's earnings"), minor=book.kept_today_minor),
        Line(_("± from and to the other operators"), minor=book.given_today_minor),
        Line(_("± change money"), minor=book.float_today_minor),
        Line(_("± other drawers"), minor=book.moved_today_minor),
        Line(_("± drawers taken over"), minor=book.handed_today_minor),
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
