"""One entry of the catalogue: what it costs, how long it takes, what to bring, who decides and by which law."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.kernel import clock
from dorgora.portal import frame, offered
from dorgora.shell import formats
from dorgora.shell.answers import labelled


@may_enter("anyone")
@require_safe
def service(request: HttpRequest, key: str) -> HttpResponse:
    """The newest version of one service.

    Raises:
        Http404: there is none of this key.
    """
    found = catalogue.service(key)
    if found is None:
        raise Http404
    today = timezone.localdate(clock.now())
    tiers = {tier.kind: tier.names for tier in formats.pack().tiers}
    told: dict[str, Any] = {
        "name": labelled(found.names),
        "is_at_once": found.is_done_at_once,
        "days": found.charter.working_days,
        "state_label": labelled(found.fees.state.labels),
        "state": offered.cases(found.fees.state, today),
        "operator_label": labelled(found.fees.operator.labels),
        "operator": offered.cases(found.fees.operator, today),
        "conditions": [labelled(one.labels) for one in found.eligibility],
        "papers": offered.papers(found),
        "provider": labelled(found.provider.names),
        "steps": [labelled(step.labels) for step in found.steps],
        "level": labelled(tiers.get(found.decided_by.office_level, {})),
        "laws": [labelled(law.labels) for law in found.legal_basis],
    }
    return frame.page(request, "portal/service.html", "home", **told)
