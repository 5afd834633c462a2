"""Money is passed on out of a drawer: never more than is owed or there is, once, and taken back within minutes."""

from datetime import date, timedelta
from typing import Any

import pytest

from dorgora.feed import log, retelling
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.money import actions, checking, queries
from dorgora.money import events as ev
from dorgora.people import actions as people
from dorgora.places import actions as places
from tests.applications import bills
from tests.applications.world import AT, LATER, OTHER, PLACE, World
from tests.money.earlier import leave_books
from tests.money.test_counting import count
from tests.money.test_ledger import accounts, drawer, taken
from tests.retold import retold

ON = date(2026, 11, 22)
COMPANY = "provider:electricity"


def pass_on(world: World, amount_minor: int = 2500, **other: Any) -> int:
    given = {
        "centre": PLACE,
        "purpose": "owed",
        "to": PLACE,
        "slip": "2223-000123",
        "by": world.karim,
        "at": AT,
    }
    return actions.pass_on(amount_minor=amount_minor, **{**given, **other})


def hand(world: World, whose: int, amount_minor: int = 2500, **other: Any) -> int:
    return pass_on(world, amount_minor, purpose="handed", whose=whose, **other)


def confirm(passing_id: int, by: int, **other: Any) -> None:
    actions.confirm_passing(passing_id=passing_id, by=by, **{"centre": PLACE, "at": AT} | other)


def undo(passing_id: int, by: int, **other: Any) -> None:
    actions.undo_passing(passing_id=passing_id, by=by, **{"centre": PLACE, "at": AT} | other)


def the_due(to: str = PLACE, on: date = ON) -> queries.Due:
    return next(one for one in queries.dues(PLACE, on) if one.to == to)


def test_what_is_owed_is_paid_with_its_slip(world: World) -> None:
    taken(world)
    assert the_due() == queries.Due(PLACE, 2500, ON, None)
    with retold():
        made = pass_on(world)
    assert accounts() == {drawer(world): 5000, f"earned:{PLACE}": -5000}
    assert the_due() == queries.Due(PLACE, 0, None, ON)
    found = queries.passing(made, PLACE)
    assert found is not None and (found.slip, found.payee, found.state) == ("2223-000123", PLACE, "passed")
    assert queries.passings(PLACE, world.karim, ON) == [found]
    day = queries.drawer(PLACE, [world.karim], ON)
    assert (day.passed_today_minor, day.refunded_today_minor, day.balance_minor) == (2500, 0, 5000)
    assert [line.refund_minor for line in day.lines] == [0], "what is passed on is no refund"
    assert list(checking.faults()) == []


def test_a_companys_bills_are_paid_together(world: World) -> None:
    bills.submit(world, draft_key="bill")
    assert the_due(COMPANY).left_minor == 123_450
    with retold():
        pass_on(world, 123_450, to=COMPANY)
    assert accounts() == {drawer(world): 500, f"earned:{PLACE}": -500}


def test_never_more_than_is_owed(world: World) -> None:
    taken(world)
    with pytest.raises(Refused, match="more_than_owed") as refused:
        pass_on(world, 2501)
    assert (refused.value.field, refused.value.detail) == ("amount", {"has_minor": 2500})
    with pytest.raises(Refused, match="not_a_choice"):
        pass_on(world, to="30")
    pass_on(world, 2000)
    with pytest.raises(Refused, match="more_than_owed"):
        pass_on(world, 501, slip="2")
    with retold():
        pass_on(world, 500, slip="2")
    assert accounts() == {drawer(world): 5000, f"earned:{PLACE}": -5000}


def test_never_more_than_lies_in_the_drawer(world: World, shrabani: int) -> None:
    taken(world)
    count(world, ((1000, 1),), reason="missing", told_minor=-6500)
    for purpose in ("owed", "earned", "handed"):
        with pytest.raises(Refused, match="drawer_short") as refused:
            pass_on(world, purpose=purpose, whose=shrabani)
        assert refused.value.detail == {"has_minor": 1000, "owed_minor": 2500}
    assert queries.balance(drawer(world)) == 1000


