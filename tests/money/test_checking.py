"""`dorgora money check` says that the books are in balance, and names whatever is not."""

import pytest

from dorgora.config import commands
from dorgora.feed import node as nodes
from dorgora.money import checking
from tests.applications import bills
from tests.applications.world import PLACE, World


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
    assert said("money", "check") == (0, ["the books are in balance"])
