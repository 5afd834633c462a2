"""Who is at the counter: choosing an operator, the PIN, the first PIN, covering the screen and going home."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.config import guard
from dorgora.config.guard import may_enter
from dorgora.counter import frame, refusals
from dorgora.counter.forms import FirstPin
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local as sign_in_accounts
from dorgora.people import queries as people
from dorgora.shell.answers import named
from dorgora.shell.parts import Field, Pick, Sign, problems_of

PIN_DIGITS = 6

DOORS = ("/counter/sign-in", "/counter/cover")


@may_enter("anyone")
@require_http_methods(["GET", "HEAD"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The operators of this centre, to choose from."""
    picks = [
        Pick(named(one), _with_next(request, "enter_pin", one.id), key=str(number))
        for number, one in enumerate(_operators(), 1)
    ]
    return _page(request, "sign_in", picks=picks, is_covered="covered" in request.GET)


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("pin")
def enter_pin(request: HttpRequest, operator_id: int) -> HttpResponse:
    """The PIN of the operator chosen."""
    operator = people.operator(operator_id)
    if operator is None or operator_id not in {one.id for one in _operators()}:
        return redirect("counter:sign_in")
    if not sign_in_accounts.has_pin(operator_id):
        return redirect(_with_next(request, "first_pin", operator_id))
    refusal, error = None, ""
    if request.method == "POST":
        try:
            error = _checked(operator_id, request.POST.get("pin", ""))
        except Refused as refused:
            refusal = refusals.pin(refused, _others(operator_id))
        else:
            if not error:
                guard.sign_in_operator(request, operator_id)
                return redirect(_next(request))
    label = _("PIN of %(name)s") % {"name": named(operator)}
    pin = Field("pin", label, "password", error=error, width="w11", is_focused=True)
    links = {
        "first_url": _with_next(request, "first_pin", operator_id),
        "back_url": _with_next(request, "sign_in"),
    }
    status = 422 if error else 403 if refusal else 200
    told = {"field": pin, "problems": problems_of([pin]), "refusal": refusal, "is_error": bool(refusal)}
    return _page(request, "enter_pin", status=status, **told, **links)


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "pin", "again")
def first_pin(request: HttpRequest, operator_id: int) -> HttpResponse:
    """An operator's first PIN on this laptop, with the code that was given on paper."""
    operator = people.operator(operator_id)
    if operator is None or operator_id not in {one.id for one in _operators()}:
        return redirect("counter:sign_in")
    form, refusal = FirstPin(), None
    if request.method == "POST":
        form = FirstPin.read(request.POST, frame.pack())
        try:
            if not form.errors:
                sign_in_accounts.set_pin(operator_id, form.code, form.pin, clock.now())
                guard.sign_in_operator(request, operator_id)
                return redirect(_next(request))
        except Refused as refused:
            refusal = refusals.told(refused)
    fields = form.fields()
    told = {"fields": fields, "problems": problems_of(fields), "refusal": refusal, "is_error": bool(refusal)}
    back_url = _with_next(request, "enter_pin", operator_id)
    status = 422 if form.errors or refusal else 200
    return _page(request, "first_pin", status=status, name=named(operator), back_url=back_url, **told)


@may_enter("anyone")
@require_http_methods(["GET", "HEAD"])
def cover(request: HttpRequest) -> HttpResponse:
    """F9: the citizen and her file leave the screen at once; what was written is kept."""
    guard.sign_out(request)
    return _forgotten(reverse("counter:sign_in") + "?covered=1")


@may_enter("anyone")
@require_safe
def idle(request: HttpRequest) -> HttpResponse:
    """What a page asks that was not touched for long: whether she works on another one, and for how long yet."""
    return JsonResponse({"left": guard.seconds_left(request)}, headers={"Cache-Control": "no-store"})


@may_enter("anyone")
@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """The operator goes; the browser forgets the pages it kept."""
    if request.method == "POST":
        guard.sign_out(request)
    return _forgotten(reverse("counter:sign_in"))


def _forgotten(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _checked(operator_id: int, typed: str) -> str:
    """What is wrong with a PIN before it is tried: a key pressed too early is no try at it.

    Raises:
        Refused: `pin_wrong` and what else `check_pin` finds.
    """
    pin = frame.pack().script.to_ascii_digits(typed.strip())
    if not pin:
        return _("Type your six digits first. This was not counted as a try.")
    if not sign_in_accounts.check_pin(operator_id, pin[:64], clock.now()):
        raise Refused("pin_wrong")
    return ""


def _operators() -> list[Any]:
    places = [place for role, place in feed.own_places() if role == "centre"]
    return [one for place in places for one in people.operators(place) if one.is_active]


def _others(operator_id: int) -> str:
    return ", ".join(named(one) for one in _operators() if one.id != operator_id)


def _next(request: HttpRequest) -> str:
    """Where she was before; only ever a page of this counter."""
    page = frame.own_page(request.GET.get("next", ""))
    return reverse("counter:today") if page.startswith(DOORS) else page


def _with_next(request: HttpRequest, name: str, *args: Any) -> str:
    asked = request.GET.get("next", "")
    return reverse(f"counter:{name}", args=args) + (f"?{urlencode({'next': asked})}" if asked else "")


def _page(request: HttpRequest, template: str, *, status: int = 200, **told: Any) -> HttpResponse:
    places = [place for role, place in feed.own_places() if role == "centre"]
    sign = Sign(home_url=reverse("counter:today"), place=frame.centre_lines(places[0]) if places else ())
    response = render(request, f"counter/{template}.html", {"sign": sign} | told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
