"""What came by the phones' door: from a paired phone it goes on to the counter; to anybody else one plain page is all.

That page is the same for whatever was asked, but that it says of a typed code that it was not taken. It names nobody,
and does not say what program answers.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from dorgora.config import served, stranger
from dorgora.config.front import MOST_OF_STRANGERS
from dorgora.config.heads import PHONES
from dorgora.config.lan import COOKIE
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.local import phone_codes, phone_life, phones

HOME = "/counter/"
MAY = ("/counter/", "/static/")
NEVER = ("/counter/phones",)
"""Who may come is settled at the laptop alone."""
COOKIE_SECONDS = 180 * 86_400


class PhoneDoorMiddleware:
    """Puts `phone` on the request: the paired phone it is from, or None for the laptop's own browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.phone = None
        if not request.META.get(PHONES):
            return self.get_response(request)
        if not _is_for_here(request):
            return _stranger(request)
        request.phone = phones.phone_of(request.COOKIES.get(COOKIE, ""))
        if request.phone is None:
            is_code = request.method == "POST" and request.path == stranger.PAIR
            return _pair(request) if is_code else _stranger(request)
        phone_life.note_seen(request.phone, clock.now())
        # Of this door alone, and looked at above: the laptop's own door takes no such name (ALLOWED_HOSTS).
        request.get_host = lambda: request.META["HTTP_HOST"]
        if request.path == "/" or request.path.startswith(stranger.PAIR):
            return _bare(HttpResponseRedirect(HOME))
        if not request.path.startswith(MAY) or request.path.startswith(NEVER):
            request.path = request.path_info = "/nowhere"
        return _guarded(self.get_response(request), is_static=request.path.startswith("/static/"))


def _is_for_here(request: Any) -> bool:
    """Whether the address asked is one of this door, and a form was sent by a page of its own."""
    host, port = _host(request)
    is_here = host in served.seen().hosts and port == settings.PHONE_PORT
    if request.method in ("GET", "HEAD"):
        return is_here
    return is_here and request.META.get("HTTP_ORIGIN", "") == f"https://{request.META['HTTP_HOST']}"


def _host(request: Any) -> tuple[str, int]:
    """Name and port in the address that was asked; of one that is broken, nothing."""
    try:
        told = urlsplit("//" + request.META.get("HTTP_HOST", ""))
        return told.hostname or "", told.port or 0
    except ValueError:
        return "", 0


def _pair(request: Any) -> HttpResponse:
    """A code was typed, or stood in what the phone's camera read."""
    is_read = _is_form(request) and int(request.META.get("CONTENT_LENGTH") or 0) <= MOST_OF_STRANGERS
    if not is_read:
        return _stranger(request)
    typed = QueryDict(request.body).get("code", "")
    code = settings.PACK.script.to_ascii_digits(typed).replace(" ", "").replace("-", "")
    if len(code) != phone_codes.CODE_DIGITS or not (code.isascii() and code.isdigit()):
        return _stranger(request, code)  # a key pressed too early is no try
    try:
        token = phone_codes.pair(code, request.META.get("REMOTE_ADDR", ""), clock.now())
    except Refused:
        return _stranger(request, code)
    response = HttpResponseRedirect(HOME, status=303)
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_SECONDS, path="/", secure=True, httponly=True, samesite="Strict"
    )
    return _bare(response)


def _is_form(request: Any) -> bool:
    return bool(request.META.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"))


def _stranger(request: Any, refused: str | None = None) -> HttpResponse:
    response = HttpResponse(stranger.page(request.path, refused), status=403)
    response._has_been_logged = True  # type: ignore[attr-defined]  # the log is no place for codes out of addresses
    if COOKIE in request.COOKIES:  # it was paired once: nothing of then stays in its browser
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return _bare(response)


def _bare(response: HttpResponse) -> HttpResponse:
    """What the pages' own layers would say, of an answer that does not come by them."""
    response.headers["Content-Security-Policy"] = stranger.POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    return _guarded(response)


def _guarded(response: HttpResponse, *, is_static: bool = False) -> HttpResponse:
    """Nothing is kept by a phone but the look of the pages; no cookie goes where TLS is not."""
    if not is_static:
        response.headers["Cache-Control"] = "no-store"
    for morsel in response.cookies.values():
        morsel["secure"] = True
        if morsel.key == settings.SESSION_COOKIE_NAME:
            morsel["samesite"] = "Strict"
    return response
