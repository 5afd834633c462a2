"""What the hub has held for long, by days it confirmed, so that a laptop need not; and since when that one does not.

An acknowledgement says how far the hub holds a feed and when it said so last, not since when it holds a part: that is
noted here, once a day.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.marks import HELD_SINCE
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.ids import feed_of, seq_of

DAYS = 30
"""So long the hub has held what goes from a laptop: its own backups of every one of these days hold it too."""
_SECONDS = DAYS * 86_400
Marks = list[tuple[int, int]]
"""On which second of the hub's time how far it was known to hold a feed, the first one first."""


def note_held() -> None:
    """Notes how far the hub holds each own feed, if it said the time; what is older than need be is left out."""
    node = nodes.this()
    if not (node.is_hub or clock.is_trusted()):
        return
    now = clock.now_seconds()
    with writing(BACKGROUND):
        for feed in node.store.own_feeds():
            held, before = node.store.acknowledged(feed), _marks(node.store.note(HELD_SINCE + str(feed)))
            marks = [(at, seq) for at, seq in before if at <= now and seq <= held]
            if held and (not marks or marks[-1][1] < held):
                marks.append((now, held))
            old = [one for one in marks if one[0] <= now - _SECONDS]
            marks = old[-1:] + marks[len(old) :]
            if marks != before:
                node.store.set_note(HELD_SINCE + str(feed), json.dumps(marks))


def rested(subjects: Iterable[int]) -> set[int]:
    """Those of the subjects of which the hub has held all that is here for `DAYS`, and nothing came to be known since.

    What others wrote came from the hub and counts by its own date, unless that is still to come. Nothing rests of which
    the worker has still to look at something.
    """
    node, now, wanted = nodes.this(), clock.now_seconds(), set(subjects)
    waiting = (
        "SELECT e.subject_id FROM feed_todo t JOIN feed_event e ON e.id = t.event_id WHERE e.subject_id IN"
    )
    wanted -= {row[0] for row in node.store.rows.among(waiting, wanted)}
    upto = {feed: _held_long(node.store.note(HELD_SINCE + str(feed)), now) for feed in node.store.own_feeds()}
    told = node.store.rows.among("SELECT subject_id, id, at FROM feed_event WHERE subject_id IN", wanted)
    return wanted - {
        subject
        for subject, event_id, at in told
        if (
            seq_of(event_id) > upto[feed_of(event_id)]
            if feed_of(event_id) in upto
            else now - _SECONDS < at <= now
        )
    }


def let_go_at(subjects: Iterable[int]) -> dict[int, datetime | None]:
    """Those of the subjects of which words were let go of here, and when last; None where that was not noted."""
    found = nodes.this().store.were_let_go(subjects)
    return {one: clock.from_seconds(at) if at > 1 else None for one, at in found.items()}


def _held_long(note: str, now: int) -> int:
    return max((seq for at, seq in _marks(note) if at <= now - _SECONDS), default=0)


def _marks(note: str) -> Marks:
    """None where nothing is noted, or a failing disk or a hand spoilt it: then the days begin anew."""
    try:
        return [(int(at), int(seq)) for at, seq in json.loads(note or "[]")]
    except (ValueError, TypeError):
        return []
