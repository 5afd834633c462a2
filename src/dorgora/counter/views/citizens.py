"""Who is at the counter on the other side: finding her in either script, registering her once, her consent."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.applications import queries as applications
from dorgora.applications.rules import WITHDRAWN
from dorgora.catalogue.forms import ServiceVersion
from dorgora.config.guard import may_enter
from dorgora.counter import (
    allowing,
    asking,
    begun,
    drafting,
    errand,
    fetching,
    filed,
    frame,
    hearing,
    linked,
    matching,
    prospects,
    refusals,
    shown,
    turns,
    unfinished,
)
from dorgora.counter.errand import Errand
from dorgora.counter.new_citizen import NewCitizen
from dorgora.counter.session import Asked
from dorgora.counter.turns import REGISTER
from dorgora.feed import pressed, room
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people_actions
from dorgora.people import queries as people
from dorgora.people.rules import MOST_OF_A_NAME, is_just_now
from dorgora.places import queries as places
from dorgora.shell import formats, telling
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Line, problems_of
from dorgora.shell.telling import Refusal


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def citizens(request: Any) -> HttpResponse:
    """The book of citizens: what was asked is kept in the session, never in an address."""
    came = Errand.of(request)
    if request.method == "POST":
        text = request.POST.get("q", "")
        if request.POST.get("go") == REGISTER:
            mark = Asked.carry(request, text, lambda: not _found(request, text))
            return redirect(came.to("register", carried=mark))
        return redirect(came.to("citizens", of=Asked.keep(request, "citizen", text)))
    turns.errand_begins(request, is_any=True)
    mark = request.GET.get("of", "")
    text = Asked.by_mark(request, "citizen", mark)
    error = asking.search_error(text)
    found = matching.of(request, "" if error else text, came.onward, partial(came.page_of_citizens, mark))
    title = labelled(drafting.service(came.service).names) if came.service else ""
    told: dict[str, Any] = {
        "title": title,
        "text": text,
        "typed": text or Asked.not_made(request, "citizen"),
        "error": error,
        "again": came.again,
        "found": found,
    }
    return frame.page(request, "citizens", "citizens", **told)


def _found(request: Any, text: str) -> bool:
    return not asking.search_error(text) and matching.of(request, text.strip()).n_all > 0


citizens.keeps_typed = Asked.keeper("citizen")  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def register(request: Any) -> HttpResponse:
    """A citizen nobody here has met; one who looks the same is shown first."""
    try:
        with room.needed():
            return _registering(request)
    except Refused as refused:
        if refused.reason != room.DISK_FULL or request.method != "POST" or room.is_written():
            raise
    form = NewCitizen.read(request.POST, frame.pack(), frame.today())
    return _register_page(request, form, request.POST.get("form_key", "")[:64], is_unkept=True)


def _registering(request: Any) -> HttpResponse:
    came = Errand.of(request)
    if request.method != "POST":
        turns.errand_begins(request)
    before = _left_before(request) if request.method != "POST" else {}
    form, same = _as_left(request, before), []
    form_key = (request.POST or before).get("form_key", "")[:64] or secrets.token_urlsafe(18)
    if request.method == "POST":
        if left := _left_registering(request, came):
            return left
        at = clock.now()
        form = NewCitizen.read(request.POST, frame.pack(), frame.today(at))
        sent = pressed.key_of(form_key, form.words())
        if done := pressed.made(sent):
            unfinished.done(request, REGISTER)
            return redirect(came.onward(done))
        unfinished.went_wrong(request, REGISTER, form.problems)
        if not form.problems:
            room.check()
            same = [] if request.POST.get("is_new") else _likely_same(request, form, form_key)
            # Sent twice at one moment, the second finds whom the first has just made.
            if not same or pressed.made(sent):
                citizen_id = _register(request, form, at, sent)
                Asked.forget(request)
                unfinished.done(request, REGISTER)
                return redirect(came.onward(citizen_id))
    return _register_page(request, form, form_key, same, is_kept=bool(before))


def _register_page(
    request: Any,
    form: NewCitizen,
    form_key: str,
    same: Sequence[Any] = (),
    *,
    is_kept: bool = False,
    is_unkept: bool = False,
) -> HttpResponse:
    """is_kept: what she wrote before stands there again; is_unkept: the disk took nothing of what she just sent."""
    came = Errand.of(request)
    hear, fields = hearing.of_questions(request, form.fields())
    told = {
        "fields": fields,
        "hear": hear,
        "form_key": form_key,
        "is_kept": is_kept,
        "is_set_aside": turns.is_set_aside(request),
        "errand": came.service,
        "is_unkept": is_unkept,
        "stamp": unfinished.stamp(request, REGISTER),
        "at": unfinished.at(request, REGISTER),
        "others": form.lines(unfinished.beside(request, REGISTER)),
        "problems": problems_of(fields),
        "same": [shown.citizen_pick(one, came.onward(one.id)) for one in same],
        "back_url": came.to("citizens", of=Asked.mark(request)),
    }
    status = 409 if same else telling.status(request, form.problems)
    return frame.page(request, "register", "citizens", status=507 if is_unkept else status, **told)


register.keeps_typed = unfinished.keeper(lambda: REGISTER)  # type: ignore[attr-defined]


def _left_before(request: Any) -> dict[str, str]:
    """What stood in the page when she left it; not what registered somebody while the disk was too full to say so."""
    before = unfinished.of(request, REGISTER)
    words = NewCitizen.read(before, frame.pack(), frame.today()).words()
    if not pressed.made(pressed.key_of(before.get("form_key", "")[:64], words)):
        return before
    unfinished.done(request, REGISTER)
    return {}


def _as_left(request: Any, before: dict[str, str]) -> NewCitizen:
    """The page as she left it, with what was wrong in it if she had sent it so."""
    if before and (wrong := unfinished.sent_wrong(request, REGISTER)):
        return NewCitizen.read(wrong, frame.pack(), frame.today())
    return NewCitizen.left(before or _searched_for(request))


def _searched_for(request: Any) -> dict[str, str]:
    """The name in the box of the book stands in the form: she typed it once."""
    text = Asked.carried(request, request.GET.get("carried", ""))
    is_name = len(text) <= MOST_OF_A_NAME and not any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return {"local_name": text} if is_name else {}


def _left_registering(request: Any, came: Errand) -> HttpResponse | None:
    """Where to, if she does not want to register now: to another page, or to this one empty."""
    if request.POST.get("go") == "empty":
        unfinished.done(request, REGISTER)
        Asked.forget(request)
        return redirect(came.to("register"))
    if request.POST.get("go") == turns.TAKE_UP:
        return redirect(turns.take_up(request))
    return unfinished.left(request, REGISTER)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def citizen(request: Any, citizen_id: int) -> HttpResponse:
    """One citizen: who she is, her files, what she allows, and of every service whether she can get it."""
    found = shown.citizen_of(request, citizen_id)
    turns.next_citizen(request)
    records = people.records_of(citizen_id)
    files = applications.files_of_citizen(citizen_id, centre=request.place, records=records)
    has_files = any(file.state != WITHDRAWN for file in files)
    lent = fetching.lent_lines(found, request.place, frame.today())
    told: dict[str, Any] = {
        "citizen": found,
        "lines": [*shown.citizen_lines(found), Line(_("Number in the book"), text=formats.digits(found.id))],
        "files": filed.picks(files),
        "linked": linked.of([one for one in records if one != citizen_id], request.place),
        "prospects": prospects.of(
            found,
            request.place,
            show=request.GET.get("show", ""),
            page=_page_number(request),
            records=records,
        ),
        "lent": lent,
        "may_unregister": not lent and not has_files and is_just_now(found.registered_at, clock.now()),
        "mandates": [
            (one, allowing.state(one, frame.today()))
            for one in people.mandates_of(citizen_id, request.place, most=3, records=records)
        ],
    }
    return frame.page(request, "citizen", "citizens", name=named(found), **told)


def _page_number(request: Any) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def consent(request: Any, citizen_id: int, service: str) -> HttpResponse:
    """What she lets this centre do, and nothing else; her yes opens the form under a fresh random key."""
    found, version = shown.citizen_of(request, citizen_id), drafting.service(service)
    turns.next_citizen(request)
    before, error = errand.wrongly_lodged(request, request.GET.get("again", ""), service), ""
    had = begun.had(citizen_id, [version], request.place).get(service)
    if request.method == "POST" and not had:
        if request.POST.get("heard"):
            Asked.forget(request)
            unfinished.done(request, REGISTER)
            key = _begin(request, version, found, before)
            return redirect("counter:section", key=key, section=version.sections[0].name)
        error = "heard"
    told: dict[str, Any] = {
        "service": version,
        "title": labelled(version.names),
        "name": named(found),
        "before": before,
        "conditions": begun.conditions(version, found, request.place),
        "refusals": _refusals(version, request.place, had),
        "error": error,
        "hear": hearing.offered(
            request, hearing.of_consent(labelled(version.names), is_done_at_once=version.is_done_at_once)
        ),
        "back_url": reverse("counter:citizen", args=[citizen_id]),
    }
    lines = shown.citizen_lines(found)
    return frame.page(request, "consent", "citizens", lines=lines, is_error=bool(error), **told)


def _refusals(version: ServiceVersion, place: str, had: Refusal | None) -> list[Refusal]:
    """Why no money is to be asked for: said before she agrees."""
    no_office = [refusals.told(Refused("no_office"))] if begun.lacks_office(version, place) else []
    return [*([had] if had else []), *no_office]


def _begin(request: Any, version: ServiceVersion, applicant: Any, before: Any) -> str:
    """Opens her form; with the answers of the file `before` it, which was lodged for another person."""
    key = secrets.token_urlsafe(18)
    if before is None:
        return drafting.begin(request, key, version, applicant)
    return errand.begin_again(request, key, version, applicant, before)


def _register(request: Any, form: NewCitizen, at: Any, sent: str) -> int:
    words: dict[str, Any] = form.words()
    return people_actions.register_citizen(
        place=request.place,
        area=_area(request.place),
        by=request.operator.id,
        at=at,
        form_key=sent,
        **words,
    )


def _area(place: str) -> str:
    """The area she is counted in: the centre's own."""
    centre = places.centre(place)
    return centre.area if centre else place


def _likely_same(request: Any, form: NewCitizen, form_key: str) -> list[Any]:
    """Who looks the same; also whom this very page registered: its words may have been put right since."""
    words = form.words()
    found = people.likely_same(
        place=request.place,
        local_name=words["local_name"],
        latin_name=words["latin_name"],
        date_of_birth=words["date_of_birth"],
        phone=words["phone"],
        number=words["number"],
        village=words["village"],
    )
    made = pressed.made_before(form_key)
    before = people.citizens([made] if made else []).get(made)
    is_other = before is not None and before.is_in_book and made not in {one.id for one in found}
    return [*found, before] if is_other else found
