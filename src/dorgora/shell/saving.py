"""What is typed is kept while it is typed: a page sends what stands in it with each field that is left, unjudged.

A plug that is pulled then costs a second of typing, not a page. The answer has no body: it says what the page is made
from now (its stamp), so that it stays the newest of its kind; a page that is not says nothing and is not asked again.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from dorgora.kernel import clock
from dorgora.shell import formats

KEEP = "typing"
AT, MOST_AT = "at", 100
"""The name of the field she is in: who comes back stands there again."""
STAMP_HEADER = "Dorgora-Stamp"
TIME_HEADER = "Dorgora-Saved"
"""Since when it is kept, by the laptop's clock, in ASCII digits: the page says it in its own."""


def is_asked(request: Any) -> bool:
    """Whether a page only wants kept what stands in it."""
    return bool(request.method == "POST" and request.POST.get("go") == KEEP)


def at(posted: Mapping[str, Any]) -> str:
    """The field she is in, as the page says."""
    return str(posted.get(AT, ""))[:MOST_AT]


def answer(stamp: str = "") -> HttpResponse:
    """That it is kept, and what the page is made from now; without a stamp, that another page wrote newer words.

    Every other answer but that of `gone` says only that it is not kept this time: the page asks again.
    """
    response = HttpResponse(status=204)
    if stamp:
        response.headers[STAMP_HEADER] = stamp
        with translation.override("en"):
            response.headers[TIME_HEADER] = formats.clock(clock.now(), seconds=True)
    return response


def gone() -> HttpResponse:
    """That there is nothing to keep it in any more: sent, handed in or thrown away on another page."""
    return HttpResponse(status=410)


def no_room() -> HttpResponse:
    """That it is not kept this time: the disk is full."""
    return HttpResponse(status=507)
