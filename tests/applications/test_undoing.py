"""Undone within minutes: a file lodged for the wrong person, a bill paid wrongly, a citizen registered twice."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dorgora.applications import actions, local, queries, rules
from dorgora.applications import events as ev
from dorgora.feed import aftermath, log
from dorgora.kernel.errors import Refused
from dorgora.money import accounts, checking
from dorgora.money import actions as money_actions
from dorgora.money import queries as money
from dorgora.money import rules as ledger
from dorgora.people import actions as people
from dorgora.people import queries as staff
from dorgora.tcv import actions as tcv
from dorgora.tcv import queries as measures
from tests.applications import bills, citizenship
from tests.applications.world import AT, LATER, PLACE, World
from tests.retold import retold

SOON = AT + timedelta(minutes=4)
ON = date(2026, 11, 22)


def undo(world: World, file_id: int, **other: Any) -> int:
    given = {"centre": PLACE, "reason": "wrong_person", "by": world.karim, "at": SOON}
    return actions.withdraw(file_id=file_id, **given | other)


def unregister(world: World, citizen_id: int, at: datetime = SOON, **other: Any) -> None:
    given = {"centre": PLACE, "reason": "twice", "by": world.karim}
    actions.withdraw_registration(citizen_id=citizen_id, at=at, **given | other)


def test_a_file_is_taken_back_with_its_fee(world: World) -> None:
    with retold():
        lodged = world.submit()
        undo(world, lodged.id)
    file = world.file(lodged.id)
    assert (file.state, file.returned_reason, file.changed_at) == ("withdrawn", "wrong_person", SOON)
    assert [(one.kind, one.words, one.by) for one in queries.story(lodged.id)][1:] == [
        ("application.withdrawn", "wrong_person", world.karim)
    ]
    paid = money.paid_for(lodged.id)
    assert paid is not None and (paid.refund_paid_minor, paid.to_pay_back_minor) == (7500, 0)
    books = (
        accounts.drawer(PLACE, world.karim),
        accounts.owed_state(PLACE, PLACE),
        accounts.earned(PLACE),
        accounts.suspense(PLACE),
    )
    assert money.balances(books) == dict.fromkeys(books, 0)
    assert list(checking.faults()) == []


def test_the_day_shows_what_was_taken_back(world: World) -> None:
    undo(world, world.submit().id)
    world.submit(draft_key="second")
    book = money.drawer(PLACE, [world.karim], ON)
    assert (book.n_today, book.taken_today_minor, book.refunded_today_minor) == (2, 15_000, 7500)
    assert (book.n_undone, book.undone_state_minor, book.undone_earned_minor) == (1, 2500, 5000)
    assert (book.n_kept, book.kept_minor, book.balance_minor) == (1, 5000, 7500)


def test_the_trace_stands_with_who_gave_the_fee_back(world: World) -> None:
    """Karim took it, Shrabani takes it back out of her drawer: there the money is missing."""
    shrabani = people.appoint_operator(place=PLACE, local_name="শ্রাবনী", latin_name="Shrabani", by=0, at=AT)
    lodged = world.submit()
    world.submit(draft_key="hers", by=shrabani)
    with retold():
        undo(world, lodged.id, by=shrabani)
    his, hers = (money.drawer(PLACE, [one], ON) for one in (world.karim, shrabani))
    assert (his.n_undone, his.refunded_today_minor, his.balance_minor) == (0, 0, 7500)
    assert (hers.n_undone, hers.undone_state_minor + hers.undone_earned_minor) == (1, 7500)
    assert (hers.refunded_today_minor, hers.balance_minor) == (7500, 0)
    both = money.drawer(PLACE, [world.karim, shrabani], ON)
    assert (both.n_kept, both.kept_minor) == (1, 5000)


def test_the_child_of_the_file_leaves_the_book(world: World) -> None:
    lodged = world.submit()
    with retold():
        undo(world, lodged.id)
    child = staff.citizen(lodged.citizen_id)
    assert child is not None and child.is_withdrawn and not child.is_in_book
    assert staff.find_citizens("মিম", place=PLACE) == []
    mother = staff.citizen(world.rahima)
    assert mother is not None and mother.is_in_book, "she was known before"


def test_it_waits_for_nobody_any_more(world: World) -> None:
    lodged = world.submit()
    undo(world, lodged.id)
    assert queries.waiting_for(PLACE, on=ON).rows == () and queries.hand(PLACE).n_waiting == 0
    assert queries.hand(PLACE).refunds == ()
    for act in (world.approve, world.reject, world.return_file):
        with pytest.raises(Refused, match="already_decided"):
            act(lodged.id)
    with pytest.raises(Refused, match="not_open"):
        actions.hand_over(file_id=lodged.id, centre=PLACE, to="applicant", by=world.karim, at=SOON)


def test_pressed_twice_it_is_taken_back_once(world: World) -> None:
    lodged = world.submit()
    undo(world, lodged.id)
    with pytest.raises(Refused, match="already_decided"):
        undo(world, lodged.id)
    assert money.balance(accounts.drawer(PLACE, world.karim)) == 0


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"reason": "she smiled"}, "not_a_choice"),
        ({"by": 7}, "not_yours"),
        ({"centre": "10092580"}, "not_yours"),
        ({"at": AT + timedelta(minutes=30, seconds=1)}, "too_late_to_undo"),
    ],
)
def test_what_cannot_be_undone_says_why(world: World, other: dict[str, Any], reason: str) -> None:
    lodged = world.submit()
    with pytest.raises(Refused, match=reason):
        undo(world, lodged.id, **other)
    assert (
        world.file(lodged.id).state == "waiting"
        and money.balance(accounts.drawer(PLACE, world.karim)) == 7500
    )


@pytest.mark.parametrize("lodge", [citizenship.submit, bills.submit])
def test_what_registered_nobody_is_undone_within_minutes(world: World, lodge: Callable[[World], Any]) -> None:
    lodged = lodge(world)
    before = world.file(lodged.id).state
    with pytest.raises(Refused, match="too_late_to_undo"):
        undo(world, lodged.id, at=AT + timedelta(minutes=30, seconds=1))
    assert world.file(lodged.id).state == before
    undo(world, lodged.id, at=AT + timedelta(minutes=30))
    assert world.file(lodged.id).state == "withdrawn"


def test_what_an_office_looked_at_is_not_undone(world: World) -> None:
    lodged = world.submit()
    world.return_file(lodged.id, at=SOON)
    with pytest.raises(Refused, match="already_decided"):
        undo(world, lodged.id)
    actions.correct(file_id=lodged.id, answers={"name_bn": "মিম বেগম"}, evidence=(), by=world.karim, at=SOON)
    with pytest.raises(Refused, match="already_decided"):
        undo(world, lodged.id)


def test_a_drawer_that_is_short_gives_nothing_back(world: World) -> None:
    lodged = world.submit()
    money_actions.count_drawer(
        centre=PLACE,
        when="closing",
        counts=[(5000, 1)],
        by=world.karim,
        at=AT,
        reason="missing",
        told_minor=-2500,
    )
    with pytest.raises(Refused, match="drawer_short"):
        undo(world, lodged.id)
    assert world.file(lodged.id).state == "waiting"


def test_taken_back_after_a_decision_counts_for_nothing(world: World) -> None:
    """A centre that did not know of the grant: its file stays granted, the cash it gave back waits for a person."""
    lodged = world.submit()
    world.approve(lodged.id)
    with retold(), log.act(role="centre", place=PLACE, by=world.karim, at=LATER) as act:
        act.add(ev.WITHDRAWN, ev.Withdrawn("mistake", "2026-11-24"), subject=lodged.id)
        money_actions.give_back_fee(about=lodged.id, centre=PLACE, by=world.karim, at=LATER, within=act)
    assert world.file(lodged.id).state == "approved"
    assert [one.disputed for one in queries.story(lodged.id) if one.disputed] == ["out_of_order"]
    assert money.balance(accounts.suspense(PLACE)) == 7500
    assert money.balance(accounts.owed_state(PLACE, PLACE)) == -2500
    assert money.drawer(PLACE, [world.karim], date(2026, 11, 24)).n_undone == 0


def test_another_centre_takes_nothing_back(world: World) -> None:
    lodged = world.submit()
    world.hub("centre", "10092580")
    with retold(), log.act(role="centre", place="10092580", by=0, at=SOON) as act:
        act.add(ev.WITHDRAWN, ev.Withdrawn("mistake", "2026-11-22"), subject=lodged.id)
    assert (
        world.file(lodged.id).state == "waiting" and money.balance(accounts.owed_state(PLACE, PLACE)) == -2500
    )


def test_a_bill_paid_wrongly_is_undone(world: World) -> None:
    paid = bills.submit(world)
    tcv.hand_over(
        file_id=paid.id, centre=PLACE, to="applicant", by=world.karim, at=SOON, own_minutes=30, n_visits=1,
        is_confirmed=True,
    )  # fmt: skip
    with retold():
        undo(world, paid.id, reason="mistake")
    file = world.file(paid.id)
    assert file.state == "withdrawn" and not file.is_contradicted
    books = (
        accounts.drawer(PLACE, world.karim),
        accounts.owed_state(PLACE, "provider:electricity"),
        accounts.earned(PLACE),
    )
    assert money.balances(books) == dict.fromkeys(books, 0)
    assert measures.by_service() == {}
    again = bills.submit(world, draft_key="again")
    assert world.file(again.id).state == "done", "its number is free at once"
    aftermath.drain()
    with pytest.raises(Refused, match="paid_before"):
        bills.submit(world, draft_key="third")


def test_who_was_registered_twice_leaves_the_book(world: World) -> None:
    twin = people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা খাতুন", latin_name="Rahima Khatun",
        date_of_birth="1998-03-01", phone="", number="", village="চর পাতিলা", by=world.karim, at=AT,
    )  # fmt: skip
    local.save_draft("hers", world.karim, PLACE, "birth_registration", "child", {}, about_id=twin)
    allowed = people.give_mandate(
        citizen_id=twin, place=PLACE, scopes=("lodge",), term="month", shown_by="thumb", witness="",
        by=world.karim, at=AT,
    )  # fmt: skip
    with retold():
        unregister(world, twin)
    assert [one.id for one in staff.find_citizens("রহিমা", place=PLACE)] == [world.rahima]
    aftermath.drain()
    assert [one.id for one in staff.find_citizens("রহিমা", place=PLACE)] == [world.rahima]
    assert local.draft("hers") is None
    mandate = staff.mandate(allowed, PLACE)
    assert mandate is not None and mandate.end_reason == "mistake"
    for act in (unregister, lambda world, twin: world.submit(applicant_id=twin)):
        with pytest.raises(Refused, match="unknown_citizen"):
            act(world, twin)


def test_a_citizen_with_a_file_stays_in_the_book(world: World) -> None:
    lodged = world.submit()
    with pytest.raises(Refused, match="has_files"):
        unregister(world, world.rahima)
    undo(world, lodged.id)
    with retold():
        unregister(world, world.rahima)
    with pytest.raises(Refused, match="unknown_citizen"):
        unregister(world, world.rahima)


def test_a_registration_is_undone_within_minutes(world: World) -> None:
    with pytest.raises(Refused, match="too_late_to_undo"):
        unregister(world, world.rahima, at=AT + timedelta(minutes=31))
    with pytest.raises(Refused, match="not_a_choice"):
        unregister(world, world.rahima, reason="")
    found = staff.citizen(world.rahima)
    assert found is not None and found.is_in_book


def test_the_ledger_knows_every_act_of_an_office() -> None:
    """Whatever an office does with a file, its fee is no longer the centre's to give back."""
    assert {row.event for row in rules.TRANSITIONS if row.who == "office"} == ledger.LOOKED_AT
