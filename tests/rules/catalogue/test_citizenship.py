"""Citizenship certificate: a council's own fee, nobody's age, and no number of another register."""

import json
from datetime import date
from typing import Any

import pytest

from dorgora.catalogue import rules
from tests.rules.country import CITIZENSHIP, PACK

ON = date(2026, 11, 22)
NANIARCHAR, KODALPUR = "20847557", "30863647"
DOAIL, PANCHPIR = "45398531", "55772587"


def changed(**parts: object) -> rules.ServiceVersion:
    for content in PACK.services():
        service = json.loads(content)
        if service["key"] == CITIZENSHIP.key:
            return rules.load_service(json.dumps(service | parts).encode())
    raise AssertionError


def tariff(minor: int, valid_from: str, *areas: str) -> dict[str, Any]:
    case = {"when": "true", "minor": minor, "because": {}}
    return {"valid_from": valid_from, "source": "test", "areas": areas, "cases": [case]}


# Printed in the charters of these councils: no fee at Doail (S4) and Kodalpur (S5), 20 taka at Naniarchar (S6) and
# Panchpir (S7). Of Char Kukri Mukri's nothing is known.
@pytest.mark.parametrize(
    ("lives_in", "minor", "because"),
    [
        (DOAIL, 0, "This Union Parishad takes no fee for it."),
        (KODALPUR, 0, "This Union Parishad takes no fee for it."),
        (NANIARCHAR, 2000, "20 taka, by the Union Parishad's own resolution."),
        (PANCHPIR, 2000, "20 taka, by the Union Parishad's own resolution."),
        ("10092570", 0, "No resolution of a fee is known of this Union Parishad; none is taken."),
    ],
)
def test_the_council_where_she_lives_decides_its_fee(lives_in: str, minor: int, because: str) -> None:
    quote = rules.fee(CITIZENSHIP, {}, ON, lives_in=lives_in, asked_in=KODALPUR)
    assert (quote.state_minor, quote.operator_minor) == (minor, 2000)
    assert quote.lines[0].because["en"] == because
    # Who comes to Naniarchar's centre from elsewhere pays what her own council asks.
    assert rules.fee(CITIZENSHIP, {}, ON, lives_in=KODALPUR, asked_in=NANIARCHAR).state_minor == 0


@pytest.mark.parametrize(
    ("area", "on", "minor"),
    [
        ("99", date(2026, 1, 1), 100),
        ("20847557", date(2026, 1, 1), 300),  # the narrowest area, not the newest word of a wider one
        ("20847599", date(2026, 1, 1), 200),
        ("208475", date(2026, 1, 1), 200),  # the upazila itself lies within itself
        ("20847557", date(2026, 12, 31), 300),  # the last day of its own earlier one
        ("20847557", date(2027, 1, 1), 400),  # its own newest
        ("30863647", date(2027, 1, 1), 300),  # which ends nothing elsewhere
        ("20847557", date(2019, 1, 1), 100),  # before it decided anything
        ("30863647", date(2026, 1, 1), 300),  # one resolution of two councils
    ],
)
def test_the_narrowest_area_that_decided_is_asked(area: str, on: date, minor: int) -> None:
    tariffs = [
        tariff(100, "2018-01-01"),
        tariff(200, "2025-06-01", "208475"),
        tariff(300, "2020-01-01", "20847557", "30863647"),
        tariff(400, "2027-01-01", "20847557"),
    ]
    fees = {"state": {"labels": {}, "tariffs": tariffs}, "operator": {"labels": {}, "tariffs": tariffs[:1]}}
    quote = rules.fee(changed(fees=fees), {}, on, lives_in=area, asked_in=area)
    assert (quote.state_minor, quote.operator_minor) == (minor, 100)


def test_a_fee_that_holds_in_some_areas_only_is_no_fee() -> None:
    only = {"labels": {}, "tariffs": [tariff(100, "2018-01-01", "20")]}
    with pytest.raises(ValueError, match="nowhere but in some areas"):
        changed(fees={"state": only, "operator": only})


def test_nobodys_age_is_asked_for() -> None:
    assert rules.is_age_known(CITIZENSHIP, {})
    papers = rules.evidence_asked(CITIZENSHIP, {}, ON)
    assert [(paper.kind, needed) for paper, needed in papers] == [
        ("identity", True),
        ("ward_recommendation", True),
    ]
    assert rules.bands(CITIZENSHIP, {}, ON) == {}


def test_a_rule_that_asks_for_an_age_needs_its_date() -> None:
    evidence = {
        "kind": "x",
        "labels": {},
        "required_when": "age_years > 60",
        "numbered": False,
        "source": "test",
    }
    with pytest.raises(rules.RuleError):
        changed(evidence=[evidence])


def test_no_other_register_gives_it_a_number() -> None:
    assert rules.register_number_problem(CITIZENSHIP, {}, "") is None
    problem = rules.register_number_problem(CITIZENSHIP, {}, "20260912345678901")
    assert problem is not None and problem.reason == "unknown_field"
