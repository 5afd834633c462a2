"""Forms being filled in: kept at every step, so that a power cut costs nobody a word; emptied when lodged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F

from dorgora.applications import models
from dorgora.applications.local import pictures
from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.sealing import open_sealed, seal
from dorgora.kernel.secrets_file import subkey

MAX_TYPED = 16 * 1024 * 1024
"""A form of eight pages, each with all that one request may send, twice where two pages of it were open."""
PAGE = "page"
"""The step, and the service, of what is no form in the making: a page that was left half filled (`pages.py`)."""
_COLUMNS = ("key", "by_id", "place", "service", "step", "about_id", "typed", "saved_at", "file_id")
_KEY_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Draft:
    """A form as it was left: `typed` as it was posted; `file_id` once it was lodged (then nothing is typed).

    dated_at: when it was kept, in seconds, or first seen kept, by a clock the hub had confirmed; None: not yet.
    is_damaged: what was typed does not open here any more; then there is nothing in `typed`.
    """

    key: str
    by: int
    place: str
    service: str
    step: str
    about_id: int
    typed: dict[str, Any]
    saved_at: datetime
    dated_at: int | None
    file_id: int | None
    is_damaged: bool = False


def save_draft(
    key: str,
    by: int,
    place: str,
    service: str,
    step: str,
    typed: dict[str, Any],
    about_id: int = 0,
    most: int = MAX_TYPED,
) -> Draft:
    """Keeps what was typed up to this step, `most` bytes; `about_id` is the citizen it is being made with.

    Raises:
        Refused: `not_a_draft` (the key), `not_yours` (another place's), `already_lodged` (detail: file_id), `too_long`,
            `disk_full`.
    """
    if not _KEY_SHAPE.fullmatch(key):
        raise Refused("not_a_draft")
    content = msgspec.json.encode(typed)
    if len(content) > most:
        raise Refused("too_long", detail={"length": len(content), "max_length": most})
    with room.needed(), writing():
        old = models.Draft.objects.select_for_update().filter(key=key).first()
        if old is not None and old.place != place:
            raise Refused("not_yours")
        if old is not None and old.file_id is not None:
            raise Refused("already_lodged", detail={"file_id": old.file_id})
        kept = {
            "by_id": by,
            "place": place,
            "service": service,
            "step": step,
            "about_id": about_id or (old.about_id if old else 0),
            "typed": seal(_key(), key.encode(), content),
            "saved_at": clock.now_seconds(),
            "dated_at": confirmed_now(),
        }
        row, _ = models.Draft.objects.update_or_create(key=key, defaults=kept)
        return _read(row)


def draft(key: str, place: str | None = None) -> Draft | None:
    """One draft; None when there is none, or none of that place."""
    row = models.Draft.objects.filter(key=key).first()
    return _read(row) if row is not None and place in (None, row.place) else None


def open_drafts(place: str, by: int, *, after: int = 0, most: int = 20) -> list[Draft]:
    """Forms this person began at a place and has not lodged, the last one first, behind the first `after`.

    By the days the hub confirmed, as far as it did: this machine's clock may have been ahead.
    """
    rows = _open_drafts(place, by).order_by(F("dated_at").desc(nulls_first=True), "-saved_at", "-key")
    return [_read(row) for row in rows[after : after + most]]


def n_open_drafts(place: str, by: int) -> int:
    """How many forms this person began at a place and has not lodged."""
    return int(_open_drafts(place, by).count())


def _open_drafts(place: str, by: int) -> Any:
    return models.Draft.objects.filter(place=place, by_id=by, file_id__isnull=True).exclude(step=PAGE)


def typed_in_open_drafts() -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands in every form, correction and half-filled page that is not lodged, by its key, one after the other.

    One that a failing disk spoilt nobody can read, and it holds up nobody.
    """
    rows = models.Draft.objects.filter(file_id__isnull=True, typed__isnull=False)
    for key, sealed in rows.values_list("key", "typed").iterator(chunk_size=50):
        typed = _opened(key, sealed)
        if typed is not None:
            yield key, typed


def drop_draft(key: str, place: str | None = None) -> None:
    """Throws a draft away with its pictures; one that was lodged stays, so that its key is never used again."""
    with writing():
        found = models.Draft.objects.filter(key=key, file_id__isnull=True)
        if place is not None:
            found = found.filter(place=place)
        if found.delete()[0]:
            pictures.drop_pictures_of([key])


def drop_drafts_about(citizen_id: int) -> None:
    """Throws away the forms and half filled pages made with a citizen who was registered by mistake."""
    with writing():
        found = models.Draft.objects.filter(about_id=citizen_id, file_id__isnull=True)
        keys = list(found.values_list("key", flat=True))
        found.delete()
        pictures.drop_pictures_of(keys)


def confirmed_now() -> int | None:
    """The present as the hub has it; None while it has said nothing: a laptop's clock may say any day."""
    return clock.now_seconds() if nodes.this().is_hub or clock.is_trusted() else None


def claim_draft(key: str) -> int | None:
    """Inside the transaction that lodges it: the file it became already, or None while it is still to be lodged."""
    row = models.Draft.objects.select_for_update().filter(key=key).first()
    return None if row is None else row.file_id


def lodge_draft(key: str, file_id: int, by: int, place: str, service: str) -> None:
    """Inside the transaction that lodges it: remembers the file and forgets what was typed."""
    row = (key, by, place, service, "", 0, None, clock.now_seconds(), file_id)
    nodes.this().store.rows.put("applications_draft", _COLUMNS, 1, [row])


def _key() -> bytes:
    return subkey(nodes.this().disk_key, "drafts")


def _read(row: models.Draft) -> Draft:
    typed = _opened(row.key, row.typed) if row.file_id is None else {}
    return Draft(
        row.key, row.by_id, row.place, row.service, row.step, row.about_id, typed or {},
        clock.from_seconds(row.saved_at), row.dated_at, row.file_id, typed is None,
    )  # fmt: skip


def _opened(key: str, sealed: Any) -> dict[str, Any] | None:
    """What was typed; None if a failing disk, or a hand, spoilt it."""
    try:
        content = open_sealed(_key(), key.encode(), sealed)
    except ValueError:
        return None
    found: dict[str, Any] = msgspec.json.decode(content)
    return found
