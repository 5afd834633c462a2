"""Who may enter which page: one declaration on the view, checked in one place before anything runs."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from dorgora.feed import queries as feed
from dorgora.feed import room
from dorgora.feed.sync import gate
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell import aloud, at_hand, opened, refusing, saving
from dorgora.shell.answers import named
from dorgora.shell.refusing import disk_full, not_enrolled, not_that_way, too_large

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
WHO = ("anyone", "operator", "officer", "node")
IDLE_SECONDS = at_hand.IDLE_SECONDS
OFFICER_IDLE_SECONDS = {"hub": 15 * 60}
"""At the hub an officer sits behind a door; on a laptop she has no longer than an operator."""
SIGN_IN = {"operator": "/counter/sign-in", "officer": "/desk/sign-in"}
HOME = {"operator": "/counter/", "officer": "/desk/"}
COVER = {"operator": "/counter/cover", "officer": "/desk/cover"}


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
    sign_out(request)
    request.session.cycle_key()
    request.session["operator"] = person_id
    request.session["phone"] = _phone(request)
    request.session["seen"] = clock.now_seconds()


def sign_out(request: HttpRequest) -> None:
    """Ends the session, whoever's it is; no page an operator had open is said aloud any more."""
    _leave_page(request, int(request.session.get("operator", 0)))
    logout(request)


def _leave_page(request: Any, operator_id: int) -> None:
    """Nothing is said aloud any more, nor photographed for the form that was open on the laptop."""
    aloud.forget(operator_id)
    if not _phone(request):
        at_hand.forget()


def seconds_left(request: Any) -> int:
    """How long an operator stays signed in in this browser if no page of hers asks for anything; this is none."""
    if not request.session.get("operator"):
        return 0
    return max(0, IDLE_SECONDS - abs(clock.now_seconds() - int(request.session.get("seen", 0))))


def officer_at(request: Any) -> people.Officer | None:
    """The officer who is signed in in this browser, or None; a page that anyone may enter shows her more by it.

    She then stands on the request, and no browser keeps the page.
    """
    name = request.user.username if request.user.is_authenticated and not _phone(request) else ""
    found = people.officer(int(name)) if name.isdigit() else None
    if found is not None and _is_over(request):
        logout(request)
        return None
    if found is None or not found.is_active or not _is_here(found.role, found.place):
        return None
    request.is_personal = True
    request.officer, request.place = found, found.place
    return found


class GuardMiddleware:
    """Puts `operator`, `officer` and `place` on the request and turns away who may not enter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.operator = request.officer = None
        request.place = ""
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = most_bytes(request.path_info)
        if not length.isdigit() or int(length) > most:
            return too_large(request, most)
        response = self.get_response(request)
        if _is_on_screen(request, response) and not getattr(request, "keeps_at_hand", False):
            at_hand.forget()
        if response.status_code == 405 and request.method == "GET":
            response = not_that_way(request, response.headers["Allow"])
        if getattr(request, "is_personal", False):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """A laptop nobody has enrolled says so on every page, and so does a full disk, instead of breaking."""
        if isinstance(wrong, Refused) and wrong.reason == "not_enrolled":
            return not_enrolled(request)
        if room.is_full(wrong):
            return disk_full(request)
        return None

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turns away before the view runs; a view that declares nothing is entered by nobody.

        Raises:
            Http404: the view does not say who may enter.
        """
        who = getattr(view, "may_enter", None)
        if who is None:
            if view.__module__.startswith("allauth."):
                self._officer(request)
                return None
            raise Http404
        return self._person(request, who) if who in SIGN_IN else None

    def _person(self, request: Any, who: str) -> HttpResponse | None:
        """Turns away who is not signed in, and a page that another person opened; what was typed there is kept.

        A page that does not say who opened it may be anybody's: nothing is done with it, and nothing of it is kept.
        """
        here = self._operator(request) if who == "operator" else self._officer(request)
        opener = opened.opener(request.POST) if request.method == "POST" else None
        if here is None:
            keep_typed(request, opener)
            return _to_sign_in(request, who)
        if request.method != "POST" or opener == (who, here.id):
            return None
        return _of_another(request, who, opener)

    def _operator(self, request: Any) -> Any:
        request.is_personal = True
        found = people.operator(int(request.session.get("operator", 0)))
        now = clock.now_seconds()
        idle = abs(now - int(request.session.get("seen", 0)))
        is_elsewhere = int(request.session.get("phone", 0)) != _phone(request)
        if found is None or not found.is_active or idle > IDLE_SECONDS or is_elsewhere:
            _leave_page(request, int(request.session.pop("operator", 0)))
            return None
        if idle > 20:
            request.session["seen"] = now
        if not _phone(request):
            at_hand.note_seen(found.id, int(request.session["seen"]))
        request.operator, request.place = found, found.place
        return found

    def _officer(self, request: Any) -> Any:
        request.is_personal = True
        return officer_at(request)


