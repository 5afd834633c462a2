"""Whose turn it is at the counter: what was left half filled of one citizen stands in no page of the next one.

Who registers a citizen has no number of hers to keep the page under. So once another one is searched for or opened, or
another errand begins, the page is put aside: offered by a button that says nothing of it, and shown once it is pressed.
"""

from typing import Any

from dorgora.applications import local as kept
from dorgora.counter import unfinished
from dorgora.counter.errand import Errand
from dorgora.feed import room
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused

REGISTER, ELSEWHERE, WISH, SEARCH = "register", "elsewhere", "wish", "search"
KINDS = ("all", "citizen")
"""Of searches."""
TAKE_UP = "aside"
ASIDE_SECONDS = 86_400
_ASIDE = f"{REGISTER}-aside"
_HERS = (ELSEWHERE, f"{WISH}-0", *(f"{SEARCH}-{kind}" for kind in KINDS))
"""Other pages that name no citizen by their address: a slip's code, a wish, a search that was not made."""


def next_citizen(request: Any) -> None:
    """Another citizen is searched for or opened: looked up first, as a search waits for no other write."""
    with room.spared():
        kept.drop_pages(request.operator.id, request.place, _HERS)
    _set_aside(request, _found(request, REGISTER))


def errand_begins(request: Any, *, is_any: bool = False) -> None:
    """A page was opened for this errand; is_any: also for none, where it says so by naming none."""
    came, found = Errand.of(request), _found(request, REGISTER)
    if found and (came.service or is_any) and found.get(unfinished.ERRAND, "") != came.service:
        _set_aside(request, found)


def is_set_aside(request: Any) -> bool:
    """Whether a page of hers lies there, since yesterday at most."""
    return bool(_found(request, _ASIDE, ASIDE_SECONDS))


def take_up(request: Any) -> str:
    """What was put aside stands in the page again, in the place of what stands there; that is put aside itself.

    Gives the address where its errand goes on.

    Raises:
        Refused: `disk_full`, both are where they were.
    """
    by, place = request.operator.id, request.place
    with room.needed(), writing():
        found = _found(request, _ASIDE, ASIDE_SECONDS)
        kept.drop_pages(by, place, [_ASIDE])
        if not unfinished.is_empty(request.POST):
            unfinished.keep(by, place, _ASIDE, request.POST)
        if found:
            kept.keep_page(by, place, REGISTER, found)
    return Errand(found.get(unfinished.ERRAND, "")).to("register")


def _set_aside(request: Any, found: dict[str, Any]) -> None:
    """On a full disk it is dropped: rather typed twice than shown to another."""
    if not found:
        return
    by, place = request.operator.id, request.place
    try:
        with room.needed(), writing():
            found = _found(request, REGISTER)  # as it stands now: the page may have been kept again meanwhile
            if not unfinished.is_empty(found):
                kept.keep_page(by, place, _ASIDE, found)
            kept.drop_pages(by, place, [REGISTER])
    except Refused as refused:
        if refused.reason != room.DISK_FULL:
            raise
        with room.spared():
            kept.drop_pages(by, place, [REGISTER])


def _found(request: Any, page: str, seconds: int = kept.PAGE_DAYS * 86_400) -> dict[str, Any]:
    return kept.kept_page(request.operator.id, request.place, page, seconds)
