"""Instants that no honest clock says are held inside the calendar."""

import time
from datetime import timedelta, timezone

import pytest

from dorgora.kernel import clock


@pytest.mark.parametrize("seconds", [253_402_300_799, 2**63 - 1])
def test_the_far_end_of_time_can_be_shown_everywhere(seconds: int) -> None:
    last = clock.from_seconds(seconds)
    assert last.year == 9999
    assert last.astimezone(timezone(timedelta(hours=14))) == last


def test_nothing_is_before_the_first_second() -> None:
    assert clock.to_seconds(clock.from_seconds(-1)) == 0


def test_the_hour_the_hub_said_goes_on_while_the_laptop_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_system", lambda: 0)
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    ticks = {7: 500.0}
    monkeypatch.setattr(time, "clock_gettime", lambda which: ticks[which])
    clock.learn(1_800_000_000)
    ticks[7] += 36_000
    assert clock.now_seconds() == 1_800_036_000
