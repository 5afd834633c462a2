"""Why something is not done, in three parts: what, why, what to do now. Each surface has its own sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dorgora.feed import room
from dorgora.kernel.errors import Refused
from dorgora.shell import formats

Sentences = Mapping[str, tuple[str, str, str]]
View = Callable[..., HttpResponse]
_ANY = (
    gettext_noop("This was not done."),
    gettext_noop("The reason is: %(reason)s."),
    gettext_noop("Nothing is lost. Try again; if it stays, tell the hub's keeper."),
)


@dataclass(frozen=True)
class Refusal:
    """The three parts, ready to be shown."""

    what: str
    why: str
    next: str


def status(request: HttpRequest, errors: object) -> int:
    """Of a page with something wrong in it, or nothing: who only comes back to it has sent nothing."""
    return 422 if errors and request.method == "POST" else 200


def told(refused: Refused, sentences: Sentences) -> Refusal:
    """The sentences for a refusal, its values in the reader's digits."""
    values = {name: _shown(name, value) for name, value in refused.detail.items()}
    values = {"reason": refused.reason, "at": "", "until": "", "number": ""} | values
    what, why, then = (_(part) % values for part in sentences.get(refused.reason, _ANY))
    return Refusal(what, why, then)


def tells(answer: Callable[[Any, Refused], HttpResponse]) -> Callable[[View], View]:
    """A refusal the view does not show itself is answered by a page of the surface."""

    def telling(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                with room.needed():
                    return view(request, *args, **kwargs)
            except Refused as refused:
                if refused.reason == room.DISK_FULL and room.is_written():
                    raise  # what it would be told is not so: the page for a full disk says what is
                return answer(request, refused)

        return shown

    return telling


def _shown(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        words = _(" until %(time)s") if name == "until" else _(" at %(time)s")
        return words % {"time": formats.clock(value)}
    if name.endswith("_minor"):
        return formats.money(int(value))
    return formats.file_number(str(value)) if name == "number" else formats.digits(value)