def test_a_fee_that_goes_back_is_passed_on_to_nobody(world: World) -> None:
    world.submit(draft_key="kept", at=AT - timedelta(days=2))
    refused = world.submit()
    actions.owe_refund(
        about=refused.id, office=PLACE, cause=world.reject(refused.id), by=world.salma, at=LATER
    )
    assert the_due() == queries.Due(PLACE, 2500, ON - timedelta(days=2), None)
    with pytest.raises(Refused, match="more_than_owed"):
        pass_on(world, 5000)
    assert queries.balance(f"refunds:{PLACE}") == 5000, "the office bears what the centre had earned"


def test_more_passed_on_than_is_owed_now_is_less_the_next_time(world: World) -> None:
    refused = world.submit()
    pass_on(world)
    with retold():
        actions.owe_refund(
            about=refused.id, office=PLACE, cause=world.reject(refused.id), by=world.salma, at=LATER
        )
    assert the_due() == queries.Due(PLACE, -2500, None, ON)
    taken(world, about=901, state_minor=4000)
    assert the_due().left_minor == 1500


def test_since_when_is_told_of_the_oldest_that_is_left(world: World) -> None:
    for n, days in enumerate((400, 40, 3, 0)):
        taken(world, about=900 + n, at=AT - timedelta(days=days))
    assert the_due().since == ON - timedelta(days=400)
    pass_on(world)
    assert the_due().since == ON - timedelta(days=40)
    pass_on(world, 2600, slip="2")
    assert the_due() == queries.Due(PLACE, 4900, ON - timedelta(days=3), ON)
    pass_on(world, 2400, slip="3")
    assert the_due().since == ON


def test_since_when_is_told_of_a_fee_taken_twice(world: World) -> None:
    made = world.submit()
    with log.act(role="centre", place=PLACE, by=world.karim, at=AT, subjects=[made.id]) as act:
        again = ev.FeeTaken(made.id, PLACE, PLACE, 2500, 5000, "cash", "2026-11-22")
        act.add(ev.FEE_TAKEN, again, subject=made.id)
    assert the_due() == queries.Due(PLACE, 2500, ON, None)
    actions.pay_refund(about=made.id, centre=PLACE, by=world.karim, at=AT)
    assert the_due() == queries.Due(PLACE, 2500, ON, None)


def test_no_day_that_a_liar_told_hides_what_is_owed(world: World) -> None:
    taken(world)
    pass_on(world, 1000)
    day = "9999-99-99"
    with log.act(role="centre", place=PLACE, by=world.karim, at=AT) as act:
        act.add(ev.PASSED_ON, ev.PassedOn(PLACE, "owed", PLACE, 0, 100, "77", day))
        act.add(ev.FEE_TAKEN, ev.FeeTaken(901, PLACE, PLACE, 100_000, 0, "cash", day), subject=901)
    assert the_due() == queries.Due(PLACE, 1500, ON, ON)
    # Rows of a program that did not look yet.
    for table, column in (("money_passing", "passed_on"), ("money_fee", "taken_on")):
        nodes.this().store.rows.run(f"UPDATE {table} SET {column} = '{day}'")
    assert the_due() == queries.Due(PLACE, 1500, None, None)


def test_what_the_centre_earned_is_taken_home(world: World) -> None:
    taken(world)
    with retold():
        pass_on(world, 3000, purpose="earned")
    assert accounts() == {drawer(world): 4500, f"owed_state:{PLACE}:{PLACE}": -2500, f"earned:{PLACE}": -2000}
    assert queries.drawer(PLACE, [world.karim], ON).kept_today_minor == 3000
    with pytest.raises(Refused, match="more_than_earned") as refused:
        pass_on(world, 2001, purpose="earned")
    assert refused.value.detail == {"has_minor": 2000}


def test_what_is_handed_is_hers_when_she_says_so(world: World, shrabani: int) -> None:
    taken(world)
    with retold():
        made = hand(world, shrabani)
    assert queries.balance(drawer(world)) == 5000 and queries.balance(f"drawer:{PLACE}:{shrabani}") == 0
    assert queries.balance(f"handed:{PLACE}:{shrabani}") == 2500
    assert [one.id for one in queries.unconfirmed(PLACE)] == [made]
    for nobody in (world.karim, world.jamal, 0):
        with pytest.raises(Refused, match="another_drawer" if nobody == world.karim else "not_yours"):
            confirm(made, nobody)
    with retold():
        confirm(made, shrabani)
        confirm(made, shrabani)
    assert queries.balance(f"drawer:{PLACE}:{shrabani}") == 2500 and queries.unconfirmed(PLACE) == []
    his, hers = (queries.drawer(PLACE, [one], ON) for one in (world.karim, shrabani))
    assert (his.given_today_minor, hers.given_today_minor, his.moved_today_minor) == (-2500, 2500, 0)
    assert [one.id for one in queries.passings(PLACE, shrabani, ON)] == [made]
    with pytest.raises(Refused, match="passing_over"):
        undo(made, world.karim)
    assert list(checking.faults()) == []


