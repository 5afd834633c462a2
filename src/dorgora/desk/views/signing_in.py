"""Who is at the desk: a passkey or a recovery code, the first time a code from paper; never a password."""

from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dorgora.config import guard
from dorgora.config.guard import may_enter
from dorgora.desk import frame, passkeys, refusals
from dorgora.desk.signing import CodeForm, is_officer_here
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local as accounts
from dorgora.shell.parts import problems_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
CODES_ARE_DUE, SIGNED_IN_AT = "codes_are_due", "signed_in_at"


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Both ways in: the passkey of her device, or one of her recovery codes (this needs no script)."""
    form, refusal = CodeForm(), None
    if request.method == "POST":
        form = CodeForm.read(request.POST)
        try:
            if not form.errors:
                user = accounts.sign_in_with_recovery_code(form.officer_id, form.code, clock.now())
                return _signed_in(request, user)
        except Refused as refused:
            refusal = refusals.told(refused)
    return _sign_in_page(request, form, refusal)


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
def passkey(request: HttpRequest) -> HttpResponse:
    """GET: what to ask the device, for the script. POST: what the device answered."""
    if request.method != "POST":
        return JsonResponse({"request_options": passkeys.sign_in_options()})
    try:
        return _signed_in(request, passkeys.user_of(request.POST.get("credential", "")))
    except Refused as refused:
        return _sign_in_page(request, CodeForm(), refusals.told(refused))


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def first_sign_in(request: HttpRequest) -> HttpResponse:
    """The first time: the one-time code from the paper she was given opens her account."""
    form, refusal = CodeForm(is_first=True), None
    if request.method == "POST":
        form = CodeForm.read(request.POST, is_first=True)
        try:
            if not form.errors:
                user = accounts.open_officer_account(form.officer_id, form.code, clock.now())
                _enter(request, user)
                request.session[CODES_ARE_DUE] = True
                return redirect("desk:add_passkey")
        except Refused as refused:
            refusal = refusals.told(refused)
    fields = form.fields()
    told = {"fields": fields, "problems": problems_of(fields), "refusal": refusal, "is_error": bool(refusal)}
    status = 422 if form.errors else 403 if refusal else 200
    return frame.open_page(
        request, "desk/first_sign_in.html", status=status, back_url=_with_next(request, "sign_in"), **told
    )


@may_enter("anyone")
@require_http_methods(["GET", "HEAD"])
def cover(request: HttpRequest) -> HttpResponse:
    """F9: the file leaves the screen at once."""
    guard.sign_out(request)
    return _forgotten(reverse("desk:sign_in") + "?covered=1")


@may_enter("anyone")
@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """The officer goes; the browser forgets the pages it kept."""
    if request.method == "POST":
        guard.sign_out(request)
    return _forgotten(reverse("desk:sign_in"))


def _signed_in(request: HttpRequest, user: Any) -> HttpResponse:
    _enter(request, user)
    return redirect(_next(request))


def _enter(request: HttpRequest, user: Any) -> None:
    """Starts an officer's session on its own: nothing of an operator's is left in it.

    Raises:
        Refused: `not_here`, she is no officer of this place.
    """
    if not is_officer_here(user.username):
        raise Refused("not_here")
    guard.sign_out(request)
    login(request, user, backend=BACKEND)
    request.session[SIGNED_IN_AT] = clock.now_seconds()


def _sign_in_page(request: HttpRequest, form: CodeForm, refusal: Any) -> HttpResponse:
    fields = form.fields()
    told = {
        "fields": fields,
        "problems": problems_of(fields),
        "refusal": refusal,
        "is_error": bool(refusal),
        "is_covered": "covered" in request.GET,
        "passkey_url": _with_next(request, "passkey"),
        "first_url": _with_next(request, "first_sign_in"),
        "sign_in_url": _with_next(request, "sign_in"),
    }
    status = 422 if form.errors else 403 if refusal else 200
    return frame.open_page(request, "desk/sign_in.html", status=status, **told)


def _forgotten(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _next(request: HttpRequest) -> str:
    """Where she was before; only ever a page of this desk."""
    asked, home = request.GET.get("next", ""), reverse("desk:queue")
    is_own = asked.startswith(home) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return (
        asked if is_own and not asked.startswith((reverse("desk:sign_in"), reverse("desk:cover"))) else home
    )


def _with_next(request: HttpRequest, name: str) -> str:
    asked = request.GET.get("next", "")
    return reverse(f"desk:{name}") + (f"?{urlencode({'next': asked})}" if asked else "")
