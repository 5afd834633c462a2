"""Birth registration: what it costs, by when, and which number of the register may be this child's."""

import json
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.catalogue import rules
from dorgora.kernel.errors import Refused
from tests.rules.country import BIRTH, PACK

HERE = {"lives_in": "10092570", "asked_in": "10092570"}
DAYS = st.dates(date(2018, 3, 8), date(2040, 12, 31))


def state_fee(born: date, on: date) -> int:
    return rules.fee(BIRTH, {"date_of_birth": born.isoformat()}, on, **HERE).state_minor


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), 0),  # born today
        (date(2026, 10, 8), date(2026, 11, 22), 0),  # day 45: 23 days of October after the 8th, and 22
        (date(2026, 10, 7), date(2026, 11, 22), 2500),  # day 46
        (date(2021, 11, 22), date(2026, 11, 22), 2500),  # the fifth birthday
        (date(2021, 11, 22), date(2026, 11, 23), 5000),  # the day after it
        (date(2021, 11, 23), date(2026, 11, 22), 2500),  # the day before it
        (date(2020, 2, 29), date(2025, 2, 28), 2500),  # a leap-day child is not five yet
        (date(2020, 2, 29), date(2025, 3, 1), 2500),  # its fifth birthday
        (date(2020, 2, 29), date(2025, 3, 2), 5000),
        (date(2020, 3, 1), date(2025, 3, 1), 2500),
        (date(2020, 2, 28), date(2025, 3, 1), 5000),
        (date(1959, 1, 1), date(2026, 11, 22), 5000),
        (date(2024, 1, 15), date(2024, 2, 29), 0),  # 45 days, over a leap day's month
        (date(2024, 1, 15), date(2024, 3, 1), 2500),
    ],
)
def test_the_state_fee_follows_the_age_of_the_child(born: date, on: date, minor: int) -> None:
    assert state_fee(born, on) == minor


@given(DAYS, st.integers(0, 4000))
def test_the_fee_never_falls_as_the_child_grows(born: date, n_days: int) -> None:
    on = born + timedelta(days=n_days)
    assert state_fee(born, on) <= state_fee(born, on + timedelta(days=1))
    assert (state_fee(born, on) == 0) == (n_days <= 45)
    # Five years are at least 1,826 and at most 1,827 days; 1 March stands in for a missing 29 February.
    assert n_days > 1825 or state_fee(born, on) < 5000
    assert n_days < 1828 or state_fee(born, on) == 5000


def test_both_fees_stand_on_lines_of_their_own() -> None:
    quote = rules.fee(BIRTH, {"date_of_birth": "2026-08-14"}, date(2026, 11, 22), **HERE)
    assert [(line.kind, line.minor) for line in quote.lines] == [("state", 2500), ("operator", 5000)]
    assert (quote.state_minor, quote.operator_minor, quote.total_minor) == (2500, 5000, 7500)
    assert all(set(line.because) == {"bn", "en"} for line in quote.lines)


def test_a_birth_to_come_has_no_fee() -> None:
    for ask in (partial(rules.fee, **HERE), rules.bands, rules.evidence_asked):
        with pytest.raises(Refused) as refused:
            ask(BIRTH, {"date_of_birth": "2026-11-23"}, date(2026, 11, 22))
        assert (refused.value.reason, refused.value.field) == ("in_future", "date_of_birth")


def test_without_a_date_of_birth_there_is_no_fee() -> None:
    with pytest.raises(Refused) as refused:
        rules.fee(BIRTH, {}, date(2026, 11, 22), **HERE)
    assert (refused.value.reason, refused.value.field) == ("required", "date_of_birth")


def test_no_fee_is_invented_for_a_day_before_the_first() -> None:
    with pytest.raises(Refused) as refused:
        state_fee(date(2017, 1, 1), date(2018, 3, 7))
    assert refused.value.reason == "no_fee_known"


def changed(**parts: object) -> bytes:
    return json.dumps(json.loads(next(PACK.services())) | parts).encode()


