"""What people do with the local tables of a node's feed: settling an alarm; and letting go of a person's words."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from dorgora.feed import models, room, settled
from dorgora.feed import node as nodes
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.clock import to_seconds


def settle_alarm(alarm_id: int, *, words: str, by: int, at: datetime) -> bool:
    """Closes an open alarm with what was done about it; False when it was closed before. It may come again."""
    with writing():
        found = models.Alarm.objects.filter(pk=alarm_id, settled_at__isnull=True)
        return bool(found.update(settled_at=to_seconds(at), settled_by=by, settled_words=words))


def let_go(subjects: Collection[int]) -> None:
    """This node keeps no words of these subjects: of persons, who can be told anew, or of what is about them.

    It is no erasure: the keys of persons stay, as other words are sealed under them, and copies of the disk made before
    are as readable as they were.
    """
    node = nodes.this()
    with writing(BACKGROUND, subjects):
        node.store.let_go(subjects, clock.now_seconds())
        node.log.tell(set(subjects))


DAILY: Sequence[Callable[[], None]] = (room.lay_ballast, settled.note_held)
"""What the worker does at the start, and once a day."""
