"""What a wish comes to: one row, and one more in the count of its month, area and kind."""

import re
from collections.abc import Sequence
from typing import Any, Final

from dorgora.feed.fold import Author, Sealed, Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text, day_of
from dorgora.people.rules import UNDO_SECONDS

COLUMNS: Final = (
    "id", "centre", "area", "kind", "month", "asked_on", "nearest", "recorded_at", "recorded_by_id", "citizen_id",
    "withdrawn_at", "n_disputed", "words",
)  # fmt: skip
MAX_WORDS: Final = 200
"""Letters of her own words."""


def fold_wish(told: Sequence[Told]) -> Telling:
    """One wish: facts in columns, her words sealed; taken back it stays as a row without words and counts no more.

    Only the centre that notes it may, for itself; what another says of it, or the centre itself half an hour later
    by its own clock, is counted as disputed.
    """
    row: dict[str, Any] = {}
    for one in told:
        if one.kind == "wish.recorded":
            if one.id == one.subject and one.author == Author("centre", one.facts.centre):
                row = _noted(one)
        elif row and not _may_withdraw(one, row):
            row["n_disputed"] += 1
        elif row and row["withdrawn_at"] is None:
            row |= {"withdrawn_at": one.at, "words": None}
    if not row:
        return Telling({}, {})
    counts = _counts(row) if row["withdrawn_at"] is None else {}
    return Telling({"voice_wish": [tuple(row[name] for name in COLUMNS)]}, counts)


def _may_withdraw(one: Told, row: dict[str, Any]) -> bool:
    return one.author == Author("centre", row["centre"]) and one.at - row["recorded_at"] <= UNDO_SECONDS


def _noted(one: Told) -> dict[str, Any]:
    """The row. A wish that no counter can name has no month, so that no list behind a count holds it.

    A centre speaks for its own place: an area that does not lie there is none of its business.
    """
    facts, citizen_id = one.facts, bounded_int(one.facts.citizen_id)
    area = bounded_text(facts.area if facts.area.startswith(facts.centre) else facts.centre, 20)
    kind, on = bounded_text(facts.kind, 30), facts.asked_on if is_day(facts.asked_on) else ""
    is_counted = re.fullmatch(r"[A-Za-z0-9]+", area) and re.fullmatch(r"[a-z_]+", kind)
    is_hers = bool(citizen_id) and one.person is not None and one.person_of == citizen_id
    return {
        "id": one.id, "centre": facts.centre, "area": area, "kind": kind, "month": on[:7] if is_counted else "",
        "asked_on": on, "nearest": bounded_text(facts.nearest, 60), "recorded_at": one.at,
        "recorded_by_id": one.by, "citizen_id": citizen_id, "withdrawn_at": None, "n_disputed": 0,
        "words": Sealed(citizen_id, [bounded_text(one.person.words, MAX_WORDS)]) if is_hers else None,
    }  # fmt: skip


def _counts(row: dict[str, Any]) -> dict[str, int]:
    """Additive cells, for the area and for everywhere; what cannot be named in one is not counted."""
    month, area, kind = row["month"], row["area"], row["kind"]
    return {cell(month, "", kind): 1, cell(month, area, kind): 1} if month else {}


def is_day(text: str) -> bool:
    """Whether it names a day from 2000 on (2026-11-22)."""
    return text >= "2000" and day_of(text) is not None


def cell(month: str, area: str, kind: str) -> str:
    """The name of a counter; area is empty for everywhere."""
    return f"{month}|{area}|{kind}"


def _nowhere(told: Told, story: Sequence[Told]) -> Route:
    """Wishes go to the hub and nobody else."""
    return NOWHERE


def _home(told: Told, story: Sequence[Told]) -> Route:
    """That its words go is told to the centre that noted it."""
    first = opening(story)
    return (
        Route(frozenset({first.author})) if first is not None and first.author.role == "centre" else NOWHERE
    )


ROUTES = (("wish.recorded", _nowhere), ("wish.withdrawn", _nowhere), ("wish.cleared", _home))
