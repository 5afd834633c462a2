"""What a wish comes to: one row, and one more in the count of its month, area and kind."""

import re
from collections.abc import Sequence
from typing import Any, Final

from dorgora.feed.fold import Author, Sealed, Telling, Told
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text

COLUMNS: Final = (
    "id", "centre", "area", "kind", "month", "asked_on", "nearest", "recorded_at", "recorded_by_id", "citizen_id",
    "withdrawn_at", "n_disputed", "words",
)  # fmt: skip


def fold_wish(told: Sequence[Told]) -> Telling:
    """One wish: facts in columns, her words sealed; taken back it stays as a row without words and counts no more.

    Only the centre that notes it may, for itself; what another says of it is counted as disputed.
    """
    row: dict[str, Any] = {}
    for one in told:
        if one.kind == "wish.recorded":
            if one.id == one.subject and one.author == Author("centre", one.facts.centre):
                row = _noted(one)
        elif row and one.author != Author("centre", row["centre"]):
            row["n_disputed"] += 1
        elif row and row["withdrawn_at"] is None:
            row |= {"withdrawn_at": one.at, "words": None}
    if not row:
        return Telling({}, {})
    counts = _counts(row) if row["withdrawn_at"] is None else {}
    return Telling({"voice_wish": [tuple(row[name] for name in COLUMNS)]}, counts)


def _noted(one: Told) -> dict[str, Any]:
    facts, citizen_id = one.facts, bounded_int(one.facts.citizen_id)
    is_hers = bool(citizen_id) and one.person is not None and one.person_of == citizen_id
    return {
        "id": one.id, "centre": facts.centre, "area": bounded_text(facts.area, 20),
        "kind": bounded_text(facts.kind, 30), "month": bounded_text(facts.asked_on, 7),
        "asked_on": bounded_text(facts.asked_on, 10), "nearest": bounded_text(facts.nearest, 60),
        "recorded_at": one.at, "recorded_by_id": one.by, "citizen_id": citizen_id, "withdrawn_at": None,
        "n_disputed": 0, "words": Sealed(citizen_id, [one.person.words]) if is_hers else None,
    }  # fmt: skip


def _counts(row: dict[str, Any]) -> dict[str, int]:
    """Additive cells, for the area and for everywhere; what cannot be named in one is not counted."""
    month, area, kind = row["month"], row["area"], row["kind"]
    is_named = re.fullmatch(r"[0-9]{4}-[0-9]{2}", month) and re.fullmatch(r"[A-Za-z0-9]+", area)
    if not is_named or not re.fullmatch(r"[a-z_]+", kind):
        return {}
    return {cell(month, "", kind): 1, cell(month, area, kind): 1}


def cell(month: str, area: str, kind: str) -> str:
    """The name of a counter; area is empty for everywhere."""
    return f"{month}|{area}|{kind}"


def _nowhere(told: Told, story: Sequence[Told]) -> Route:
    """Wishes go to the hub and nobody else."""
    return NOWHERE


ROUTES = (("wish.recorded", _nowhere), ("wish.withdrawn", _nowhere))
