"""A page of the desk that was posted when its officer was not signed in: what she typed stands there again, for her."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import QueryDict

from dorgora.applications import local as kept
from dorgora.people import queries as people

MOST_LETTERS = 2000
"""Of one field; twice what any page of the desk takes."""
Page = Callable[..., tuple[str, int]]
"""By what stands in an address: the name of its page, and the citizen it is about (0 if none)."""


def keeper(names: Iterable[str], page_of: Page) -> Callable[..., None]:
    """What a view does with a page of an officer who is not signed in (`by`: her id); `names`: what is typed there."""
    typed_here = tuple(names)

    def keep_typed(request: Any, by: int, **address: Any) -> None:
        who = people.officer(by)
        typed = {name: _words(request.POST, name) for name in typed_here if any(_words(request.POST, name))}
        if who is not None and typed:
            page, about_id = page_of(**address)
            kept.keep_page(who.id, who.place, page, typed, about_id)

    return keep_typed


def of(request: Any, page: str) -> QueryDict:
    """What she typed on this page, as it was posted; nothing if it has done its work since."""
    found = QueryDict(mutable=True)
    for name, words in kept.kept_page(request.officer.id, request.place, page).items():
        found.setlist(name, words)
    return found


def done(request: Any, page: str) -> None:
    """Nothing is kept of this page any more."""
    kept.drop_page(request.officer.id, request.place, page)


def _words(posted: Any, name: str) -> list[str]:
    return [text[:MOST_LETTERS] for text in posted.getlist(name)[:100] if text.strip()]
