"""A file that came back: only what was marked is asked again, and papers the new answers need, without a new fee."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.applications import actions as applications
from dorgora.applications import queries
from dorgora.applications import rules as states
from dorgora.config.guard import may_enter
from dorgora.counter import drafting, filed, frame, hearing, leftover, promised, unfinished, unworded
from dorgora.counter.correcting import LOOK, Correction
from dorgora.counter.papers import MOST_BYTES_OF_PAGE, sent_with
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import queries as people
from dorgora.people.local import phones
from dorgora.shell import at_hand, saving, telling
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Line, problems_of


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def correct(request: Any, number: str) -> HttpResponse:
    """What the office marked, with its words; the rest stands and is not asked again.

    Raises:
        Refused: `not_told_anew`.
    """
    file = filed.of(request, number)
    if not states.may_correct(file.state):
        return _too_late(request, file)
    unworded.check(file)
    correction = Correction(file, filed.service_of(file), request.operator.id)
    if saving.is_asked(request):
        return _saved(request, correction)
    is_kept = True
    if request.method == "POST":
        sent = sent_with(request.FILES, correction.service, correction.key)
        is_kept = drafting.is_kept(partial(correction.take, request.POST, sent))
        if is_kept and request.POST.get("go") == LOOK:
            return redirect(request.path)
        if is_kept and (gone := unfinished.leaving(request)):
            return gone
        if is_kept and correction.is_taken and not correction.has_problems and not correction.is_asking:
            applications.correct(
                file_id=file.id,
                answers=correction.answers,
                evidence=correction.evidence,
                by=request.operator.id,
                at=clock.now(),
            )
            correction.done()
            return redirect("counter:file", number=number)
    elif correction.was_wrong:
        correction.judge()
    marked, others = correction.fields(), correction.sheet().others()
    hear, fields = hearing.of_questions(request, marked + correction.owed_fields())
    told = {
        "file": file,
        "service_name": labelled(filed.service_of(file).names),
        "fields": fields[: len(marked)],
        "owed": fields[len(marked) :],
        "hear": hear,
        "problems": problems_of(fields),
        "others": others,
        "stamp": correction.sheet().stamp,
        "at": "" if request.method == "POST" else correction.at,
        "is_unkept": not is_kept,
        "has_phone": _is_shown_to_phone(request, correction),
        "kept": correction.kept_lines(),
        "note": file.note,
        "paid": money.paid_for(file.id),
        "days": promised.days(file),
        "way": filed.way(file),
        "back_url": reverse("counter:file", args=[number]),
    }
    return frame.page(
        request, "correct", "files", status=_status(request, correction, others, is_kept=is_kept), **told
    )


def _is_shown_to_phone(request: Any, correction: Correction) -> bool:
    """Its papers are what her phone takes pictures of while this page is open on the laptop; whether she has one."""
    if request.phone is not None:
        return False
    if not correction.papers.asked:
        at_hand.forget()
        return False
    at_hand.show(request.operator.id, correction.key, int(request.session["seen"]))
    return bool(phones.phones())


def _saved(request: Any, correction: Correction) -> HttpResponse:
    if not drafting.is_kept(partial(correction.note, request.POST, saving.at(request.POST))):
        return saving.no_room()
    return saving.answer(correction.sheet().stamp_after(request.POST) if correction.is_taken else "")


def _status(request: Any, correction: Correction, others: list[Line], *, is_kept: bool) -> int:
    if not is_kept:
        return 507
    if others and not correction.has_problems and request.method == "POST":
        return 409
    return telling.status(request, correction.has_problems)


def _too_late(request: Any, file: Any) -> HttpResponse:
    """Another page of it was quicker; the same pressed twice leads to the file.

    Raises:
        Refused: `not_open`.
    """
    if request.method != "POST" or saving.is_asked(request):
        raise Refused("not_open")
    if gone := unfinished.leaving(request):
        return gone
    own_url = reverse("counter:file", args=[file.number])
    others = leftover.otherwise(file, filed.service_of(file), request.POST)
    if not others:
        return redirect(own_url)
    return frame.refusal_page(request, Refused("not_open"), kept=others, back_url=own_url)


def keep_typed(request: Any, by: int, number: str) -> None:
    """Keeps what was posted when `by` was not signed in any more: it is there when she has signed in again."""
    who = people.operator(by)
    file = queries.file_by_number(number, who.place) if who else None
    if who is None or file is None or file.is_blank or not states.may_correct(file.state):
        return
    correction = Correction(file, filed.service_of(file), who.id)
    sent = sent_with(request.FILES, correction.service, correction.key)
    with drafting.in_one_go():
        correction.take(request.POST, sent)


correct.keeps_typed = keep_typed  # type: ignore[attr-defined]
correct.most_bytes = MOST_BYTES_OF_PAGE  # type: ignore[attr-defined]
