"""Is this paper genuine? Judged by the published key set, which anyone may take away and use without a line."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.certificates import queries as certificates
from dorgora.certificates.qr import MAX_TEXT
from dorgora.config.guard import may_enter
from dorgora.kernel import clock
from dorgora.portal import frame, judged, local
from dorgora.shell import formats
from dorgora.shell.parts import Field, problems_of


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The text of a QR code, and what is known of it."""
    if request.method != "POST":
        return _page(request)
    text, at = request.POST.get("text", ""), clock.now()
    if frame.is_only_language(request):
        return _page(request, text)
    if not text.strip():
        return _page(request, status=422, error=_("Paste the text of the QR code here."))
    code = text.strip()
    if len(code) > MAX_TEXT:
        return _page(request, text, status=422, error=_too_long(len(code)))
    limits = [local.of_address(request.META.get("REMOTE_ADDR", ""), "verify")]
    wait = local.seconds_left(limits, at)
    if wait:
        return _page(request, text, status=429, minutes=-(-wait // 60))
    verdict = certificates.judge(code, at)
    if verdict.document is None:
        local.count(limits, at)
    return _page(request, text, judged=judged.shown(verdict, code, at), is_error=verdict.outcome != "valid")


def _page(
    request: HttpRequest, text: str = "", *, status: int = 200, error: str = "", minutes: int = 0, **told: Any
) -> HttpResponse:
    hint = _("Read the QR with your phone, and paste here what it says.")
    field = Field("text", _("Text of the QR code"), "long", value=text, hint=hint, error=error)
    told |= {"field": field, "problems": problems_of([field]), "sent_along": frame.sent(request, "verify")}
    if minutes:
        told |= {"refusal": _too_many(minutes), "is_error": True}
    return frame.page(request, "portal/verify.html", "verify", status=status, **told)


def _too_long(n_letters: int) -> str:
    words = _("It is too long to be the text of such a code: %(n)s letters, at most %(most)s.")
    return words % {"n": formats.number(n_letters), "most": formats.number(MAX_TEXT)}


def _too_many(minutes: int) -> dict[str, str]:
    return {
        "what": _("Too many papers were tried."),
        "why": _("From this connection, many were not ours. This one was not looked at."),
        "next": _("Try again in %(n)s minutes, or check it with the published keys.")
        % {"n": formats.number(minutes)},
    }


@may_enter("anyone")
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The key set with its status lists, signed by the hub."""
    response = HttpResponse(certificates.key_set(clock.now()), content_type="application/json")
    response.headers["Cache-Control"] = "max-age=300"
    return response