def most_bytes(path: str) -> int:
    """What may be sent to an address at once: what is typed, and pictures where the view says how much of them.

    A hub, which anybody may reach, takes what an exchange may have: pictures of papers come to laptops alone.
    """
    if settings.DORGORA_ROLE.answers_exchanges:
        return gate.MAX_WIRE
    try:
        view = resolve(path).func
    except Resolver404:
        view = None
    return int(getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


def keep_typed(request: Any, opener: tuple[str, int] | None) -> bool:
    """Keeps what stands in a posted page for who opened it, where the view knows how; gives whether it is kept.

    The person at the browser now may be another one: nothing is done, and she is shown nothing of it.
    """
    view = request.resolver_match and request.resolver_match.func
    if opener is None or _active(*opener) is None or not hasattr(view, "keeps_typed"):
        return False
    if saving.is_asked(request):
        return False  # the page is still being filled; it is kept when it is sent
    if getattr(view, "may_enter", "") != opener[0]:
        return False
    try:
        view.keeps_typed(request, opener[1], **request.resolver_match.kwargs)
    except Refused:  # more than is kept of one page, or no such page
        return False
    return True


def stale_form(request: Any, reason: str = "") -> HttpResponse:
    """The page for a form of a session that ended: its words are kept for who opened it."""
    keep_typed(request, opened.opener(request.POST))
    return refusing.stale_form(request, reason)


def _of_another(request: Any, who: str, opener: tuple[str, int] | None) -> HttpResponse:
    """Answers a page that not she opened in this browser: nothing is done under her name."""
    is_kept = keep_typed(request, opener)
    if request.POST.get("leave_to") == COVER[who]:
        return HttpResponseRedirect(COVER[who])
    if opener is None:
        return refusing.stale_form(request)
    person = _active(*opener)
    return refusing.opened_by_another(request, HOME[who], named(person) if person else "", is_kept=is_kept)


def _active(role: str, person_id: int) -> Any:
    """The operator or officer, if she is one still."""
    found = people.operator(person_id) if role == "operator" else people.officer(person_id)
    return found if found is not None and found.is_active else None


def _is_over(request: Any) -> bool:
    """Whether an officer did nothing for too long; a session that was just begun has not been seen yet."""
    now = clock.now_seconds()
    idle = abs(now - int(request.session.get("seen", now)))
    if "seen" not in request.session or 20 < idle <= _officer_idle():
        request.session["seen"] = now
    return idle > _officer_idle()


def _is_on_screen(request: Any, response: HttpResponse) -> bool:
    """Whether the laptop's own browser shows this now: a page of ours, whoever's and whatever it says."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    is_led_on = 300 <= response.status_code < 400
    is_asked_beside = (
        request.headers.get("Sec-Fetch-Dest", "document") != "document"
    )  # its icon, or by a program
    return is_page and not (is_led_on or is_asked_beside or _phone(request))


def _phone(request: Any) -> int:
    """The paired phone a request is from, 0 for the laptop's own browser: a session counts where it was begun."""
    phone = getattr(request, "phone", None)
    return phone.id if phone is not None else 0


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