def test_the_newest_tariff_that_holds_decides() -> None:
    fees = json.loads(next(PACK.services()))["fees"]
    case = {"when": "true", "minor": 6000, "because": {}}
    fees["operator"]["tariffs"].append({"valid_from": "2027-01-01", "source": "test", "cases": [case]})
    service = rules.load_service(changed(fees=fees))
    born = {"date_of_birth": "2026-08-14"}
    assert rules.fee(service, born, date(2026, 12, 31), **HERE).operator_minor == 5000
    assert rules.fee(service, born, date(2027, 1, 1), **HERE).operator_minor == 6000


def test_bands_are_coarse_and_name_nobody() -> None:
    on = date(2026, 11, 22)
    answers = {"date_of_birth": "2026-11-01", "sex": "female", "name_bn": "মিম আক্তার"}
    assert rules.bands(BIRTH, answers, on) == {"sex": "female", "age_band": "newborn"}
    ages = {"2026-10-07": "under_5", "2021-11-22": "under_18", "2008-11-22": "adult", "1966-11-22": "elder"}
    for born, band in ages.items():
        assert rules.bands(BIRTH, {"date_of_birth": born}, on) == {"sex": "unknown", "age_band": band}


def test_a_band_outside_its_list_is_an_error() -> None:
    with pytest.raises(rules.RuleError):
        rules.bands(BIRTH, {"date_of_birth": "2026-11-01", "sex": "Rahima"}, date(2026, 11, 22))


def test_papers_follow_the_age() -> None:
    def asked(born: str) -> dict[str, bool]:
        papers = rules.evidence_asked(BIRTH, {"date_of_birth": born}, date(2026, 11, 22))
        return {paper.kind: needed for paper, needed in papers}

    assert asked("2026-11-01") == {"epi_card": True, "parents_identity": True, "address_proof": False}
    assert asked("1990-11-01")["epi_card"] is False


# The promise on the receipt of 22 November 2026 (Sunday), counted by hand over two weekends.
def test_the_promise_counts_working_days() -> None:
    weekend, holidays = PACK.weekend, PACK.holidays
    assert weekend == {4, 5}
    assert rules.deadline(date(2026, 11, 22), 15, weekend, holidays) == date(2026, 12, 13)
    # The 16th is Victory Day, the 18th and 19th a weekend.
    assert rules.deadline(date(2026, 12, 15), 2, weekend, holidays) == date(2026, 12, 20)
    assert rules.deadline(date(2026, 12, 15), 0, weekend, holidays) == date(2026, 12, 15)
    # The clock of the file returned on the 19th: six of fifteen days gone.
    assert rules.working_days_between(date(2026, 11, 11), date(2026, 11, 19), weekend, holidays) == 6


@given(DAYS, st.integers(1, 60))
def test_a_deadline_is_a_working_day_and_counts_back(submitted: date, n_days: int) -> None:
    last = rules.deadline(submitted, n_days, PACK.weekend, PACK.holidays)
    assert last.weekday() not in PACK.weekend and last not in PACK.holidays
    assert rules.working_days_between(submitted, last, PACK.weekend, PACK.holidays) == n_days


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("20260902570000142", None),
        ("", "required"),
        ("2026090257000014", "digits_missing"),
        ("202609025700001421", "digits_extra"),
        ("2026090257000014x", "not_digits"),
        ("২০২৬০৯০২৫৭০০০০১৪২", "not_digits"),
        ("20250902570000142", "year_does_not_match"),
    ],
)
def test_a_register_number_must_fit_the_child(number: str, reason: str | None) -> None:
    problem = rules.register_number_problem(BIRTH, {"date_of_birth": "2026-08-14"}, number)
    assert (problem.reason if problem else None) == reason


def test_a_register_number_is_read_as_its_paper_shows_it() -> None:
    assert rules.read_register_number(" ২০২৬-০৯-০২৫ ৭০ ০০০১৪২ ", PACK) == "20260902570000142"
    # With the person part erased there is no year to compare.
    assert rules.register_number_problem(BIRTH, {}, "19790912166100145") is None


