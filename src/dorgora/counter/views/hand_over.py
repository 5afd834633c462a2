"""Handing the paper over, with three questions about the citizen's own time, cost and visits that she confirms."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.applications import rules as states
from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, unfinished
from dorgora.counter.measuring import HandOver
from dorgora.counter.session import Once
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.shell import telling
from dorgora.shell.answers import labelled
from dorgora.shell.parts import problems_of
from dorgora.tcv import actions as tcv
from dorgora.tcv import queries as measures


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def hand_over(request: Any, number: str) -> HttpResponse:
    """To whom it was given, and what it took her; pressed twice, it is handed over once."""
    file = filed.of(request, number)
    if file.handed_over_at:
        return _too_late(request, file)
    if not states.may_hand_over(file.state, is_handed_over=False):
        raise Refused("not_open")
    if certificates.taken_back([file.id]):
        raise Refused("certificate_revoked")
    service = filed.service_of(file)
    form, page = HandOver(service), _page_of(number)
    if request.method == "POST":
        if left := unfinished.left(request, page, file.citizen_id):
            return left
        form.read(request.POST, frame.pack())
        if not form.errors:
            tcv.hand_over(
                file_id=file.id,
                centre=request.place,
                to=form.to,
                is_confirmed=form.is_confirmed,
                by=request.operator.id,
                at=clock.now(),
                suggested=form.suggested.values,
                **form.measured,
            )
            Once.keep(request, form.mark, file.id)
            unfinished.done(request, page)
            return redirect("counter:file", number=number)
        unfinished.went_wrong(request, page, form.errors)
    else:
        _take_up(request, form, page, file)
    fields = form.fields()
    told = {
        "file": file,
        "service_name": labelled(service.names),
        "fields": fields,
        "problems": problems_of(fields),
        "usual": form.suggested.words,
        "stamp": unfinished.stamp(request, page),
        "at": unfinished.at(request, page),
        "others": form.lines(unfinished.beside(request, page)),
        "lines": filed.lines(file),
        "back_url": reverse("counter:file", args=[number]),
    }
    return frame.page(request, "hand_over", "files", status=telling.status(request, form.errors), **told)


def _take_up(request: Any, form: HandOver, page: str, file: Any) -> None:
    """The page as she left it; a new one with what is usual where the citizen lives."""
    if wrong := unfinished.sent_wrong(request, page):
        form.read(wrong, frame.pack())
    elif before := unfinished.of(request, page):
        form.take_up(before)
    else:
        form.suggest(measures.usual(file.service, file.area), frame.pack())


def _too_late(request: Any, file: Any) -> HttpResponse:
    """It was handed over on another page; the same pressed twice leads to the file."""
    form = HandOver(filed.service_of(file))
    form.read(request.POST, frame.pack())
    own_url = reverse("counter:file", args=[file.number])
    if gone := unfinished.leaving(request):
        return gone
    lines = form.lines(form.typed)
    if not lines or Once.made(request, form.mark) == file.id:
        return redirect(own_url)
    refused = Refused("already_handed_over", detail={"at": file.handed_over_at})
    return frame.refusal_page(request, refused, kept=lines, back_url=own_url)


def _page_of(number: str) -> str:
    return f"hand_over-{number}"


hand_over.keeps_typed = unfinished.keeper(_page_of)  # type: ignore[attr-defined]
