"""`dorgora money check` says that the books are in balance, and names whatever is not."""

import pytest

from dorgora.config import commands
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.money import checking
from dorgora.money import events as ev
from tests.applications import bills
from tests.applications.world import AT, OTHER, PLACE, World
from tests.money.test_counting import count
from tests.money.test_ledger import drawer, taken
from tests.money.test_passing import confirm, hand
from tests.retold import retold


def said(*words: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return commands.run(list(words), lines.append), lines


@pytest.fixture
def books(world: World) -> World:
    """A fee, a bill, and a fee that was given back."""
    world.submit()
    bills.submit(world, draft_key="bill")
    world.reject(world.submit(draft_key="refused").id)
    return world


def test_books_in_balance_say_so_and_every_account(books: World) -> None:
    code, lines = said("money", "check")
    assert (code, lines[-1]) == (0, "the books are in balance")
    # Two fees of 75.00 and a bill of 1,234.50 with its 5.00, as the catalogue asks for them.
    assert f"drawer:{PLACE}:{books.karim} {7500 + 7500 + 123_950}" in lines
    assert f"owed_state:{PLACE}:provider:electricity -123450" in lines
    assert sum(checking.balances().values()) == 0


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "UPDATE feed_counter SET n = n + 1 WHERE projection = 'money' AND cell LIKE 'balance:drawer:%%'",
            "drawer:",
        ),
        ("DELETE FROM feed_counter WHERE projection = 'money' AND cell LIKE 'balance:earned:%%'", "earned:"),
        (
            "UPDATE money_transfer SET amount_minor = amount_minor + 1 WHERE credit LIKE 'earned:%%'",
            "earned:",
        ),
        ("UPDATE money_fee SET operator_minor = operator_minor + 5", "the fee of"),
        (
            "UPDATE money_fee SET operator_minor = operator_minor + 5, state_minor = state_minor - 5",
            "the fee of",
        ),
        ("UPDATE money_fee SET office = '10092571'", "the fee of"),
        ("UPDATE money_fee SET operator_id = operator_id + 1", "the fee of"),
        ("UPDATE money_fee SET taken_on = '2026-11-23'", "the fee of"),
        ("UPDATE money_fee SET owed_minor = owed_minor + 1", "the fee of"),
        ("UPDATE money_fee SET paid_minor = paid_minor + 1", "the fee of"),
        ("DELETE FROM money_fee", "belongs to no fee"),
        (
            "UPDATE money_transfer SET credit = debit, debit = credit WHERE debit LIKE 'drawer:%%'",
            "more went out",
        ),
    ],
)
def test_what_a_hand_changed_is_named(books: World, statement: str, named: str) -> None:
    nodes.this().store.rows.run(statement)
    code, lines = said("money", "check")
    assert code == 1 and any(named in line for line in lines) and lines[-1].endswith("faults")


def test_empty_books_are_in_balance(world: World) -> None:
    code, lines = said("money", "check")
    assert (code, lines[-1]) == (0, "the books are in balance")
    held = "held against each other: 0 transfers, 0 fees, 0 passed on, 0 counts;"
    assert lines[:-1] == [f"{held} `dorgora check` holds them against the log"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "UPDATE money_passing SET amount_minor = amount_minor - 1 WHERE state = 'confirmed'",
            "what was passed on in",
        ),
        ("UPDATE money_passing SET operator_id = operator_id + 1", "what was passed on in"),
        ("DELETE FROM money_passing", "belongs to no fee"),
        ("UPDATE money_count SET counted_minor = counted_minor + 500", "the count"),
        ("UPDATE money_count SET pieces = '5000x2'", "the count"),
        ("UPDATE money_count SET book_minor = book_minor - 1 WHERE reason <> ''", "the count"),
        ("DELETE FROM money_count WHERE reason <> ''", "belongs to no fee"),
    ],
)
def test_what_a_hand_changed_of_the_drawer_is_named(
    world: World, shrabani: int, statement: str, named: str
) -> None:
    taken(world)
    confirm(hand(world, shrabani, 2500), shrabani)
    count(world, ((5000, 1),))
    count(world, ((500, 9),), when="opening", reason="missing", told_minor=-500)
    assert said("money", "check")[0] == 0
    nodes.this().store.rows.run(statement)
    code, lines = said("money", "check")
    assert code == 1 and any(named in line for line in lines) and lines[-1].endswith("faults")


def say_unheard(world: World, amount_minor: int, *undone: int) -> None:
    """As on a laptop that heard of no confirmation: these are taken back, and so much is taken home."""
    with log.act(role="centre", place=PLACE, by=world.karim, at=AT, subjects=undone) as act:
        for passing in undone:
            act.add(ev.PASSING_UNDONE, ev.PassingUndone(PLACE, "2026-11-22"), subject=passing)
        act.add(ev.PASSED_ON, ev.PassedOn(PLACE, "earned", "", 0, amount_minor, "", "2026-11-22"))


def test_two_honest_words_are_no_fault_and_are_named(world: World, shrabani: int) -> None:
    taken(world)
    handing = hand(world, shrabani, 5000)
    confirm(handing, shrabani)
    with retold():
        say_unheard(world, 5000, handing)
    code, lines = said("money", "check")
    assert (code, lines[-1]) == (0, "the books are in balance")
    assert lines[0].startswith(
        f"{drawer(world)}: -2500, as what was handed out of it in {handing} was confirmed"
    )
    count(world, (), reason="moved", told_minor=2500)
    assert list(checking.doubts()) == list(checking.faults()) == []


@pytest.mark.parametrize(("amount_minor", "is_undone"), [(5000, False), (7501, True)])
def test_what_two_words_do_not_explain_stays_a_fault(
    world: World, shrabani: int, amount_minor: int, is_undone: bool
) -> None:
    taken(world)
    handing = hand(world, shrabani, 5000)
    confirm(handing, shrabani)
    say_unheard(world, amount_minor, *[handing] * is_undone)
    below = 2500 - amount_minor
    assert list(checking.faults()) == [f"{drawer(world)}: more went out than ever came in: {below}"]
    assert list(checking.doubts()) == []


def test_a_word_of_another_centre_explains_nothing(world: World, shrabani: int) -> None:
    world.hub("centre", OTHER)
    taken(world)
    handing = hand(world, shrabani, 5000)
    confirm(handing, shrabani)
    say_unheard(world, 5000)
    with log.act(role="centre", place=OTHER, by=world.karim, at=AT, subjects=[handing]) as act:
        act.add(ev.PASSING_UNDONE, ev.PassingUndone(PLACE, "2026-11-22"), subject=handing)
    assert list(checking.doubts()) == [] and len(list(checking.faults())) == 1
