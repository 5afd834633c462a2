"""Citizens found by what was asked, a page at a time: how many there are, and how to come to fewer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dorgora.counter import shown
from dorgora.people import queries as people
from dorgora.shell.parts import Paging, Pick

PAGE = 10


@dataclass(frozen=True)
class Matches:
    """One page of those found; is_more: n_all were counted, and there are more than these."""

    picks: tuple[Pick, ...] = ()
    n_all: int = 0
    is_more: bool = False
    paging: Paging | None = None


def of(
    request: Any,
    text: str,
    onward: Callable[[int], str] = lambda _citizen_id: "",
    address: Callable[[int], str] = lambda page: f"?page={page}",
) -> Matches:
    """Those found by these words; onward: where one of them leads; address: of another page of them."""
    if not text:
        return Matches()
    asked = _page_asked(request)
    found = people.search_citizens(text, place=request.place, skip=(asked - 1) * PAGE, limit=PAGE)
    last = max(1, -(-found.n_all // PAGE))
    if asked > last:  # there are fewer since
        asked = last
        found = people.search_citizens(text, place=request.place, skip=(last - 1) * PAGE, limit=PAGE)
    first = (asked - 1) * PAGE
    paging = Paging(
        first=first + 1,
        last=first + len(found.citizens),
        n_all=found.n_all,
        earlier_url=address(asked - 1) if asked > 1 else "",
        later_url=address(asked + 1) if asked < last else "",
        is_more=found.is_more,
    )
    return Matches(
        tuple(shown.citizen_pick(one, onward(one.id)) for one in found.citizens),
        found.n_all,
        found.is_more,
        paging if last > 1 else None,
    )


def _page_asked(request: Any) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
