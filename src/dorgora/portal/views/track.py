"""Where a file is: asked by its code, or by seven digits and the centre; without a name on the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.applications.rules import REJECTED
from dorgora.config.guard import may_enter
from dorgora.kernel import clock
from dorgora.portal import frame, local, way
from dorgora.portal.tracking import Asked, file_of, token_of
from dorgora.shell import formats
from dorgora.shell.answers import complaint_line
from dorgora.shell.parts import problems_of


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The question, and what leads nowhere; one that was found has a page of its own."""
    if request.method != "POST":
        return _page(request, Asked())
    if frame.is_only_language(request):
        return _page(request, Asked.typed(request.POST))
    form, at = Asked.read(request.POST), clock.now()
    if form.errors or form.is_searching:
        return _page(request, form, status=422 if form.errors else 200)
    limits = form.limits(request.META.get("REMOTE_ADDR", ""))
    wait = local.seconds_left(limits, at)
    if wait:
        return _page(request, form, status=429, minutes=-(-wait // 60))
    found = form.find()
    if found is None:
        local.count(limits, at, form.asked)
        return _page(request, form, status=404, is_unknown=True)
    return redirect("portal:file", token=token_of(found, at))


@may_enter("anyone")
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """Where the file is and what became of it, what was paid, and what comes next."""
    found = file_of(token[:500], clock.now())
    if found is None:
        return _page(request, Asked(), status=404, is_over=True)
    complaint = complaint_line() if found.state == REJECTED else ""
    return frame.page(request, "portal/file.html", "track", complaint=complaint, **way.told(found))


def _page(
    request: HttpRequest, form: Asked, *, status: int = 200, minutes: int = 0, **told: Any
) -> HttpResponse:
    fields = form.fields()
    told |= {"refusal": _too_many(minutes) if minutes else None, "is_error": bool(told or minutes)}
    told |= {"fields": fields, "problems": problems_of(fields)}
    if not told.get("is_over"):  # that page is another one: it is only looked at
        told["sent_along"] = frame.sent(request, "track", *(("find", "place") if form.is_searching else ()))
    return frame.page(request, "portal/track.html", "track", status=status, **told)


def _too_many(minutes: int) -> dict[str, str]:
    return {
        "what": _("Too many codes were tried."),
        "why": _("From this connection, or about this centre, many led nowhere."),
        "next": ngettext(
            "Try again in %(n)s minute, or ask at the centre.",
            "Try again in %(n)s minutes, or ask at the centre.",
            minutes,
        )
        % {"n": formats.number(minutes)},
    }
