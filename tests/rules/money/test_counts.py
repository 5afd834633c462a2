"""Counts of a drawer in the ledger, without a database."""

from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.feed.fold import Author, Told
from dorgora.kernel.ids import make_id
from dorgora.money import events as ev
from dorgora.money.folding import fold_money
from dorgora.money.pieces import pieces_of, pieces_text
from dorgora.money.rules import ROUTES
from tests.rules.money.test_fold import CENTRE, balances, fee

PIECES = ((5000, 1), (2000, 1), (500, 1))
COUNT = ev.DrawerCounted("10", "closing", "2026-11-22", PIECES, 7500, 7500, "")


def counted(author: Author = CENTRE, subject: int = 0, **other: Any) -> Told:
    facts = replace(COUNT, **other)
    own = make_id(16, 9)
    return Told(own, "money.drawer_counted", 1, subject or own, 77, 1009, author, facts, None, 0)


def test_a_count_that_agrees_moves_nothing() -> None:
    telling = fold_money([counted()])
    assert telling.rows["money_transfer"] == [] and telling.counts == {}
    row = telling.rows["money_count"][0]
    assert row[1:5] == ("10", 77, "closing", "2026-11-22") and row[6:] == (
        "5000x1 2000x1 500x1",
        7500,
        7500,
        "",
        77,
    )
    assert pieces_of(pieces_text(PIECES)) == PIECES


def test_a_difference_with_a_reason_makes_the_book_agree() -> None:
    short = fold_money([counted(book_minor=8000, reason="missing")])
    assert balances(short) == {"difference:10": 500, "drawer:10:77": -500}
    assert short.counts["day:10:77:2026-11-22:difference"] == -500
    more = fold_money([counted(book_minor=7000, reason="wrong_change")])
    assert balances(more) == {"difference:10": -500, "drawer:10:77": 500}


def test_change_brought_along_is_a_float() -> None:
    telling = fold_money([counted(when="opening", book_minor=0, reason="float")])
    assert balances(telling) == {"drawer:10:77": 7500, "float:10": -7500}
    assert telling.counts["day:10:77:2026-11-22:float"] == 7500
    home = fold_money([counted(book_minor=9500, reason="float")])
    assert balances(home) == {"drawer:10:77": -2000, "float:10": 2000}


def test_a_difference_without_a_reason_stands_and_moves_nothing() -> None:
    telling = fold_money([counted(book_minor=8000)])
    assert telling.rows["money_transfer"] == [] and len(telling.rows["money_count"]) == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"author": Author("centre", "20")},
        {"author": Author("office", "10")},
        {"subject": make_id(16, 1)},
        {"when": "noon"},
        {"reason": "Karim took it"},
        {"counted_minor": 7600},
        {"counts": ((5000, 1), (2500, -1), (2000, 2), (1000, 1))},
        {"counts": ((2000, 1), (5000, 1), (500, 1))},
        {"counts": ((2500, 1), (2500, 1), (2500, 1))},
        {"counts": ((1, 7500), (0, 1))},
        {"counts": ((1, 200_000),), "counted_minor": 200_000, "book_minor": 200_000},
        {"counts": ((10**9, 2),), "counted_minor": 2 * 10**9, "book_minor": 2 * 10**9},
        {"counts": tuple((value, 1) for value in range(30, 0, -1)), "counted_minor": 465},
        {"book_minor": -(10**9), "reason": "other"},
        {"book_minor": 2**63 - 1, "reason": "other"},
    ],
)
def test_a_lie_about_a_drawer_is_no_count(lie: dict[str, Any]) -> None:
    telling = fold_money([counted(**lie)])
    assert [rows for rows in telling.rows.values() if rows] == [] and telling.counts == {}


def test_a_liar_breaks_no_column_of_a_count() -> None:
    wide = counted(Author("centre", "x" * 99), centre="x" * 99, on="2" * 99)
    row = fold_money([replace(wide, by=2**63)]).rows["money_count"][0]
    assert (len(row[1]), row[2], len(row[4])) == (60, 0, 10)


def test_a_count_beside_a_fee_leaves_the_fee_alone() -> None:
    lie = counted(subject=make_id(16, 1), book_minor=0, reason="other")
    assert fold_money([fee(1, 2500, 5000), lie]) == fold_money([fee(1, 2500, 5000)])


def test_a_count_leads_to_its_own_centre_only() -> None:
    route = dict(ROUTES)["money.drawer_counted"]
    assert route(counted(), [counted()]).places == {("centre", "10")}
    for lie in (counted(subject=make_id(16, 1)), counted(Author("office", "10"))):
        assert route(lie, [lie]).places == frozenset()


OVER = ev.DrawerTakenOver("10", 78, "ended", "2026-11-22", PIECES, 7500, 7500, "")


def taken_over(author: Author = CENTRE, subject: int = 0, by: int = 77, **other: Any) -> Told:
    facts = replace(OVER, **other)
    own = make_id(16, 9)
    return Told(own, "money.drawer_taken_over", 1, subject or own, by, 1009, author, facts, None, 0)


def test_a_drawer_taken_over_goes_into_hers_who_counts() -> None:
    telling = fold_money([taken_over()])
    assert balances(telling) == {"drawer:10:77": 7500, "drawer:10:78": -7500}
    row = telling.rows["money_count"][0]
    assert (row[2], row[3], row[-1]) == (78, "ended", 77)
    days = {cell: n for cell, n in telling.counts.items() if cell.startswith("day:")}
    assert days == {"day:10:77:2026-11-22:handed": 7500, "day:10:78:2026-11-22:handed": -7500}
    short = fold_money([taken_over(book_minor=8000, reason="missing")])
    assert balances(short) == {"drawer:10:77": 7500, "drawer:10:78": -8000, "difference:10": 500}


@pytest.mark.parametrize(
    "lie",
    [
        {"author": Author("centre", "20")},
        {"author": Author("office", "10")},
        {"subject": make_id(16, 1)},
        {"when": "closing"},
        {"by": 78},
        {"counted_minor": 7600},
        {"counts": ((10**9, 2),), "counted_minor": 2 * 10**9},
        {"book_minor": -(10**9), "reason": "other"},
    ],
)
def test_a_lie_about_a_drawer_that_was_left_moves_nothing(lie: dict[str, Any]) -> None:
    telling = fold_money([taken_over(**lie)])
    assert [rows for rows in telling.rows.values() if rows] == [] and telling.counts == {}


def test_a_drawer_taken_over_leads_to_its_own_centre_only() -> None:
    route = dict(ROUTES)["money.drawer_taken_over"]
    assert route(taken_over(), [taken_over()]).places == {("centre", "10")}
    lie = taken_over(subject=make_id(16, 1))
    assert route(lie, [lie]).places == frozenset()
