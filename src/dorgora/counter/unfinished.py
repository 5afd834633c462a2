"""A page that was left half filled, or posted after the session had run out: what was typed stands there again.

One a page and an operator, sealed beside the drafts; gone when the page has done its work or the next citizen begins.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from dorgora.applications import local as kept
from dorgora.counter import frame
from dorgora.people import queries as people

PAGE, LEAVE = "page", "leave"
MOST_LETTERS = 800
_NOT_TYPED = ("csrfmiddlewaretoken", "go", "leave_to", "agreed")
"""Her yes is not among what is kept: it is asked for again when somebody comes back to the page."""


def keep(by: int, place: str, page: str, posted: Mapping[str, Any], about_id: int = 0) -> None:
    """Writes down what stands in a page."""
    typed = {name: str(text)[:MOST_LETTERS] for name, text in posted.items() if name not in _NOT_TYPED}
    kept.save_draft(_key(page, by), by, place, PAGE, PAGE, typed, about_id=about_id)


def of(request: Any, page: str) -> dict[str, str]:
    """What stood in this page when she left it; nothing if it was empty or has done its work."""
    found = kept.draft(_key(page, request.operator.id), request.place)
    return {name: str(text) for name, text in found.typed.items()} if found else {}


def done(request: Any, page: str) -> None:
    """Nothing is kept of this page any more."""
    kept.drop_draft(_key(page, request.operator.id), request.place)


def left(request: Any, page: str, about_id: int = 0) -> HttpResponse | None:
    """Keeps what was posted, then says where she goes if she only leaves the page; else the page may act."""
    keep(request.operator.id, request.place, page, request.POST, about_id)
    if request.POST.get("go") == LEAVE:
        return redirect(frame.own_page(request.POST.get("leave_to", "")))
    return None


def keeper(page_of: Callable[..., str]) -> Callable[..., None]:
    """What a view does with a page posted after the session had run out."""

    def keep_typed(request: Any, **address: Any) -> None:
        who = people.operator(int(request.session.get("operator", 0)))
        if who is not None:
            keep(who.id, who.place, page_of(**address), request.POST)

    return keep_typed


def _key(page: str, by: int) -> str:
    return f"{PAGE}-{by}-{page}"
