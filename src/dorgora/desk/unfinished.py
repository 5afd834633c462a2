"""A page of the desk that was sent and did nothing, or when nobody was signed in: what was typed is there again."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.http import QueryDict

from dorgora.applications import local as kept
from dorgora.feed import room
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people

WRONG = "_wrong"
Page = Callable[..., tuple[str, int]]
"""By what stands in an address: the name of its page, and the citizen it is about (0 if none)."""


def keeper(names: Iterable[str], page_of: Page) -> Callable[..., None]:
    """What a view does with a page of an officer who is not signed in (`by`: her id); `names`: what is typed there."""
    typed_here = tuple(names)

    def keep_typed(request: Any, by: int, **address: Any) -> None:
        who = people.officer(by)
        if who is not None and _typed(request, typed_here):
            page, about_id = page_of(**address)
            kept.keep_page(who.id, who.place, page, _typed(request, typed_here), about_id)

    return keep_typed


def keep(
    request: Any, names: Iterable[str], page: str, about_id: int = 0, *, is_wrong: object = False
) -> None:
    """Keeps what she sent and what was not done: it is there when she has gone to another page and comes back.

    is_wrong: there was something wrong in it, and she reads that again too.
    """
    if typed := _typed(request, names):
        typed |= {WRONG: ["yes"]} if is_wrong else {}
        with suppress(Refused):  # it stands on the page she sees all the same
            kept.keep_page(request.officer.id, request.place, page, typed, about_id)


def of(request: Any, page: str) -> QueryDict:
    """What she typed on this page, as it was posted; nothing if it has done its work since."""
    found = QueryDict(mutable=True)
    for name, words in kept.kept_page(request.officer.id, request.place, page).items():
        found.setlist(name, words)
    return found


def was_wrong(typed: QueryDict) -> bool:
    """Whether a page as it is kept was last sent with something wrong in it."""
    return WRONG in typed


def done(request: Any, page: str) -> None:
    """Nothing is kept of this page any more; where the disk is full it is left, as what it did is done."""
    with room.spared():
        kept.drop_page(request.officer.id, request.place, page)


def _typed(request: Any, names: Iterable[str]) -> dict[str, list[str]]:
    found = {name: [text for text in request.POST.getlist(name)[:100] if text.strip()] for name in names}
    return {name: words for name, words in found.items() if words}
