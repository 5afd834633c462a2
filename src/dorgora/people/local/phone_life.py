"""A paired phone from the day it came to its end; one that stays away for long is ended (ADR 0035)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F

from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.people import models
from dorgora.people.local.phone_news import tell
from dorgora.people.local.phones import CODE_SECONDS, Phone

SEEN_SECONDS = 60
KEPT_DAYS = 90
"""So many days of this laptop an ended phone stands in its table, and one that never came again is paired."""


def note_seen(phone: Phone, at: datetime) -> None:
    """That it came is noted once a minute."""
    now = clock.to_seconds(at)
    if abs(now - clock.to_seconds(phone.seen_at)) > SEEN_SECONDS:
        with writing(BACKGROUND):
            models.Phone.objects.filter(id=phone.id).update(seen_at=now, n_days_away=0)


def end(at: datetime, phone_id: int | None = None) -> int:
    """Ends a phone, or all of them and every code with them; gives how many were ended."""
    with writing():
        found = models.Phone.objects.filter(ended_at__isnull=True)
        if phone_id is None:
            models.Pairing.objects.all().delete()
        else:
            found = found.filter(id=phone_id)
        n_ended = found.update(ended_at=clock.to_seconds(at), n_days_away=0)
        tell()
    return n_ended


def drop_old() -> None:
    """Forgets codes that are over and phones long ended; a phone that stayed away as long is ended.

    Days are counted, not subtracted: those on which this laptop ran. However far its clock jumps, that is one day.
    """
    now = clock.now_seconds()
    today = now // 86_400
    with writing(BACKGROUND):
        models.Pairing.objects.filter(begun_at__lt=now - CODE_SECONDS).delete()
        another_day = models.Phone.objects.exclude(counted_on=today)
        another_day.update(n_days_away=F("n_days_away") + 1, counted_on=today)
        away = models.Phone.objects.filter(n_days_away__gte=KEPT_DAYS)
        away.filter(ended_at__isnull=False).delete()
        if away.update(ended_at=now, n_days_away=0):
            tell()


DAILY: Sequence[Callable[[], None]] = (drop_old,)
"""What the worker does once a day."""
