"""Pictures of papers, shown only to the operator who has the draft or the file before her."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from dorgora.applications import evidence
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
    digest = draft.papers.get(kind, {}).get("picture", "")
    return _image(kept.picture(digest) if digest else None)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def kept_picture(request: Any, number: str, kind: str) -> HttpResponse:
    """A picture of a paper of a file.

    Raises:
        Http404: there is none.
    """
    return _image(evidence.picture_of(filed.of(request, number), kind))


def _image(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=kept.media_type(content))
