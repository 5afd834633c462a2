"""The drawer of an operator who left is counted out by another: into hers, on both sheets, and once."""

from datetime import date, timedelta
from typing import Any

import pytest

from dorgora.kernel.errors import Refused
from dorgora.money import actions, checking, queries
from dorgora.people import actions as people
from tests.applications.world import AT, PLACE, World
from tests.money.test_counting import TK_75, count
from tests.money.test_ledger import accounts, drawer, taken
from tests.retold import retold

ON = date(2026, 11, 22)
A_WEEK = timedelta(days=7)


def end_karim(world: World) -> None:
    people.end_operator(id=world.karim, reason="left", by=0, at=AT)


def take_over(world: World, by: int, pieces: Any = TK_75, **other: Any) -> int:
    given = {"centre": PLACE, "whose": world.karim, "by": by, "at": AT}
    return actions.take_over_drawer(counts=pieces, **{**given, **other})


def test_what_she_left_goes_into_hers_who_counts_it(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    assert {
        one.operator_id: (one.why, one.balance_minor) for one in queries.left(PLACE, shrabani, ON).values()
    } == {world.karim: ("ended", 7500)}
    with retold():
        made = take_over(world, shrabani)
    hers = f"drawer:{PLACE}:{shrabani}"
    assert accounts() == {hers: 7500, f"owed_state:{PLACE}:{PLACE}": -2500, f"earned:{PLACE}": -5000}
    assert (queries.balance(hers), queries.balance(drawer(world))) == (7500, 0)
    (found,) = queries.counts(PLACE, world.karim, ON)
    assert (found.id, found.operator_id, found.counted_by_id, found.moment) == (
        made,
        world.karim,
        shrabani,
        "ended",
    )
    assert queries.taken_over_by(PLACE, shrabani, ON) == [found] and queries.counts(PLACE, shrabani, ON) == []
    assert queries.left(PLACE, shrabani, ON) == {} and list(checking.faults()) == []


def test_both_days_say_what_was_handed_on(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    take_over(world, shrabani)
    his, hers = (queries.drawer(PLACE, [one], ON) for one in (world.karim, shrabani))
    assert (his.handed_today_minor, hers.handed_today_minor) == (-7500, 7500)
    assert [line.refund_minor for line in his.lines] == [0], "what was handed on is no refund"
    assert (his.moved_today_minor, his.difference_today_minor, hers.taken_today_minor) == (0, 0, 0)


def test_what_is_missing_stands_on_the_sheet_of_who_left(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    with pytest.raises(Refused, match="difference_unexplained") as refused:
        take_over(world, shrabani, TK_75[:2])
    assert refused.value.detail == {"difference_minor": -500}
    with pytest.raises(Refused, match="difference_changed"):
        take_over(world, shrabani, TK_75[:2], reason="missing", told_minor=-400)
    with retold():
        take_over(world, shrabani, TK_75[:2], reason="missing", told_minor=-500)
    assert accounts()[f"drawer:{PLACE}:{shrabani}"] == 7000 and accounts()[f"difference:{PLACE}"] == 500
    assert queries.balance(drawer(world)) == 0
    his, hers = (queries.drawer(PLACE, [one], ON) for one in (world.karim, shrabani))
    assert (his.difference_today_minor, hers.difference_today_minor) == (-500, 0)


def test_an_empty_box_is_handed_on_too(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    with retold():
        take_over(world, shrabani, (), reason="missing", told_minor=-7500)
    assert queries.drawers(PLACE)[world.karim] == 0 and accounts()[f"difference:{PLACE}"] == 7500


def test_pressed_twice_it_is_taken_over_once(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    first = take_over(world, shrabani)
    with retold():
        assert take_over(world, shrabani) == first
    for other in ({"pieces": TK_75[:1]}, {"at": AT + A_WEEK}):
        with pytest.raises(Refused, match="drawer_not_left"):
            take_over(world, shrabani, **other)
    taken(world, about=901)  # a laptop that was offline sends a fee of his
    assert take_over(world, shrabani) != first
    assert queries.balance(f"drawer:{PLACE}:{shrabani}") == 15_000


def test_a_drawer_in_use_is_nobody_elses(world: World, shrabani: int) -> None:
    taken(world)
    count(world)
    for at in (AT, AT + timedelta(days=6)):
        with pytest.raises(Refused, match="drawer_not_left"):
            take_over(world, shrabani, at=at)
    assert queries.left(PLACE, shrabani, ON + A_WEEK) == {}, "it was counted a week ago"
    after = AT + A_WEEK + timedelta(days=1)
    assert queries.left(PLACE, shrabani, after.date())[world.karim].why == "away"
    with retold():
        take_over(world, shrabani, at=after)
    last = queries.last_taken_over(PLACE, world.karim)
    assert last is not None and (last.counted_by_id, last.moment) == (shrabani, "away")
    count(world, (), at=after)  # he is back, and counts his own
    assert queries.last_taken_over(PLACE, world.karim) is None


def test_a_free_service_or_money_given_back_is_use(world: World, shrabani: int) -> None:
    taken(world, at=AT - 2 * A_WEEK)
    assert world.karim in queries.left(PLACE, shrabani, ON)
    taken(world, about=902, state_minor=0, operator_minor=0)
    assert queries.left(PLACE, shrabani, ON) == {}


def test_who_does_not_serve_here_takes_nothing_over(world: World, shrabani: int) -> None:
    taken(world)
    end_karim(world)
    for nobody in (world.karim, world.salma, world.jamal, 0):
        assert queries.left(PLACE, nobody, ON) == {}
        with pytest.raises(Refused, match="drawer_not_left"):
            take_over(world, nobody)
    assert queries.balance(drawer(world)) == 7500


def test_cash_let_in_under_an_officer_is_taken_over(world: World, shrabani: int) -> None:
    taken(world, by=world.salma)
    assert queries.left(PLACE, shrabani, ON)[world.salma].why == "let_in"
    with retold():
        take_over(world, shrabani, whose=world.salma)
    assert queries.balance(f"drawer:{PLACE}:{shrabani}") == 7500


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"reason": "Karim took it"}, "not_a_count"),
        ({"pieces": ((500, -1),)}, "amount_too_large"),
        ({"centre": "elsewhere"}, "no_feed"),
        ({"whose": 77}, "drawer_not_left"),
    ],
)
def test_what_is_no_taking_over_is_not_written(
    world: World, shrabani: int, wrong: dict[str, Any], why: str
) -> None:
    taken(world)
    end_karim(world)
    with pytest.raises(Refused, match=why):
        take_over(world, shrabani, **wrong)
    assert queries.balance(drawer(world)) == 7500
