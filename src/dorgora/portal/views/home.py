"""The first page: the question most people come with, then the services."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.portal import frame, offered
from dorgora.portal.tracking import Asked
from dorgora.shell.answers import complaint_line


@may_enter("anyone")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where is my file, and which service do I want? With words typed, only the services they lead to."""
    words = request.GET.get("q", "")[:100].strip()
    found = catalogue.find_services(words) if words else catalogue.offers()
    picks = [offered.pick(one) for one in found]
    told: dict[str, Any] = {
        "fields": Asked().fields(),
        "words": words,
        "picks": picks,
        "complaint": complaint_line(),
    }
    return frame.page(request, "portal/home.html", "home", **told)
