"""The form of birth registration: what typed answers become, and what is said about wrong ones."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dorgora.catalogue import answers as typed_answers
from dorgora.catalogue import rules, sentences
from tests.rules.country import BIRTH, PACK

TODAY = date(2026, 11, 22)
AREAS = {row["code"] for row in PACK.rows("areas")}
TYPED = {
    "applicant": {
        "applicant_name": "rahima khatun",
        "applicant_relation": "grandparent",
        "applicant_mobile": "০১৭১২-৩৪৫৬৭৮",
    },
    "child": {
        "name_bn": "mim akter",
        "date_of_birth_day": "১৪",
        "date_of_birth_month": "৮",
        "date_of_birth_year": "২০২৬",
        "sex": "female",
        "birth_place": "home",
        "order_of_child": "২",
    },
    "parents": {"mother_name": "বিনা খাতুন", "mother_nid_or_brn": "০ ১২৩-৪৫৬ ৭৮৯", "father_name": "আবির আলম"},
    "address": {"present_address": "১০০৯২৫৭০", "present_ward": "৩", "present_village": "চর পাতিলা"},
    "papers": {},
}


def read(section: str, **changed: str) -> tuple[dict[str, str], dict[str, Any]]:
    return rules.validate_section(
        BIRTH, section, TYPED[section] | changed, pack=PACK, on=TODAY, area_exists=AREAS.__contains__
    )


def test_a_whole_form_typed_in_either_script_is_accepted() -> None:
    clean: dict[str, str] = {}
    for section in BIRTH.sections:
        found, problems = read(section.name)
        assert not problems
        clean |= found
    assert clean == {
        "applicant_name": "রহিমা খাতুন",
        "applicant_relation": "grandparent",
        "applicant_mobile": "+8801712345678",
        "name_bn": "মিম আক্তার",
        "name_en": "Mim Akter",
        "date_of_birth": "2026-08-14",
        "sex": "female",
        "birth_place": "home",
        "order_of_child": "2",
        "mother_name": "বিনা খাতুন",
        "mother_nid_or_brn": "0123456789",
        "father_name": "আবির আলম",
        "present_address": "10092570",
        "present_ward": "3",
        "present_village": "চর পাতিলা",
        "permanent_address": "10092570",
        "permanent_ward": "3",
        "permanent_village": "চর পাতিলা",
    }
    assert rules.validate_all(BIRTH, clean) == {}


@pytest.mark.parametrize(
    ("section", "field", "typed", "reason"),
    [
        ("child", "date_of_birth", "31 6 2026", "no_such_day"),
        ("child", "date_of_birth", "৩১/৬/২০২৬", "no_such_day"),
        ("child", "date_of_birth", "29-2-2026", "no_such_day"),
        ("child", "date_of_birth", "2026-11-23", "in_future"),
        ("child", "date_of_birth", "21 11 1906", "too_long_ago"),
        ("child", "date_of_birth", "1 13 2026", "no_such_month"),
        ("child", "date_of_birth", "14 8 26", "year_has_four_digits"),
        ("child", "date_of_birth", "14 8", "date_incomplete"),
        ("child", "date_of_birth", "14 August 2026", "not_a_date"),
        ("child", "date_of_birth", "14 8 ²026", "not_a_date"),
        ("child", "name_bn", "  ", "required"),
        ("child", "name_bn", "মিম\x00", "control_characters"),
        ("child", "name_bn", "মিম\u202e", "hidden_direction"),
        ("child", "name_bn", "মিম\ud83d", "broken_text"),
        ("child", "name_bn", "ম" * 61, "too_long"),
        ("child", "name_bn", "ম" * 10_000_000, "too_long"),
        ("child", "name_bn", "মিম <b>", "two_scripts"),
        ("child", "name_bn", "মিম 7", "not_a_name"),
        ("child", "name_bn", "...", "not_a_name"),
        ("child", "name_bn", "王小明", "other_letters"),
        ("child", "name_bn", "মিম محمد", "other_letters"),
        ("child", "name_en", "Иван", "other_letters"),
        ("child", "sex", "woman", "not_a_choice"),
        ("child", "order_of_child", "0", "not_zero"),
        ("child", "order_of_child", "101", "digits_extra"),
        ("parents", "mother_nid_or_brn", "123456789", "digits_missing"),
        ("parents", "mother_nid_or_brn", "12345678901", "digits_extra"),
        ("parents", "mother_nid_or_brn", "123456789012", "digits_missing"),
        ("parents", "mother_nid_or_brn", "1" * 18, "digits_extra"),
        ("parents", "mother_nid_or_brn", "12345٣7890", "not_digits"),
        ("applicant", "applicant_mobile", "0171234567", "digits_missing"),
        ("applicant", "applicant_mobile", "01112345678", "not_a_phone"),
        ("applicant", "applicant_mobile", "call me", "not_digits"),
        ("address", "present_address", "99999999", "no_such_area"),
        ("address", "present_address", "1009", "wrong_area_level"),
        ("address", "present_address", "../etc", "no_such_area"),
    ],
)
def test_a_wrong_answer_has_its_reason(section: str, field: str, typed: str, reason: str) -> None:
    if field == "date_of_birth":
        boxes = {f"date_of_birth_{box}": "" for box in ("day", "month", "year")}
        clean, problems = read(section, **boxes, date_of_birth=typed)
    else:
        clean, problems = read(section, **{field: typed})
    assert problems[field].reason == reason
    assert field not in clean
    for language in PACK.languages:
        with translation.override(language):
            said = sentences.sentence(problems[field], BIRTH.fields[field])
            assert said and "%(" not in said


@pytest.mark.parametrize(
    ("typed", "given", "missing"),
    [("12345", 5, 6), ("012345", 6, 5), ("+88 0171", 6, 5), ("০১", 2, 9)],
)
def test_the_digits_of_a_phone_are_counted_as_typed(typed: str, given: int, missing: int) -> None:
    """The 0 that a number may lack is not among those that are there; a country code alone looks like digits of it."""
    _, problems = read("applicant", applicant_mobile=typed)
    problem = problems["applicant_mobile"]
    assert (problem.reason, problem.detail["given"], problem.detail["missing"]) == (
        "digits_missing",
        given,
        missing,
    )


@pytest.mark.parametrize("typed", ["---", "+", "\u200d\u200d"])
def test_a_phone_without_a_digit_has_not_one(typed: str) -> None:
    _, problems = read("applicant", applicant_mobile=typed)
    assert problems["applicant_mobile"].reason in ("not_digits", "required")


def test_a_date_with_a_box_left_empty_is_incomplete() -> None:
    _, problems = read("child", date_of_birth_month="")
    assert problems["date_of_birth"].reason == "date_incomplete"


def test_every_reason_is_said_as_a_neighbour_would() -> None:
    _, dates = read("child", date_of_birth_day="৩১", date_of_birth_month="৬")
    _, numbers = read("parents", mother_nid_or_brn="123456789")
    said = [
        sentences.sentence(dates["date_of_birth"], BIRTH.fields["date_of_birth"]),
        sentences.sentence(numbers["mother_nid_or_brn"], BIRTH.fields["mother_nid_or_brn"]),
    ]
    with translation.override("bn"):
        said += [
            sentences.sentence(dates["date_of_birth"], BIRTH.fields["date_of_birth"]),
            sentences.sentence(numbers["mother_nid_or_brn"], BIRTH.fields["mother_nid_or_brn"]),
        ]
    assert [PACK.script.to_local_digits(text, "bn") for text in said[-2:]] == [
        "৩১ জুন বলে কোনো দিন নেই। টিকা কার্ডের তারিখ দেখে লিখুন।",
        "৯টি সংখ্যা আছে, একটি কম। কার্ড দেখে লিখুন।",
    ]


def test_only_the_wrong_field_is_left_out() -> None:
    clean, problems = read("parents", mother_nid_or_brn="123456789")
    assert set(problems) == {"mother_nid_or_brn"}
    assert clean == {"mother_name": "বিনা খাতুন", "father_name": "আবির আলম"}


def test_the_whole_form_is_checked_by_its_schema() -> None:
    found = rules.validate_all(
        BIRTH, {"name_bn": 5, "sex": "x", "date_of_birth": "2026-02-30", "surprise": "1", "present_ward": "٣"}
    )
    reasons = {field: problem.reason for field, problem in found.items()}
    assert reasons["surprise"] == "unknown_field"
    assert reasons["name_bn"] == reasons["present_ward"] == "not_accepted"
    assert reasons["date_of_birth"] == "not_a_date"
    assert reasons["sex"] == "not_a_choice"
    assert reasons["mother_name"] == reasons["applicant_name"] == "required"
    assert rules.validate_all(BIRTH, {"name_bn": "\ud800"})


ANY_ANSWER = st.text(max_size=30) | st.sampled_from(sorted(AREAS))


@given(st.dictionaries(st.sampled_from(sorted(BIRTH.fields)), ANY_ANSWER))
def test_what_a_section_accepts_the_schema_accepts(typed: dict[str, str]) -> None:
    there = AREAS.__contains__
    for section in BIRTH.sections:
        clean, _ = rules.validate_section(BIRTH, section.name, typed, pack=PACK, on=TODAY, area_exists=there)
        assert {p.reason for f, p in rules.validate_all(BIRTH, clean).items() if f in clean} == set()


@given(st.dates(date(1907, 1, 1), TODAY))
def test_every_day_that_was_is_accepted(day: date) -> None:
    clean, problems = read("child", date_of_birth=day.isoformat())
    assert clean["date_of_birth"] == day.isoformat() and not problems
    clean, _ = read("child", date_of_birth=f"{day.day}.{day.month}.{day.year}")
    assert clean["date_of_birth"] == day.isoformat()


def test_a_leap_day_child_has_its_birthday_on_1_march() -> None:
    assert typed_answers.years_later(date(2020, 2, 29), 5) == date(2025, 3, 1)
    assert typed_answers.years_later(date(2020, 2, 29), 4) == date(2024, 2, 29)


@pytest.mark.parametrize("ward", ["present_ward", "permanent_ward"])
def test_a_union_has_nine_wards(ward: str) -> None:
    # Local Government (Union Parishad) Act 2009, section 4: a union has nine wards.
    field, reading = BIRTH.fields[ward], typed_answers.Reading(PACK, TODAY)
    assert [typed_answers.read(field, str(n), reading) for n in range(1, 10)] == list("123456789")
    for typed in ("0", "10", "15"):
        assert not isinstance(typed_answers.read(field, typed, reading), str)


def test_an_unanswered_choice_says_choose_one() -> None:
    with translation.override("en"):
        said = sentences.sentence(rules.Problem("required"), BIRTH.fields["sex"])
    assert said == "Choose one."
