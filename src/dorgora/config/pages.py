"""Pages and answers that belong to no surface: the front door, the exchange, enrolment, and errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from dorgora.applications import receiving
from dorgora.config.guard import may_enter
from dorgora.feed import aftermath
from dorgora.feed.roads import certifying, restoring, serve
from dorgora.feed.roads import enrol as enrolling
from dorgora.feed.sync import gate
from dorgora.kernel.errors import Refused
from dorgora.people import local as people_local

BINARY = "application/octet-stream"
MOST_SECONDS = 2
"""So long a laptop that enrols waits for its mailbox, however much there is for it."""


@may_enter("anyone")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the first page of this node's role."""
    return HttpResponseRedirect(settings.DORGORA_ROLE.home)


@may_enter("anyone")
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Says that pages are being served."""
    return HttpResponse("alive\n", content_type="text/plain")


def _from_a_node(answer: Callable[[bytes], bytes]) -> Callable[[HttpRequest], HttpResponse]:
    """The view of a door at the hub through which enrolled nodes post a body and are answered by one.

    A node that is no hub has no such door, and what is no POST finds none: both are told 404.
    """

    @csrf_exempt
    @may_enter("node")
    def view(request: HttpRequest) -> HttpResponse:
        if not settings.DORGORA_ROLE.answers_exchanges or request.method != "POST":
            raise Http404
        try:
            return HttpResponse(answer(_body(request)), content_type=BINARY)
        except gate.Refused as refused:
            return HttpResponse(
                refused.reason, status=413 if refused.reason == "size" else 400, content_type="text/plain"
            )

    return view


@csrf_exempt
@may_enter("node")
def enrol(request: HttpRequest) -> HttpResponse:
    """GET: who the hub is. POST: a laptop with a one-time code becomes a node.

    Raises:
        Http404: this node is no hub.
    """
    if not settings.DORGORA_ROLE.answers_exchanges:
        raise Http404
    if request.method != "POST":
        return HttpResponse(enrolling.hello(), content_type=BINARY)
    try:
        answered = enrolling.admit(_body(request), _codes_for)
        # Its first exchange then brings its people; with a long history the worker goes on with the rest.
        aftermath.drain(MOST_SECONDS)
    except (gate.Refused, Refused) as refused:
        return HttpResponse(refused.reason, status=403, content_type="text/plain")
    return HttpResponse(answered, content_type=BINARY)


def _codes_for(places: list[tuple[str, str]], node_id: int) -> list[tuple[int, str]]:
    return [pair for role, place in places for pair in people_local.code_digests(role, place, node_id)]


def _body(request: HttpRequest) -> bytes:
    """The body, never more than the gate lets in: what is longer is not read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > gate.MAX_WIRE:
        raise gate.Refused("size")
    return request.read(gate.MAX_WIRE + 1)


exchange = _from_a_node(serve.answer)
"""One round of an exchange with an enrolled node."""

carried = _from_a_node(restoring.answer)
"""A part of some laptop's backup, in the hands of an enrolled node."""

scans = _from_a_node(receiving.answer)
"""A piece of a scan page, from or for an enrolled node."""

certificate = _from_a_node(certifying.answer)
"""What an enrolled laptop serves phones under."""
