"""What the keepers look after: the line, what is wrong and what to do about it, and the laptops of the country."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dorgora.config.guard import may_enter
from dorgora.desk import frame, shown
from dorgora.desk.alarms import in_words
from dorgora.feed import queries as feed
from dorgora.shell.parts import Column, Paging

PAGE = 50


@may_enter("officer")
@require_safe
def alarms(request: Any) -> HttpResponse:
    """Everything a person must look at, each with what to do; on a laptop also its line to the hub."""
    found = in_words(feed.alarms())
    lines = () if frame.is_hub() else shown.line_lines(feed.contact())
    return frame.page(request, "desk/alarms.html", "alarms", alarms=found, lines=lines)


@may_enter("officer")
@require_safe
@frame.only_at_hub
def nodes(request: Any) -> HttpResponse:
    """The laptops of the country: where each works, and when it was last heard."""
    columns = (Column(_("Laptop")), Column(_("Works for")), Column(_("Last heard")), Column(_("State")))
    known, first = feed.laptops(), frame.page_number(request) * PAGE - PAGE
    shown_now = known[first : first + PAGE] or known[:PAGE]
    first = first if first < len(known) else 0
    told: dict[str, Any] = {
        "columns": columns,
        "rows": [shown.laptop_cells(one) for one in shown_now],
        "paging": _paging(first, len(known)) if len(known) > PAGE else None,
    }
    return frame.page(request, "desk/nodes.html", "nodes", **told)


def _paging(first: int, n_all: int) -> Paging:
    number = first // PAGE + 1
    return Paging(
        first=first + 1,
        last=min(first + PAGE, n_all),
        n_all=n_all,
        earlier_url=f"?page={number - 1}" if first else "",
        later_url=f"?page={number + 1}" if first + PAGE < n_all else "",
    )
