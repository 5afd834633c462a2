"""Files of this centre: the list, one file, its receipt, and money that goes back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, paper
from dorgora.kernel import clock
from dorgora.money import actions as money_actions
from dorgora.money import queries as money


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def files(request: Any) -> HttpResponse:
    """All files, newest first; the filter is one of the states."""
    state = request.GET.get("state", "")
    page = applications.files_of_centre(request.place, state=state, page=_page_number(request))
    states = (("", _("All")), (rules.RETURNED, _("Returned")), (rules.WAITING, _("With the office")),
              (rules.APPROVED, _("Approved")), (rules.REJECTED, _("Rejected")))  # fmt: skip
    filters = [
        {
            "label": label,
            "url": reverse("counter:files") + (f"?state={name}" if name else ""),
            "on": name == state,
        }
        for name, label in states
    ]
    told = {"picks": [filed.pick(one) for one in page.rows], "filters": filters, "paging": page}
    return frame.page(request, "files", "files", **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def file(request: Any, number: str) -> HttpResponse:
    """Where it is, what became of it, what there is to do now, and its story."""
    found = filed.of(request, number)
    paid = money.paid_for(found.id)
    told = {
        "file": found,
        "service_name": frame.labelled(filed.service_of(found).names),
        "state": filed.state_chip(found),
        "where": filed.where(found),
        "lines": filed.lines(found),
        "way": filed.way(found),
        "days": filed.working_days(found),
        "paid": paid,
        "refund_minor": paid.to_pay_back_minor if paid else 0,
        "note": found.notes[-1] if found.notes else "",
        "next_words": filed.next_words(found),
    }
    return frame.page(request, "file", "files", **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def receipt(request: Any, number: str) -> HttpResponse:
    """The receipt, to print as often as it is needed; it says when the money was taken."""
    found = filed.of(request, number)
    told = {"slip": paper.slip(found), "file": found, "paid": money.paid_for(found.id)}
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


def _page_number(request: Any) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
