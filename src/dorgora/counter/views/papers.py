"""Pictures of papers, shown only to the operator who has the draft or the file before her."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from dorgora.applications import local as kept
from dorgora.config.guard import may_enter
from dorgora.counter import drafting, filed, frame


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def picture(request: Any, key: str, kind: str) -> HttpResponse:
    """A picture taken for a form that is not handed in yet.

    Raises:
        Http404: there is none.
    """
    draft = drafting.mine(request, key)
    return _image(draft.papers.get(kind, {}).get("picture", ""))


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def kept_picture(request: Any, number: str, kind: str) -> HttpResponse:
    """A picture of a paper of a file.

    Raises:
        Http404: there is none.
    """
    file = filed.of(request, number)
    return _image(next((paper.picture for paper in file.evidence if paper.kind == kind), ""))


def _image(digest: str) -> HttpResponse:
    content = kept.picture(digest) if digest else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=kept.media_type(content))