def test_the_three_questions_are_kept_as_whole_numbers() -> None:
    typed = {"own_time": "১.৫", "own_cost": "৳৪০", "visits": "২"}
    assert rules.read_measures(BIRTH, typed, PACK) == (
        {"own_minutes": 90, "own_cost_minor": 4000, "n_visits": 2},
        {},
    )
    assert rules.read_measures(BIRTH, {"own_time": "", "own_cost": "0"}, PACK) == (
        {"own_cost_minor": 0},
        {},
    )


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"visits": "2.5"}, "not_a_number"),
        ({"visits": "-1"}, "not_a_number"),
        ({"visits": "0"}, "no_visit"),
        ({"visits": "০"}, "no_visit"),
        ({"visits": "100"}, "too_much"),
        ({"own_time": "nan"}, "not_a_number"),
        ({"own_time": "1e999"}, "not_a_number"),
        ({"own_time": "1e999999"}, "not_a_number"),
        ({"own_time": "٣"}, "not_a_number"),
        ({"own_time": "999999"}, "too_much"),
        ({"own_cost": "-4"}, "amount_not_a_number"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(typed: dict[str, str], reason: str) -> None:
    measured, problems = rules.read_measures(BIRTH, typed, PACK)
    assert not measured
    assert [problem.reason for problem in problems.values()] == [reason]


def test_baselines_are_what_was_published_and_no_more() -> None:
    published = {
        row["metric"]: row for row in PACK.rows("baselines") if row["service"] == "birth_registration"
    }
    assert {baseline.metric for baseline in BIRTH.baselines} == {"time_days", "cost_minor", "visits"}
    for metric, column, factor in (("time_days", "time_days", 1), ("visits", "visits", 1)):
        baseline = BIRTH.baseline(metric)
        assert baseline is not None
        assert (baseline.before, str(baseline.year)) == (
            published[column]["before"],
            published[column]["year"],
        )
        assert baseline.source == published[column]["source"] and factor == 1
    cost = BIRTH.baseline("cost_minor")
    assert cost is not None and cost.before == published["cost_bdt"]["before"].replace(".", "") == "9642"
    assert BIRTH.baseline("happiness") is None


def test_every_text_of_the_service_has_every_language() -> None:
    def texts(part: object) -> list[dict[str, str]]:
        if isinstance(part, dict):
            own = [part] if set(part) & {"bn", "en"} else []
            return own + [found for inner in part.values() for found in texts(inner)]
        return [found for inner in part for found in texts(inner)] if isinstance(part, list) else []

    found = texts(json.loads(next(PACK.services())))
    assert len(found) > 60
    assert all(set(text) == set(PACK.languages) and all(text.values()) for text in found)


@pytest.mark.parametrize(
    "parts",
    [
        {"age_of": "nobody"},
        {"age_of": "name_bn"},
        {"schema": {"type": "object", "properties": {}, "required": [], "additionalProperties": False}},
        {"surprise": 1},
        {"version": "one"},
        {"bands": [{"name": "sex", "rule": "answers.sex +", "values": []}]},
        {"bands": [{"name": "sex", "rule": "age_days", "values": []}]},
        {"bands": [{"name": "sex", "rule": "unknown_name", "values": []}]},
    ],
)
def test_a_service_that_contradicts_itself_is_not_loaded(parts: dict[str, object]) -> None:
    with pytest.raises((ValueError, rules.RuleError)):
        rules.load_service(changed(**parts))


def test_a_form_may_not_point_to_another_document() -> None:
    schema = json.loads(next(PACK.services()))["schema"]
    schema["properties"]["name_bn"] = {"$ref": "http://127.0.0.1:9/schema.json"}
    with pytest.raises(ValueError, match="not a usable schema"):
        rules.load_service(changed(schema=schema))
