"""What a citizen lets this centre do: chosen with her, printed, kept once her thumb is on it, taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.counter import allowing, frame, hearing, paper, shown, unfinished
from dorgora.counter.allowing import Allowing
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions
from dorgora.people import queries as people
from dorgora.shell import telling
from dorgora.shell.answers import named
from dorgora.shell.stationery import MandateSlip


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def choose(request: Any, citizen_id: int) -> HttpResponse:
    """What she allows and for how long; nothing is recorded here."""
    citizen, page = shown.own_citizen_of(request, citizen_id), _page_of(citizen_id)
    if request.method == "POST":
        if left := unfinished.left(request, page, citizen_id):
            return left
        form = Allowing.read(request.POST)
        if form.check():
            return redirect("counter:mandate_slip", citizen_id=citizen_id)
        unfinished.went_wrong(request, page, form.errors)
    else:
        form = Allowing.read(unfinished.of(request, page))
        if unfinished.sent_wrong(request, page):
            form.check()
    fields, standing = form.fields(), people.standing_mandate(citizen_id, request.place, frame.today())
    told = {
        "name": named(citizen),
        "lines": shown.citizen_lines(citizen),
        "ticks": form.ticks,
        "opens_below": form.opens_below,
        "scopes_error": form.errors.get("scopes", ""),
        "fields": fields,
        "problems": form.problems(fields),
        "standing": standing,
        "standing_state": allowing.state(standing, frame.today()) if standing else None,
        "stamp": unfinished.stamp(request, page),
        "at": unfinished.at(request, page),
        "others": form.lines(unfinished.beside(request, page)),
        "back_url": reverse("counter:citizen", args=[citizen_id]),
    }
    return frame.page(request, "mandate_new", "citizens", status=telling.status(request, form.errors), **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def slip(request: Any, citizen_id: int) -> HttpResponse:
    """The slip to print and read out; once her thumb or name stands on it, F8 keeps what it says."""
    citizen, page = shown.own_citizen_of(request, citizen_id), _page_of(citizen_id)
    is_posted = request.method == "POST"
    if is_posted and (left := unfinished.left(request, page, citizen_id)):
        return left
    form = Allowing.read(request.POST if is_posted else unfinished.of(request, page))
    if not form.check():
        return redirect("counter:allow", citizen_id=citizen_id)
    if is_posted and form.check_slip():
        given = actions.give_mandate(
            citizen_id=citizen_id,
            place=request.place,
            scopes=form.scopes,
            term=form.term,
            shown_by=form.shown_by,
            witness=form.witness,
            by=request.operator.id,
            at=clock.now(),
        )
        unfinished.done(request, page)
        return redirect("counter:mandate", mandate_id=given)
    if is_posted:
        unfinished.went_wrong(request, page, form.errors)
    elif unfinished.sent_wrong(request, page):
        form.check_slip()
    fields = form.slip_fields()
    tongues = paper.tongues(request)
    with override(tongues[0]):
        printed = form.slip(citizen, request.place, request.operator, frame.today())
        hear = hearing.offered(request, hearing.of_mandate(printed))
    told = {
        "name": named(citizen),
        "slip": printed,
        "tongues": tongues,
        "hear": hear,
        "paper": paper.size(request, paper.SMALL, "a5"),
        "hidden": form.hidden.items(),
        "fields": fields,
        "problems": form.problems(fields),
        "stamp": unfinished.stamp(request, page),
        "at": unfinished.at(request, page),
        "back_url": reverse("counter:allow", args=[citizen_id]),
    }
    return frame.page(
        request, "mandate_slip", "citizens", status=telling.status(request, form.errors), **told
    )


def _page_of(citizen_id: int) -> str:
    return f"mandate-{citizen_id}"


choose.keeps_typed = unfinished.keeper(_page_of)  # type: ignore[attr-defined]
slip.keeps_typed = unfinished.keeper(_page_of)  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def mandate(request: Any, mandate_id: int) -> HttpResponse:
    """One that is recorded: whether it stands, its slip to print again if it opens here, and the way to end it."""
    found, on, tongues = _mandate(request, mandate_id), frame.today(), paper.tongues(request)
    told: dict[str, Any] = {
        "mandate": found,
        "stands": found.stands(on),
        "state": allowing.state(found, on),
        "slip": _slip_of(found, tongues[0]),
        "tongues": tongues,
        "paper": paper.size(request, paper.SMALL, "a5"),
        "lines": allowing.facts(found),
        "back_url": reverse("counter:citizen", args=[found.citizen_id]),
    }
    return frame.page(request, "mandate", "citizens", **told)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def end(request: Any, mandate_id: int) -> HttpResponse:
    """She takes it back; pressed twice it is ended once."""
    found = _mandate(request, mandate_id)
    actions.end_mandate(mandate_id=found.id, place=request.place, by=request.operator.id, at=clock.now())
    return redirect("counter:mandate", mandate_id=found.id)


def _slip_of(found: people.Mandate, language: str) -> MandateSlip | None:
    try:
        with override(language):
            return allowing.slip_of(found)
    except feed.Spoilt:  # what she allowed is known all the same, and hers to take back
        return None


def _mandate(request: Any, mandate_id: int) -> people.Mandate:
    found = people.mandate(mandate_id, request.place)
    if found is None:
        raise Refused("no_such_mandate")
    shown.own_citizen_of(request, found.citizen_id)  # nothing is shown of one who was erased
    return found
