"""What waits for this office; whose promise breaks first comes first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dorgora.applications import queries as applications
from dorgora.config.guard import may_enter
from dorgora.desk import frame, outgoing, shown
from dorgora.desk.views.signing_in import CODES_ARE_DUE
from dorgora.shell import formats
from dorgora.shell.parts import MenuItem, Paging


@may_enter("officer")
@require_safe
@frame.tells_refusals
def queue(request: Any) -> HttpResponse:
    """The files of this office, fifty a page; the hub's own staff has none."""
    if request.session.get(CODES_ARE_DUE):
        return redirect("desk:recovery_codes")
    if request.officer.role != "office":
        return redirect("desk:alarms")
    today = frame.today()
    which = request.GET.get("show", "all")
    which = which if which in applications.FILTERS else "all"
    found = applications.waiting_for(request.place, on=today, filter=which, page=frame.page_number(request))
    counts = applications.queue_counts(request.place, today)
    told: dict[str, Any] = {
        "rows": shown.queue_rows(found.rows, today, request.place),
        "filters": _filters(counts, which),
        "n_today": counts.late + counts.due,
        "n_all": counts.all,
        "outgoing": outgoing.waiting(request.place),
        "paging": _paging(found, which) if found.has_earlier or found.has_later else None,
    }
    return frame.page(request, "desk/queue.html", "queue", **told)


def _filters(counts: applications.QueueCounts, which: str) -> list[MenuItem]:
    labels = {
        "all": (_("All"), counts.all),
        "late": (_("Late"), counts.late),
        "due": (_("Last day today"), counts.due),
        "new": (_("New today"), counts.new),
        "citizen": (_("Waits for the citizen"), counts.citizen),
        "decided": (_("Decided"), None),
        "sent_on": (_("Sent on"), None),
    }
    return [
        MenuItem(label if n is None else f"{label} {formats.number(n)}", _url(name), name == which)
        for name, (label, n) in labels.items()
    ]


def _url(which: str, page: int = 1) -> str:
    asked = ({"show": which} if which != "all" else {}) | ({"page": page} if page > 1 else {})
    return reverse("desk:queue") + (f"?{urlencode(asked)}" if asked else "")


def _paging(found: applications.Page[Any], which: str) -> Paging:
    return Paging(
        first=found.first,
        last=found.last,
        n_all=found.n_all,
        earlier_url=_url(which, found.number - 1) if found.has_earlier else "",
        later_url=_url(which, found.number + 1) if found.has_later else "",
    )
