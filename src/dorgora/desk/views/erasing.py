"""Erasing a citizen: one officer of the hub asks, a second one confirms; the law is named, and what it keeps."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.desk import frame, keeping, local, refusals, unfinished
from dorgora.desk.asking import AskForm
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people_actions
from dorgora.people import queries as people
from dorgora.shell import telling
from dorgora.shell.parts import Column, problems_of

ASKING = "desk-erasures"
TYPED = ("code", "who", "law", "keeps")


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.only_at_hub
@frame.needs("erase")
@frame.tells_refusals
def erasures(request: Any) -> HttpResponse:
    """What is asked for, what was done and where it is not heard yet; and the form to ask."""
    before, refusal = unfinished.of(request, ASKING), None
    form = AskForm.read(before) if unfinished.was_wrong(before) else AskForm.typed(before)
    if request.method == "POST":
        form = AskForm.read(request.POST)
        try:
            if not form.errors:
                request_id = local.ask(
                    citizen_id=form.citizen_id(),
                    law=form.law,
                    keeps=form.keeps,
                    by=request.officer.id,
                    at=clock.now(),
                )
                unfinished.done(request, ASKING)
                return redirect("desk:erasure", request_id=request_id)
        except Refused as refused:
            refusal = refusals.told(refused)
        unfinished.keep(request, TYPED, ASKING, is_wrong=form.errors)
    fields = form.fields()
    told = {
        "fields": fields,
        "problems": problems_of(fields),
        "refusal": refusal,
        "is_error": bool(refusal),
        "waiting": [keeping.erasure_pick(one) for one in local.requests(local.ASKED)],
        "columns": (
            Column(_("Citizen")),
            Column(_("Erased")),
            Column(_("Law")),
            Column(_("Not heard yet by")),
        ),
        "done": _done_rows(),
    }
    status = 409 if refusal else telling.status(request, form.errors)
    return frame.page(request, "desk/erasures.html", "erasures", status=status, **told)


erasures.keeps_typed = unfinished.keeper(TYPED, lambda: (ASKING, 0))  # type: ignore[attr-defined]


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.only_at_hub
@frame.needs("erase")
@frame.tells_refusals
def erasure(request: Any, request_id: int) -> HttpResponse:
    """One request: who it is about, and the second officer's yes; whoever asked may take it back."""
    asked = local.request(request_id)
    if asked is None:
        raise Refused("no_such_request")
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "withdraw":
                local.settle(asked.id, local.WITHDRAWN, by=request.officer.id, at=clock.now())
                return redirect("desk:erasures")
            _confirm(asked, by=request.officer.id, knows=_numbers(request.POST.get("records", "")))
            return redirect("desk:erasure", request_id=asked.id)
        except Refused as refused:
            refusal = refusals.told(refused)
    records = people.records_of(asked.citizen_id)
    told = {
        "asked": asked,
        "records": " ".join(map(str, records)),
        "is_open": asked.state == local.ASKED,
        "is_done": asked.state == local.DONE,
        "is_mine": asked.asked_by == request.officer.id,
        "lines": keeping.erasure_lines(asked, records),
        "not_heard": _not_heard([asked], feed.laptops())[0],
        "refusal": refusal,
        "is_error": bool(refusal),
        "back_url": reverse("desk:erasures"),
    }
    return frame.page(request, "desk/erasure.html", "erasures", status=409 if refusal else 200, **told)


def _numbers(said: str) -> set[int]:
    """The records that stood on her page; what is no number stands for none of anybody's."""
    parts = said.split(" ") if said and len(said) < 400 else []
    return {int(part) if part.isascii() and part.isdigit() and len(part) < 20 else 0 for part in parts}


def _confirm(asked: local.Request, *, by: int, knows: set[int]) -> None:
    """Carries it out, of the records she saw. Asking again after a crash in between only closes the request.

    Raises:
        Refused: `no_such_request` (closed meanwhile), `same_officer`, `other_records` (linked or parted since her
            page was made), or why people refuse.
    """
    at = clock.now()
    if asked.state != local.ASKED:
        raise Refused("no_such_request")
    if asked.asked_by == by:
        raise Refused("same_officer")
    try:
        people_actions.erase_citizen(
            citizen_id=asked.citizen_id,
            law=asked.law,
            keeps=asked.keeps,
            asked_by=asked.asked_by,
            confirmed_by=by,
            at=at,
            knows=knows,
        )
    except Refused as refused:
        if refused.reason == "decided_meanwhile":
            raise Refused("other_records") from refused
        if refused.reason != "erased":
            raise
    local.settle(asked.id, local.DONE, by=by, at=at)


def _not_heard(requests: Sequence[local.Request], laptops: list[feed.Laptop]) -> list[str]:
    """For each request the laptops that held something of her and were not heard since it was carried out.

    Of any record of hers: all that are linked were erased with it.
    """
    done = {one.citizen_id: one.settled_at for one in requests if one.state == local.DONE}
    whole = people.linked(done)
    holding = feed.holding([record for records in whole.values() for record in records])
    said = []
    for one in requests:
        at = done.get(one.citizen_id)
        held = {node for record in whole.get(one.citizen_id, ()) for node in holding.get(record, ())}
        late = [
            node for node in laptops if at and node.id in held and not (node.heard_at and node.heard_at >= at)
        ]
        said.append(", ".join(node.name for node in late))
    return said


def _done_rows() -> list[list[str]]:
    done = local.requests(local.DONE)
    laptops = feed.laptops() if done else []
    late = zip(done, _not_heard(done, laptops), strict=True)
    return [[*keeping.erasure_cells(one), names or _("heard by all")] for one, names in late]
