"""What was asked for and is not offered: one wish, a centre's latest, counts, and the wishes behind a count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds
from dorgora.voice import models

PAGE = 50
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Wish:
    """One wish; words are empty where none were kept, once it is taken back, and once she is erased."""

    id: int
    centre: str
    area: str
    kind: str
    asked_on: str
    nearest: str
    recorded_at: datetime
    recorded_by: int
    citizen_id: int
    withdrawn_at: datetime | None
    words: str


@dataclass(frozen=True)
class Count:
    """How often something of a kind was asked for in one area and month."""

    month: str
    area: str
    kind: str
    n: int


_WISH = (
    "id", "centre", "area", "kind", "asked_on", "nearest", "recorded_at", "recorded_by_id", "citizen_id",
    "withdrawn_at", "words",
)  # fmt: skip


def wish(wish_id: int, place: str) -> Wish | None:
    """A wish that a centre noted; None when there is none, or it is another centre's."""
    found = models.Wish.objects.filter(id=wish_id, centre=place)
    return next(iter(_read(found)), None)


def taken_back(wish_id: int) -> Wish | None:
    """A wish that its centre took back; None when there is none, or it stands."""
    return next(iter(_read(models.Wish.objects.filter(id=wish_id, withdrawn_at__isnull=False))), None)


def latest(place: str, *, most: int = 8) -> list[Wish]:
    """What a centre noted last, the newest first, without what it took back."""
    found = models.Wish.objects.filter(centre=place, withdrawn_at__isnull=True)
    return _read(found.order_by("-id")[:most])


def counts(area: str, months: Iterable[str]) -> list[Count]:
    """The counts of these months, few of them: those of everywhere, or all at and below an area."""
    rows, found = nodes.this().store.rows, []
    for month in months:
        begins = f"{month}|{area}" if area else f"{month}||"
        cells = rows.all(
            "SELECT cell, n FROM feed_counter"
            " WHERE projection = 'wishes' AND n <> 0 AND cell >= %s AND cell < %s ORDER BY cell",
            [begins, begins + _LAST],
        )
        for cell, n in cells:
            _, where, kind = str(cell).split("|")
            found.append(Count(month, where, kind, n))
    return found


def totals(width: int, first: str, last: str) -> dict[str, int]:
    """How often anything was asked for from one month to another, by areas of the tier whose codes are so wide."""
    # Month and sign are eight characters. Summed where they lie: a country has many.
    found = nodes.this().store.rows.all(
        "SELECT SUBSTR(cell, 9, %s), SUM(n) FROM feed_counter WHERE projection = 'wishes' AND n <> 0"
        " AND cell >= %s AND cell < %s AND SUBSTR(cell, 9, 1) <> '|' GROUP BY 1",
        [width, f"{first}|", f"{last}|{_LAST}"],
    )
    return {area: int(n) for area, n in found}


def wishes_behind(
    kind: str, area: str, months: Collection[str], *, but: Collection[str] = (), before: int = 0
) -> list[Wish]:
    """The wishes a count is made of, the newest first, fifty at a time.

    kind: empty for every kind but those of `but`. before: the id the page before ended with.
    """
    found = models.Wish.objects.filter(month__in=months, withdrawn_at__isnull=True)
    found = found.filter(kind=kind) if kind else found.exclude(kind__in=but)
    if area:
        found = found.filter(area__startswith=area)
    if before:
        found = found.filter(id__lt=before)
    return _read(found.order_by("-id")[:PAGE])


def _read(found: Any) -> list[Wish]:
    rows = list(found.values_list(*_WISH))
    opened = feed.open_rows("voice_wish", "words", [(row[0], row[8], row[10]) for row in rows], goes_on=True)
    return [_wish(row, words or ("",)) for row, words in zip(rows, opened, strict=True)]


def _wish(row: Sequence[Any], words: Sequence[str]) -> Wish:
    values = list(row[:10])
    values[6] = from_seconds(values[6])
    values[9] = None if values[9] is None else from_seconds(values[9])
    return Wish(*values, *words)
