"""A drawer is counted by notes and coins, and the book then says what lies in it."""

from datetime import date
from typing import Any

import pytest

from dorgora.kernel.errors import Refused
from dorgora.money import actions, queries
from tests.applications.world import AT, LATER, PLACE, World
from tests.money.test_ledger import accounts, drawer, taken
from tests.retold import retold

ON = date(2026, 11, 22)
TK_75 = ((5000, 1), (2000, 1), (500, 1))


def count(world: World, pieces: Any = TK_75, **other: Any) -> int:
    given = {"centre": PLACE, "when": "closing", "by": world.karim, "at": AT}
    return actions.count_drawer(counts=pieces, **{**given, **other})


def test_a_drawer_that_agrees_is_counted(world: World) -> None:
    with retold():
        taken(world)
        made = count(world, ((500, 1), (2000, 1), (1000, 0), (5000, 1)))
    (found,) = queries.counts(PLACE, world.karim, ON)
    assert (found.id, found.operator_id, found.at, found.pieces) == (made, world.karim, AT, TK_75)
    assert (found.counted_minor, found.difference_minor, found.reason) == (7500, 0, "")
    assert queries.balance(drawer(world)) == 7500 and f"difference:{PLACE}" not in accounts()


def test_change_brought_along_in_the_morning_is_a_float(world: World) -> None:
    with retold():
        count(world, when="opening", reason="float", told_minor=7500)
        taken(world)
    assert accounts()[drawer(world)] == queries.balance(drawer(world)) == 15_000
    assert accounts()[f"float:{PLACE}"] == -7500
    day = queries.drawer(PLACE, [world.karim], ON)
    assert (day.float_today_minor, day.taken_today_minor, len(day.lines)) == (7500, 7500, 1)
    assert queries.has_counted_in(PLACE, world.karim, ON)
    assert not queries.has_counted_in(PLACE, world.salma, ON)
    assert not queries.has_counted_in(PLACE, world.karim, LATER.date())


def test_what_is_missing_is_booked_with_its_reason(world: World) -> None:
    with retold():
        taken(world)
        count(world, TK_75[:2], reason="wrong_change", told_minor=-500)
    assert queries.balance(drawer(world)) == 7000 and accounts()[f"difference:{PLACE}"] == 500
    day = queries.drawer(PLACE, [world.karim], ON)
    assert (day.difference_today_minor, day.refunded_today_minor) == (-500, 0)
    assert len(day.lines) == 1, "a difference is no refund"
    assert queries.counts(PLACE, world.karim, ON)[0].difference_minor == -500
    assert sum(accounts().values()) == 0


def test_the_same_count_again_changes_nothing(world: World) -> None:
    taken(world)
    first = count(world, TK_75[:2], reason="missing", told_minor=-500)
    with retold():
        assert count(world, TK_75[:2], reason="missing", told_minor=-500) == first
        assert count(world, TK_75[:2]) == first
    assert len(queries.counts(PLACE, world.karim, ON)) == 1 and queries.balance(drawer(world)) == 7000
    with pytest.raises(Refused, match="difference_unexplained"):
        count(world, TK_75[:2], by=world.jamal)  # hers is another drawer, and empty
    assert count(world, TK_75[:2], when="opening") != first
    assert count(world, TK_75[:2], at=LATER) != first


def test_a_count_after_more_was_taken_is_another_one(world: World) -> None:
    taken(world)
    first = count(world)
    taken(world, about=901)
    with pytest.raises(Refused, match="difference_unexplained"):
        count(world)
    assert count(world, ((5000, 3),)) != first


def test_a_difference_needs_a_reason(world: World) -> None:
    taken(world)
    with pytest.raises(Refused, match="difference_unexplained") as refused:
        count(world, TK_75[:1])
    assert refused.value.detail == {"difference_minor": -2500}
    assert queries.counts(PLACE, world.karim, ON) == [] and queries.balance(drawer(world)) == 7500


def test_a_reason_for_another_difference_is_not_taken(world: World) -> None:
    taken(world)
    with pytest.raises(Refused, match="difference_changed"):
        count(world, TK_75[:1], reason="missing", told_minor=-500)
    assert queries.counts(PLACE, world.karim, ON) == []


def test_what_moved_after_the_last_count_is_known(world: World) -> None:
    taken(world)
    made = count(world, TK_75[:2], reason="wrong_change", told_minor=-500)
    (counted,) = queries.counts(PLACE, world.karim, ON)
    assert queries.moved_since(counted, PLACE, ON) == (0, 0), "its own difference is no movement after it"
    taken(world, about=901)
    taken(world, about=902, by=world.jamal)
    actions.pass_on(centre=PLACE, purpose="earned", amount_minor=3000, by=world.karim, at=AT, form_key="k")
    assert queries.moved_since(counted, PLACE, ON) == (7500, 3000)
    assert counted.id == made and counted.left_minor + 7500 - 3000 == queries.balance(drawer(world)) == 11_500


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"when": "noon"}, "not_a_count"),
        ({"reason": "Karim took it"}, "not_a_count"),
        ({"pieces": ((500, -1),)}, "amount_too_large"),
        ({"pieces": ((100_000, 10_001),)}, "amount_too_large"),
        ({"centre": "elsewhere"}, "no_feed"),
    ],
)
def test_what_is_no_count_is_not_written(world: World, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        count(world, **wrong)
    assert queries.counts(PLACE, world.karim, ON) == []


def test_money_moved_to_another_drawer_is_on_its_way_until_counted(world: World) -> None:
    taken(world)
    with retold():
        count(world, TK_75[:1], reason="moved", told_minor=-2500)
    assert queries.balance(drawer(world)) == 5000 and queries.balance(f"moved:{PLACE}") == 2500
    with retold():
        count(world, ((2000, 1), (500, 1)), by=world.jamal, reason="moved", told_minor=2500)
    assert queries.balance(f"drawer:{PLACE}:{world.jamal}") == 2500 and queries.balance(f"moved:{PLACE}") == 0
    moved = [queries.drawer(PLACE, [one], ON).moved_today_minor for one in (world.karim, world.jamal)]
    assert moved == [-2500, 2500] and f"difference:{PLACE}" not in accounts()
