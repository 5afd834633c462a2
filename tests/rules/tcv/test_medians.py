"""Medians from classes of sizes, against the standard library's."""

import statistics
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dorgora.tcv import medians

VALUES = st.one_of(
    st.integers(0, 30), st.integers(0, 100_000), st.integers(0, medians.MOST), st.sampled_from(medians.FIRSTS)
)


@given(st.lists(VALUES, min_size=medians.FEWEST, max_size=60))
@example([10] * 3 + [medians.MOST] * 3)
@example([11, 11, 10, 10, 10, 11])
def test_it_is_that_of_the_files_within_what_is_said(values: list[int]) -> None:
    found = medians.median(len(values), Counter(map(medians.class_of, values)))
    true = statistics.median(values)
    assert found is not None and found.low <= true <= found.high
    assert abs(found.value - true) * 100 <= medians.PERCENT * true
    assert max(found.value - found.low, found.high - found.value) * 100 <= medians.PERCENT * found.low


@given(VALUES)
def test_a_class_holds_its_numbers(value: int) -> None:
    one = medians.class_of(value)
    following = (*medians.FIRSTS, medians.MOST + 1)[one + 1]
    assert medians.FIRSTS[one] <= value < following


def test_small_numbers_have_a_class_each() -> None:
    """Visits and single hours are exact."""
    assert [medians.class_of(one) for one in range(10)] == list(range(10))
    assert medians.FIRSTS[:13] == (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14)


def test_the_classes_stay_what_they_are() -> None:
    """Counters are kept under their numbers: of how many there are and where they lie nothing may change."""
    places = [len(medians.FIRSTS), *(medians.class_of(10**n) for n in range(1, 10))]
    assert places == [199, 10, 29, 53, 77, 101, 125, 149, 174, 198]


@pytest.mark.parametrize(("n", "classes"), [(4, {1: 4}), (0, {}), (6, {1: 5}), (5, {1: 6})])
def test_of_too_few_or_of_some_there_is_none(n: int, classes: dict[int, int]) -> None:
    assert medians.median(n, classes) is None