@pytest.mark.parametrize("act", ["confirmed", "undone"])
def test_each_sheet_lists_what_its_day_counts(world: World, shrabani: int, act: str) -> None:
    """Two laptops about midnight, or one with a clock that was ahead: it was settled on a day before it went out."""
    taken(world)
    made = hand(world, shrabani, at=AT + timedelta(days=1))
    confirm(made, shrabani) if act == "confirmed" else undo(made, world.karim)
    for whose in (world.karim, shrabani):
        for day in (ON, ON + timedelta(days=1)):
            given = queries.drawer(PLACE, [whose], day).given_today_minor
            listed = queries.passings(PLACE, whose, day)
            assert [one.id for one in listed] == ([made] if given else []), (whose, day)


def test_who_confirmed_what_she_got_has_not_left(world: World, shrabani: int) -> None:
    taken(world, by=shrabani, at=AT - timedelta(days=14))
    taken(world, about=901)
    made = hand(world, shrabani)
    assert queries.left(PLACE, world.karim, ON)[shrabani].why == "away"
    confirm(made, shrabani)
    assert queries.left(PLACE, world.karim, ON) == {}


@pytest.mark.parametrize("who", ["karim", "shrabani"])
def test_either_says_that_it_was_not_handed(world: World, shrabani: int, who: str) -> None:
    taken(world)
    made = hand(world, shrabani)
    by = shrabani if who == "shrabani" else world.karim
    with retold():
        undo(made, by, at=AT + timedelta(days=9))
        undo(made, by, at=AT + timedelta(days=9))
    assert queries.balance(drawer(world)) == 7500 and queries.unconfirmed(PLACE) == []
    with pytest.raises(Refused, match="passing_over"):
        confirm(made, shrabani)
    assert list(checking.faults()) == []


def test_what_two_who_left_had_between_them_is_put_back(world: World, shrabani: int) -> None:
    third = people.appoint_operator(place=PLACE, local_name="মিতা", latin_name="Mita", by=0, at=AT)
    taken(world)
    made, paid, done = hand(world, shrabani), pass_on(world, 100), hand(world, shrabani, 200)
    confirm(done, shrabani)
    for leaves in (world.karim, shrabani):
        with pytest.raises(Refused, match="another_drawer"):
            undo(made, third)
        people.end_operator(id=leaves, reason="left", by=0, at=AT)
    with retold():
        undo(made, third, at=LATER)
        undo(made, third, at=LATER)
    assert queries.left(PLACE, third, ON)[world.karim] == queries.Left(world.karim, "ended", 7200)
    for other, why in ((paid, "another_drawer"), (done, "passing_over")):
        with pytest.raises(Refused, match=why):
            undo(other, third)
    assert list(checking.faults()) == []


def test_nothing_is_handed_to_nobody(world: World) -> None:
    taken(world)
    for nobody in (world.karim, world.jamal, world.salma, 0, 77):
        with pytest.raises(Refused, match="not_a_choice"):
            hand(world, nobody)
    with pytest.raises(Refused, match="not_yours"):
        pass_on(world, by=world.jamal)


def test_a_slip_of_the_finger_is_undone_within_minutes(world: World, shrabani: int) -> None:
    taken(world)
    made = pass_on(world)
    with pytest.raises(Refused, match="another_drawer"):
        undo(made, shrabani)
    with pytest.raises(Refused, match="too_late_to_undo"):
        undo(made, world.karim, at=AT + timedelta(minutes=31))
    with retold():
        undo(made, world.karim, at=AT + timedelta(minutes=29))
        undo(made, world.karim, at=LATER)
    assert (queries.balance(drawer(world)), the_due().left_minor, the_due().last_paid_on) == (
        7500,
        2500,
        None,
    )
    assert queries.drawer(PLACE, [world.karim], ON).passed_today_minor == 0
    assert pass_on(world) != made, "its number is free again"


