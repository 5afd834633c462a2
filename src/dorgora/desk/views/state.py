"""What the keepers look after: the line, what is wrong and what to do about it, and the laptops of the country."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.config.guard import may_enter
from dorgora.desk import frame, keeping, refusals, unfinished
from dorgora.desk.settling import Settling
from dorgora.feed import local as feed_local
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.shell import telling
from dorgora.shell.alarms import in_words
from dorgora.shell.parts import Column, Paging, problems_of

PAGE = 50
SETTLES = "alarms"
TYPED = ("done",)
"""The power of an officer who may settle an alarm."""


@may_enter("officer")
@require_safe
def alarms(request: Any) -> HttpResponse:
    """Everything a person must look at, each with what to do; on a laptop also its line to the hub."""
    told: dict[str, Any] = {
        "alarms": in_words(feed.alarms()),
        "settled": in_words(feed.settled_alarms()),
        "may_settle": SETTLES in request.officer.powers,
        "lines": () if frame.is_hub() else keeping.line_lines(feed.contact()),
    }
    return frame.page(request, "desk/alarms.html", "alarms", **told)


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.needs(SETTLES)
@frame.tells_refusals
def alarm(request: Any, alarm_id: int) -> HttpResponse:
    """One alarm: what happened, and what was done about it, under her name; two pages of it settle it once."""
    found = feed.alarm(alarm_id) if alarm_id < 1 << 63 else None
    if found is None:
        raise Refused("no_such_alarm")
    page = f"desk-alarm-{alarm_id}"
    if request.method == "POST":
        form = Settling.read(request.POST)
    else:
        before = unfinished.of(request, page)
        form = Settling.read(before) if unfinished.was_wrong(before) else Settling(before.get("done", ""))
    if request.method == "POST" and not form.errors:
        at = clock.now()
        if feed_local.settle_alarm(found.id, words=form.done, by=request.officer.id, at=at):
            unfinished.done(request, page)
            return redirect("desk:alarms")
        found = feed.alarm(alarm_id) or found
        if (found.settled_by, found.settled_words) == (request.officer.id, form.done):
            return redirect("desk:alarms")
    if request.method == "POST":
        unfinished.keep(request, TYPED, page, is_wrong=form.errors)
    is_late = found.settled_at is not None and request.method == "POST"
    refusal = refusals.told(Refused("settled_already", detail={"at": found.settled_at})) if is_late else None
    said, fields = in_words([found])[0], form.fields()
    told: dict[str, Any] = {
        "alarm": said,
        "lines": keeping.alarm_lines(said),
        "refusal": refusal,
        "is_error": bool(refusal),
        "kept": form.done if found.settled_at else "",
        "fields": fields,
        "problems": problems_of(fields),
        "back_url": reverse("desk:alarms"),
    }
    status = 409 if is_late else telling.status(request, form.errors)
    return frame.page(request, "desk/alarm.html", "alarms", status=status, **told)


alarm.keeps_typed = unfinished.keeper(  # type: ignore[attr-defined]
    TYPED, lambda alarm_id: (f"desk-alarm-{alarm_id}", 0)
)


@may_enter("officer")
@require_safe
@frame.only_at_hub
def nodes(request: Any) -> HttpResponse:
    """The laptops of the country: where each works, and when it was last heard."""
    columns = (Column(_("Laptop")), Column(_("Works for")), Column(_("Last heard")), Column(_("State")))
    known, first = feed.laptops(), frame.page_number(request) * PAGE - PAGE
    shown_now = known[first : first + PAGE] or known[:PAGE]
    first = first if first < len(known) else 0
    told: dict[str, Any] = {
        "columns": columns,
        "rows": [keeping.laptop_cells(one) for one in shown_now],
        "paging": _paging(first, len(known)) if len(known) > PAGE else None,
    }
    return frame.page(request, "desk/nodes.html", "nodes", **told)


def _paging(first: int, n_all: int) -> Paging:
    number = first // PAGE + 1
    return Paging(
        first=first + 1,
        last=min(first + PAGE, n_all),
        n_all=n_all,
        earlier_url=f"?page={number - 1}" if first else "",
        later_url=f"?page={number + 1}" if first + PAGE < n_all else "",
    )
