"""The days of a file: how they move while it waits for its citizen, whatever a centre writes, and how they stand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.applications import deadlines
from dorgora.applications import events as ev
from dorgora.applications.folding import fold_applications
from dorgora.feed.fold import Told
from dorgora.kernel.pack import load_pack
from tests.rules.applications import test_onward as onward
from tests.rules.applications.test_onward import CENTRE, UNION, UPAZILA, act, lodged, row

DAYS = ("2026-12-06", "2027-01-05")


def corrected(n: int, *days: str) -> Told:
    """A correction that tells these days."""
    facts = ev.CorrectedOnward(("name",), days)
    return replace(act(n, "corrected", CENTRE), facts=facts)


@pytest.mark.parametrize(
    ("n_passed", "told", "after"),
    [
        (0, ("2026-12-21", "2027-01-18"), ("2026-12-21", "2027-01-18")),
        (1, ("2027-01-18",), ("2026-12-06", "2027-01-18")),
        (0, ("2026-12-01", "2026-12-01"), DAYS),
        (0, ("soon", ""), DAYS),
        (0, (), DAYS),
        (1, ("2027-01-18", "2027-02-01", "2027-03-01"), ("2026-12-06", "2027-01-18")),
        (0, ("9999-12-31", "2026-13-40"), DAYS),
    ],
)
def test_days_only_move_to_later_days(n_passed: int, told: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert deadlines.as_moved(DAYS, n_passed, told) == after


def test_a_correction_moves_the_days_of_who_has_it() -> None:
    first = [lodged(), act(2, "returned", UNION), corrected(3, "2026-12-21", "2027-01-18")]
    file = row(fold_applications(first))
    assert (file["due_on"], file["due_days"]) == ("2026-12-21", "2026-12-21,2027-01-18")
    assert file["promised_on"] == "2027-01-05"
    second = [*first, act(4, "forwarded", UNION), act(5, "returned", UPAZILA), corrected(6, "2027-01-25")]
    file = row(fold_applications(second))
    assert (file["due_on"], file["due_days"]) == ("2027-01-25", "2026-12-21,2027-01-25")


def test_what_was_corrected_before_moves_nothing() -> None:
    file = row(fold_applications([lodged(), act(2, "returned", UNION), act(3, "corrected", CENTRE)]))
    assert (file["due_on"], file["due_days"]) == (DAYS[0], ",".join(DAYS))


def test_a_correction_out_of_turn_moves_nothing() -> None:
    file = row(fold_applications([lodged(), corrected(2, "2026-12-21", "2027-01-18")]))
    assert file["due_days"] == ",".join(DAYS)


def test_the_clock_stands_from_when_nobody_had_it_to_do() -> None:
    assert row(onward.fold())["stopped_at"] is None
    assert row(onward.fold(("returned", UNION)))["stopped_at"] == 2000
    assert row(onward.fold(("returned", UNION), ("corrected", CENTRE)))["stopped_at"] is None
    assert row(onward.fold(("returned", UNION), ("rejected", UNION)))["stopped_at"] is None
    granted = (("forwarded", UNION), ("approved", UPAZILA))
    assert row(onward.fold(*granted))["stopped_at"] is None
    assert row(onward.fold(*granted, ("reopened", UPAZILA)))["stopped_at"] == 3000, "since it was granted"


@dataclass
class File:
    """What a clock is asked of."""

    state: str
    stopped_at: datetime | None = None
    changed_at: datetime = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


RETURNED = File("returned", datetime(2026, 11, 24, 6, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("file", "today", "gone", "left", "late", "is_late"),
    [
        (File("waiting"), date(2026, 11, 22), 0, 15, 0, False),
        (File("waiting"), date(2026, 11, 24), 2, 13, 0, False),
        (File("waiting"), date(2026, 12, 13), 15, 0, 0, False),
        (File("waiting"), date(2026, 12, 14), 15, 0, 1, True),
        (File("waiting"), date(2026, 12, 20), 15, 0, 4, True),  # the 16th is a holiday, 18 and 19 a weekend
        (RETURNED, date(2026, 12, 20), 2, 13, 0, False),
        (File("approved"), date(2026, 12, 20), 9, 6, 0, False),
        (File("waiting"), date(2026, 11, 1), 0, 30, 0, False),  # a clock that was behind
    ],
)
def test_a_clock_counts_the_days_of_its_place(
    settings: Any, file: File, today: date, gone: int, left: int, late: int, is_late: bool
) -> None:
    pack = load_pack(settings.PACK_DIR)
    told = deadlines.clock(file, by="2026-12-13", days=15, today=today, pack=pack)
    assert (told.gone, told.left, told.late, told.is_late) == (gone, left, late, is_late)
    assert told.stopped_on == (date(2026, 11, 24) if file is RETURNED else None)


def test_a_day_that_is_none_has_no_clock(settings: Any) -> None:
    told = deadlines.clock(
        File("waiting"), by="soon", days=15, today=date(2027, 1, 1), pack=load_pack(settings.PACK_DIR)
    )
    assert (told.by, told.gone, told.left, told.is_late) == (None, 0, 0, False)
