"""Numbers, money, days and codes as people here read them; expected values from docs/ux.md and the calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from dorgora.kernel import clock
from dorgora.shell import formats, lately


@pytest.fixture(autouse=True)
def bangla() -> Iterator[None]:
    with translation.override("bn"), timezone.override("Asia/Dhaka"):
        yield


@pytest.mark.parametrize(
    ("minor", "bn", "en"),
    [
        (7500, "৳৭৫", "Tk 75"),
        (2550, "৳২৫.৫০", "Tk 25.50"),
        (3, "৳০.০৩", "Tk 0.03"),
        (0, "৳০", "Tk 0"),
        (184500, "৳১,৮৪৫", "Tk 1,845"),
        (12345600, "৳১,২৩,৪৫৬", "Tk 1,23,456"),
        (-500, "-৳৫", "-Tk 5"),
    ],
)
def test_money_is_written_as_on_the_receipt(minor: int, bn: str, en: str) -> None:
    assert formats.money(minor) == bn
    with translation.override("en"):
        assert formats.money(minor) == en


def test_a_receipt_always_shows_the_minor_unit() -> None:
    assert formats.money(7500, always_minor=True) == "৳৭৫.০০"


def test_big_numbers_are_grouped_as_lakh_and_crore() -> None:
    assert formats.number(123456789) == "১২,৩৪,৫৬,৭৮৯"
    assert formats.number(-1234.5, 1) == "-১,২৩৪.৫"


def test_a_day_is_said_with_its_weekday() -> None:
    assert formats.day(date(2026, 12, 13), weekday=True, year=False) == "রবিবার ১৩ ডিসেম্বর"
    assert formats.day(date(2026, 12, 13), short=True, year=False) == "১৩ ডিসে"
    with translation.override("en"):
        assert formats.day(date(2026, 12, 13), weekday=True) == "Sunday 13 December 2026"


def test_an_instant_is_shown_in_the_time_of_the_place() -> None:
    at = datetime(2026, 11, 22, 20, 5, 9, tzinfo=UTC)  # 02:05 on the 23rd there
    assert formats.clock(at) == "২:০৫"
    assert formats.clock(at, seconds=True) == "২:০৫:০৯"
    assert formats.moment(at) == "২৩ নভেম্বর ২:০৫"


def test_a_file_number_is_said_in_three_groups() -> None:
    assert formats.file_number("4829173") == "৪৮২-৯১৭-৩"
    assert formats.spelled("4829173") == "৪ ৮ ২, ৯ ১ ৭, ৩"
    assert formats.file_number("0012345") == "০০১-২৩৪-৫"


def test_another_code_is_left_as_it_is() -> None:
    assert formats.file_number("BHL-9K3F") == "BHL-৯K৩F"


def test_what_is_wrong_is_said_in_one_place() -> None:
    """With the reader's digits, that is: nobody else makes a sentence of a problem."""
    source = Path(formats.__file__).parents[1]
    files = {file.relative_to(source).as_posix(): file.read_text() for file in source.rglob("*.py")}
    assert [name for name, text in files.items() if "dorgora.catalogue.sentences import" in text] == [
        "shell/answers.py"
    ]


def test_the_last_time_of_something_is_said_in_a_word_or_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day only where it is another, in the time zone of the place."""
    at = datetime(2026, 11, 22, 17, 50, tzinfo=UTC)  # 23:50 there
    for later, said in ((5, "last 23:50"), (15, "last 22 Nov")):
        monkeypatch.setattr(clock, "now", lambda later=later: at + timedelta(minutes=later))
        with translation.override("en"):
            assert (lately.last_at(at), lately.last_at(None)) == (said, "")
