"""The ledger's arithmetic, without a database."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dorgora.feed.fold import Author, Telling, Told
from dorgora.kernel.ids import make_id
from dorgora.money import events as ev
from dorgora.money.folding import fold_money
from dorgora.money.rules import ROUTES, offices

ABOUT = make_id(16, 1)
CENTRE = Author("centre", "10")
OFFICE = Author("office", "10")


class Lodged(NamedTuple):
    """All that the ledger reads of what the money is for."""

    office: str
    onward: tuple[str, ...] = ()


class Withdrawn(NamedTuple):
    """All that the ledger reads of its being taken back."""

    on: str


def told(n: int, kind: str, author: Author, facts: Any) -> Told:
    return Told(make_id(16, n), kind, 1, ABOUT, 0, 1000 + n, author, facts, None, 0)


def fee(n: int, state: int, operator: int, author: Author = CENTRE, centre: str = "10") -> Told:
    facts = ev.FeeTaken(ABOUT, centre, "10", state, operator, "cash", "2026-11-22")
    return told(n, "money.fee_taken", author, facts)


def owed(n: int, state: int, operator: int, cause: int = 7, author: Author = OFFICE) -> Told:
    return told(n, "money.refund_owed", author, ev.RefundOwed(ABOUT, "10", "10", cause, state, operator))


def paid(n: int, amount: int, author: Author = CENTRE) -> Told:
    return told(n, "money.refund_paid", author, ev.RefundPaid(ABOUT, "10", "10", amount, "2026-11-22"))


def balances(telling: Telling) -> dict[str, int]:
    sums: dict[str, int] = {}
    for _, _, _, debit, credit, amount, _, _ in telling.rows.get("money_transfer", []):
        sums[debit] = sums.get(debit, 0) + amount
        sums[credit] = sums.get(credit, 0) - amount
    return {account: n for account, n in sums.items() if n}


def test_a_zero_line_is_no_row() -> None:
    telling = fold_money([fee(1, 0, 5000)])
    assert balances(telling) == {"drawer:10:0": 5000, "earned:10": -5000}
    assert len(telling.rows["money_transfer"]) == 1


def test_every_fee_goes_to_its_own_day_centre_and_office() -> None:
    """Whatever names were made for the fee before it."""
    for centre, office, on in (
        ("10", "30", "2026-11-22"),
        ("10", "30", "2026-11-23"),
        ("20", "31", "2026-11-22"),
    ):
        facts = ev.FeeTaken(ABOUT, centre, office, 2500, 5000, "cash", on)
        telling = fold_money([told(1, "money.fee_taken", Author("centre", centre), facts)])
        day = f"day:{centre}:0:{on}:"
        assert telling.counts == {
            f"balance:drawer:{centre}:0": 7500,
            f"balance:owed_state:{centre}:{office}": -2500, f"balance:earned:{centre}": -5000,
            f"{day}n": 1, f"{day}state": 2500, f"{day}operator": 5000,
        }  # fmt: skip


def test_a_fee_of_nothing_still_stands() -> None:
    telling = fold_money([fee(1, 0, 0)])
    assert balances(telling) == {}
    assert len(telling.rows["money_fee"]) == 1


@pytest.mark.parametrize("on", ["9999-99-99", "2026-02-30", "2026-1-1", "", "২০২৬-১১-২২", "1959-12-31"])
def test_a_fee_of_no_day_is_none(on: str) -> None:
    telling = fold_money([told(1, "money.fee_taken", CENTRE, replace(fee(1, 2500, 5000).facts, on=on))])
    assert not any(telling.rows.values()) and telling.counts == {}


def test_what_a_laptop_with_an_empty_battery_took_counts() -> None:
    early = told(1, "money.fee_taken", CENTRE, replace(fee(1, 2500, 5000).facts, on="1970-01-01"))
    assert balances(fold_money([early])) == balances(fold_money([fee(1, 2500, 5000)]))


def test_cash_taken_twice_is_owed_back() -> None:
    telling = fold_money([fee(1, 2500, 5000), fee(2, 2500, 5000)])
    assert balances(telling) == {
        "drawer:10:0": 15_000,
        "owed_state:10:10": -2500,
        "earned:10": -5000,
        f"owed_citizen:{ABOUT}": -7500,
    }


def test_a_refund_of_one_cause_is_owed_once() -> None:
    once = fold_money([fee(1, 2500, 5000), owed(2, 2500, 5000)])
    twice = fold_money([fee(1, 2500, 5000), owed(2, 2500, 5000), owed(3, 2500, 5000)])
    again = fold_money([fee(1, 2500, 5000), owed(2, 2500, 5000), owed(3, 2500, 5000, cause=8)])
    assert balances(once) == balances(twice) == balances(again)
    assert balances(once)[f"owed_citizen:{ABOUT}"] == -7500
    part = fold_money([fee(1, 2500, 5000), owed(2, 1000, 0), owed(3, 1000, 0)])
    assert balances(part)[f"owed_citizen:{ABOUT}"] == -1000


@pytest.mark.parametrize("lines", [[(7500, 0)], [(0, 7500)], [(2500, 0), (2500, 0)], [(2000, 0), (501, 0)]])
def test_of_neither_line_more_goes_back_than_was_taken(lines: list[tuple[int, int]]) -> None:
    """Also what another office of the file says: the state's line moves what is owed to the office of the fee."""
    file = told(1, "application.submitted", CENTRE, Lodged("10", ("20",)))
    back = [
        told(n, "money.refund_owed", Author("office", "20"), ev.RefundOwed(ABOUT, "10", "20", n, *line))
        for n, line in enumerate(lines, 3)
    ]
    story = [file, fee(2, 2500, 5000), *back]
    assert fold_money(story) == fold_money(story[: len(lines) + 1])


