"""The certificate of a file on the desk: taking it back, once and for ever, with the reason."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.certificates import actions
from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.desk import frame, held, refusals, unfinished
from dorgora.desk.revoking import TYPED, Revoking, lines
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.shell.parts import problems_of


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def revoke(request: Any, file_id: int) -> HttpResponse:
    """Asks why, and takes it back; a button pressed twice does it once."""
    held.check_may_decide(request)
    file = held.of(request, file_id)
    issued = _issued(file.id)
    if request.method != "POST":
        return _page(request, issued, Revoking.typed(unfinished.of(request, _kept_as(file_id))))
    form = Revoking.read(request.POST)
    if not form.errors and not (issued.is_revoked and issued.revoked_reason == form.reason):
        try:
            actions.revoke(
                certificate_id=issued.id, reason=form.reason, office=file.office, by=request.officer.id,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            return _page(request, _issued(file.id), form, refused)
    if form.errors:
        return _page(request, issued, form)
    unfinished.done(request, _kept_as(file_id))
    return redirect("desk:file", file_id=file_id)


revoke.keeps_typed = unfinished.keeper(  # type: ignore[attr-defined]
    TYPED, lambda file_id: (_kept_as(file_id), 0)
)


def _kept_as(file_id: int) -> str:
    return f"desk-revoke-{file_id}"


def _issued(file_id: int) -> certificates.Certificate:
    """The certificate of a file, whether it still holds or not.

    Raises:
        Refused: `no_certificate`.
    """
    issued = certificates.certificate_of(file_id, goes_on=True)
    if issued is None:
        raise Refused("no_certificate")
    return issued


def _page(
    request: Any, issued: certificates.Certificate, form: Revoking, refused: Refused | None = None
) -> HttpResponse:
    fields = [] if issued.is_revoked else form.fields()
    told = {
        "issued": issued,
        "lines": lines(issued),
        "fields": fields,
        "problems": problems_of(fields),
        "refusal": refusals.told(refused) if refused else None,
        "is_error": refused is not None,
        "back_url": reverse("desk:file", args=[issued.file_id]),
    }
    status = 409 if refused else 422 if form.errors else 200
    return frame.page(request, "desk/revoke.html", "queue", status=status, **told)
