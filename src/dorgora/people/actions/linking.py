"""Two records of one person: an officer of the hub finds that they are one, or two; undone at any time (ADR 0034)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from dorgora.feed.log import Act, act
from dorgora.kernel.errors import Refused
from dorgora.people import events as ev
from dorgora.people import linking, local, queries
from dorgora.people.rules import STAFF_WRITER

LINKS = "link"
"""The power of an officer of the hub who says whether two are one."""
_TRIES = 5


def link_citizens(
    *, first_id: int, second_id: int, reason: str, by: int, at: datetime, knows: int = 0
) -> int:
    """Two records are of one person from now on; gives the id of the link. The hub's.

    reason: a word of `linking.GROUNDS`. knows: the latest finding about the two that the officer saw, 0 for none.

    Raises:
        Refused: `not_yours` (no officer with this power), `not_a_choice` (field: reason), `same_record`,
            `unknown_citizen`, `erased`, `linked_already`, `too_many_records`, `decided_meanwhile` (another officer).
    """
    if reason not in linking.GROUNDS:
        raise Refused("not_a_choice", "reason")
    first, second = _in_order(first_id, second_id)
    with all_records_of([first, second], by=by, at=at) as (action, whole):
        _check_may_link(by)
        check_seen(queries.links_between(first, second), knows)
        _check_in_book((first, second))
        if second in queries.records_of(first):
            raise Refused("linked_already")
        if len(whole) > linking.MOST_RECORDS:
            raise Refused("too_many_records")
        beside = tuple(one.id for one in queries.links_among(whole))
        facts = ev.CitizenLinked(first, second, reason, _centres_of(whole), beside)
        link_id = action.add(ev.CITIZEN_LINKED, facts)
        local.drop_lookalike(first, second)
    return link_id


def tell_apart(*, first_id: int, second_id: int, by: int, at: datetime, knows: int = 0) -> int:
    """Two records that look alike are of two people: nobody is asked again; gives the id of the finding. The hub's.

    Said twice it is found once.

    Raises:
        Refused: `not_yours`, `same_record`, `unknown_citizen`, `erased`, `linked_already` (take that back first),
            `decided_meanwhile`.
    """
    first, second = _in_order(first_id, second_id)
    with all_records_of([first, second], by=by, at=at) as (action, _whole):
        _check_may_link(by)
        check_seen(queries.links_between(first, second), knows)
        _check_in_book((first, second))
        if second in queries.records_of(first):
            raise Refused("linked_already")
        known = queries.links_between(first, second)
        if known and not known[0].is_one:
            return known[0].id
        found = action.add(ev.CITIZEN_TOLD_APART, ev.CitizenToldApart(first, second))
        local.drop_lookalike(first, second)
    return found


def unlink_citizens(*, link_id: int, reason: str, by: int, at: datetime) -> None:
    """They are two people after all; taken back twice it is taken back once. The hub's.

    reason: a word of `linking.UNDOINGS`.

    Raises:
        Refused: `not_yours`, `not_a_choice` (field: reason), `unknown_link`, `erased`.
    """
    if reason not in linking.UNDOINGS:
        raise Refused("not_a_choice", "reason")
    found = queries.link(link_id)
    if found is None or not found.is_one:
        raise Refused("unknown_link")
    pair = found.first_id, found.second_id
    with all_records_of(pair, by=by, at=at) as (action, _whole):
        _check_may_link(by)
        if any(one.is_erased for one in queries.citizens(pair).values()):
            raise Refused("erased")
        # A hub put back to an earlier copy may have linked the two twice: nothing of it may stay behind.
        for one in queries.links_between(*pair):
            if one.stands:
                action.add(ev.CITIZEN_UNLINKED, ev.CitizenUnlinked(reason), subject=one.id)


def check_seen(found: Sequence[queries.Link], knows: int, *, stood: bool = False) -> None:
    """Whoever decides knows of the latest that was `found` of the two; said by her page, 0 for nothing found.

    stood: her page showed them linked by it, and asked whether that is taken back.

    Raises:
        Refused: `decided_meanwhile` (detail: at).
    """
    if found and (knows != found[0].id or (stood and not found[0].stands)):
        raise Refused("decided_meanwhile", detail={"at": found[0].ended_at or found[0].decided_at})


@contextmanager
def all_records_of(ids: Collection[int], *, by: int, at: datetime) -> Iterator[tuple[Act, tuple[int, ...]]]:
    """An action of the hub on all records of the people these are of: nobody links another to them meanwhile.

    Raises:
        Refused: `decided_meanwhile`: others went on linking them.
    """
    whole = _whole(ids)
    for _try in range(_TRIES):
        with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=by, at=at, subjects=whole) as action:
            held, whole = whole, _whole(ids)
            if held == whole:
                yield action, whole
                return
    raise Refused("decided_meanwhile")


def _whole(ids: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted({one for whole in queries.linked(ids).values() for one in whole}))


def _in_order(one: int, other: int) -> tuple[int, int]:
    if one == other:
        raise Refused("same_record")
    return min(one, other), max(one, other)


def _centres_of(whole: Collection[int]) -> tuple[str, ...]:
    """Where any of these records is or went by her slip: these hear that they are one."""
    homes = {one.place for one in queries.citizens(whole).values()}
    return tuple(sorted(homes.union(*queries.places_lent_to(whole).values())))


def _check_in_book(ids: Collection[int]) -> None:
    known = queries.citizens(ids)
    for one in ids:
        if one in known and known[one].is_erased:
            raise Refused("erased")
        if one not in known or known[one].is_withdrawn:
            raise Refused("unknown_citizen")


def _check_may_link(person_id: int) -> None:
    who = queries.officer(person_id)
    if who is None or not who.is_active or who.role != "hub" or LINKS not in who.powers:
        raise Refused("not_yours")