def test_a_form_sent_twice_books_once(world: World) -> None:
    taken(world)
    first = pass_on(world, form_key="a")
    with retold():
        assert pass_on(world, form_key="a") == first
    with pytest.raises(Refused, match="slip_used") as refused:
        pass_on(world, form_key="b")
    assert refused.value.detail == {"at": AT, "booked_minor": 2500}
    home = pass_on(world, 100, purpose="earned", form_key="c")
    assert pass_on(world, 100, purpose="earned", form_key="c") == home
    assert queries.balance(drawer(world)) == 4900


@pytest.mark.parametrize("slip", ["2223000123", "2223/000123", "02223-000123", "00-2223000123"])
def test_one_slip_typed_otherwise_bears_one_payment(world: World, slip: str) -> None:
    taken(world)
    made = pass_on(world, 1000)
    with pytest.raises(Refused, match="slip_used"):
        pass_on(world, 1000, slip=slip)
    for other in ("2223-00123", "2223-0001230"):
        pass_on(world, 100, slip=other)
    found = queries.passing(made, PLACE)
    assert found is not None and found.slip == "2223-000123", "as it was typed"


def test_of_another_centre_nothing_is_settled(world: World, shrabani: int) -> None:
    world.hub("centre", OTHER)
    places.open_centre(place=OTHER, area=OTHER, local_name="ঢালচর", latin_name="Dhal Char", by=0, at=AT)
    there = people.appoint_operator(place=OTHER, local_name="লতা", latin_name="Lata", by=0, at=AT)
    taken(world)
    made = hand(world, shrabani)
    for act in (confirm, undo):
        with pytest.raises(Refused, match="no_such_passing"):
            act(made, there, centre=OTHER)
        with pytest.raises(Refused, match="not_yours"):
            act(made, there)
        with pytest.raises(Refused, match="no_such_passing"):
            act(77, shrabani)


def test_nothing_is_passed_on_while_the_books_are_told(world: World, shrabani: int) -> None:
    taken(world)
    open_one, paid = hand(world, shrabani, 100), pass_on(world, 100)
    leave_books()
    for act in (
        lambda: pass_on(world, 100, slip="2"),
        lambda: confirm(open_one, shrabani),
        lambda: undo(paid, world.karim),
    ):
        with pytest.raises(Refused, match="books_being_told"):
            act()
    with retold():
        while retelling.go_on(nodes.this(), lambda names: None):
            pass
    confirm(open_one, shrabani)
    undo(paid, world.karim)
    assert queries.balance(drawer(world)) == 7400


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"purpose": "gift"}, "not_a_choice"),
        ({"amount_minor": 0}, "not_an_amount"),
        ({"amount_minor": -5}, "not_an_amount"),
        ({"amount_minor": 10**9 + 1}, "not_an_amount"),
        ({"slip": "Karim"}, "not_a_slip"),
        ({"slip": ""}, "not_a_slip"),
        ({"centre": "elsewhere"}, "not_yours"),
    ],
)
def test_what_is_no_passing_is_not_written(world: World, wrong: dict[str, Any], why: str) -> None:
    taken(world)
    with pytest.raises(Refused, match=why):
        pass_on(world, **{"amount_minor": 2500} | wrong)
    assert queries.balance(drawer(world)) == 7500


def test_what_a_hand_changed_of_it_is_named(world: World) -> None:
    taken(world)
    made = pass_on(world)
    nodes.this().store.rows.run("UPDATE money_passing SET amount_minor = amount_minor - 100")
    assert list(checking.faults()) == [f"what was passed on in {made} is not what left the drawers for it"]


def test_what_is_owed_is_asked_in_few_questions(
    world: World,
    django_assert_max_num_queries: Any,
    shrabani: int,
) -> None:
    for n in range(4):
        taken(world, about=900 + n, office=f"office{n}")
        pass_on(world, 100, to=f"office{n}", slip=str(n + 1))
        hand(world, shrabani, 100)
    with django_assert_max_num_queries(6):
        assert len(queries.dues(PLACE, ON)) == len(queries.unconfirmed(PLACE)) == 4
        assert len(queries.passings(PLACE, world.karim, ON)) == 8
