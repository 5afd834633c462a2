"""Registered twice? An officer of the hub compares two records and says one person or two, and takes it back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dorgora.config.guard import may_enter
from dorgora.desk import frame, linking, refusals, unfinished
from dorgora.desk.linking import TYPED, Finding
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people_actions
from dorgora.people import queries as people
from dorgora.people.actions import LINKS
from dorgora.shell import telling
from dorgora.shell.parts import Paging, problems_of

PAGE = 50
LATEST = 5


@may_enter("officer")
@require_safe
@frame.only_at_hub
@frame.needs(LINKS)
@frame.tells_refusals
def lookalikes(request: Any) -> HttpResponse:
    """Those who may be registered twice, fifty a page, those first for whom most speaks."""
    n_all = people.n_lookalikes()
    number = max(1, min(frame.page_number(request), -(-n_all // PAGE)))
    skip = (number - 1) * PAGE
    pairs = people.lookalikes(skip=skip, most=PAGE)
    found = people.latest_links(most=LATEST)
    told: dict[str, Any] = {
        "picks": linking.lookalike_picks(pairs),
        "n": n_all,
        "paging": _paging(number, skip, len(pairs), n_all) if n_all > PAGE else None,
        "found": linking.finding_picks(found),
    }
    return frame.page(request, "desk/lookalikes.html", "lookalikes", **told)


def _paging(number: int, skip: int, n_shown: int, n_all: int) -> Paging:
    earlier, later = (f"?{urlencode({'page': page})}" for page in (number - 1, number + 1))
    return Paging(
        skip + 1,
        skip + n_shown,
        n_all,
        earlier if number > 1 else "",
        later if skip + n_shown < n_all else "",
    )


@may_enter("officer")
@require_safe
@frame.only_at_hub
@frame.needs(LINKS)
@frame.tells_refusals
def findings(request: Any) -> HttpResponse:
    """What was found of two, the newest first; each opens to be taken back."""
    before = _number(request.GET.get("before", ""))
    found = people.latest_links(before=before, most=PAGE + 1)
    told: dict[str, Any] = {
        "picks": linking.finding_picks(found[:PAGE]),
        "older_url": f"?{urlencode({'before': found[PAGE - 1].id})}" if len(found) > PAGE else "",
        "back_url": reverse("desk:lookalikes"),
    }
    return frame.page(request, "desk/findings.html", "lookalikes", **told)


@may_enter("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.only_at_hub
@frame.needs(LINKS)
@frame.tells_refusals
def pair(request: Any, first_id: int, second_id: int) -> HttpResponse:
    """Both records side by side, and what the officer finds; what was found can be taken back here."""
    page, refusal = _kept_as(first_id, second_id), None
    first, second, found = _both(first_id, second_id)
    read = Finding.read if request.method == "POST" else Finding.typed
    form = read(request.POST or unfinished.of(request, page), linking.offered(first, second, found))
    if request.method == "POST":
        try:
            knows = _number(request.POST.get("knows", ""))
            people_actions.check_seen(found, knows, stood=request.POST.get("stands") == "1")
            if not form.errors:
                _decide(request, (first.id, second.id), form, knows)
                unfinished.done(request, page)
                return redirect("desk:lookalikes")
        except Refused as refused:
            refusal = refusals.told(refused)
            first, second, found = _both(first_id, second_id)
            form = Finding(linking.offered(first, second, found))
    fields = form.fields() if form.offered else []
    told: dict[str, Any] = {
        "rows": linking.compared(first, second),
        "columns": (_("What"), _("The first"), _("The second"), _("Alike?")),
        "sides": linking.sides(first, second),
        "is_one": form.is_one,
        "found": linking.finding_picks(found[:LATEST]),
        "knows": found[0].id if found else 0,
        "fields": fields,
        "problems": problems_of(fields),
        "refusal": refusal,
        "is_error": bool(refusal),
        "back_url": reverse("desk:lookalikes"),
    }
    status = 409 if refusal else telling.status(request, form.errors)
    return frame.page(request, "desk/pair.html", "lookalikes", status=status, **told)


pair.keeps_typed = unfinished.keeper(  # type: ignore[attr-defined]
    TYPED, lambda first_id, second_id: (_kept_as(first_id, second_id), 0)
)


def _kept_as(first_id: int, second_id: int) -> str:
    return f"pair-{first_id:x}-{second_id:x}"  # the name of a kept page has its bound


def _both(first_id: int, second_id: int) -> tuple[people.Citizen, people.Citizen, list[people.Link]]:
    """The two an officer is asked about.

    Raises:
        Refused: `no_such_pair`.
    """
    both = linking.of(first_id, second_id)
    if both is None:
        raise Refused("no_such_pair")
    return both


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def _decide(request: Any, pair: tuple[int, int], form: Finding, knows: int) -> None:
    """What she found of the two as she saw them.

    Raises:
        Refused: why people refuse; `no_such_pair` when one of them was erased or taken back meanwhile.
    """
    (first_id, second_id), by, at = pair, request.officer.id, clock.now()
    try:
        if form.is_one:
            people_actions.unlink_citizens(link_id=knows, reason=form.finding, by=by, at=at)
        elif form.finding == linking.TWO:
            people_actions.tell_apart(first_id=first_id, second_id=second_id, by=by, at=at, knows=knows)
        else:
            people_actions.link_citizens(
                first_id=first_id, second_id=second_id, reason=form.finding, by=by, at=at, knows=knows
            )
    except Refused as refused:
        if refused.reason in ("erased", "unknown_citizen"):
            raise Refused("no_such_pair") from refused
        raise
