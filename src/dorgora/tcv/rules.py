"""Measuring, pure: what one file took, and what many files say together, with honesty about how many they are."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from dorgora.applications.rules import PROVIDER
from dorgora.feed.fold import Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_text
from dorgora.kernel.clock import is_to_come
from dorgora.tcv import medians

MEASURE_COLUMNS: Final = (
    "id", "service", "centre", "office", "area", "month", "elapsed_seconds", "own_minutes", "own_cost_minor",
    "official_minor", "n_visits", "is_confirmed", "as_suggested",
)  # fmt: skip
METRICS: Final = ("elapsed_seconds", "own_minutes", "official_minor", "own_cost_minor", "n_visits")
"""Separate columns, never added up to one figure."""

ANSWERS: Final = ("own_minutes", "own_cost_minor", "n_visits")
"""What only the citizen can say."""
LEAST: Final = {"n_visits": 1}
"""Whoever answers at a counter has come there once; time and cost may be nothing."""
UNDATED: Final = "undated"
"""Counted like a metric: files handed over whose time is not measured, as their dates cannot be."""
HANDED: Final = "handed_over"
"""All files that were handed over, whatever was measured of them; no counter has its name."""
ALWAYS: Final = ("elapsed_seconds", "official_minor", UNDATED, HANDED)
"""What the events say, whatever a citizen says."""

BASELINES: Final = {
    "elapsed_seconds": ("time_days", 86_400),
    "own_cost_minor": ("cost_minor", 1),
    "n_visits": ("visits", 1),
}
"""Metric to the published figure it is held against, and how many of the metric's units one unit of that is."""

MOST: Final = medians.MOST
"""Beyond this (thirty years in seconds) a measure is a broken clock or a slip, and is not measured."""

TOO_FEW: Final = medians.FEWEST
QUARTER: Final = 15
"""Minutes."""
FEW: Final = 30
PARTS: Final = ("n", "sum", "high", "low")
CLASS: Final = "#"
"""What the counters of classes of sizes begin with: they lie apart from the others, and service by service."""
LOW_PART: Final = 10**9
"""Squares are summed in two whole numbers, above and below this, so that no sum leaves 64 bits."""


def fold_tcv(told: Sequence[Told]) -> Telling:
    """What one file took, once it was handed over; before that nothing is measured.

    Only what the file's own centre says of it counts, and the hub's word that its dates cannot be. What was done at
    once and taken back is not measured.
    """
    first = opening(told)
    if first is None or first.kind != "application.submitted" or not _is_measurable(first):
        return Telling({}, {})
    ours = [one for one in told if one.author == first.author]
    earliest = {one.kind: one for one in reversed(ours)}
    handed, taken = earliest.get("application.handed_over"), earliest.get("money.fee_taken")
    is_at_once = first.facts.office.startswith(PROVIDER)
    if handed is None or (is_at_once and "application.withdrawn" in earliest):
        return Telling({}, {})
    answered = next((one for one in reversed(ours) if one.kind == "tcv.answered"), None)
    fee, said = taken and taken.facts, answered and answered.facts
    is_dated = not any(one.kind == "tcv.misdated" and one.facts.handed_over == handed.id for one in told)
    measures = {
        "elapsed_seconds": 0 if is_at_once else _sound(handed.at - first.at) if is_dated else None,
        "own_minutes": _answer(said, "own_minutes"),
        "own_cost_minor": _answer(said, "own_cost_minor"),
        # What is passed on to a company is no fee: it would be paid anywhere.
        "official_minor": _sound((0 if is_at_once else fee.state_minor) + fee.operator_minor)
        if fee
        else None,
        "n_visits": _answer(said, "n_visits"),
    }
    facts = first.facts
    is_confirmed = bool(said and said.is_confirmed)
    place = (facts.service, facts.area, facts.submitted_on[:7])
    row = (
        first.id, place[0], facts.centre, bounded_text(facts.office), place[1], place[2],
        measures["elapsed_seconds"], measures["own_minutes"], measures["own_cost_minor"],
        measures["official_minor"], measures["n_visits"], is_confirmed, _as_suggested(said),
    )  # fmt: skip
    return Telling({"tcv_measure": [row]}, _counts(place, measures, is_confirmed))


def _as_suggested(said: Any) -> str:
    unchanged = getattr(said, "unchanged", ())
    return ",".join(name for name in ANSWERS if name in unchanged)


