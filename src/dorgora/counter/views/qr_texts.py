"""The text inside a printed code, for a phone that cannot photograph it: the same signed words, as a file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame


@may_enter("operator")
@require_safe
@frame.tells_refusals
def receipt(request: Any, number: str) -> HttpResponse:
    """What the code on a receipt says."""
    return _file(certificates.receipt_text(filed.of(request, number).id), f"receipt-{number}.txt")


@may_enter("operator")
@require_safe
@frame.tells_refusals
def certificate(request: Any, number: str) -> HttpResponse:
    """What the code on a certificate says."""
    issued = certificates.certificate_of(filed.of(request, number).id)
    return _file(issued.qr_text if issued else "", f"certificate-{number}.txt")


def _file(text: str | None, name: str) -> HttpResponse:
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=us-ascii")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
