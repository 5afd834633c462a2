"""Pages that were left half filled, of counter and desk: sealed beside the drafts, one a page and a person.

Only so many of one person, and only for some days: what is kept so is nobody's file.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from dorgora.applications import models
from dorgora.applications.local import pictures
from dorgora.applications.local.drafts import PAGE, draft, drop_draft, save_draft
from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.feed.rows import chunks
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

MOST_PAGES, PAGE_DAYS = 40, 7
DRAFT_DAYS = 30
"""So long a form waits for whoever began it, counted from the day somebody last typed in it."""
MOST_BYTES = 16 * 1024 * 1024
"""All that one request may send, with what another page of it left, each sign written as six."""
_DAY = 86_400


def keep_page(by: int, place: str, page: str, typed: dict[str, Any], about_id: int = 0) -> None:
    """Keeps what stands in a page of this person's; her oldest ones beyond `MOST_PAGES`, and all old ones, go.

    Raises:
        Refused: `not_a_draft` (the page's name), `not_yours` (another place's), `too_long`, `disk_full`.
    """
    with room.needed(), writing():
        save_draft(_key(page, by), by, place, PAGE, PAGE, typed, about_id=about_id, most=MOST_BYTES)
        kept = _kept()
        drop_old_pages()
        hers = kept.filter(place=place, by_id=by).order_by("-saved_at", "-key")
        beyond = list(hers.values_list("key", flat=True)[MOST_PAGES : 2 * MOST_PAGES])
        kept.filter(key__in=beyond).delete()


def kept_page(by: int, place: str, page: str, seconds: int = PAGE_DAYS * _DAY) -> dict[str, Any]:
    """What stood in this page when this person left it; nothing if it was empty, has done its work or is too old."""
    found = draft(_key(page, by), place)
    if found is None or clock.to_seconds(found.saved_at) < _oldest(seconds):
        return {}
    return found.typed


def drop_page(by: int, place: str, page: str) -> None:
    """Nothing is kept of this page any more."""
    drop_draft(_key(page, by), place)


def drop_pages(by: int, place: str, pages: Iterable[str]) -> None:
    """Nothing is kept of these pages any more; where nothing is, nothing is written."""
    found = _kept().filter(place=place, key__in=[_key(page, by) for page in pages])
    if found.exists():
        with writing():
            found.delete()


def drop_old_pages() -> None:
    """Nothing is kept any more of what was left more than `PAGE_DAYS` ago, whoever left it."""
    with writing(BACKGROUND):
        _kept().filter(saved_at__lt=_oldest()).delete()


def drop_old_drafts() -> None:
    """No form and no correction is kept any more that nobody went on with for `DRAFT_DAYS`; its pictures go with it."""
    with writing(BACKGROUND):
        open_ones = models.Draft.objects.filter(file_id__isnull=True).exclude(step=PAGE)
        keys = list(open_ones.filter(saved_at__lt=_oldest(DRAFT_DAYS * _DAY)).values_list("key", flat=True))
        for part in chunks(keys):
            open_ones.filter(key__in=part).delete()
            pictures.drop_pictures_of(part)


def _oldest(seconds: int = PAGE_DAYS * _DAY) -> int:
    """What was kept before this is too old; a laptop's clock that the hub has not confirmed may say any day."""
    is_known = nodes.this().is_hub or clock.is_trusted()
    return clock.now_seconds() - seconds if is_known else 0


def _kept() -> QuerySet[models.Draft]:
    return models.Draft.objects.filter(step=PAGE, file_id__isnull=True)


def _key(page: str, by: int) -> str:
    return f"{PAGE}-{by}-{page}"


DAILY: Sequence[Callable[[], None]] = (drop_old_pages, drop_old_drafts)
"""What the worker does once a day."""
