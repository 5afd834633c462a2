"""Who is at the counter on the other side: finding her in either script, registering her once, her consent."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from dorgora.applications import queries as applications
from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.counter import allowing, asking, begun, drafting, filed, frame, refusals, shown, unfinished
from dorgora.counter.new_citizen import NewCitizen, questions
from dorgora.counter.session import Asked, Once
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people_actions
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import problems_of

REGISTER = "register"


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def citizens(request: Any) -> HttpResponse:
    """The book of citizens: what was asked is kept in the session, never in an address."""
    service = _service(request)
    if request.method == "POST":
        Asked.keep(request, "citizen", request.POST.get("q", ""))
        return redirect(_with_service("citizens", service))
    text = Asked.of(request, "citizen")
    found = people.find_citizens(text, place=request.place) if text else []
    title = labelled(drafting.service(service).names) if service else ""
    told: dict[str, Any] = {
        "title": title,
        "text": text,
        "picks": [shown.citizen_pick(one, service) for one in found],
    }
    return frame.page(
        request, "citizens", "citizens", register_url=_with_service("register", service), **told
    )


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def register(request: Any) -> HttpResponse:
    """A citizen nobody here has met; one who looks the same is shown first."""
    service = _service(request)
    before = unfinished.of(request, REGISTER) if request.method != "POST" else {}
    form, same = NewCitizen(asking.typed_of(questions(), before)), []
    form_key = (request.POST or before).get("form_key", "")[:64] or secrets.token_urlsafe(18)
    if request.method == "POST":
        if left := _left_registering(request, service):
            return left
        at = clock.now()
        form = NewCitizen.read(request.POST, frame.pack(), frame.today(at))
        if done := Once.made(request, form_key):
            unfinished.done(request, REGISTER)
            return redirect(_after(done, service))
        if not form.problems:
            same = [] if request.POST.get("is_new") else _likely_same(request, form)
            if not same:
                citizen_id = _register(request, form, at)
                Once.keep(request, form_key, citizen_id)
                unfinished.done(request, REGISTER)
                return redirect(_after(citizen_id, service))
    fields = form.fields()
    told = {
        "fields": fields,
        "form_key": form_key,
        "is_kept": bool(before),
        "stamp": unfinished.stamp(request, REGISTER),
        "others": form.lines(unfinished.beside(request, REGISTER)),
        "problems": problems_of(fields),
        "same": [shown.citizen_pick(one, service) for one in same],
        "back_url": _with_service("citizens", service),
    }
    status = 422 if form.problems else 409 if same else 200
    return frame.page(request, "register", "citizens", status=status, **told)


register.keeps_typed = unfinished.keeper(lambda: REGISTER)  # type: ignore[attr-defined]


def _left_registering(request: Any, service: str) -> HttpResponse | None:
    """Where to, if she does not want to register now: to another page, or to this one empty."""
    if request.POST.get("go") == "empty":
        unfinished.done(request, REGISTER)
        return redirect(_with_service("register", service))
    return unfinished.left(request, REGISTER)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def citizen(request: Any, citizen_id: int) -> HttpResponse:
    """One citizen: who she is, her files, and the services she can ask for."""
    found = shown.citizen_of(request, citizen_id)
    files = filed.picks(applications.files_of_citizen(citizen_id, centre=request.place))
    services = shown.service_picks(catalogue.services(), request.place, citizen_id=citizen_id)
    told: dict[str, Any] = {
        "citizen": found,
        "lines": shown.citizen_lines(found),
        "files": files,
        "services": services,
        "mandates": [
            (one, allowing.state(one, frame.today()))
            for one in people.mandates_of(citizen_id, request.place, most=3)
        ],
    }
    return frame.page(request, "citizen", "citizens", name=named(found), **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def consent(request: Any, citizen_id: int, service: str) -> HttpResponse:
    """What she lets this centre do, and nothing else; her yes opens the form under a fresh random key."""
    found, version = shown.citizen_of(request, citizen_id), drafting.service(service)
    error = ""
    if request.method == "POST":
        if request.POST.get("heard"):
            Asked.forget(request)
            unfinished.done(request, REGISTER)
            key = drafting.begin(request, secrets.token_urlsafe(18), version, found)
            return redirect("counter:section", key=key, section=version.sections[0].name)
        error = "heard"
    told: dict[str, Any] = {
        "service": version,
        "title": labelled(version.names),
        "name": named(found),
        "conditions": begun.conditions(version, found, request.place),
        "no_office": refusals.told(Refused("no_office"))
        if begun.lacks_office(version, request.place)
        else None,
        "error": error,
        "back_url": reverse("counter:citizen", args=[citizen_id]),
    }
    lines = shown.citizen_lines(found)
    return frame.page(request, "consent", "citizens", lines=lines, is_error=bool(error), **told)


def _register(request: Any, form: NewCitizen, at: Any) -> int:
    words: dict[str, Any] = form.words()
    return people_actions.register_citizen(
        place=request.place, area=_area(request.place), by=request.operator.id, at=at, **words
    )


def _area(place: str) -> str:
    """The area she is counted in: the centre's own."""
    centre = places.centre(place)
    return centre.area if centre else place


def _likely_same(request: Any, form: NewCitizen) -> list[Any]:
    words = form.words()
    return list(
        people.likely_same(
            place=request.place,
            name_bn=words["name_bn"],
            name_en=words["name_en"],
            date_of_birth=words["date_of_birth"],
            phone=words["phone"],
            number=words["number"],
        )
    )


def _service(request: HttpRequest) -> str:
    """The service she came for, if it was chosen before she was."""
    key = request.GET.get("service", "")
    return key if key and catalogue.service(key) is not None else ""


def _with_service(name: str, service: str) -> str:
    return reverse(f"counter:{name}") + (f"?{urlencode({'service': service})}" if service else "")


def _after(citizen_id: int, service: str) -> str:
    if service:
        return reverse("counter:consent", args=[citizen_id, service])
    return reverse("counter:citizen", args=[citizen_id])
