"""Counters behind short numbers: one for each feed, moved in the transaction that uses the number."""

from dorgora.applications import models


def next_count(feed: int) -> int:
    """The next count of a feed, from 0; never given twice, as it moves and stays with the feed's own head."""
    row, _ = models.Counter.objects.select_for_update().get_or_create(feed=feed, defaults={"n": 0})
    models.Counter.objects.filter(feed=feed).update(n=row.n + 1)
    return row.n
