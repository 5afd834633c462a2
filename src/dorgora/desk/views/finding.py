"""A file by the paper somebody brings to the desk: the number on its certificate, or the code on its receipt."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dorgora.applications import queries as applications
from dorgora.config.guard import may_enter
from dorgora.desk import frame, refusals, unfinished
from dorgora.kernel.errors import Refused
from dorgora.shell import by_serial, formats

FINDING, TYPED = "desk-find", ("q",)
MOST_CODE = 64


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def find(request: Any) -> HttpResponse:
    """What is typed opens the file, if her office has it or had it; else the page says why, and keeps the words."""
    if request.officer.role != "office":
        raise Refused("no_such_file")
    text = (
        (request.POST if request.method == "POST" else unfinished.of(request, FINDING)).get("q", "").strip()
    )
    paper = by_serial.seek(text, office=request.place) if text else None
    file = paper.file if paper else _by_code(text, request.place)
    is_valid = paper is None or paper.revoked_at is None
    if request.method == "POST":
        if file is not None and is_valid:
            unfinished.done(request, FINDING)
            return redirect("desk:file", file_id=file.id)
        unfinished.keep(request, TYPED, FINDING)
    reason = paper.reason if paper else "nothing_by_this"
    told = {
        "text": text,
        "paper": paper if file is not None and not is_valid else None,
        "refusal": refusals.told(Refused(reason)) if text and file is None else None,
    }
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "desk/find.html", "queue", status=status, **told)


find.keeps_typed = unfinished.keeper(TYPED, lambda: (FINDING, 0))  # type: ignore[attr-defined]


def _by_code(text: str, office: str) -> applications.File | None:
    """The file of a receipt's code, where this office has it or had it."""
    found = applications.file_by_code(formats.pack().script.to_ascii_digits(text[:MOST_CODE]))
    return found if found is not None and found.is_known_to(office) else None
