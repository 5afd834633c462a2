"""Money passed on in the ledger, without a database: who may say so, what moves, and what of it can be taken back."""

import itertools
from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.feed.fold import Author, Telling, Told
from dorgora.kernel.ids import make_id
from dorgora.money import events as ev
from dorgora.money.folding import fold_money
from dorgora.money.rules import PASSING_COLUMNS, ROUTES, is_slip
from tests.rules.money.test_fold import CENTRE, balances, fee

OWN = make_id(16, 9)
KARIM, SHRABANI = 77, 78
OWED = ev.PassedOn("10", "owed", "30", 0, 2500, "2223-0001234567", "2026-11-22")
HANDED = ev.PassedOn("10", "handed", "", SHRABANI, 2500, "", "2026-11-22")
EARNED = ev.PassedOn("10", "earned", "", 0, 2500, "", "2026-11-22")


def passed(
    facts: Any = OWED, author: Author = CENTRE, subject: int = 0, by: int = KARIM, **other: Any
) -> Told:
    return Told(OWN, "money.passed_on", 1, subject or OWN, by, 1009, author, replace(facts, **other), None, 0)


def then(
    n: int, kind: str, by: int, author: Author = CENTRE, centre: str = "10", on: str = "2026-11-23"
) -> Told:
    shape = ev.PassingConfirmed if kind == "confirmed" else ev.PassingUndone
    return Told(
        make_id(17, n), f"money.passing_{kind}", 1, OWN, by, 2000 + n, author, shape(centre, on), None, 0
    )


def state(telling: Telling) -> str:
    (row,) = telling.rows["money_passing"]
    return str(dict(zip(PASSING_COLUMNS, row, strict=True))["state"])


def days(telling: Telling) -> dict[str, int]:
    return {cell.removeprefix("day:10:"): n for cell, n in telling.counts.items() if cell.startswith("day:")}


@pytest.mark.parametrize(
    ("facts", "account", "how", "line", "n"),
    [
        (OWED, "owed_state:10:30", "passed", "passed", 2500),
        (HANDED, "handed:10:78", "open", "given", -2500),
        (EARNED, "earned:10", "passed", "kept", 2500),
    ],
)
def test_each_purpose_leaves_the_drawer(facts: Any, account: str, how: str, line: str, n: int) -> None:
    telling = fold_money([passed(facts)])
    assert balances(telling) == {"drawer:10:77": -2500, account: 2500} and state(telling) == how
    assert days(telling) == {f"77:2026-11-22:{line}": n}


def test_what_was_handed_is_hers_once_she_says_so() -> None:
    telling = fold_money([passed(HANDED), then(1, "confirmed", SHRABANI)])
    assert (
        balances(telling) == {"drawer:10:77": -2500, "drawer:10:78": 2500} and state(telling) == "confirmed"
    )
    assert days(telling) == {"77:2026-11-22:given": -2500, "78:2026-11-23:given": 2500}


@pytest.mark.parametrize("facts", [OWED, EARNED, HANDED])
def test_what_is_undone_is_back_in_the_drawer(facts: Any) -> None:
    telling = fold_money([passed(facts), then(1, "undone", KARIM)])
    assert balances(telling) == {} and state(telling) == "undone" and sum(days(telling).values()) == 0
    assert fold_money([passed(facts), then(1, "undone", KARIM), then(2, "undone", KARIM)]) == telling


def test_she_who_was_to_get_it_can_say_that_she_did_not() -> None:
    telling = fold_money([passed(HANDED), then(1, "undone", SHRABANI)])
    assert balances(telling) == {} and days(telling) == {
        "77:2026-11-22:given": -2500,
        "77:2026-11-23:given": 2500,
    }


def test_what_nobody_confirmed_another_of_the_centre_puts_back() -> None:
    telling = fold_money([passed(HANDED), then(1, "undone", 79)])
    assert balances(telling) == {} and state(telling) == "undone"


def test_of_what_is_settled_nothing_moves_any_more() -> None:
    taken = [passed(HANDED), then(1, "confirmed", SHRABANI)]
    for later in (then(2, "undone", KARIM), then(2, "undone", SHRABANI), then(2, "confirmed", SHRABANI)):
        assert fold_money([*taken, later]) == fold_money(taken)
    back = [passed(HANDED), then(1, "undone", KARIM)]
    assert fold_money([*back, then(2, "confirmed", SHRABANI)]) == fold_money(back)


