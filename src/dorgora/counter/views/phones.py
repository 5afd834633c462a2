"""Phones of this counter: paired by a code that stands on the laptop's screen, seen, ended. Only at the laptop."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from dorgora.certificates import qr
from dorgora.config import served
from dorgora.config.guard import may_enter
from dorgora.counter import frame
from dorgora.feed.roads import lan
from dorgora.kernel import clock
from dorgora.people import queries as people
from dorgora.people.local import phone_codes, phone_life
from dorgora.people.local import phones as kept
from dorgora.shell import formats
from dorgora.shell.answers import named

_CODE, _NEWEST = "pairing", "newest_phone"
WHY_NOT = {
    "no_certificate": (
        gettext_noop("The hub has not sent this laptop its certificate yet."),
        gettext_noop("It comes with the line. Until then choose pictures as files on this laptop."),
    ),
    "certificate_over": (
        gettext_noop("The certificate of this laptop is over."),
        gettext_noop("A new one comes with the line. Until then choose pictures as files on this laptop."),
    ),
    "revoked": (
        gettext_noop("The hub trusts this laptop no more."),
        gettext_noop("Call the hub. No phone is let in until then."),
    ),
    "no_network": (
        gettext_noop("This laptop is on no network of its own."),
        gettext_noop(
            "Join the phone and the laptop to one Wi-Fi, or open the laptop's own hotspot; then look again."
        ),
    ),
    served.PORT_TAKEN: (
        gettext_noop("Another program of this laptop is where phones would call."),
        gettext_noop("End it, or start the laptop anew. It is tried again twice a minute."),
    ),
}


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def phones(request: Any) -> HttpResponse:
    """Which phones are paired; POST shows a code for another one."""
    door, now = lan.door(), clock.now()
    why = door.why or (served.PORT_TAKEN if served.seen().is_in_vain else "")
    if request.method == "POST":
        if not why:
            request.session[_CODE] = phone_codes.begin_pairing(request.operator.id, now)
            request.session[_NEWEST] = max((one.id for one in kept.phones()), default=0)
        return redirect("counter:phones")
    told: dict[str, Any] = {
        "phones": _listed(),
        "door": door,
        "why": _why(why),
        "back_url": reverse("counter:today"),
    }
    ends, code = kept.pairing_ends(request.operator.id, now), str(request.session.get(_CODE, ""))
    if ends and code and not why:
        url = f"{door.url}/pair/{code}#sha256={door.fingerprint.hex()}"
        told |= {
            "is_pairing": True,
            "code": f"{code[:4]} {code[4:]}",
            "address": f"{door.host}:{settings.PHONE_PORT}",
            "qr": qr.svg(url, label=_("QR code to pair a phone")),
            "until": ends,
        }
    elif code:
        request.session.pop(_CODE)
        told |= {"was_pairing": True, "paired": _paired(request)}
    told["print"] = _fingerprint(door.fingerprint)
    return frame.page(request, "phones", "today", **told)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def stop(request: Any) -> HttpResponse:
    """The code on the screen is good no more."""
    phone_codes.stop_pairing(request.operator.id)
    request.session.pop(_CODE, None)
    return redirect("counter:phones")


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def end(request: Any, phone_id: int) -> HttpResponse:
    """A phone is let in no more, whoever is signed in on it; pressed twice it is ended once."""
    phone_life.end(clock.now(), phone_id)
    return redirect("counter:phones")


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def end_all(request: Any) -> HttpResponse:
    """No phone is let in any more, and no code is good."""
    phone_life.end(clock.now())
    return redirect("counter:phones")


def _paired(request: Any) -> str:
    """The phone that used the code she was shown, or nothing."""
    before = request.session.pop(_NEWEST, 0)
    found = [one for one in kept.phones() if one.by == request.operator.id and one.id > before]
    return _label(found[0]) if found else ""


def _label(phone: kept.Phone) -> str:
    return _("Phone %(n)s") % {"n": formats.number(phone.id)}


def _listed() -> list[dict[str, Any]]:
    found = []
    for one in kept.phones():
        by = people.operator(one.by)
        note = _("paired by %(name)s %(at)s, last here %(seen)s") % {
            "name": named(by) if by else "–",
            "at": formats.moment(one.paired_at),
            "seen": formats.moment(one.seen_at),
        }
        found.append({"id": one.id, "label": _label(one), "note": note})
    return found


def _why(told: str) -> dict[str, str] | None:
    if not told:
        return None
    why, then = WHY_NOT[told]
    return {"why": _(why), "then": _(then)}


def _fingerprint(digest: bytes) -> list[str]:
    """As browsers show it: pairs of hex digits, eight to a line."""
    pairs = [f"{one:02X}" for one in digest]
    return [" ".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8)]
