"""Lists to an authority outside: what waits is put on one, printed as often as it is needed, and its files opened."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.applications import actions
from dorgora.applications import queries as applications
from dorgora.config.guard import may_enter
from dorgora.desk import frame, held, refusals
from dorgora.desk import outgoing as lists
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.shell import formats
from dorgora.shell.answers import labelled

MOST_DIGITS = 9


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def outgoing(request: Any, authority: str) -> HttpResponse:
    """What waits to leave, and the lists that left; a button pressed twice makes one list."""
    outside = lists.authorities(request.place).get(authority) if request.officer.role == "office" else None
    if outside is None:
        raise Refused("no_such_list")
    refused = None
    if request.method == "POST":
        try:
            held.check_may_decide(request)
            list_id = actions.make_list(
                authority=authority, after=_number(request.POST.get("after", "")), office=request.place,
                by=request.officer.id, at=clock.now(),
            )  # fmt: skip
            return redirect("desk:outgoing_list", list_id=list_id)
        except Refused as found:
            refused = found
    files = applications.outgoing(request.place, authority)
    made = applications.outgoing_lists(request.place)
    told: dict[str, Any] = {
        "authority": labelled(outside.names),
        "rows": lists.rows(files),
        "columns": lists.columns(),
        "n": len(files),
        "picks": lists.list_picks([one for one in made if one.authority == authority]),
        "after": made[0].number if made else 0,
        "next_number": formats.number((made[0].number if made else 0) + 1),
        "may_send": bool(files) and held.may_decide(request),
        "reads_only": _reads_only(request),
        "refusal": refusals.told(refused) if refused else None,
        "is_error": refused is not None,
        "queue_url": reverse("desk:queue"),
    }
    return frame.page(request, "desk/outgoing.html", "queue", status=409 if refused else 200, **told)


def _reads_only(request: Any) -> refusals.Refusal | None:
    try:
        held.check_may_decide(request)
    except Refused as refused:
        return refusals.told(refused)
    return None


def _number(typed: str) -> int:
    """The number of the newest list a page was made with."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else 0


@may_enter("officer")
@require_safe
@frame.tells_refusals
def outgoing_list(request: Any, list_id: int) -> HttpResponse:
    """A list as it is printed, as often as one likes; its files lead to where results are entered."""
    made = None
    if request.officer.role == "office" and list_id < 1 << 63:
        made = applications.outgoing_list(list_id, request.place)
    if made is None:
        raise Refused("no_such_list")
    files = lists.files_of(made)
    outside = lists.authorities(request.place).get(made.authority)
    told: dict[str, Any] = {
        "title": lists.title(made),
        "sheet": lists.sheet(made, files, outside),
        "picks": lists.file_picks(files),
        "back_url": reverse("desk:outgoing", args=[made.authority]) if outside else reverse("desk:queue"),
    }
    return frame.page(request, "desk/outgoing_list.html", "queue", **told)
