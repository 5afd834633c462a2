"""Is this paper genuine? Judged by the published key set, which anyone may take away and use without a line."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.certificates import queries as certificates
from dorgora.certificates.qr import MAX_TEXT
from dorgora.config.guard import may_enter
from dorgora.kernel import clock
from dorgora.portal import frame, judged
from dorgora.shell.parts import Field, problems_of


@may_enter("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The text of a QR code, and what is known of it."""
    text, error, verdict = "", "", None
    if request.method == "POST":
        text = request.POST.get("text", "")[: 2 * MAX_TEXT]
        if text.strip():
            verdict = certificates.judge(text, clock.now())
        else:
            error = _("Paste the text of the QR code here.")
    hint = _("Read the QR with your phone, and paste here what it says.")
    field = Field("text", _("Text of the QR code"), "long", value=text, hint=hint, error=error)
    told = {
        "field": field,
        "problems": problems_of([field]),
        "judged": judged.shown(verdict, text) if verdict else None,
    }
    told["is_error"] = verdict is not None and verdict.outcome != "valid"
    return frame.page(request, "portal/verify.html", "verify", status=422 if error else 200, **told)


@may_enter("anyone")
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The key set with its status lists, signed by the hub."""
    response = HttpResponse(certificates.key_set(clock.now()), content_type="application/json")
    response.headers["Cache-Control"] = "max-age=300"
    return response