@pytest.mark.parametrize(
    ("facts", "lie"),
    [
        (HANDED, then(1, "confirmed", KARIM)),
        (HANDED, then(1, "confirmed", 79)),
        (HANDED, then(1, "confirmed", SHRABANI, Author("centre", "20"))),
        (HANDED, then(1, "confirmed", SHRABANI, Author("centre", "20"), "20")),
        (HANDED, then(1, "confirmed", SHRABANI, Author("office", "10"))),
        (HANDED, then(1, "undone", SHRABANI, Author("centre", "20"), "20")),
        (OWED, then(1, "undone", SHRABANI)),
        (EARNED, then(1, "undone", SHRABANI)),
        (OWED, then(1, "undone", 0)),
        (OWED, then(1, "undone", KARIM, Author("centre", "20"), "20")),
        (OWED, then(1, "confirmed", KARIM)),
        (OWED, then(1, "confirmed", 0)),
    ],
)
def test_nobody_else_settles_it(facts: Any, lie: Told) -> None:
    assert fold_money([passed(facts), lie]) == fold_money([passed(facts)])


@pytest.mark.parametrize(
    "lie",
    [
        {"author": Author("centre", "20")},
        {"author": Author("office", "10")},
        {"subject": make_id(16, 1)},
        {"purpose": "gift"},
        {"amount_minor": 0},
        {"amount_minor": -2500},
        {"amount_minor": 10**9 + 1},
        {"to": ""},
        {"slip": ""},
        {"slip": "Karim 12"},
        {"on": "9999-99-99"},
        {"on": "2026-02-30"},
        {"on": ""},
        {"facts": HANDED, "whose": KARIM},
        {"facts": HANDED, "whose": 0},
        {"facts": HANDED, "whose": 2**63},
        {"facts": HANDED, "whose": -78},
    ],
)
def test_a_lie_about_money_passed_on_moves_nothing(lie: dict[str, Any]) -> None:
    telling = fold_money([passed(**lie), then(1, "undone", KARIM), then(2, "confirmed", SHRABANI)])
    assert [rows for rows in telling.rows.values() if rows] == [] and telling.counts == {}


def test_passed_on_within_a_file_it_leaves_the_file_alone() -> None:
    lie = passed(subject=make_id(16, 1))
    assert fold_money([fee(1, 2500, 5000), lie]) == fold_money([fee(1, 2500, 5000)])


def test_a_liar_breaks_no_column_of_it() -> None:
    wide = passed(author=Author("centre", "x" * 99), centre="x" * 99, to="y\0" * 99)
    telling = fold_money([wide])
    row = dict(zip(PASSING_COLUMNS, telling.rows["money_passing"][0], strict=True))
    assert len(row["centre"]) == len(row["payee"]) == 60
    settled = fold_money([passed(HANDED), then(1, "confirmed", SHRABANI, on="2" * 99)])
    assert settled.rows["money_passing"][0][-1] == "2" * 10
    (transfer,) = telling.rows["money_transfer"]
    assert max(len(transfer[3]), len(transfer[4])) <= 140
    assert fold_money([passed(by=2**63)]).rows["money_passing"][0][2] == 0


def test_whatever_is_said_of_it_sums_to_zero() -> None:
    """Every order of what either may say, and twice."""
    acts = [("confirmed", SHRABANI), ("undone", KARIM), ("undone", SHRABANI)]
    for facts in (OWED, HANDED, EARNED):
        for story in itertools.product(acts, repeat=3):
            telling = fold_money([passed(facts), *(then(n, *act) for n, act in enumerate(story, 1))])
            found = balances(telling)
            assert sum(found.values()) == 0 and found.get("handed:10:78", 0) >= 0
            assert {f"balance:{account}": n for account, n in found.items()} == {
                cell: n for cell, n in telling.counts.items() if cell.startswith("balance:") and n
            }


def test_it_leads_to_its_own_centre_only() -> None:
    routes = dict(ROUTES)
    story = [passed(HANDED), then(1, "confirmed", SHRABANI), then(2, "undone", KARIM)]
    for one in story:
        assert routes[one.kind](one, story).places == {("centre", "10")}
    for lie in (passed(subject=make_id(16, 1)), passed(author=Author("office", "10"))):
        assert routes["money.passed_on"](lie, [lie]).places == frozenset()
    other = then(3, "undone", KARIM, Author("centre", "20"), "20")
    assert routes[other.kind](other, [*story, other]).places == frozenset()
    assert routes[other.kind](other, [other]).places == frozenset()


def test_what_is_no_number_of_a_slip() -> None:
    assert all(map(is_slip, ("1", "2223-0001234567", "12/2026/778", "9" * 24)))
    for text in ("", "Karim", "K12", "12 34", "-12", "12-", "1--2", "১২", "9" * 25, "12\n"):
        assert not is_slip(text), text
