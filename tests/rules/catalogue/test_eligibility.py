"""Who can get the old-age allowance, by the rules its sources print, and the offices and days of its steps."""

from datetime import date
from typing import Any

import msgspec
import pytest

from dorgora.catalogue import rules
from dorgora.catalogue.forms import ServiceVersion, Stage
from dorgora.catalogue.sentences import sentence
from tests.rules.country import BIRTH, PACK, SERVICES

ALLOWANCE = SERVICES["old_age_allowance"]
TODAY = date(2026, 11, 22)


def unmet(**answers: str) -> list[str]:
    return [one.name for one in rules.unmet(ALLOWANCE, answers, TODAY)]


@pytest.mark.parametrize(
    ("sex", "born_on", "is_old_enough"),
    [
        ("female", "1964-11-22", True),  # 62 today
        ("female", "1964-11-23", False),
        ("male", "1961-11-22", True),  # 65 today
        ("male", "1961-11-23", False),
        ("male", "1964-11-22", False),
        ("other", "1964-11-22", True),
        ("female", "1964-02-29", True),
    ],
)  # fmt: skip
def test_women_get_it_from_62_and_men_from_65(sex: str, born_on: str, is_old_enough: bool) -> None:
    assert unmet(sex=sex, born_on=born_on) == ([] if is_old_enough else ["age"])


@pytest.mark.parametrize(("taka", "is_within"), [("0", True), ("1000000", True), ("1000001", False)])
def test_ten_thousand_taka_a_year_are_the_most(taka: str, is_within: bool) -> None:
    assert unmet(yearly_income=taka) == ([] if is_within else ["income"])


def test_what_is_not_known_yet_speaks_against_nobody() -> None:
    assert unmet() == unmet(sex="male") == unmet(born_on="2000-01-01") == unmet(yearly_income="") == []
    assert unmet(sex="male", born_on="2000-01-01", yearly_income="2000000") == ["age", "income"]
    assert rules.unmet(BIRTH, {"date_of_birth": "2026-11-01"}, TODAY) == ()


def test_the_page_says_it_beside_the_answer_it_hangs_on() -> None:
    typed = {"yearly_income": "১০,০০১", "wallet": "01700001234"}
    clean, problems = rules.validate_section(ALLOWANCE, "means", typed, pack=PACK, on=TODAY)
    assert clean["yearly_income"] == "1000100" and set(problems) == {"yearly_income"}
    assert sentence(problems["yearly_income"], ALLOWANCE.fields["yearly_income"]).startswith("আয় বেশি")
    clean, problems = rules.validate_section(
        ALLOWANCE, "means", typed | {"yearly_income": "0"}, pack=PACK, on=TODAY
    )
    assert (clean["yearly_income"], problems) == ("0", {})


def test_the_union_recommends_before_the_upazila_decides() -> None:
    assert ALLOWANCE.stages == (Stage("union", 10), Stage("upazila", 20))
    assert rules.days_by_stage(ALLOWANCE) == (10, 30)
    assert BIRTH.stages == (Stage("union", 15),) and rules.days_by_stage(BIRTH) == (15,)
    assert SERVICES["electricity_bill"].stages == ()


def test_steps_of_one_office_in_a_row_are_one_part_of_it() -> None:
    first, second = ALLOWANCE.steps
    looked = msgspec.structs.replace(first, name="look", working_days=4)
    three = msgspec.structs.replace(ALLOWANCE, steps=(first, looked, second))
    assert three.stages == (Stage("union", 14), Stage("upazila", 20))


def changed(**other: Any) -> bytes:
    """The allowance with parts that are otherwise."""
    return msgspec.json.encode(msgspec.structs.replace(ALLOWANCE, **other))


def test_steps_that_do_not_add_up_are_no_service() -> None:
    assert isinstance(rules.load_service(changed()), ServiceVersion)
    with pytest.raises(ValueError, match="days of the steps"):
        rules.load_service(changed(charter=msgspec.structs.replace(ALLOWANCE.charter, working_days=29)))
    with pytest.raises(ValueError, match="not that of the last step"):
        rules.load_service(changed(steps=ALLOWANCE.steps[:1]))
    with pytest.raises(ValueError, match="not that of the last step"):
        rules.load_service(changed(steps=ALLOWANCE.steps[::-1]))


@pytest.mark.parametrize(
    ("other", "path"),
    [
        ({"of": ("yearly_income", "ward_no")}, r"eligibility\[1\].of"),
        ({"of": ("nowhere",), "told_at": "nowhere"}, r"eligibility\[1\].of"),
        ({"of": (), "told_at": ""}, r"eligibility\[1\].of"),
        ({"told_at": "wallet"}, r"eligibility\[1\].told_at"),
        ({"when": "age_years > 60"}, r"eligibility\[1\].when"),
        ({"when": "answers.yearly_income"}, r"eligibility\[1\].when"),
    ],
)
def test_a_condition_that_can_never_be_asked_is_found(other: dict[str, Any], path: str) -> None:
    age, income = ALLOWANCE.eligibility
    wrong = (age, msgspec.structs.replace(income, **other))
    with pytest.raises(rules.RuleError, match=path):
        rules.load_service(changed(eligibility=wrong))
