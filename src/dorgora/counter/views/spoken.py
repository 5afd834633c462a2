"""One sentence of the page the operator has open, as sound."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dorgora.config.guard import may_enter
from dorgora.shell import aloud, speaking


@may_enter("operator")
@require_safe
def spoken(request: Any, key: str, place: int) -> HttpResponse:
    """A WAV that no browser keeps; while another is made, 503 and a sentence for the page to show.

    Raises:
        Http404: another page was opened since, or nothing here can speak it.
    """
    found = aloud.sentence(request.operator.id, key, place)
    if found is None:
        raise Http404
    try:
        sound = speaking.speak(found.text, found.language)
    except speaking.Busy:
        told = _(
            "The laptop is speaking for another page just now. Wait a moment and press again, or read it to her."
        )
        return HttpResponse(
            told, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"}
        )
    except speaking.NotSpoken as silent:
        raise Http404 from silent
    return HttpResponse(sound, content_type="audio/wav")
