"""What stands around every page of the desk: the sign, the tide of a laptop, and how a refusal is shown."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dorgora.applications.events import KINDS as application_kinds
from dorgora.desk import refusals
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.places import queries as places
from dorgora.shell import formats, lately, power
from dorgora.shell.answers import named
from dorgora.shell.parts import MenuItem, Sign, Tide
from dorgora.shell.telling import tells

NOT_FOUND = frozenset(
    {
        "no_such_file",
        "no_such_picture",
        "not_yours",
        "no_such_request",
        "no_such_citizen",
        "no_such_alarm",
        "no_certificate",
        "no_such_list",
        "no_such_pair",
    }  # fmt: skip
)


def today(at: datetime | None = None) -> date:
    """The day at the place of the desk."""
    return timezone.localdate(at or clock.now())


def is_hub() -> bool:
    """Whether this desk stands at the hub."""
    return bool(settings.ROLE == "hub")


def page(request: Any, template: str, current: str = "", *, status: int = 200, **told: Any) -> HttpResponse:
    """A page for the officer who is signed in."""
    around = {"sign": _sign(request.officer, current), "tide": None if is_hub() else _tide()}
    return render(request, template, around | told, status=status)


def open_page(request: HttpRequest, template: str, *, status: int = 200, **told: Any) -> HttpResponse:
    """A page before anybody is signed in; no browser keeps it."""
    sign = Sign(home_url=reverse("desk:queue"), place=(_("Desk"),))
    response = render(request, template, {"sign": sign} | told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sign(officer: Any, current: str) -> Sign:
    labels = {"queue": _("Queue"), "alarms": _("Line and alarms")}
    if is_hub():
        labels |= {"nodes": _("Laptops")}
        if "erase" in officer.powers:
            labels |= {"erasures": _("Erasures")}
        if "link" in officer.powers:
            labels |= {"lookalikes": _("Registered twice?")}
    if officer.role != "office":
        labels.pop("queue")
    return Sign(
        home_url=reverse("desk:queue"),
        place=(_("Desk"), office_name(officer.place)) if officer.place else (_("Desk of the hub"),),
        menu=tuple(
            MenuItem(label, reverse(f"desk:{name}"), name == current) for name, label in labels.items()
        ),
        person=named(officer),
        cover_url=reverse("desk:cover"),
    )


def office_name(place: str) -> str:
    """An office by its name."""
    found = places.office(place)
    return named(found) if found else formats.digits(place)


def _tide() -> Tide:
    line = feed.contact()
    heard = (
        _("last contact %(at)s") % {"at": formats.moment(line.last_at)}
        if line.last_at
        else _("no contact yet")
    )
    return Tide(
        n_unsent=feed.n_subjects_unsent(kind.name for kind in application_kinds),
        unsent_url=reverse("desk:alarms"),
        line_is_up=line.is_online,
        line_url=reverse("desk:alarms"),
        line_note=heard,
        line_brief=lately.last_at(line.last_at),
        battery=power.battery(),
    )


def page_number(request: Any) -> int:
    """The page of a list that is asked for, in any digits; the first when it is none."""
    text = formats.pack().script.to_ascii_digits(request.GET.get("page", "1"))
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def refusal_page(request: Any, refused: Refused, *, onward_url: str = "", onward: str = "") -> HttpResponse:
    """A whole page that says why something is not done, with the way on or back."""
    status = 404 if refused.reason in NOT_FOUND else refusals.STATUS.get(refused.reason, 409)
    told: dict[str, Any] = {
        "refusal": refusals.told(refused),
        "back_url": reverse("desk:queue"),
        "onward_url": onward_url,
        "onward": onward,
        "is_error": True,
    }
    return page(request, "desk/refused.html", status=status, **told)


tells_refusals = tells(refusal_page)


def only_at_hub(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only the hub has."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_hub():
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def needs(power: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for officers with this power only; the others are told who can help."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if power not in request.officer.powers:
                return refusal_page(request, Refused("not_your_power"))
            return view(request, *args, **kwargs)

        return shown

    return guarded