def test_withdrawn_only_what_did_not_go_back_before_goes_back() -> None:
    """No honest office makes anything owed back that it never looked at."""
    story = [lodged(), fee(2, 2500, 5000), owed(3, 2500, 0)]
    back = told(4, "application.withdrawn", CENTRE, Withdrawn("2026-11-22"))
    assert balances(fold_money([*story, back])) == {"drawer:10:0": 7500, f"owed_citizen:{ABOUT}": -7500}


def test_what_is_paid_without_being_owed_waits_in_suspense() -> None:
    telling = fold_money([fee(1, 2500, 5000), paid(2, 7500), owed(3, 2500, 0)])
    assert balances(telling) == {
        "suspense:10": 7500,
        "earned:10": -5000,
        f"owed_citizen:{ABOUT}": -2500,
    }
    telling = fold_money([fee(1, 2500, 5000), owed(2, 2500, 0), paid(3, 4000)])
    assert balances(telling)["suspense:10"] == 1500


def test_nobody_else_writes_a_drawer_or_a_debt() -> None:
    elsewhere = Author("centre", "20")
    assert fold_money([fee(1, 2500, 5000, elsewhere)]).rows["money_transfer"] == []
    base = fold_money([fee(1, 2500, 5000)])
    assert balances(fold_money([fee(1, 2500, 5000), owed(2, 2500, 0, author=CENTRE)])) == balances(base)
    assert balances(fold_money([fee(1, 2500, 5000), paid(2, 100, author=OFFICE)])) == balances(base)


def test_no_liar_can_break_a_column() -> None:
    telling = fold_money([fee(1, 2**63, -5, Author("centre", "x\0" * 99), "x\0" * 99)])
    assert telling.rows["money_transfer"] == []
    for row in telling.rows["money_fee"]:
        assert all(len(value) <= 60 and "\0" not in value for value in row if isinstance(value, str))


def lodged(centre: str = "10", office: str = "10") -> Told:
    """The file the money is for."""
    return told(1, "application.submitted", Author("centre", centre), Lodged(office))


def test_another_centre_takes_and_pays_nothing_for_a_file() -> None:
    elsewhere = Author("centre", "20")
    story = [lodged(), fee(2, 2500, 5000), owed(3, 2500, 5000)]
    lies = [
        fee(4, 1, 1, elsewhere, "20"),
        told(5, "money.refund_paid", elsewhere, ev.RefundPaid(ABOUT, "20", "10", 7500, "2026-11-22")),
    ]
    assert fold_money([*story, *lies]) == fold_money(story)
    first = fold_money([lodged(), fee(2, 1, 1, elsewhere, "20")])
    assert not any(first.rows.values())


def test_a_fee_is_owed_to_the_office_of_the_file() -> None:
    assert fold_money([lodged(office="30"), fee(2, 2500, 5000)]).rows["money_fee"] == []
    story = [lodged(), fee(2, 2500, 5000)]
    facts = ev.RefundOwed(ABOUT, "10", "30", 7, 2500, 5000)
    lie = told(3, "money.refund_owed", Author("office", "30"), facts)
    assert fold_money([*story, lie]) == fold_money(story)


def test_one_event_moves_no_more_than_a_thousand_million() -> None:
    story = [lodged(), fee(2, 2500, 5000)]
    assert balances(fold_money([lodged(), fee(2, 10**9, 0)]))["drawer:10:0"] == 10**9
    assert fold_money([lodged(), fee(2, 10**9 + 1, 0)]).rows["money_fee"] == []
    for lie in (fee(3, 0, 10**9 + 1), owed(3, 10**9 + 1, 0), paid(3, 10**9 + 1), paid(3, -1)):
        assert fold_money([*story, lie]) == fold_money(story)


