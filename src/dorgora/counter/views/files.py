"""Files of this centre: the list, one file, its receipt, and money that goes back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, hearing, paper, pictured, promised, turns, unworded
from dorgora.counter.errand import Errand, wrongly_lodged
from dorgora.counter.taking import change_of
from dorgora.kernel import clock
from dorgora.money import actions as money_actions
from dorgora.money import queries as money
from dorgora.shell import recalls
from dorgora.shell.answers import labelled

PAGE = 50


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def files(request: Any) -> HttpResponse:
    """All files, newest first, a page at a time."""
    rows = applications.latest(request.place, before=_before(request), most=PAGE + 1)
    shown, more = rows[:PAGE], rows[PAGE:]
    older_url = f"?before={shown[-1].id}" if more else ""
    return frame.page(request, "files", "files", picks=filed.picks(shown), older_url=older_url)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def file(request: Any, number: str) -> HttpResponse:
    """Where it is, what became of it, what there is to do now, and its story."""
    found = filed.of(request, number)
    turns.next_citizen(request)
    paid, recalled = money.paid_for(found.id), recalls.of(found)
    where = filed.where(found)
    late = promised.lateness(found, is_here=where[0] == "here")
    told = {
        "file": found,
        "without_words": unworded.told(found),
        "service_name": labelled(filed.service_of(found).names),
        "state": filed.state_chip(
            found, recalled is not None, is_late=bool(late[0]), is_waiting=filed.waits(found)
        ),
        "where": where,
        "pictures": pictured.told(found),
        "lines": filed.lines(found),
        "way": filed.way(found, recalled is not None),
        "papers": filed.papers(found),
        "days": promised.days(found),
        "late": late,
        "recalled": recalled,
        "paid": paid,
        "may_take_back": filed.may_take_back(found),
        "again_url": _again(request, found),
        "refund_minor": paid.to_pay_back_minor if paid else 0,
        "note": found.note if found.state in (rules.RETURNED, rules.REJECTED) else "",
    }
    return frame.page(request, "file", "files", **told)


def _again(request: Any, file: Any) -> str:
    """Where a file goes on that was lodged for the wrong person, and is not lodged for the right one yet."""
    is_open = wrongly_lodged(request, file.number) is not None
    return Errand(file.service, file.number).to("citizens") if is_open else ""


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def receipt(request: Any, number: str) -> HttpResponse:
    """The receipt, to print as often as it is needed; it says when the money was taken."""
    found = filed.of(request, number)
    unworded.check(found)
    tongues = paper.tongues(request)
    with override(tongues[0]):
        slip = paper.slip(found)
        hear = hearing.offered(request, hearing.of_slip(slip))
    told = {
        "slip": slip,
        "tongues": tongues,
        "paper": paper.size(request, paper.SMALL, "a5"),
        "file": found,
        "paid": money.paid_for(found.id),
        "hear": hear,
        "change_minor": change_of(request, number),
    }
    return frame.page(request, "receipt", "files", is_again="again" in request.GET, **told)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def refund(request: Any, number: str) -> HttpResponse:
    """Gives back what is owed; pressed twice, it is paid once."""
    found = filed.of(request, number)
    paid = money.paid_for(found.id)
    if paid and paid.to_pay_back_minor:
        money_actions.pay_refund(about=found.id, centre=request.place, by=request.operator.id, at=clock.now())
    return redirect("counter:file", number=number)


def _before(request: Any) -> int:
    """Where the page before ended."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
