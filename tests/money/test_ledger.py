"""The drawer agrees with the ledger, whatever happens to the money."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.money import actions, queries
from tests.applications.world import AT, LATER, OTHER, PLACE, World
from tests.retold import retold

ON = date(2026, 11, 22)


def drawer(world: World) -> str:
    """Whose hands the money of these tests goes through."""
    return f"drawer:{PLACE}:{world.karim}"


def taken(world: World, about: int = 900, **changed: Any) -> int:
    given = {
        "centre": PLACE,
        "office": PLACE,
        "state_minor": 2500,
        "operator_minor": 5000,
        "by": world.karim,
        "at": AT,
    }
    return actions.take_fee(about=about, **{**given, **changed})


def accounts() -> dict[str, int]:
    """Balances added up from the transfers themselves."""
    sums: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT debit, credit, amount_minor FROM money_transfer")
        for debit, credit, amount in cursor.fetchall():
            sums[debit] = sums.get(debit, 0) + amount
            sums[credit] = sums.get(credit, 0) - amount
    return {account: balance for account, balance in sums.items() if balance}


def test_a_fee_is_two_lines_in_the_drawer(world: World) -> None:
    with retold():
        taken(world)
    assert accounts() == {drawer(world): 7500, f"owed_state:{PLACE}:{PLACE}": -2500, f"earned:{PLACE}": -5000}
    assert queries.balance(drawer(world)) == 7500
    book = queries.drawer(PLACE, [world.karim], ON)
    assert (book.balance_minor, book.taken_today_minor, book.state_today_minor) == (7500, 7500, 2500)
    assert (book.earned_minor, book.n_today, book.refunded_today_minor) == (5000, 1, 0)
    assert [(line.state_minor, line.operator_minor) for line in book.lines] == [(2500, 5000)]


def test_a_free_service_is_a_fee_of_nothing(world: World) -> None:
    with retold():
        taken(world, state_minor=0, operator_minor=0)
    assert accounts() == {}
    assert queries.is_paid(900)
    assert queries.drawer(PLACE, [world.karim], ON).n_today == 1


def test_a_second_payment_is_refused(world: World) -> None:
    taken(world)
    with pytest.raises(Refused, match="already_paid") as refused:
        taken(world)
    assert refused.value.detail == {"at": AT}
    assert queries.balance(drawer(world)) == 7500


@pytest.mark.parametrize("amount", [-1, 10**9 + 1])
def test_an_amount_that_is_none_is_refused(world: World, amount: int) -> None:
    with pytest.raises(Refused, match="amount_too_large"):
        taken(world, state_minor=amount)
    with pytest.raises(Refused, match="unknown_method"):
        taken(world, method="shells")


def test_days_are_those_of_the_place(world: World) -> None:
    taken(world, at=AT.replace(hour=17, minute=59))  # 23:59 there
    taken(world, about=901, at=AT.replace(hour=18, minute=0))  # midnight there
    assert queries.drawer(PLACE, [world.karim], ON).n_today == 1
    assert queries.drawer(PLACE, [world.karim], date(2026, 11, 23)).n_today == 1


def test_a_rejected_file_is_paid_back_once(world: World) -> None:
    done = world.submit()
    cause = world.reject(done.id)
    with retold():
        assert (
            actions.owe_refund(about=done.id, office=PLACE, cause=cause, by=world.salma, at=LATER) is not None
        )
    assert actions.owe_refund(about=done.id, office=PLACE, cause=cause, by=world.salma, at=LATER) is None
    assert [paid.to_pay_back_minor for paid in queries.refunds_due(PLACE)] == [7500]
    with retold():
        actions.pay_refund(about=done.id, centre=PLACE, by=world.karim, at=LATER)
    assert queries.balance(drawer(world)) == 0 == queries.balance(f"owed_citizen:{done.id}")
    assert queries.refunds_due(PLACE) == []
    with pytest.raises(Refused, match="nothing_owed"):
        actions.pay_refund(about=done.id, centre=PLACE, by=world.karim, at=LATER)
    assert queries.drawer(PLACE, [world.karim], date(2026, 11, 24)).refunded_today_minor == 7500


def test_a_drawer_never_pays_what_it_does_not_hold(world: World) -> None:
    first, second = world.submit(draft_key="a"), world.submit(draft_key="b")
    for done in (first, second):
        actions.owe_refund(about=done.id, office=PLACE, cause=world.reject(done.id), by=world.salma, at=LATER)
    nodes.this().store.rows.run(
        "UPDATE feed_counter SET n = 100 WHERE projection = 'money' AND cell = %s",
        [f"balance:{drawer(world)}"],
    )
    with pytest.raises(Refused, match="drawer_short"):
        actions.pay_refund(about=first.id, centre=PLACE, by=world.karim, at=LATER)


def test_each_operator_has_a_drawer_of_her_own(world: World) -> None:
    """Whoever takes a fee holds it, and nobody pays out of another's hands."""
    refused = world.submit()
    actions.owe_refund(
        about=refused.id, office=PLACE, cause=world.reject(refused.id), by=world.salma, at=LATER
    )
    with retold():
        taken(world, about=901, by=world.jamal, state_minor=0, operator_minor=1000)
    hers, his = (queries.drawer(PLACE, [one], ON) for one in (world.karim, world.jamal))
    assert (hers.balance_minor, hers.n_today, his.balance_minor, his.n_today) == (7500, 1, 1000, 1)
    assert [line.operator_minor for line in his.lines] == [1000]
    both = queries.drawer(PLACE, [world.karim, world.jamal], ON)
    assert (both.balance_minor, both.n_today, len(both.lines)) == (8500, 2, 2)
    with pytest.raises(Refused, match="drawer_short") as short:
        actions.pay_refund(about=refused.id, centre=PLACE, by=world.jamal, at=LATER)
    assert short.value.detail == {"has_minor": 1000, "owed_minor": 7500}
    with retold():
        actions.pay_refund(about=refused.id, centre=PLACE, by=world.karim, at=LATER)
    assert queries.balance(f"drawer:{PLACE}:{world.jamal}") == 1000 and queries.balance(drawer(world)) == 0


