"""The first page: the question most people come with, then the services."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.portal import frame, offered
from dorgora.portal.tracking import Asked


@may_enter("anyone")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where is my file, and which service do I want? With words typed, only the services they lead to."""
    words = request.GET.get("q", "")[:100].strip()
    found = catalogue.find_services(words) if words else catalogue.services()
    picks = [offered.pick(one) for one in found]
    return frame.page(request, "portal/home.html", "home", fields=Asked().fields(), words=words, picks=picks)
