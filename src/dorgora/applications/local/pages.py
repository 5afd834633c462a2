"""Pages that were left half filled, of counter and desk: sealed beside the drafts, one a page and a person.

Only so many of one person, and only for some days: what is kept so is nobody's file.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from dorgora.applications import models
from dorgora.applications.local import pictures
from dorgora.applications.local.drafts import PAGE, confirmed_now, draft, drop_draft, save_draft
from dorgora.feed import room
from dorgora.feed.rows import chunks
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

MOST_PAGES, PAGE_DAYS = 40, 7
DRAFT_DAYS = 30
"""So long a form waits for whoever began it, counted from the day somebody last typed in it, or from the first one the
hub confirmed after that."""
MOST_BYTES = 16 * 1024 * 1024
"""All that one request may send, with what another page of it left, each sign written as six."""
_DAY = 86_400


def keep_page(by: int, place: str, page: str, typed: dict[str, Any], about_id: int = 0) -> str:
    """Keeps what stands in a page of this person's; her oldest ones beyond `MOST_PAGES`, and all old ones, go.

    Gives the key of its draft. The youngest is the one that is kept now, whatever the clock said when the others were.

    Raises:
        Refused: `not_a_draft` (the page's name), `not_yours` (another place's), `too_long`, `disk_full`.
    """
    with room.needed(), writing():
        key, kept = _key(page, by), _kept()
        saved = save_draft(key, by, place, PAGE, PAGE, typed, about_id=about_id, most=MOST_BYTES)
        drop_old_pages()
        hers = kept.filter(place=place, by_id=by).exclude(key=key).order_by("-saved_at", "-key")
        others = list(hers.values_list("key", "saved_at")[: 2 * MOST_PAGES])
        if others and others[0][1] >= clock.to_seconds(saved.saved_at):
            kept.filter(key=key).update(saved_at=others[0][1] + 1)
        kept.filter(key__in=[other for other, _at in others[MOST_PAGES - 1 :]]).delete()
    return key


def kept_page(by: int, place: str, page: str, seconds: int = PAGE_DAYS * _DAY) -> dict[str, Any]:
    """What stood in this page when this person left it; nothing if it was empty, has done its work or is too old."""
    found = draft(_key(page, by), place)
    is_old = found is not None and found.dated_at is not None and found.dated_at < _oldest(seconds)
    return {} if found is None or is_old else found.typed


def drop_page(by: int, place: str, page: str) -> None:
    """Nothing is kept of this page any more."""
    drop_draft(_key(page, by), place)


def drop_pages(by: int, place: str, pages: Iterable[str]) -> None:
    """Nothing is kept of these pages any more; where nothing is, nothing is written."""
    found = _kept().filter(place=place, key__in=[_key(page, by) for page in pages])
    if found.exists():
        with writing():
            found.delete()


def date_the_undated() -> None:
    """What was kept on a day nobody knew, or on one yet to come, is as old as the first day the hub confirms.

    A second older, as what is kept from then on is younger.
    """
    now = confirmed_now()
    if now is None:
        return
    with writing(BACKGROUND):
        wrong = Q(dated_at__isnull=True) | Q(dated_at__gt=now)
        models.Draft.objects.filter(wrong, file_id__isnull=True).update(dated_at=now - 1)


def drop_old_pages() -> None:
    """Nothing is kept any more of what was left more than `PAGE_DAYS` ago, whoever left it."""
    with writing(BACKGROUND):
        _kept().filter(dated_at__lt=_oldest()).delete()


def drop_old_drafts() -> None:
    """No form and no correction is kept any more that nobody went on with for `DRAFT_DAYS`; its pictures go with it."""
    with writing(BACKGROUND):
        open_ones = models.Draft.objects.filter(file_id__isnull=True).exclude(step=PAGE)
        old = open_ones.select_for_update().filter(dated_at__lt=_oldest(DRAFT_DAYS * _DAY))
        keys = list(old.values_list("key", flat=True))
        for part in chunks(keys):
            open_ones.filter(key__in=part).delete()
            pictures.drop_pictures_of(part)


def _oldest(seconds: int = PAGE_DAYS * _DAY) -> int:
    """What was kept before this is too old; nothing is while nobody knows the day."""
    return (confirmed_now() or 0) - seconds


def _kept() -> QuerySet[models.Draft]:
    return models.Draft.objects.filter(step=PAGE, file_id__isnull=True)


def _key(page: str, by: int) -> str:
    return f"{PAGE}-{by}-{page}"


DAILY: Sequence[Callable[[], None]] = (date_the_undated, drop_old_pages, drop_old_drafts)
"""What the worker does once a day."""
