"""Means and ranges against tables and the standard library."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.tcv import rules

# Student's t, 97.5 %, from the table of the NIST handbook (1.3.6.7.2).
TABLE = {4: 2.776, 5: 2.571, 6: 2.447, 9: 2.262, 14: 2.145, 29: 2.045, 60: 2.000, 100: 1.984}


@pytest.mark.parametrize(("degrees", "quantile"), TABLE.items())
def test_the_quantile_is_the_tables(degrees: int, quantile: float) -> None:
    assert rules.t_quantile(degrees) == pytest.approx(quantile, rel=0.004)


@pytest.mark.parametrize(
    ("n", "few"), [(0, "too_few"), (1, "too_few"), (4, "too_few"), (5, "few"), (29, "few"), (30, "")]
)
def test_few_files_say_so(n: int, few: str) -> None:
    spread = rules.spread(n, 10 * n, 120 * n)
    assert spread.few == few
    assert (spread.low is None) == (n < 5)
    assert (spread.mean is None) == (n == 0)


@given(st.lists(st.integers(min_value=0, max_value=rules.MOST), min_size=5, max_size=40))
def test_sums_give_back_mean_and_deviation(values: list[int]) -> None:
    parts = [divmod(value * value, rules.LOW_PART) for value in values]
    squares = sum(high for high, _ in parts) * rules.LOW_PART + sum(low for _, low in parts)
    spread = rules.spread(len(values), sum(values), squares)
    assert spread.mean == pytest.approx(statistics.fmean(values))
    half = rules.t_quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    assert spread.high is not None and spread.mean is not None
    assert spread.high - spread.mean == pytest.approx(half, rel=1e-6, abs=1e-3)


def test_sums_of_a_whole_country_fit_their_columns() -> None:
    high, low = divmod(rules.MOST * rules.MOST, rules.LOW_PART)
    files = 700_000_000
    assert max(high, low, rules.MOST) * files < 2**63
