"""What a projection says becomes the rows of a table, whoever had a row of that key before."""

import pytest

from dorgora.feed import node as nodes
from dorgora.money.rules import TRANSFER_COLUMNS

TABLE = "money_transfer"


def row(entry: str, subject: int, amount: int) -> tuple[object, ...]:
    return (entry, 1, 1, "drawer:10", "earned:10", amount, 1_790_000_000, "2026-11-22", subject, 1)


def held(subject: int) -> list[tuple[object, ...]]:
    return nodes.this().store.rows.held(TABLE, (*TRANSFER_COLUMNS, "subject_id", "told_version"), [subject])


@pytest.mark.django_db(transaction=True)
def test_a_key_another_subject_had_is_this_ones_now() -> None:
    rows = nodes.this().store.rows
    rows.difference(TABLE, TRANSFER_COLUMNS, [7], [row("7.1", 7, 500), row("7.2", 7, 600)])
    # The first is new and goes in before the second is found to be there.
    told = [row("8.1", 8, 100), row("7.2", 8, 200), row("8.3", 8, 300)]
    rows.difference(TABLE, TRANSFER_COLUMNS, [8], told)
    assert sorted(held(8)) == sorted(told)
    assert held(7) == [row("7.1", 7, 500)]


@pytest.mark.django_db(transaction=True)
def test_many_go_in_whole_also_when_a_key_in_their_midst_was_anothers() -> None:
    rows = nodes.this().store.rows
    first = [row(f"9.{n}", 9, n) for n in range(1, 48)]
    rows.difference(TABLE, TRANSFER_COLUMNS, [9], first)
    assert sorted(held(9)) == sorted(first)
    # The key stands in the second of the statements these go in with.
    told = [row(f"10.{n}" if n != 31 else "9.31", 10, n) for n in range(1, 48)]
    rows.difference(TABLE, TRANSFER_COLUMNS, [10], told)
    assert sorted(held(10)) == sorted(told)
    assert sorted(held(9)) == sorted(one for one in first if one[0] != "9.31")


@pytest.mark.django_db(transaction=True)
def test_only_what_differs_is_left_out_put_or_changed() -> None:
    rows = nodes.this().store.rows
    rows.difference(TABLE, TRANSFER_COLUMNS, [7], [row("7.1", 7, 500), row("7.2", 7, 600)])
    rows.difference(TABLE, TRANSFER_COLUMNS, [7], [row("7.2", 7, 650), row("7.3", 7, 700)])
    assert sorted(held(7)) == [row("7.2", 7, 650), row("7.3", 7, 700)]
    rows.difference(TABLE, TRANSFER_COLUMNS, [7], [])
    assert held(7) == []
