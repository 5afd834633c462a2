"""The tables with which the script of a page writes the country's language from Latin letters."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dorgora.config.guard import may_enter
from dorgora.counter import frame, latin


@may_enter("operator")
@require_safe
def tables(request: HttpRequest) -> JsonResponse:
    """The pack's tables, nothing of any person."""
    return JsonResponse(latin.tables(frame.pack()))
