"""A page that was left half filled, or posted after the session had run out: what was typed stands there again.

One a page and an operator, sealed beside the drafts; gone when the page has done its work. What stands there of a
citizen who is in no book yet is put aside when the next one begins (`turns.py`).
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect

from dorgora.applications import local as kept
from dorgora.counter import derived, frame
from dorgora.feed import room
from dorgora.feed.writing import writing
from dorgora.people import queries as people
from dorgora.shell import opened, saving

LEAVE = "leave"
STAMP, BESIDE, WRONG, ERRAND = "stamp", "_beside", "_wrong", "errand"
_MADE = ("form_key", "total", "read_out", "usual", ERRAND, saving.AT)
"""What the page says of itself: nobody typed or chose it."""
_CHOSEN = (*_MADE, "is_new", "to", "when", "told")
"""What stands in a page that nobody has touched: with nothing beside it, it is an empty page."""
_NOT_TYPED = ("csrfmiddlewaretoken", "go", "leave_to", "agreed", opened.FIELD, STAMP, BESIDE, WRONG)
"""Her yes is not among what is kept: it is asked for again when somebody comes back to the page."""


def keep(by: int, place: str, page: str, posted: Mapping[str, Any], about_id: int = 0) -> None:
    """Writes down what stands in a page; what another page of it left meanwhile is put beside it, never erased."""
    with room.needed(), writing():
        before = kept.kept_page(by, place, page)
        beside, _was_wrong = dict(before.pop(BESIDE, {})), before.pop(WRONG, None)
        typed = {name: str(text) for name, text in posted.items() if name not in _NOT_TYPED}
        if not _is_current(before, posted):
            if not _words(typed):
                return  # an empty page erases nothing
            beside = (_words(before) if _words(before) != _words(typed) else {}) or beside
        kept.keep_page(by, place, page, typed | ({BESIDE: beside} if beside else {}), about_id)


def _is_current(before: Mapping[str, str], posted: Mapping[str, Any]) -> bool:
    """Whether a posted page was made from what is kept, or says the same."""
    is_made_from_it = posted.get(STAMP, _mark(before)) == _mark(before)
    return bool(is_made_from_it or _controls(before) == _controls(posted))


def of(request: Any, page: str, seconds: int = kept.PAGE_DAYS * 86_400) -> dict[str, str]:
    """What stood in this page when she left it, not longer ago; nothing if it was empty or has done its work."""
    found = kept.kept_page(request.operator.id, request.place, page, seconds)
    return {name: str(text) for name, text in found.items() if name not in (BESIDE, WRONG)}


def beside(request: Any, page: str) -> dict[str, str]:
    """What another page of it left, where two were open at once."""
    return dict(_found(request, page).get(BESIDE, {}))


def went_wrong(request: Any, page: str, errors: object) -> None:
    """Remembers that this page was sent with something wrong in it, if it was; until it is sent again."""
    if not errors:
        return
    with room.needed(), writing():
        if found := _found(request, page):
            pressed = {WRONG: request.POST.get("go", "")[:20]}
            kept.keep_page(request.operator.id, request.place, page, found | pressed)


def sent_wrong(request: Any, page: str) -> dict[str, str]:
    """What stands in this page, as it was posted, if it was last sent with something wrong in it; else nothing.

    Who comes back to it reads again what it is.
    """
    pressed = _found(request, page).get(WRONG)
    return {} if pressed is None else of(request, page) | {"go": str(pressed)}


def stamp(request: Any, page: str) -> str:
    """What a page says of what it was made from."""
    return _mark(of(request, page))


def _found(request: Any, page: str) -> dict[str, Any]:
    return kept.kept_page(request.operator.id, request.place, page)


def _words(typed: Mapping[str, str]) -> dict[str, str]:
    """What a person typed of it."""
    return {name: text for name, text in _controls(typed).items() if name not in _CHOSEN}


def _controls(posted: Mapping[str, str]) -> dict[str, str]:
    """What a person typed or chose of it."""
    left_out = (*_MADE, *_NOT_TYPED)
    ours = (derived.MADE, derived.MADE_OF)
    return {
        name: text
        for name, text in posted.items()
        if name not in left_out and not name.endswith(ours) and text.strip()
    }


def is_empty(typed: Mapping[str, Any]) -> bool:
    """Whether nobody typed anything in this page as it is kept, nor in another one that lies beside it."""
    return not (typed.get(BESIDE) or _words(typed))


def _mark(typed: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(_controls(typed).items()))).hexdigest()[:32]


def done(request: Any, page: str) -> None:
    """Nothing is kept of this page any more; where the disk is full it is left, as what it did is done."""
    with room.spared():
        kept.drop_page(request.operator.id, request.place, page)


def left(request: Any, page: str, about_id: int = 0) -> HttpResponse | None:
    """Keeps what was posted, then says where she goes if she only leaves the page; else the page may act.

    Of a page that is still being filled it is kept, and that is all; unless another page of it was quicker.
    """
    if saving.is_asked(request):
        return _saved(request, page, about_id)
    keep(request.operator.id, request.place, page, request.POST, about_id)
    return leaving(request)


def _saved(request: Any, page: str, about_id: int) -> HttpResponse:
    """Read, compared and written in one go: of two pages at one moment the second is told that it is older."""
    with room.needed(), writing():
        before = of(request, page)
        if not _is_current(before, request.POST):
            return saving.answer()
        keep(request.operator.id, request.place, page, request.POST, about_id)
        kept_now = stamp(request, page)
    return saving.answer(kept_now)


def at(request: Any, page: str) -> str:
    """The field she was in when what stands in this page was kept; on an answer the page says itself where to look."""
    return "" if request.method == "POST" else saving.at(_found(request, page))


def leaving(request: Any) -> HttpResponse | None:
    """Where she goes who only leaves a page: covering the screen works over any of them."""
    if request.POST.get("go") == LEAVE:
        return redirect(frame.own_page(request.POST.get("leave_to", "")))
    return None


def keeper(page_of: Callable[..., str]) -> Callable[..., None]:
    """What a view does with a page of somebody who is not signed in (`by`: her id)."""

    def keep_typed(request: Any, by: int, **address: Any) -> None:
        who = people.operator(by)
        if who is not None:
            keep(who.id, who.place, page_of(**address), request.POST)

    return keep_typed
