"""The certificate as it is printed: a page for the browser, and the same as a PDF."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.counter import filed, frame, paper, unworded
from dorgora.kernel.errors import Refused
from dorgora.shell import pdf


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


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def as_pdf(request: Any, number: str, paper_size: str) -> HttpResponse:
    """The same as a PDF on A5 or A4; where it cannot be made, why, and the way back to the file and its page."""
    file = filed.of(request, number)
    issued = _issued(file)
    try:
        made = pdf.certificate(paper.certificate(file, issued), paper=paper_size, at=issued.issued_at)
    except pdf.NotTypeset:
        file_url = reverse("counter:file", args=[number])
        return frame.refusal_page(request, Refused("pdf_not_made"), back_url=file_url)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{number}-{paper_size}.pdf"'
    return response


def _issued(file: Any) -> Any:
    """The certificate of a file, if it still holds.

    Raises:
        Refused: `let_go`, `no_certificate_yet`, `certificate_revoked`.
    """
    unworded.check(file)
    issued = certificates.granted_by(file)
    if issued is None or issued.document is None:
        raise Refused("no_certificate_yet")
    if issued.is_revoked:
        raise Refused("certificate_revoked")
    return issued
