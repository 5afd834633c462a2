"""Wishes: what a neighbour asks for and the catalogue lacks is noted, thanked for, and taken back if it was a slip."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.counter import frame, shown, turns, unfinished
from dorgora.counter.session import Asked
from dorgora.counter.wishing import Wishing
from dorgora.feed import pressed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.rules import MISTAKE, is_just_now
from dorgora.shell import formats, telling
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Pick, problems_of
from dorgora.voice import actions
from dorgora.voice import queries as voice

MOST_NEAR = 5


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def note(request: Any, citizen_id: int = 0) -> HttpResponse:
    """What is it about, what came nearest; of a citizen who is known also her own words, if she lets us."""
    citizen = shown.citizen_of(request, citizen_id) if citizen_id else None
    page, is_posted = _page_of(citizen_id), request.method == "POST"
    form = Wishing(frame.pack().wish_kinds, _near(request), citizen is not None)
    kept = {} if is_posted else unfinished.of(request, page)
    form_key = (request.POST if is_posted else kept).get("form_key", "")[:64] or secrets.token_urlsafe(18)
    if is_posted:
        if left := unfinished.left(request, page, citizen_id):
            return left
        if form.read(request.POST).check():
            noted_id = _record(request, form, citizen_id, form_key)
            unfinished.done(request, page)
            return redirect("counter:wish", wish_id=noted_id)
        unfinished.went_wrong(request, page, form.errors)
    elif unfinished.sent_wrong(request, page):
        form.read(kept).check()
    else:
        form.read(kept)
    fields = form.fields()
    told = {
        "name": named(citizen) if citizen else "",
        "fields": fields,
        "problems": problems_of(fields),
        "form_key": form_key,
        "stamp": unfinished.stamp(request, page),
        "at": unfinished.at(request, page),
        "others": form.lines(unfinished.beside(request, page)),
        "latest": [_pick(one) for one in voice.latest(request.place)],
        "back_url": reverse("counter:citizen", args=[citizen_id]) if citizen else reverse("counter:today"),
    }
    return frame.page(request, "wish", "wishes", status=telling.status(request, form.errors), **told)


def _page_of(citizen_id: int = 0) -> str:
    return f"{turns.WISH}-{citizen_id}"


note.keeps_typed = unfinished.keeper(_page_of)  # type: ignore[attr-defined]


def _near(request: Any) -> list[Any]:
    """The services that her last search found: one of them may have come near."""
    return catalogue.find_services(Asked.of(request, "all"), limit=MOST_NEAR)


def _record(request: Any, form: Wishing, citizen_id: int, form_key: str) -> int:
    asked: dict[str, Any] = {
        "kind": form.kind,
        "nearest": form.service,
        "words": form.words if form.is_hers else "",
        "citizen_id": citizen_id,
    }
    act = {"place": request.place, "by": request.operator.id, "at": clock.now()}
    return actions.record_wish(**act, **asked, form_key=pressed.key_of(form_key, asked))


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def noted(request: Any, wish_id: int) -> HttpResponse:
    """The thank-you: what is kept, what happens with it, and the way to take it back at once."""
    found = _wish(request, wish_id)
    version = catalogue.service(found.nearest) if found.nearest else None
    is_fresh = found.withdrawn_at is None and is_just_now(found.recorded_at, clock.now())
    told: dict[str, Any] = {
        "wish": found,
        # Afterwards they are for those who decide what is offered (ADR 0029).
        "words": found.words if is_fresh else "",
        "kind": _kind(found),
        "nearest": labelled(version.names) if version else "",
        "may_take_back": is_fresh,
    }
    return frame.page(request, "wish_noted", "wishes", **told)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def take_back(request: Any, wish_id: int) -> HttpResponse:
    """It was a slip; pressed twice it is taken back once."""
    found = _wish(request, wish_id)
    actions.withdraw_wish(
        wish_id=found.id, place=request.place, reason=MISTAKE, by=request.operator.id, at=clock.now()
    )
    return redirect("counter:wish", wish_id=found.id)


def _wish(request: Any, wish_id: int) -> voice.Wish:
    found = voice.wish(wish_id, request.place)
    if found is None:
        raise Refused("no_such_wish")
    return found


def _kind(wish: voice.Wish) -> str:
    """The name of its kind; the word itself where a newer pack has another list."""
    names = frame.pack().wish_kinds.get(wish.kind)
    return labelled(names) if names else wish.kind


def _pick(wish: voice.Wish) -> Pick:
    return Pick(_kind(wish), reverse("counter:wish", args=[wish.id]), formats.moment(wish.recorded_at))