def test_another_centre_does_not_pay_back(world: World) -> None:
    world.hub("centre", OTHER)
    done = world.submit()
    actions.owe_refund(about=done.id, office=PLACE, cause=world.reject(done.id), by=world.salma, at=LATER)
    with pytest.raises(Refused, match="not_yours"):
        actions.pay_refund(about=done.id, centre=OTHER, by=world.karim, at=LATER)
    with pytest.raises(Refused, match="no_feed"):
        taken(world, about=901, centre="elsewhere")


def test_the_drawer_agrees_with_the_ledger(world: World) -> None:
    for n in range(6):
        done = world.submit(draft_key=f"draft-{n}")
        if n % 2:
            actions.owe_refund(
                about=done.id, office=PLACE, cause=world.reject(done.id), by=world.salma, at=LATER
            )
        if n in (1, 5):
            actions.pay_refund(about=done.id, centre=PLACE, by=world.karim, at=LATER)
    told = accounts()
    assert sum(told.values()) == 0
    assert {account: queries.balance(account) for account in told} == told
    assert queries.drawer(PLACE, [world.karim], ON).balance_minor == told[drawer(world)]


@pytest.mark.parametrize("amount", [0, -5])
def test_no_row_can_be_out_of_balance(world: World, amount: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        nodes.this().store.rows.run(
            "INSERT INTO money_transfer (entry_id, event_id, about_id, debit, credit, amount_minor, at, booked_on,"
            " subject_id, told_version) VALUES ('1.1', 1, 1, 'a', 'b', %s, 0, '', 1, 1)",
            [amount],
        )


def test_nothing_taken_is_nothing_owed(world: World) -> None:
    assert actions.owe_refund(about=900, office=PLACE, cause=1, by=0, at=LATER) is None
    taken(world, state_minor=0, operator_minor=0)
    assert actions.owe_refund(about=900, office=PLACE, cause=1, by=0, at=LATER) is None
    assert queries.paid_for(901) is None
