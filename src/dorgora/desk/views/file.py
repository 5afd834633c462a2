"""One file on the desk: its answers and papers, what was found, its story, and the decision that is signed here."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.applications import actions, evidence
from dorgora.applications import local as kept
from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import queries as catalogue
from dorgora.certificates import queries as certificates
from dorgora.config.guard import may_enter
from dorgora.desk import (
    alike,
    checking,
    frame,
    held,
    onward,
    outgoing,
    refusals,
    revoking,
    shown,
    unfinished,
)
from dorgora.desk.deciding import NEEDED_FOR, TYPED, Decision
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.shell import recalls, telling
from dorgora.shell.parts import Problem, led, problems_of

FORM = "decide"


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def file(request: Any, file_id: int) -> HttpResponse:
    """The file, and its decision; what was typed stays on the page whatever becomes of it."""
    found = held.of(request, file_id)
    service = _service(found)
    if request.method != "POST":
        before = unfinished.of(request, _kept_as(file_id))
        if unfinished.was_wrong(before):
            return _page(request, found, service, Decision.read(before, service, found))
        return _page(request, found, service, Decision.typed(before, service))
    form = Decision.read(request.POST, service, found)
    if form.is_done_already(found, request.officer.id):
        return _done(request, found.id)
    try:
        held.check_may_decide(request)
        onward.check_is_here(found, request.place)
        actions.check_fresh(found, form.seen)
        _check_may_reopen(found)
        if not form.errors and form.sign(found, office=request.place, by=request.officer.id, at=clock.now()):
            return _done(request, found.id)
    except Refused as refused:
        unfinished.keep(request, TYPED, *_about(file_id))
        return _page(request, held.of(request, file_id), service, form, refused)
    unfinished.keep(request, TYPED, *_about(file_id), is_wrong=form.errors)
    return _page(request, found, service, form)


def _check_may_reopen(found: applications.File) -> None:
    """What was granted stays so, unless its certificate was taken back as wrong.

    Raises:
        Refused: `already_decided` (detail: at).
    """
    if found.state == applications_rules.APPROVED and not _may_reopen(found):
        raise Refused("already_decided", detail={"at": found.decided_at})


def _may_reopen(found: applications.File) -> bool:
    issued = certificates.granted_by(found, goes_on=True)
    return issued is not None and issued.revoked_reason == recalls.WRONG


def _done(request: Any, file_id: int) -> HttpResponse:
    unfinished.done(request, _kept_as(file_id))
    return redirect("desk:file", file_id=file_id)


def _kept_as(file_id: int) -> str:
    return f"desk-file-{file_id}"


def _about(file_id: int) -> tuple[str, int]:
    """As what a decision that was only typed is kept, and whom it is about.

    Raises:
        Refused: `no_such_file`.
    """
    found = applications.file(file_id) if file_id < 1 << 63 else None
    if found is None:
        raise Refused("no_such_file")
    return _kept_as(file_id), found.citizen_id


file.keeps_typed = unfinished.keeper(TYPED, _about)  # type: ignore[attr-defined]


@may_enter("officer")
@require_safe
@frame.tells_refusals
def paper(request: Any, file_id: int, kind: str) -> HttpResponse:
    """The picture of a paper, where this node keeps it."""
    content = evidence.picture_of(held.of(request, file_id), kind)
    if content is None:
        raise Refused("no_such_picture")
    return HttpResponse(content, content_type=kept.media_type(content))


def _service(found: applications.File) -> Any:
    service = catalogue.service(found.service, found.service_version)
    if service is None:
        raise Refused("no_such_service")
    return service


def _reads_only(request: Any) -> refusals.Refusal | None:
    try:
        held.check_may_decide(request)
    except Refused as refused:
        return refusals.told(refused)
    return None


def _page(
    request: Any, found: applications.File, service: Any, form: Decision, refused: Refused | None = None
) -> HttpResponse:
    reads_only = _reads_only(request)
    issued = certificates.certificate_of(found.id, goes_on=True)
    may_reopen = _may_reopen(found)
    next_office = onward.next_name(found, service)
    is_here = found.office == request.place and not found.is_blank
    fields = form.fields(service, found, may_reopen=may_reopen, onward=next_office) if is_here else []
    is_open, may_sign = bool(fields), bool(fields) and reads_only is None
    told = {
        "file": found,
        "number": found.number,
        "may_sign": may_sign,
        "may_mark": may_sign and next_office is not None,
        "reads_only": reads_only if is_open and refused is None else None,
        "wrong_offices": onward.wrong_offices() if is_open and next_office is None else None,
        "fields": [(NEEDED_FOR.get(one.name, ""), one) for one in (led(fields) if form.errors else fields)],
        "wrong_error": form.errors.get("wrong", ""),
        "problems": (*_wrong_problems(form), *problems_of(fields)),
        "refusal": refusals.told(refused) if refused else None,
        "is_kept": may_sign and request.method != "POST" and form != Decision(),
        "kept_words": [] if may_sign else form.kept(),
        "is_error": refused is not None,
        "form_id": FORM,
        "seen": found.stamp,
    }
    told |= _around(request, found, service, form, issued)
    status = 409 if refused else telling.status(request, form.errors)
    return frame.page(request, "desk/file.html", "queue", status=status, **told)


def _around(
    request: Any,
    found: applications.File,
    service: Any,
    form: Decision,
    issued: certificates.Certificate | None,
) -> dict[str, Any]:
    """What stands around the decision."""
    paid = money.paid_for(found.id)
    promise = shown.promise(found, service, frame.today())
    papers = [] if found.is_blank else checking.paper_rows(service, found, form.wrong)
    return {
        "title": shown.title(service, found),
        "centre": shown.place_name("centre", found.centre),
        "promise": promise,
        "part_words": onward.part_words(found, request.place),
        "moved_words": onward.moved_words(found),
        "said_before": onward.said_before(found),
        "elsewhere": onward.elsewhere(found, request.place),
        "outside": outgoing.of_file(found, service, request.place),
        "is_let_go": bool(applications.let_go([found.id])) if found.is_blank else False,
        "answers": [] if found.is_blank else checking.answer_rows(service, found, form.wrong),
        "papers": papers,
        "pictures": [row for row in papers if row.has_picture],
        "story": shown.story_lines(found, paid),
        "same": alike.files_like(found),
        "outcome": shown.outcome(found, service),
        "issued": issued,
        "issued_lines": revoking.lines(issued) if issued else (),
        "issued_note": revoking.date_note(issued) if issued else None,
        "may_revoke": issued is not None
        and not issued.is_revoked
        and found.office == request.place
        and held.may_decide(request),
        "next_url": _next_url(request, found.id),
        "queue_url": reverse("desk:queue"),
    }


def _next_url(request: Any, file_id: int) -> str:
    """The file whose promise breaks next."""
    rows = applications.waiting_for(request.place, on=frame.today()).rows
    waiting = [row.id for row in rows if row.id != file_id and row.state == applications_rules.WAITING]
    return reverse("desk:file", args=waiting[:1]) if waiting else ""


def _wrong_problems(form: Decision) -> tuple[Problem, ...]:
    return (Problem("answers", form.errors["wrong"]),) if "wrong" in form.errors else ()
