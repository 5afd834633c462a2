"""The drawer: what the book says, what was counted, and what is said of the difference."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dorgora.catalogue.forms import Problem
from dorgora.config.guard import may_enter
from dorgora.counter import frame, unfinished
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.shell import formats
from dorgora.shell.answers import wrong
from dorgora.shell.parts import Column, Field, Line, problems_of

DRAWER = "drawer"


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def drawer(request: Any) -> HttpResponse:
    """Today's lines, the balance, and whether the cash in the drawer agrees with it."""
    book = money.drawer(request.place, frame.today())
    error, counted = "", None
    typed = unfinished.of(request, DRAWER).get("counted", "")
    if request.method == "POST":
        if left := unfinished.left(request, DRAWER):
            return left
        typed = request.POST.get("counted", "")[:40]
        try:
            counted = frame.pack().currency.parse(typed)
            unfinished.done(request, DRAWER)
        except Refused as refused:
            error = wrong(Problem(refused.reason, refused.detail))
    field = Field("counted", _("Cash counted in the drawer"), "number", typed, error=error, width="w11 num")
    told = {
        "book": book,
        "field": field,
        "problems": problems_of([field]),
        "difference_minor": None if counted is None else counted - book.balance_minor,
        "short_minor": None if counted is None else abs(counted - book.balance_minor),
        "day": frame.today(),
        "lines": _book_lines(book),
        "should_be": _("Should be there"),
        "columns": [Column(_("Time")), Column(_("Sum"), is_number=True)],
        "rows": [[formats.clock(one.at, seconds=True), formats.money(_moved(one))] for one in book.lines],
    }
    return frame.page(request, "drawer", "drawer", status=422 if error else 200, **told)


drawer.keeps_typed = unfinished.keeper(lambda: DRAWER)  # type: ignore[attr-defined]


def _book_lines(book: Any) -> list[Line]:
    """How the drawer came to hold what it should."""
    before = book.balance_minor - book.taken_today_minor + book.refunded_today_minor
    receipts = ngettext("%(n)s receipt", "%(n)s receipts", book.n_today) % {"n": formats.number(book.n_today)}
    lines = [
        Line(_("There this morning"), minor=before),
        Line(_("+ state fee, %(receipts)s") % {"receipts": receipts}, minor=book.state_today_minor),
        Line(_("+ centre's fee, %(receipts)s") % {"receipts": receipts}, minor=book.earned_minor),
    ]
    return (
        [*lines, Line(_("− given back"), minor=book.refunded_today_minor)]
        if book.refunded_today_minor
        else lines
    )


def _moved(line: Any) -> int:
    """What one entry did to the drawer."""
    return int(line.state_minor + line.operator_minor - line.refund_minor)
