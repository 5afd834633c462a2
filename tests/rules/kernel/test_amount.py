"""Amounts: whole minor units inside, the country's way of writing outside."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.kernel.amount import MAX_MINOR, Words
from dorgora.kernel.errors import Refused
from tests.rules.country import PACK

MONEY = PACK.currency
AMOUNTS = st.integers(0, MAX_MINOR)


def test_an_amount_is_written_in_lakh_and_crore() -> None:
    assert MONEY.format(12345650, "bn") == "৳১,২৩,৪৫৬.৫০"
    assert MONEY.format(12345650, "en") == "Tk 1,23,456.50"
    assert MONEY.format(123456700, "en", always_minor=True) == "Tk 12,34,567.00"
    assert MONEY.format(7500, "bn") == "৳৭৫"
    assert MONEY.format(0, "bn") == "৳০"
    assert MONEY.format(-500, "bn") == "-৳৫"
    assert MONEY.format(99900, "en", sign=False) == "999"


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("75", 7500),
        ("৭৫", 7500),
        ("৳৭৫", 7500),
        ("৭৫ টাকা", 7500),
        ("Tk 75/-", 7500),
        ("৳১,২৩,৪৫৬.৫০", 12345650),
        ("12,34,567", 123456700),
        ("1,234,567", 123456700),
        ("0.5", 50),
        ("75.00", 7500),
        ("75.500", 7550),
        (" 7 ", 700),
    ],
)
def test_a_typed_amount_is_read(typed: str, minor: int) -> None:
    assert MONEY.parse(typed) == minor


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "amount_missing"),
        ("৳", "amount_missing"),
        ("-5", "amount_not_a_number"),
        ("1e3", "amount_not_a_number"),
        ("1,5", "amount_not_a_number"),
        ("12,3,456", "amount_not_a_number"),
        ("1.2.3", "amount_not_a_number"),
        ("٣", "amount_not_a_number"),
        ("²", "amount_not_a_number"),
        ("nan", "amount_not_a_number"),
        ("9" * 5000, "amount_not_a_number"),
        ("1.005", "amount_too_fine"),
        ("99999999999999", "amount_too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        MONEY.parse(typed, "paid")
    assert (refused.value.reason, refused.value.field) == (reason, "paid")


@given(AMOUNTS, st.sampled_from(["bn", "en"]))
def test_what_is_written_is_read_back(minor: int, language: str) -> None:
    assert MONEY.parse(MONEY.format(minor, language)) == minor


def test_an_amount_in_words() -> None:
    assert MONEY.in_words(7500, "bn") == "পঁচাত্তর টাকা মাত্র"
    assert MONEY.in_words(7500, "en") == "seventy-five taka only"
    assert MONEY.in_words(12345650, "en") == (
        "one lakh twenty-three thousand four hundred fifty-six taka fifty poisha only"
    )
    assert MONEY.in_words(12345650, "bn") == "এক লাখ তেইশ হাজার চারশত ছাপ্পান্ন টাকা পঞ্চাশ পয়সা মাত্র"
    assert MONEY.in_words(50, "en") == "fifty poisha only"
    assert MONEY.in_words(0, "bn") == "শূন্য টাকা মাত্র"
    assert MONEY.in_words(200_000_000_00, "en") == "twenty crore taka only"


@pytest.mark.parametrize("language", ["bn", "en"])
@given(value=st.integers(0, 10**14))
def test_words_add_up_to_the_number(language: str, value: int) -> None:
    words = MONEY.words[language]
    assert _counted(words.number(value), words) == value


def _counted(text: str, words: Words) -> int:
    """Read words back by another road: split at the largest scale they hold, and count both sides."""
    for size, scale, between in words.scales:
        if between + scale in text:
            before, _, after = text.rpartition(between + scale)
            return _counted(before.strip(), words) * size + (_counted(after.strip(), words) if after else 0)
    return words.below_hundred.index(text)


def test_a_day_in_words() -> None:
    assert MONEY.words["bn"].day(date(2026, 8, 14)) == "চৌদ্দ আগস্ট দুই হাজার ছাব্বিশ"
    assert MONEY.words["en"].day(date(2026, 8, 14)) == "fourteenth of August two thousand twenty-six"
