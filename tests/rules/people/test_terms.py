"""How long a mandate lasts: the days worked out by hand from a calendar."""

from datetime import date

import pytest

from dorgora.people import rules


@pytest.mark.parametrize(
    ("given_on", "term", "ends"),
    [
        ("2026-11-22", "month", "2026-12-22"),
        ("2026-12-31", "month", "2027-01-31"),
        ("2027-01-31", "month", "2027-02-28"),
        ("2028-01-30", "month", "2028-02-29"),
        ("2026-08-31", "half_year", "2027-02-28"),
        ("2026-11-22", "year", "2027-11-22"),
        ("2028-02-29", "year", "2029-02-28"),
    ],
)
def test_it_ends_on(given_on: str, term: str, ends: str) -> None:
    assert rules.last_day(date.fromisoformat(given_on), term).isoformat() == ends
