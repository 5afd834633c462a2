"""One sentence of the page the operator has open, as sound."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from dorgora.config.guard import may_enter
from dorgora.counter import hearing
from dorgora.shell import speaking


@may_enter("operator")
@require_safe
def spoken(request: Any, key: str, place: int) -> HttpResponse:
    """A WAV that no browser keeps.

    Raises:
        Http404: another page was opened since, or nothing here can speak it.
    """
    found = hearing.sentence(request.operator.id, key, place)
    if found is None:
        raise Http404
    try:
        sound = speaking.speak(found.text, found.language)
    except speaking.NotSpoken as silent:
        raise Http404 from silent
    return HttpResponse(sound, content_type="audio/wav")
