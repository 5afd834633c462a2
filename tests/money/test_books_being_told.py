"""While an upgrade tells the books again, no sum of them is acted on; fees are taken, and nothing is booked twice."""

import pytest

from dorgora.feed import node as nodes
from dorgora.feed import retelling
from dorgora.kernel.errors import Refused
from dorgora.money import actions, checking, queries
from tests.applications.world import LATER, PLACE, World
from tests.money.earlier import leave_books
from tests.money.test_counting import count
from tests.money.test_ledger import accounts, drawer, taken
from tests.retold import retold


def test_a_count_does_not_book_what_the_upgrade_moves(world: World) -> None:
    taken(world)
    leave_books()
    assert queries.balance(drawer(world)) == 0, "it lies in the drawer of the centre yet"
    with pytest.raises(Refused, match="books_being_told"):
        count(world, reason="other", told_minor=7500)
    with retold():
        taken(world, about=901)
        while retelling.go_on(nodes.this(), lambda names: None):
            pass
    count(world, ((5000, 3),))
    assert queries.balance(drawer(world)) == accounts()[drawer(world)] == 15_000
    assert list(checking.faults()) == []


def test_nothing_is_paid_back_meanwhile(world: World) -> None:
    rejected, withdrawn = world.submit(draft_key="a"), world.submit(draft_key="b")
    cause = world.reject(rejected.id)
    actions.owe_refund(about=rejected.id, office=PLACE, cause=cause, by=world.salma, at=LATER)
    leave_books()
    with pytest.raises(Refused, match="books_being_told"):
        actions.pay_refund(about=rejected.id, centre=PLACE, by=world.karim, at=LATER)
    with pytest.raises(Refused, match="books_being_told"):
        world.withdraw(withdrawn.id)
    while retelling.go_on(nodes.this(), lambda names: None):
        pass
    with retold():
        actions.pay_refund(about=rejected.id, centre=PLACE, by=world.karim, at=LATER)
        world.withdraw(withdrawn.id)
    assert queries.balance(drawer(world)) == 0
