"""What people do with the local tables of a node's feed: settling an alarm."""

from datetime import datetime

from dorgora.feed import models
from dorgora.feed.writing import writing
from dorgora.kernel.clock import to_seconds


def settle_alarm(alarm_id: int, *, words: str, by: int, at: datetime) -> bool:
    """Closes an open alarm with what was done about it; False when it was closed before. It may come again."""
    with writing():
        found = models.Alarm.objects.filter(pk=alarm_id, settled_at__isnull=True)
        return bool(found.update(settled_at=to_seconds(at), settled_by=by, settled_words=words))