def usual(metric: str, answers: Sequence[int]) -> int | None:
    """What is usual by so many answers, to be put into a page: the middle one, made round; None of too few.

    Quarters of an hour, two digits of a sum: nobody's own answer is read from it.
    """
    if len(answers) < TOO_FEW:
        return None
    middle = sorted(answers)[(len(answers) - 1) // 2]
    if metric == "own_minutes":
        return (middle + QUARTER // 2) // QUARTER * QUARTER
    step = 10 ** max(len(str(middle)) - 2, 0) if metric == "own_cost_minor" else 1
    return (middle + step // 2) // step * step


def cannot_be(
    *, lodged_at: datetime, handed_over_at: datetime, enrolled_at: datetime | None, heard_at: datetime
) -> bool:
    """Whether no honest file has such dates: handed over after the hub heard so, or lodged on a laptop of later.

    enrolled_at: by the hub's clock, when the laptop came to be that lodged it; None: nobody knows. Later than
    `heard_at` it says nothing: the hub's clock was ahead.
    """
    is_too_early = enrolled_at is not None and enrolled_at <= heard_at and is_to_come(enrolled_at, lodged_at)
    return is_too_early or is_to_come(handed_over_at, heard_at)


def _is_measurable(first: Told) -> bool:
    """Whether a file was lodged by its own centre, and its service, area and month can name a counter."""
    facts = first.facts
    place = (facts.service, facts.area, facts.submitted_on[:7])
    is_short = len(place[0]) <= 60 and len(place[1]) <= 20
    return (
        first.author == ("centre", facts.centre)
        and is_short
        and _can_be_named(*place[:2])
        and is_month(place[2])
    )


@lru_cache(maxsize=4096)
def _can_be_named(*words: str) -> bool:
    return all(re.fullmatch(r"[A-Za-z0-9_-]+", word) for word in words)


@lru_cache(maxsize=4096)
def is_month(text: str) -> bool:
    """Whether it names a month between 2000 and 2199, as 2026-11 does; a liar's counter may name anything."""
    return re.fullmatch(r"2[01][0-9]{2}-(0[1-9]|1[0-2])", text) is not None


def _sound(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= MOST else None


def _answer(said: Any, name: str) -> int | None:
    """What she said, if it can be: no visit at all was taken as an answer once, and is none."""
    value = _sound(getattr(said, name, None))
    return value if value is not None and value >= LEAST.get(name, 0) else None


def counted(metric: str, is_confirmed: bool) -> bool:
    """What the citizen said counts only once she confirmed it; what the events say always does."""
    return is_confirmed or metric in ALWAYS


def _counts(
    place: tuple[str, str, str], measures: Mapping[str, int | None], is_confirmed: bool
) -> dict[str, int]:
    """Additive cells, for the file's own area and for everywhere."""
    service, area, month = place
    metrics: list[str] = []
    numbers: list[int] = []
    for metric, value in measures.items():
        if value is not None and (is_confirmed or metric in ALWAYS):
            metrics.append(metric)
            square = value * value
            numbers += (1, value, square // LOW_PART, square % LOW_PART)
    names = _cells(service, area, month, tuple(metrics))
    counts = dict(zip(names, numbers + numbers if area else numbers, strict=True))
    for metric in metrics:
        one = medians.class_of(measures[metric] or 0)
        counts |= dict.fromkeys(_class_cells(service, area, month, metric, one), 1)
    if measures["elapsed_seconds"] is None:
        counts |= dict.fromkeys((cell(service, where, month, UNDATED, "n") for where in ("", area)), 1)
    return counts


@lru_cache(maxsize=4096)
def _cells(service: str, area: str, month: str, metrics: tuple[str, ...]) -> tuple[str, ...]:
    """The counters for everywhere, then those for the area."""
    return tuple(
        cell(service, where, month, metric, part)
        for where in (("", area) if area else ("",))
        for metric in metrics
        for part in PARTS
    )


@lru_cache(maxsize=16_384)
def _class_cells(service: str, area: str, month: str, metric: str, one: int) -> tuple[str, ...]:
    """The counters of a class (`medians`), for everywhere and for the area."""
    return tuple(
        f"{CLASS}{service}|{where}|{metric}|{month}|{one}" for where in (("", area) if area else ("",))
    )


def cell(service: str, area: str, month: str, metric: str, part: str) -> str:
    """The name of a counter; area is empty for everywhere."""
    return f"{service}|{area}|{month}|{metric}|{part}"


@dataclass(frozen=True)
class Spread:
    """How many, their mean, and the 95 % interval of the mean; `few` is `too_few`, `few` or empty."""

    n: int
    mean: float | None
    low: float | None
    high: float | None
    few: str


def spread(n: int, total: int, squares: int) -> Spread:
    """From additive sums. Below five there is a mean but no range; below thirty the range is marked.

    Source of the interval: Student's t with n - 1 degrees of freedom.
    """
    if n <= 0:
        return Spread(0, None, None, None, "too_few")
    mean = total / n
    if n < TOO_FEW:
        return Spread(n, mean, None, None, "too_few")
    # In whole numbers up to here: the difference of two large sums is where floats lose everything.
    variance = (n * squares - total * total) / (n * (n - 1))
    half = t_quantile(n - 1) * math.sqrt(variance / n)
    return Spread(n, mean, mean - half, mean + half, "few" if n < FEW else "")


def t_quantile(degrees: int) -> float:
    """The 97.5 % quantile of Student's t, for four degrees of freedom and more, within 0.4 %.

    Source: Abramowitz and Stegun, 26.7.5.
    """
    z = 1.959963985
    return z + sum(
        (
            (z**3 + z) / (4 * degrees),
            (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2),
            (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3),
        )
    )


def _after_its_file(told: Told, story: Sequence[Told]) -> Route:
    """Nobody is told of a file for its measures; who was told of the file hears them like all that follows on it."""
    return NOWHERE


ROUTES = [("tcv.answered", _after_its_file), ("tcv.misdated", _after_its_file)]
