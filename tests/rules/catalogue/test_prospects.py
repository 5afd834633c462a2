"""Which services somebody can get by what is known of her: the allowance of the pack, its days worked out by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dorgora.catalogue import prospects
from dorgora.catalogue.forms import Offer
from dorgora.catalogue.prospects import ASK, HAD, NOT_NOW, OPEN, YES

SERVICES = Path(__file__).resolve().parents[3] / "packs" / "bd" / "services"
ON = date(2026, 11, 22)
UNION = ("union", "10092570")


def offer(name: str = "old_age_allowance", **eligibility: Any) -> Offer:
    """A service of the pack as lists know it; `when`, `of`: its first condition said otherwise, and no other."""
    content = json.loads((SERVICES / f"{name}.json").read_bytes())
    if eligibility:
        content["eligibility"] = [content["eligibility"][0] | eligibility]
    return msgspec.json.decode(json.dumps(content).encode(), type=Offer)


def told(one: Offer, **known: str) -> prospects.Prospect:
    return prospects.of_all([one], known, UNION, ON)[0]


def test_a_service_without_conditions_is_for_everybody() -> None:
    assert told(offer("citizenship_certificate")).verdict == OPEN
    assert told(offer("electricity_bill"), born="2020-01-01", sex="male").verdict == OPEN


def test_what_she_has_already_is_not_judged_again() -> None:
    both = prospects.of_all(
        [offer(), offer("citizenship_certificate")], {"born": "1959-03-01", "sex": "female"}, UNION, ON,
        had=("old_age_allowance",),
    )  # fmt: skip
    assert [one.verdict for one in both] == [HAD, OPEN] and both[0].offer.once and not both[1].offer.once


def test_what_nobody_knows_is_to_be_asked() -> None:
    """Her age is known and right, her income is not."""
    one = told(offer(), born="1959-03-01", sex="female")
    assert (one.verdict, [criterion.name for criterion in one.asked]) == (ASK, ["income"])
    assert [criterion.name for criterion in told(offer(), sex="female").asked] == ["age", "income"]


def test_all_conditions_known_and_met_is_a_yes() -> None:
    only_age = offer(when="age_years >= 62")
    assert told(only_age, born="1964-11-22", sex="female").verdict == YES
    assert told(only_age, born="1964-11-23", sex="female").verdict == NOT_NOW


@pytest.mark.parametrize(
    ("born", "sex", "day"),
    [
        ("1966-05-10", "female", "2028-05-10"),
        ("1966-05-10", "male", "2031-05-10"),
        ("1964-11-23", "female", "2026-11-23"),
        ("1968-02-29", "female", "2030-03-01"),
        ("1972-02-29", "other", "2034-03-01"),
        ("1964-02-29", "male", "2029-03-01"),
    ],
)
def test_from_which_day_she_can_follows_from_her_age(born: str, sex: str, day: str) -> None:
    """Women from 62, men from 65 years; a child of 29 February is a year older on 1 March where there is none."""
    one = told(offer(), born=born, sex=sex)
    assert (one.verdict, [criterion.name for criterion in one.unmet]) == (NOT_NOW, ["age"])
    assert prospects.first_day(one, ON) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("when", "of", "day"),
    [
        ("age_days >= 25000", ["born_on"], "2028-06-12"),  # 24,837 days to the first of 2028, then 163
        ("age_years > 70", ["born_on"], "2031-01-01"),
        ("age_years < 18", ["born_on"], None),
        ("answers.sex == 'male'", ["sex"], None),
        ("age_years >= 70 && answers.sex == 'male'", ["born_on", "sex"], None),
        ("age_years >= 70 && age_years < 65", ["born_on"], None),
        ("age_years * 2 >= 140", ["born_on"], None),  # from 70; the numbers of the rule lead to 140 only
    ],
)
def test_a_day_is_told_only_where_it_is_so(when: str, of: list[str], day: str | None) -> None:
    one = told(offer(when=when, of=of, told_at=of[0]), born="1960-01-01", sex="female")
    assert one.verdict == NOT_NOW
    found = prospects.first_day(one, ON)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("known", [{"sex": "unheard"}, {"born": "2026-11-23"}, {"born": ""}])
def test_what_the_form_would_not_take_is_asked_again(known: dict[str, str]) -> None:
    one = told(offer(), **({"born": "1959-03-01", "sex": "female"} | known))
    assert [criterion.name for criterion in one.asked] == ["age", "income"]


def test_a_rule_may_look_at_what_nobody_answered() -> None:
    one = told(offer(when="age_years >= 62 && answers.wallet == ''"), born="1959-03-01", sex="female")
    assert one.verdict == YES


def test_where_she_lives_is_known_of_the_centre() -> None:
    name = next(
        asked.name for section in offer().sections for asked in section.fields if asked.area_level == "union"
    )
    one = told(offer(when=f"answers.{name} == '10092570'", of=[name], told_at=name))
    assert one.verdict == YES


def test_a_thousand_services_ask_each_rule_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = prospects.expressions.evaluate
    monkeypatch.setattr(prospects.expressions, "evaluate", lambda *rule: asked.append(rule) or real(*rule))
    found = prospects.of_all([offer()] * 1000, {"born": "1966-05-10", "sex": "female"}, UNION, ON)
    assert len(found) == len(asked) == 1000
