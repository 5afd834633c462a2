"""The pictures of files that the hub has yet to get: which one is next, how far it is, what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from dorgora.applications import models
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

REPLACED, CLOSED, LOST = "replaced", "closed", "lost"
"""Why a picture never goes: another took its place; its file was taken back, or decided before pictures went at all;
it is not here any more."""


@dataclass(frozen=True)
class Due:
    """A picture that is to go: its row, its digest, its file, how many sealed bytes the hub has.

    is_old: it was kept before pictures went to the hub.
    """

    row_id: int
    digest: str
    file_id: int
    n_sent: int
    is_old: bool


@dataclass(frozen=True)
class Sending:
    """Where a file's pictures are. trouble: a word of ours for each that the hub did not take."""

    n_to_send: int = 0
    bytes_to_send: int = 0
    bytes_sent: int = 0
    n_received: int = 0
    received_at: datetime | None = None
    trouble: tuple[str, ...] = ()


def next_due(but: Iterable[int]) -> Due | None:
    """What goes next: what is half there, then the smallest; none of these rows."""
    found = _to_send().exclude(id__in=list(but)).order_by("-n_sent", "n_bytes", "id")
    row = found.defer("key").first()
    return None if row is None else Due(row.id, row.digest, row.file_id or 0, row.n_sent, row.n_bytes == 0)


def note_sent(row_id: int, n_sent: int, n_bytes: int, at: int) -> None:
    """The hub said, with its own time, how many bytes it holds durably."""
    received_at = at if n_sent >= n_bytes else None
    with writing(BACKGROUND):
        mine = models.Picture.objects.filter(id=row_id)
        mine.update(n_sent=n_sent, n_bytes=n_bytes, received_at=received_at)


def note_trouble(row_id: int, trouble: str) -> None:
    """It will not go."""
    with writing(BACKGROUND):
        models.Picture.objects.filter(id=row_id).update(trouble=trouble)


def ask_again() -> None:
    """The hub was put back to an earlier copy: what it said it had it is asked once more, without sending it."""
    with writing(BACKGROUND):
        models.Picture.objects.filter(received_at__isnull=False).update(received_at=None)


def to_send() -> tuple[int, int]:
    """How many pictures are yet to go, and how many bytes of them."""
    told = _to_send().aggregate(n=Count("id"), whole=Sum("n_bytes"), gone=Sum("n_sent"))
    return told["n"], (told["whole"] or 0) - (told["gone"] or 0)


def sending_of(file_ids: Iterable[int]) -> dict[int, Sending]:
    """Where the pictures of each of these files are; no entry for a file that has none here."""
    rows: dict[int, list[models.Picture]] = {}
    for row in models.Picture.objects.filter(file_id__in=list(file_ids)).defer("key").order_by("id"):
        rows.setdefault(row.file_id or 0, []).append(row)
    return {file_id: _sending(mine) for file_id, mine in rows.items()}


def _sending(rows: list[models.Picture]) -> Sending:
    waiting = [row for row in rows if row.received_at is None and not row.trouble]
    received = [row.received_at for row in rows if row.received_at is not None]
    return Sending(
        len(waiting),
        sum(row.n_bytes - row.n_sent for row in waiting),
        sum(row.n_sent for row in rows),
        len(received),
        clock.from_seconds(max(received)) if received else None,
        tuple(row.trouble for row in rows if row.trouble not in ("", REPLACED, CLOSED)),
    )


def _to_send() -> QuerySet[models.Picture]:
    return models.Picture.objects.filter(file_id__isnull=False, received_at=None, trouble="")