def test_money_leads_to_the_centre_and_office_of_its_file() -> None:
    story = [lodged("10", "30"), fee(2, 2500, 5000), owed(3, 2500, 5000, author=Author("office", "30"))]
    routes = dict(ROUTES)
    for one in story[1:]:
        assert routes[one.kind](one, story).places == {("centre", "10"), ("office", "30")}
    for lie in (fee(4, 1, 1, Author("centre", "20"), "20"), owed(4, 1, 1, author=Author("office", "20"))):
        assert routes[lie.kind](lie, [*story, lie]).places == frozenset()


amounts = st.integers(min_value=0, max_value=10**9)
acts = st.one_of(
    st.tuples(st.just("fee"), amounts, amounts),
    st.tuples(st.just("owed"), amounts, amounts),
    st.tuples(st.just("paid"), amounts, st.just(0)),
)


@given(st.lists(acts, max_size=8))
def test_every_story_of_money_sums_to_zero(story: list[tuple[str, int, int]]) -> None:
    events = []
    for n, (act, first, second) in enumerate(story, 1):
        if act == "fee":
            events.append(fee(n, first, second))
        elif act == "owed":
            events.append(owed(n, first, second, cause=n))
        else:
            events.append(paid(n, first))
    telling = fold_money(events)
    found = balances(telling)
    assert sum(found.values()) == 0
    assert all(row[5] > 0 for row in telling.rows.get("money_transfer", []))
    assert {f"balance:{account}": n for account, n in found.items()} == {
        cell: n for cell, n in telling.counts.items() if cell.startswith("balance:") and n
    }
    # What is owed to a citizen is never negative: the rest is in suspense.
    assert found.get(f"owed_citizen:{ABOUT}", 0) <= 0


@pytest.mark.parametrize(("place", "is_theirs"), [("20", True), ("30", True), ("31", False)])
def test_any_office_that_decides_owes_it_back_and_no_other(place: str, is_theirs: bool) -> None:
    lodged = told(1, "application.submitted", CENTRE, Lodged("20", ("30",)))
    taken = told(2, "money.fee_taken", CENTRE, ev.FeeTaken(ABOUT, "10", "30", 0, 2000, "cash", "2026-11-22"))
    back = ev.RefundOwed(ABOUT, "10", place, 7, 0, 2000)
    telling = fold_money([lodged, taken, told(3, "money.refund_owed", Author("office", place), back)])
    (fee,) = telling.rows["money_fee"]
    assert fee[-2] == (2000 if is_theirs else 0)
    assert balances(telling).get(f"refunds:{place}", 0) == (2000 if is_theirs else 0)


@pytest.mark.parametrize("author", [Author("office", "31"), Author("office", "30"), Author("centre", "20")])
def test_nobody_owes_it_back_in_the_name_of_another_office(author: Author) -> None:
    lodged = told(1, "application.submitted", CENTRE, Lodged("20", ("30",)))
    taken = told(2, "money.fee_taken", CENTRE, ev.FeeTaken(ABOUT, "10", "20", 0, 2000, "cash", "2026-11-22"))
    back = ev.RefundOwed(ABOUT, "10", "20", 7, 0, 2000)
    for who, owed_minor in ((author, 0), (Author("office", "20"), 2000), (Author("hub", ""), 2000)):
        telling = fold_money([lodged, taken, told(3, "money.refund_owed", who, back)])
        assert telling.rows["money_fee"][0][-2] == owed_minor


def test_an_office_named_ninth_has_no_say() -> None:
    named = Lodged("20", tuple(str(n) for n in range(21, 40)))
    assert len(offices(named)) == 8 and "28" not in offices(named)


def test_a_later_office_is_not_told_of_the_fee_alone() -> None:
    """It would be told the whole file then, before that comes to it."""
    routes = dict(ROUTES)
    lodged = told(1, "application.submitted", CENTRE, Lodged("20", ("30",)))
    taken = told(2, "money.fee_taken", CENTRE, ev.FeeTaken(ABOUT, "10", "30", 0, 2000, "cash", "2026-11-22"))
    assert routes["money.fee_taken"](taken, [lodged, taken]).places == {CENTRE, Author("office", "20")}
    back = told(3, "money.refund_owed", Author("office", "30"), ev.RefundOwed(ABOUT, "10", "30", 7, 0, 2000))
    assert Author("office", "30") in routes["money.refund_owed"](back, [lodged, taken, back]).places
