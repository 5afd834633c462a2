"""A bill that is paid on: its own sum is the first line, no office, no certificate, no promise of days."""

import json
from datetime import date
from typing import Any

import pytest

from dorgora.catalogue import rules
from dorgora.kernel.errors import Refused
from tests.rules.country import PACK, SERVICES

BILL = SERVICES["electricity_bill"]
ON = date(2026, 11, 22)
ANSWERS = {
    "utility": "palli_bidyut", "account_no": "0412387650", "bill_month": "অক্টোবর ২০২৬", "amount": "123450",
    "reference": "TX9K2",
}  # fmt: skip


def changed(**parts: Any) -> rules.ServiceVersion:
    service = next(one for one in map(json.loads, PACK.services()) if one["key"] == BILL.key)
    return rules.load_service(json.dumps(service | parts).encode())


def test_the_sum_is_passed_on_and_five_taka_are_the_centres() -> None:
    quote = rules.fee(BILL, ANSWERS, ON, lives_in="10092570", asked_in="10092570")
    assert (quote.state_minor, quote.operator_minor, quote.total_minor) == (123_450, 500, 123_950)
    assert rules.validate_all(BILL, ANSWERS) == {}


@pytest.mark.parametrize(
    ("typed", "kept", "reason"),
    [
        ("1234.50", "123450", ""),
        ("১,২৩৪.৫০", "123450", ""),
        ("৳ ৯৫", "9500", ""),
        ("0", "", "not_zero"),
        ("12.345", "", "amount_too_fine"),
        ("-5", "", "amount_not_a_number"),
        ("5e3", "", "amount_not_a_number"),
        ("100000.01", "", "amount_too_large"),
        ("9" * 30, "", "too_long|amount_too_large"),
        ("", "", "required"),
    ],
)
def test_an_amount_is_read_in_the_countrys_digits(typed: str, kept: str, reason: str) -> None:
    answers, problems = rules.validate_section(BILL, "bill", {**ANSWERS, "amount": typed}, pack=PACK, on=ON)
    assert answers.get("amount", "") == kept
    assert ("amount" in problems) == bool(reason)
    assert not reason or problems["amount"].reason in reason.split("|")


def test_nothing_is_asked_for_before_the_sum_is_known() -> None:
    with pytest.raises(Refused, match="required") as refused:
        rules.fee(BILL, {**ANSWERS, "amount": ""}, ON, lives_in="10092570", asked_in="10092570")
    assert refused.value.field == "amount"


@pytest.mark.parametrize("amount", ["0", "012", "-5", "1.5", "১২", "999999999", "10000001", "99999999"])
def test_no_other_amount_can_be_lodged(amount: str) -> None:
    assert "amount" in rules.validate_all(BILL, {**ANSWERS, "amount": amount})


def test_what_is_done_at_once_waits_for_nobody() -> None:
    assert BILL.is_done_at_once
    assert rules.deadline(ON, BILL.charter.working_days, PACK.weekend, PACK.holidays) == ON
    birth = SERVICES["birth_registration"]
    assert not birth.is_done_at_once
    with pytest.raises(ValueError, match="nothing is granted"):
        changed(decided_by={"office_level": "union"})
    with pytest.raises(ValueError, match="waits for nobody"):
        changed(steps=[{"name": "decide", "labels": {}, "office_level": "union", "working_days": 1}])


@pytest.mark.parametrize(
    "case", [{"minor_of": "account_no"}, {"minor_of": "nothing"}, {"minor_of": "amount", "minor": 5}]
)
def test_a_sum_comes_from_one_amount_that_everybody_is_asked_for(case: dict[str, Any]) -> None:
    tariff = {
        "valid_from": "2018-01-01",
        "source": "test",
        "cases": [{"when": "true", "because": {}, **case}],
    }
    line = {"labels": {}, "tariffs": [tariff]}
    with pytest.raises(rules.RuleError, match="minor_of"):
        changed(fees={"state": line, "operator": line})
