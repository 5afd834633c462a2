"""What stands around every page of the counter: the sign, the tide, the language, and how a refusal is shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.applications.events import KINDS as application_kinds
from dorgora.counter import latin, refusals
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack, load_pack
from dorgora.money import accounts
from dorgora.money import queries as money
from dorgora.places import queries as places
from dorgora.shell import aloud, formats, lately, power, saving
from dorgora.shell.answers import named
from dorgora.shell.parts import Line, MenuItem, Sign, Tide
from dorgora.shell.telling import tells

NO_PAGES = (
    "sign_out", "search", "refund", "end_mandate", "take_wish_back", "latin", "idle", "spoken", "stop_pairing",
    "end_phones", "end_phone", "confirm_passing", "undo_passing",
    "take_photo", "take_photo_away",
)  # fmt: skip
PAPERS, PHOTOS, CORRECT = "papers", "photos", "correct"
"""What her phone photographs is what her papers ask for: neither page ends what the other began."""
MENU = ("today", "citizens", "files", "drawer", "wishes")


def pack() -> Pack:
    """The country this machine works in."""
    return load_pack(settings.PACK_DIR)


def today(at: datetime | None = None) -> date:
    """The day at the place of the counter."""
    return timezone.localdate(at or clock.now())


def named_locally(thing: Any) -> str:
    """The name as the country's own papers have it."""
    return str(thing.local_name or thing.latin_name)


def languages() -> tuple[str, str]:
    """The country's first language, and the one that stands small under it on paper."""
    return pack().languages


def page(request: Any, template: str, current: str = "", *, status: int = 200, **told: Any) -> HttpResponse:
    """A page for the operator who is signed in, with the sign and the tide.

    One that offers nothing to hear ends what the one before would have said: another citizen may sit there now.
    """
    if "hear" not in told and template != PHOTOS:
        aloud.forget(request.operator.id)
    request.keeps_at_hand = template in (PAPERS, PHOTOS, CORRECT)
    frame = {"sign": _sign(request, current), "tide": _tide(request), "latin": latin.offered(request, pack())}
    return render(request, f"counter/{template}.html", frame | told, status=status)


def _sign(request: Any, current: str) -> Sign:
    labels = {"today": _("Today"), "citizens": _("Citizens"), "files": _("Files"), "drawer": _("Drawer")}
    labels["wishes"] = _("Wishes")
    return Sign(
        home_url=reverse("counter:today"),
        place=centre_lines(request.place),
        menu=tuple(MenuItem(labels[name], reverse(f"counter:{name}"), name == current) for name in MENU),
        person=named(request.operator),
        cover_url=reverse("counter:cover"),
    )


def centre_lines(place: str) -> tuple[str, ...]:
    """The centre's name as it stands on the sign and on paper."""
    centre = places.centre(place)
    return (named(centre),) if centre else ()


def _tide(request: Any) -> Tide:
    line = feed.contact()
    heard = (
        _("last contact %(at)s") % {"at": formats.moment(line.last_at)}
        if line.last_at
        else _("no contact yet")
    )
    is_told = money.are_books_told()
    return Tide(
        n_unsent=feed.n_subjects_unsent(kind.name for kind in application_kinds),
        unsent_url=reverse("counter:line"),
        line_is_up=line.is_online,
        line_url=reverse("counter:line"),
        line_note=heard,
        line_brief=lately.last_at(line.last_at),
        drawer_minor=money.balance(accounts.drawer(request.place, request.operator.id)) if is_told else None,
        drawer_waits=not is_told,
        drawer_url=reverse("counter:drawer"),
        used_kb=-(-line.bytes_today // 1024),
        usage_url=reverse("counter:line"),
        battery=power.battery(),
    )


def own_page(asked: str) -> str:
    """The address asked for if it is a page of this counter that may be opened by a link; else today's page."""
    path, _mark, query = asked.partition("?")
    try:
        found = resolve(path)
    except Resolver404:
        return reverse("counter:today")
    if found.namespace != "counter" or found.url_name in NO_PAGES:
        return reverse("counter:today")
    return f"{path}?{query}" if query else path


def _answer(request: Any, refused: Refused) -> HttpResponse:
    if saving.is_asked(request) and refused.reason in refusals.OVER:
        return saving.gone()
    if refused.reason == "already_lodged":
        return _lodged_before(request, refused.detail["file_id"])
    return refusal_page(request, refused)


tells_refusals = tells(_answer)


def _lodged_before(request: Any, file_id: int) -> HttpResponse:
    """The form was handed in before: its receipt says when the money was taken, and nothing is taken again."""
    file = applications.file(file_id, centre=request.place)
    if file is None:
        return refusal_page(request, Refused("no_such_draft"))
    return redirect(reverse("counter:receipt", args=[file.number]) + "?again=1")


def refusal_page(
    request: Any, refused: Refused, *, kept: Sequence[Line] = (), back_url: str = "", go: str = ""
) -> HttpResponse:
    """A whole page that says why something is not done, with what was typed and the way on; `go`: its name."""
    told: dict[str, Any] = {"refusal": refusals.told(refused), "kept": kept, "onward_url": back_url}
    told["go"] = go or _("To the file")
    status = 404 if refused.reason in refusals.NOT_FOUND else refusals.STATUS.get(refused.reason, 409)
    return page(request, "refused", status=status, is_error=True, **told)
