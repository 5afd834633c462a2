"""A citizen of another centre: her record is asked for with the slip she carries."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.counter import fetching, frame, turns, unfinished
from dorgora.counter.fetching import Fetching
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions
from dorgora.shell import telling
from dorgora.shell.parts import problems_of

PAGE = turns.ELSEWHERE


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def elsewhere(request: Any) -> HttpResponse:
    """The code of the slip goes to the hub; below stands how what was asked for lately came out."""
    if request.method == "POST":
        if left := unfinished.left(request, PAGE):
            return left
        form = Fetching.read(request.POST)
        if _ask(request, form):
            unfinished.done(request, PAGE)
            return redirect("counter:elsewhere")
        unfinished.went_wrong(request, PAGE, form.errors)
    else:
        form = Fetching.read(unfinished.of(request, PAGE))
        if unfinished.sent_wrong(request, PAGE):
            form.went_wrong(Refused("not_a_slip"))
    fields = form.fields()
    told: dict[str, Any] = {
        "fields": fields,
        "problems": problems_of(fields),
        "stamp": unfinished.stamp(request, PAGE),
        "at": unfinished.at(request, PAGE),
        "others": form.lines(unfinished.beside(request, PAGE)),
        "notes": fetching.notes(request.place, frame.today()),
        "back_url": reverse("counter:citizens"),
    }
    return frame.page(request, "elsewhere", "citizens", status=telling.status(request, form.errors), **told)


elsewhere.keeps_typed = unfinished.keeper(lambda: PAGE)  # type: ignore[attr-defined]


def _ask(request: Any, form: Fetching) -> bool:
    """Whether it was asked for; else the form says what is wrong with the code."""
    try:
        actions.ask_record(code=form.code, place=request.place, by=request.operator.id, at=clock.now())
    except Refused as refused:
        form.went_wrong(refused)
        return False
    return True
