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
NEW = "asked_new"
"""In the session: the words last searched, as long as they may be the name of the one at the counter."""
ASIDE_SECONDS = 86_400
MOST_ASIDE = 5
"""So many lie there; one more takes the place of the one that would come up last."""
_ASIDE = (f"{REGISTER}-aside", *(f"{REGISTER}-aside-{slot}" for slot in range(MOST_ASIDE)))
"""Where they lie: one more place than pages, the first, where an earlier program put its only one."""
_TURN = "_turn"
"""In a page that was put aside: of several the highest comes up first. An earlier program put none there."""
_HERS = (ELSEWHERE, f"{WISH}-0", *(f"{SEARCH}-{kind}" for kind in KINDS))
"""Other pages that name no citizen by their address: a slip's code, a wish, a search that was not made."""


def next_citizen(request: Any) -> None:
    """Another citizen is searched for or opened: looked up first, as a search waits for no other write."""
    with room.spared():
        kept.drop_pages(request.operator.id, request.place, _HERS)
    _set_aside(request, _found(request, REGISTER))
    another_name(request)


def another_name(request: Any) -> None:
    """What was searched last is no name of the one at the counter now: it stands in no page of a new citizen."""
    request.session.pop(NEW, None)


def errand_begins(request: Any, *, is_any: bool = False) -> None:
    """A page was opened for this errand; is_any: also for none, where it says so by naming none."""
    came, found = Errand.of(request), _found(request, REGISTER)
    if found and (came.service or is_any) and found.get(unfinished.ERRAND, "") != came.service:
        _set_aside(request, found)


def is_set_aside(request: Any) -> bool:
    """Whether a page of hers lies there, since yesterday at most."""
    return any(_found(request, slot, ASIDE_SECONDS) for slot in _ASIDE)


def take_up(request: Any) -> str:
    """What was put aside last stands in the page again, in the place of what stands there; that is put aside itself.

    It comes up last then: who presses on sees one after the other. What another page of it was kept with meanwhile is
    a page of its own, and the next: as the last of five it would be the one that gives way. Gives the address where
    the errand goes on.

    Raises:
        Refused: `disk_full`, all are where they were.
    """
    by, place = request.operator.id, request.place
    with room.needed(), writing():
        _turn, slot, found = next(iter(_aside(request)), (0, "", {}))
        kept.drop_pages(by, place, [slot])
        now = unfinished.stamp(request, REGISTER)
        if request.POST.get(unfinished.STAMP, now) != now:
            _move_aside(request, is_next=True)
        unfinished.keep(by, place, REGISTER, request.POST)
        _move_aside(request, is_next=False)
        if found:
            kept.keep_page(by, place, REGISTER, found)
    return Errand(found.get(unfinished.ERRAND, "")).to("register")


def _set_aside(request: Any, found: dict[str, Any]) -> None:
    """On a full disk it is dropped: rather typed twice than shown to another."""
    if not found:
        return
    try:
        with room.needed(), writing():
            _move_aside(request, is_next=True)
    except Refused:
        with room.spared():
            kept.drop_pages(request.operator.id, request.place, [REGISTER])


def _move_aside(request: Any, *, is_next: bool) -> None:
    """The page as it stands now, read where it is written: it may have been kept again meanwhile."""
    by, place, page = request.operator.id, request.place, _found(request, REGISTER)
    if not unfinished.is_empty(page):
        there = _aside(request)
        turns = [turn for turn, _slot, _page in there] or [0]
        free = set(_ASIDE) - {slot for _turn, slot, _page in there}
        slot = max(free) if len(there) < MOST_ASIDE else there[-1][1]
        kept.keep_page(by, place, slot, page | {_TURN: turns[0] + 1 if is_next else turns[-1] - 1})
    kept.drop_pages(by, place, [REGISTER])


def _aside(request: Any) -> list[tuple[int, str, dict[str, Any]]]:
    """What lies there, with its turn and where; first what comes up first."""
    found = [(slot, _found(request, slot, ASIDE_SECONDS)) for slot in _ASIDE]
    return sorted(((page.pop(_TURN, 0), slot, page) for slot, page in found if page), reverse=True)


def _found(request: Any, page: str, seconds: int = kept.PAGE_DAYS * 86_400) -> dict[str, Any]:
    return kept.kept_page(request.operator.id, request.place, page, seconds)
