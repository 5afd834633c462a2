"""Who may enter which page: one declaration on the view, checked in one place before anything runs."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell.refusing import not_enrolled, not_that_way, too_large

View = TypeVar("View", bound=Callable[..., HttpResponse])
WHO = ("anyone", "operator", "officer", "node")
IDLE_SECONDS = 5 * 60
OFFICER_IDLE_SECONDS = {"hub": 15 * 60}
"""At the hub an officer sits behind a door; on a laptop she has no longer than an operator."""
SIGN_IN = {"operator": "/counter/sign-in", "officer": "/desk/sign-in"}


def may_enter(who: str) -> Callable[[View], View]:
    """Declares who may enter a view: `anyone`, `operator`, `officer`, or `node` (which proves itself by its batch).

    Raises:
        ValueError: any other word.
    """
    if who not in WHO:
        raise ValueError(f"nobody is called {who}")

    def declare(view: View) -> View:
        view.may_enter = who  # type: ignore[attr-defined]
        return view

    return declare


def sign_in_operator(request: HttpRequest, person_id: int) -> None:
    """Starts an operator's session; whoever was signed in here before is out."""
    logout(request)
    request.session.cycle_key()
    request.session["operator"] = person_id
    request.session["seen"] = clock.now_seconds()


def sign_out(request: HttpRequest) -> None:
    """Ends the session, whoever's it is."""
    logout(request)


class GuardMiddleware:
    """Puts `operator`, `officer` and `place` on the request and turns away who may not enter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.operator = request.officer = None
        request.place = ""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return too_large(request)
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response = not_that_way(request, response.headers["Allow"])
        if getattr(request, "is_personal", False):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """A laptop nobody has enrolled says so on every page, instead of breaking."""
        if isinstance(wrong, Refused) and wrong.reason == "not_enrolled":
            return not_enrolled(request)
        return None

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turns away before the view runs; a view that declares nothing is entered by nobody.

        Raises:
            Http404: the view does not say who may enter.
        """
        who = getattr(view, "may_enter", None)
        if who is None:
            if view.__module__.startswith("allauth."):
                return self._officer(request, required=False)
            raise Http404
        if who == "operator":
            return self._operator(request, view, kwargs)
        if who == "officer":
            return self._officer(request, required=True)
        return None

    def _operator(self, request: Any, view: Any, kwargs: Any) -> HttpResponse | None:
        request.is_personal = True
        found = people.operator(int(request.session.get("operator", 0)))
        now = clock.now_seconds()
        idle = abs(now - int(request.session.get("seen", 0)))
        if found is None or not found.is_active or idle > IDLE_SECONDS:
            if request.method == "POST" and found is not None and hasattr(view, "keeps_typed"):
                view.keeps_typed(request, **kwargs)
            request.session.pop("operator", None)
            return _to_sign_in(request, "operator")
        if idle > 20:
            request.session["seen"] = now
        request.operator, request.place = found, found.place
        return None

    def _officer(self, request: Any, *, required: bool) -> HttpResponse | None:
        request.is_personal = True
        name = request.user.username if request.user.is_authenticated else ""
        found = people.officer(int(name)) if name.isdigit() else None
        if found is not None and _is_over(request):
            logout(request)
            found = None
        if found is not None and found.is_active and _is_here(found.role, found.place):
            request.officer, request.place = found, found.place
            return None
        return _to_sign_in(request, "officer") if required else None


def _is_over(request: Any) -> bool:
    """Whether an officer did nothing for too long; a session that was just begun has not been seen yet."""
    now = clock.now_seconds()
    idle = abs(now - int(request.session.get("seen", now)))
    if "seen" not in request.session or 20 < idle <= _officer_idle():
        request.session["seen"] = now
    return idle > _officer_idle()


def _officer_idle() -> int:
    return OFFICER_IDLE_SECONDS.get(settings.ROLE, IDLE_SECONDS)


def _is_here(role: str, place: str) -> bool:
    return settings.ROLE == "hub" or (role, place) in feed.own_places()


def _to_sign_in(request: HttpRequest, who: str) -> HttpResponse:
    # Only our own path goes into `next`, never a query: codes and names stay out of addresses.
    address = SIGN_IN[who] + "?" + urlencode({"next": request.path})
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    return response
