"""What was typed on a page that came too late: shown once more beside why it was not taken, never dropped unsaid."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.counter import asking, drafting, filed, frame, unfinished
from dorgora.counter.two_pages import asked_of, said
from dorgora.kernel.errors import Refused
from dorgora.shell import formats, saving
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Line


def of_draft(request: Any, refused: Refused) -> HttpResponse:
    """Answers a page of a form that is gone: handed in or thrown away on another page.

    Raises:
        Refused: the same, when nothing was typed that the file does not say (a button pressed twice), or when the
            page is still being filled.
    """
    if request.method != "POST" or saving.is_asked(request):
        raise refused
    if gone := unfinished.leaving(request):
        return gone
    lines = _of_any_service(request.POST)
    if refused.reason == "already_lodged":
        file = applications.file(refused.detail["file_id"], centre=request.place)
        lines = otherwise(file, filed.service_of(file), request.POST) if file else []
    if not lines:
        raise refused
    return frame.refusal_page(request, refused, kept=lines)


def otherwise(file: Any, service: ServiceVersion, posted: Mapping[str, Any]) -> list[Line]:
    """What a page says otherwise than the file does; nothing when it was only sent twice."""
    asked = [one for one in service.fields.values() if asking.names_of([one]) & _kept_names(posted)]
    typed = asking.typed_of(asked, posted)
    whole = asking.typed_from(service.fields.values(), file.answers) | typed
    on, clean = max(frame.today(), asking.iso_day(file.submitted_on)), dict[str, str]()
    for section in service.sections:
        clean |= drafting.checked(service, section, whole, on)[0]
    others = [one for one in asked if clean.get(one.name, "") != file.answers.get(one.name, "")]
    filled = [one for one in said(asked_of(others), typed) if one.text]
    return filled + _numbers_otherwise(file, service, posted)


def _numbers_otherwise(file: Any, service: ServiceVersion, posted: Mapping[str, Any]) -> list[Line]:
    """Numbers of papers that the file does not have."""
    kept, folded = {one.kind: one.number for one in file.evidence}, frame.pack().script.to_ascii_digits
    typed = {one.kind: str(posted.get(f"{one.kind}-number", "")).strip() for one in service.evidence}
    return [
        Line(
            _("Number of %(paper)s") % {"paper": labelled(one.labels)},
            text=formats.digits(typed[one.kind]),
        )
        for one in service.evidence
        if typed[one.kind] and folded(typed[one.kind]) != kept.get(one.kind, "")
    ]


def _of_any_service(posted: Mapping[str, Any]) -> list[Line]:
    """What a page says, in the words of the first service that asks so: which one it was nobody knows any more."""
    for one in catalogue.services():
        service = drafting.service(one.key)
        asked = [one for one in service.fields.values() if asking.names_of([one]) & _kept_names(posted)]
        if asked:
            return [line for line in said(asked_of(asked), asking.typed_of(asked, posted)) if line.text]
    return []


def _kept_names(posted: Mapping[str, Any]) -> set[str]:
    """The names of a posted page as they are kept: a box of a date by an underscore."""
    return {name.replace("-", "_") for name in posted}
