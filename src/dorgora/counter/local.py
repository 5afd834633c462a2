"""What the counter keeps for itself: in the sessions of its operators, what was last searched."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from dorgora.counter.session import Asked
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock


def forget_searches(citizen_ids: Iterable[int]) -> None:
    """Nobody can say whose name was asked for, so every search is forgotten, and sessions that are over go."""
    with writing(BACKGROUND):
        drop_ended_sessions()
        for row in Session.objects.all():
            kept = row.get_decoded()
            if Asked.dropped(kept):
                Session.objects.filter(pk=row.pk).update(session_data=SessionStore().encode(kept))


def drop_ended_sessions() -> None:
    """Sessions that are over, of operators and officers, with what was searched in them."""
    with writing(BACKGROUND):
        Session.objects.filter(expire_date__lt=clock.now()).delete()


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = {"citizen.erased": forget_searches}
"""What the worker does after events of these kinds."""

DAILY: Sequence[Callable[[], None]] = (drop_ended_sessions,)
"""What the worker does once a day."""
