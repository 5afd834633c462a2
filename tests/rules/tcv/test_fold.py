"""Whose word a measure is, and which files can be counted, without a database."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import pytest

from dorgora.feed.fold import Author, Telling, Told
from dorgora.kernel.ids import make_id
from dorgora.tcv import events as ev
from dorgora.tcv import rules

FILE = make_id(16, 1)
CENTRE, ELSEWHERE = Author("centre", "10"), Author("centre", "20")


class Lodged(NamedTuple):
    """What a measure reads of a file."""

    service: str = "birth"
    centre: str = "10"
    office: str = "30"
    area: str = "100925"
    submitted_on: str = "2026-11-22"


class Fee(NamedTuple):
    """What it reads of a fee."""

    state_minor: int
    operator_minor: int


def told(n: int, kind: str, facts: Any, author: Author = CENTRE) -> Told:
    return Told(make_id(16, n), kind, 1, FILE, 0, 1000 * n, author, facts, None, 0)


def lodged(author: Author = CENTRE, **changed: str) -> Told:
    return told(1, "application.submitted", Lodged(**changed), author)


def handed(author: Author = CENTRE) -> Told:
    return told(5, "application.handed_over", None, author)


def said(minutes: int, author: Author = CENTRE) -> Told:
    return told(6, "tcv.answered", ev.Answered(minutes, 6000, 2, True), author)


def fee(minor: int, author: Author = CENTRE) -> Told:
    return told(2, "money.fee_taken", Fee(minor, 0), author)


def row(telling: Telling) -> dict[str, Any]:
    (only,) = telling.rows["tcv_measure"]
    return dict(zip(rules.MEASURE_COLUMNS, only, strict=True))


@pytest.mark.parametrize(
    ("metric", "answers", "usual"),
    [
        ("own_minutes", (60, 60, 127, 400, 400), 120),
        ("own_minutes", (60, 60, 128, 400, 400), 135),
        ("own_minutes", (0, 0, 3, 400, 400), 0),
        ("own_cost_minor", (1, 1, 12_345, 99_999, 99_999), 12_000),
        ("own_cost_minor", (0, 0, 7, 8, 9), 7),
        ("n_visits", (1, 1, 2, 3, 3, 3), 2),
        ("n_visits", (1, 1, 2, 3), None),
    ],
)
def test_what_is_usual_is_round(metric: str, answers: tuple[int, ...], usual: int | None) -> None:
    assert rules.usual(metric, answers) == usual


def test_a_liars_word_for_what_was_let_stand_is_left_out() -> None:
    beside = ev.AnsweredBeside(180, 6000, 2, True, ("n_visits",), ("n_visits", "x" * 99, "own_minutes"))
    telling = rules.fold_tcv([lodged(), handed(), told(6, "tcv.answered", beside)])
    assert row(telling)["as_suggested"] == "own_minutes,n_visits"


def test_no_visit_at_all_was_told_once_and_is_not_measured() -> None:
    """Time and cost may be nothing; told before visits were at least one, it folds and counts for nothing."""
    nothing = told(6, "tcv.answered", ev.Answered(0, 0, 0, True))
    telling = rules.fold_tcv([lodged(), handed(), nothing])
    found = row(telling)
    assert (found["own_minutes"], found["own_cost_minor"], found["n_visits"]) == (0, 0, None)
    assert telling.counts["birth||2026-11|own_minutes|n"] == 1
    assert not [name for name in telling.counts if "n_visits" in name]


def test_only_the_files_own_centre_is_heard() -> None:
    own = [lodged(), fee(2500), handed(), said(90)]
    found = row(rules.fold_tcv(own))
    assert (found["official_minor"], found["own_minutes"], found["elapsed_seconds"]) == (2500, 90, 4000)
    lies = [fee(1, ELSEWHERE), told(3, "application.handed_over", None, ELSEWHERE), said(1, ELSEWHERE)]
    assert rules.fold_tcv([own[0], *lies, *own[1:], *lies]) == rules.fold_tcv(own)
    assert rules.fold_tcv([lodged(), handed(ELSEWHERE)]) == Telling({}, {})


def test_a_file_lodged_for_another_centre_is_not_measured() -> None:
    assert rules.fold_tcv([lodged(ELSEWHERE), handed(ELSEWHERE)]) == Telling({}, {})


def test_dates_that_cannot_be_are_counted_as_such_alone() -> None:
    """The hub's word of this hand-over, or a lodging after it; fee and answers are measured as ever."""
    own = [lodged(), fee(2500), handed(), said(90)]
    doubt = told(7, "tcv.misdated", ev.Misdated(make_id(16, 5)), Author("hub", "people"))
    found = rules.fold_tcv([*own, doubt])
    assert row(found) == row(rules.fold_tcv(own)) | {"elapsed_seconds": None}
    assert {name: n for name, n in found.counts.items() if "elapsed" in name or "undated" in name} == {
        "birth||2026-11|undated|n": 1,
        "birth|100925|2026-11|undated|n": 1,
    }
    assert found.counts["birth||2026-11|own_minutes|sum"] == 90
    before = [lodged(), msgspec.structs.replace(handed(), at=0)]
    assert rules.fold_tcv(before).counts["birth||2026-11|undated|n"] == 1


def test_a_word_about_another_hand_over_changes_nothing() -> None:
    own = [lodged(), handed()]
    doubt = told(7, "tcv.misdated", ev.Misdated(make_id(16, 4)), Author("hub", "people"))
    assert rules.fold_tcv([*own, doubt]) == rules.fold_tcv(own)
    assert not [name for name in rules.fold_tcv(own).counts if "undated" in name]


@pytest.mark.parametrize(
    ("lodged_on", "handed_on", "enrolled_on", "cannot"),
    [
        (10, 20, 1, False), (10, 21, 1, False), (10, 22, 1, True), (10, 20, None, False), (10, 22, None, True),
        (10, 20, 11, False), (10, 20, 12, True), (10, 20, 20, True), (10, 20, 21, False), (10, 22, 28, True),
    ],
)  # fmt: skip
def test_what_dates_cannot_be(lodged_on: int, handed_on: int, enrolled_on: int | None, cannot: bool) -> None:
    """Heard on the twentieth: a day may lie between two honest clocks; enrolled later, it was by a clock ahead."""
    days = [n and datetime(2026, 11, n, tzinfo=UTC) for n in (lodged_on, handed_on, enrolled_on)]
    heard_at = datetime(2026, 11, 20, tzinfo=UTC)
    told = dict(zip(("lodged_at", "handed_over_at", "enrolled_at"), days, strict=True))
    assert rules.cannot_be(**told, heard_at=heard_at) is cannot  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"service": "birth|x"}, {"service": ""}, {"service": "b" * 61}, {"area": "10|9"}, {"area": "১০"},
        {"area": "9" * 21}, {"submitted_on": "2026|11"}, {"submitted_on": ""}, {"submitted_on": "26-11-22"},
    ],
)  # fmt: skip
def test_words_that_name_no_counter_are_not_counted(changed: dict[str, str]) -> None:
    assert rules.fold_tcv([lodged(**changed), handed()]) == Telling({}, {})
    assert rules.fold_tcv([lodged(), handed()]).counts
