"""The phone's page: which papers of the open form lack a picture, taken one by one with its camera."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.applications import local as kept
from dorgora.config.guard import may_enter
from dorgora.counter import frame, photographing
from dorgora.kernel.errors import Refused
from dorgora.shell.answers import labelled

MOST_BYTES = kept.MAX_PICTURE_BYTES + 1024 * 1024


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def photos(request: Any) -> HttpResponse:
    """The papers of the form she has open on the laptop."""
    return _page(request)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def take(request: Any, key: str, kind: str) -> HttpResponse:
    """A picture came; one that will not do changes nothing, and is said beside its paper."""
    upload = request.FILES.get("picture")
    if upload is None:
        return _page(request, {kind: photographing.missing()})
    wrong = photographing.take(request.operator.id, _phone(request), key, kind, upload)
    return _page(request, {kind: wrong}) if wrong else redirect("counter:photos")


def keep_typed(request: Any, by: int, key: str, kind: str) -> None:
    """Keeps a photo that came when `by` was not signed in on the phone any more, if the form is still open."""
    upload = request.FILES.get("picture")
    try:
        if upload is not None:
            photographing.take(by, _phone(request), key, kind, upload)
    except Refused:
        return


take.keeps_typed = keep_typed  # type: ignore[attr-defined]
take.most_bytes = MOST_BYTES  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def take_away(request: Any, key: str, kind: str) -> HttpResponse:
    """The wrong paper, or not readable: the picture goes, and another may be taken."""
    photographing.take_away(request.operator.id, _phone(request), key, kind)
    return redirect("counter:photos")


def _phone(request: Any) -> int:
    return request.phone.id if request.phone is not None else 0


def _page(request: Any, errors: dict[str, str] | None = None) -> HttpResponse:
    draft = photographing.open_papers(request.operator.id)
    told: dict[str, Any] = {
        "draft": draft,
        "service_name": labelled(draft.service.names) if draft else "",
        "papers": photographing.papers(draft, errors or {}) if draft else [],
        "is_error": bool(errors),
        "back_url": reverse("counter:today"),
    }
    return frame.page(request, "photos", "today", status=422 if errors else 200, **told)
