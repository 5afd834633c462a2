"""Undone within minutes: a file lodged for the wrong person, a bill paid wrongly, a citizen registered twice."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.applications import actions, rules
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, shown, unfinished
from dorgora.counter.errand import Errand
from dorgora.counter.undoing import WHY_A_CITIZEN, WHY_A_FILE, Undoing, given_back
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people.rules import WRONG_PERSON, is_just_now
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import problems_of


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def take_back(request: Any, number: str) -> HttpResponse:
    """A file lodged a moment ago: why it is taken back, the money; for another person it goes on with finding her."""
    file = filed.of(request, number)
    if file.state == rules.WITHDRAWN:
        return redirect(_after(file))
    if not filed.may_take_back(file):
        raise Refused("too_late_to_undo")
    paid = money.paid_for(file.id)
    form = Undoing(WHY_A_FILE, given_back(paid, is_done_at_once=file.state == rules.DONE))
    if request.method == "POST":
        if gone := unfinished.leaving(request):
            return gone
        if form.read(request.POST):
            actions.withdraw(
                file_id=file.id,
                centre=request.place,
                reason=form.reason,
                by=request.operator.id,
                at=clock.now(),
            )
            return redirect(_after(filed.of(request, number)))
    fields = form.fields()
    told: dict[str, Any] = {
        "file": file,
        "service_name": labelled(filed.service_of(file).names),
        "lines": filed.lines(file),
        "fields": fields,
        "problems": problems_of(fields),
        "back_url": reverse("counter:file", args=[number]),
    }
    return frame.page(request, "take_back", "files", status=422 if form.errors else 200, **told)


def _after(file: Any) -> str:
    """Lodged for another person, it goes on with finding the right one."""
    if file.returned_reason == WRONG_PERSON:
        return Errand(file.service, file.number).to("citizens")
    return reverse("counter:file", args=[file.number])


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def unregister(request: Any, citizen_id: int) -> HttpResponse:
    """A citizen registered a moment ago by mistake leaves the book again."""
    citizen = shown.own_citizen_of(request, citizen_id)
    if not is_just_now(citizen.registered_at, clock.now()):
        raise Refused("too_late_to_undo")
    form = Undoing(WHY_A_CITIZEN)
    if request.method == "POST":
        if gone := unfinished.leaving(request):
            return gone
        if form.read(request.POST):
            actions.withdraw_registration(
                citizen_id=citizen_id,
                centre=request.place,
                reason=form.reason,
                by=request.operator.id,
                at=clock.now(),
            )
            return redirect("counter:citizens")
    fields = form.fields()
    told: dict[str, Any] = {
        "name": named(citizen),
        "lines": shown.citizen_lines(citizen),
        "fields": fields,
        "problems": problems_of(fields),
        "back_url": reverse("counter:citizen", args=[citizen_id]),
    }
    return frame.page(request, "unregister", "citizens", status=422 if form.errors else 200, **told)
