"""What links come to: one row a finding in whichever order its events came, and groups whatever course they took."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.feed.event import Event
from dorgora.feed.fold import Author, Told
from dorgora.feed.kinds import Kinds
from dorgora.feed.order import canonical_order
from dorgora.people import events as ev
from dorgora.people import linking

HUB, CENTRE = Author("hub", "people"), Author("centre", "20")
ID = 5 << 40 | 9
FIRST, SECOND = 17 << 40 | 1, 18 << 40 | 4


def linked(first: int = FIRST, second: int = SECOND, author: Author = HUB, **said: Any) -> Told:
    facts = ev.CitizenLinked(
        first, second, said.get("reason", "number"), said.get("centres", ("20", "30")), said.get("beside", ())
    )
    return Told(ID, "citizen.linked", 1, ID, 7, 100, author, facts, None, 0)


def undone(author: Author = HUB, at: int = 200, id: int = ID + 1, reason: str = "mistake") -> Told:
    return Told(id, "citizen.unlinked", 1, ID, 8, at, author, ev.CitizenUnlinked(reason), None, 0)


def apart() -> Told:
    return Told(ID, "citizen.told_apart", 1, ID, 7, 100, HUB, ev.CitizenToldApart(FIRST, SECOND), None, 0)


def row(*told: Told) -> dict[str, Any]:
    ((values,),) = linking.fold_link(told).rows.values()
    return dict(zip(linking.LINK_COLUMNS, values, strict=True))


def test_a_link_stands_until_it_is_taken_back() -> None:
    kept = row(linked())
    assert (kept["first_id"], kept["second_id"], kept["is_one"], kept["ended_at"]) == (
        FIRST,
        SECOND,
        True,
        None,
    )
    over = row(linked(), undone(), undone(at=300, id=ID + 2, reason="asked"))
    assert (over["ended_at"], over["ended_by_id"], over["end_reason"]) == (200, 8, "mistake")


def test_that_two_are_two_is_not_taken_back_by_an_unlinking() -> None:
    kept = row(apart(), undone())
    assert (kept["is_one"], kept["ended_at"], kept["reason"]) == (False, None, "")


def test_nobody_but_the_hub_links_or_parts() -> None:
    assert linking.fold_link([linked(author=CENTRE)]).rows == {}
    kept = row(linked(), undone(CENTRE))
    assert (kept["ended_at"], kept["n_disputed"]) == (None, 1)
    assert row(linked(), undone(CENTRE), undone(at=300, id=ID + 2))["ended_at"] == 300


@pytest.mark.parametrize(
    ("first", "second"), [(SECOND, FIRST), (FIRST, FIRST), (0, FIRST), (-1, FIRST), (FIRST, 1 << 63)]
)
def test_what_cannot_be_two_records_is_no_finding(first: int, second: int) -> None:
    assert linking.fold_link([linked(first, second)]).rows == {}
    assert linking.route_link(linked(first, second), [linked(first, second)]).places == frozenset()


def test_no_text_is_longer_than_its_column() -> None:
    kept = row(linked(reason="n" * 99 + "\0"), undone(reason="r" * 99))
    assert len(kept["reason"]) == 20 == len(kept["end_reason"])


def test_a_link_goes_to_the_centres_it_names_after_those_it_rests_on() -> None:
    one, back = linked(beside=(3, -4, 1 << 63)), undone()
    for told in (one, back):
        route = linking.route_link(told, [one, back])
        assert route.places == {("centre", "20"), ("centre", "30")} and route.needs == (3,)
    assert linking.route_link(apart(), [apart()]).places == frozenset()
    lie = linked(author=CENTRE)
    assert linking.route_link(lie, [lie]).places == frozenset()


def test_the_events_of_a_finding_come_to_the_same_in_any_order() -> None:
    """Of a hub that was put back and two feeds of it: as the canonical order has them, however they were taken."""
    kinds = Kinds(ev.KINDS)
    told = [
        linked(),
        undone(),
        undone(at=300, id=6 << 40 | 1, reason="asked"),
        undone(CENTRE, id=17 << 40 | 9),
    ]
    events = {
        one.id: Event(
            id=one.id, kind=one.kind, version=1, subject=ID, by=one.by, at=one.at, seen=(), person_of=0,
            facts=b"", person_digest=b"", prev=b"", person=None, hash=b"",
        )
        for one in told
    }  # fmt: skip
    by_id = {one.id: one for one in told}
    rows = {
        tuple(
            row(
                *(by_id[event.id] for event in canonical_order([events[id] for id in order], kinds.rank))
            ).items()
        )
        for order in permutations(events)
    }
    assert len(rows) == 1


IDS = st.integers(1, 9)


@given(st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1]), max_size=14), st.randoms())
def test_groups_are_who_can_be_walked_to(pairs: list[tuple[int, int]], chance: Any) -> None:
    """Held against powers of the matrix of who is beside whom, and in another order of the pairs."""
    reach = {one: {one} for one in range(1, 10)}
    for _ in range(9):
        for one, other in pairs:
            both = reach[one] | reach[other]
            for each in both:
                reach[each] = reach[each] | both
    groups = linking.groups(pairs)
    assert {one: set(groups.get(one, (one,))) for one in reach} == reach
    assert all(whole[0] == min(whole) and list(whole) == sorted(whole) for whole in groups.values())
    other_order = [pair[:: chance.choice((1, -1))] for pair in chance.sample(pairs, len(pairs))]
    assert linking.groups(other_order) == groups
