"""The certificate as it is printed."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, paper
from dorgora.kernel.errors import Refused


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def certificate(request: Any, number: str) -> HttpResponse:
    """The certificate on A5, when the office has signed it and nobody has revoked it."""
    file = filed.of(request, number)
    issued = _issued(file)
    told = {
        "file": file,
        "certificate": paper.certificate(file, issued),
        "hand_over_url": "" if file.handed_over_at else reverse("counter:hand_over", args=[number]),
        "back_url": reverse("counter:file", args=[number]),
    }
    return frame.page(request, "certificate", "files", **told)


def _issued(file: Any) -> Any:
    """The certificate of a file, if it still holds.

    Raises:
        Refused: `no_certificate_yet`, `certificate_revoked`.
    """
    issued = certificates.granted_by(file)
    if issued is None or issued.document is None:
        raise Refused("no_certificate_yet")
    if issued.is_revoked:
        raise Refused("certificate_revoked")
    return issued
