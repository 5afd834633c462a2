"""What the hub has held for long, by days it confirmed, so that a laptop need not; and since when that one does not.

An acknowledgement says how far the hub holds a feed and when it said so last, not since when it holds a part: that is
noted here, once a day. So is how far each other feed is known here, which came from the hub: the date that its writer
gave an event may be of a clock gone wrong.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.marks import HELD_SINCE
from dorgora.feed.node import Node
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.ids import SEQ_BITS, feed_of, seq_of

DAYS = 30
"""So long the hub has held what goes from a laptop: its own backups of every one of these days hold it too."""
_SECONDS = DAYS * 86_400
_NEXT = f"((f.id >> {SEQ_BITS}) + 1) << {SEQ_BITS}"
_LASTS = (
    "WITH RECURSIVE f (id) AS (SELECT MIN(id) FROM feed_event UNION ALL"
    f" SELECT (SELECT MIN(id) FROM feed_event WHERE id >= {_NEXT}) FROM f WHERE f.id IS NOT NULL)"
    f" SELECT (SELECT MAX(id) FROM feed_event WHERE id < {_NEXT}) FROM f WHERE f.id IS NOT NULL"
)
"""The last event of each feed of which something is here, by as many looks at the key as there are feeds."""
Marks = list[tuple[int, int]]
"""On which second of the hub's time how far it was known to hold a feed, the first one first."""


def note_held() -> None:
    """Notes how far the hub holds each own feed, and each other is here, if it said the time; what is older than need
    be is left out. The hub itself, which keeps all, notes nothing.
    """
    node = nodes.this()
    if node.is_hub or not clock.is_trusted():
        return
    now = clock.now_seconds()
    with writing(BACKGROUND):
        for feed, held in _held(node).items():
            before = _marks(node.store.note(HELD_SINCE + str(feed)))
            marks = [(at, seq) for at, seq in before if at <= now and seq <= held]
            if held and (not marks or marks[-1][1] < held):
                marks.append((now, held))
            old = [one for one in marks if one[0] <= now - _SECONDS]
            marks = old[-1:] + marks[len(old) :]
            if marks != before:
                node.store.set_note(HELD_SINCE + str(feed), json.dumps(marks))


def _held(node: Node) -> dict[int, int]:
    """How far the hub surely has each feed of which something is here: what others wrote came from it."""
    found = node.store.rows.all(_LASTS)
    own = {feed: node.store.acknowledged(feed) for feed in node.store.own_feeds()}
    return {feed_of(last): seq_of(last) for (last,) in found} | own


def rested(subjects: Iterable[int]) -> set[int]:
    """Those of the subjects of which the hub has held all that is here for `DAYS`, and no part came from it since.

    Nothing rests of which the worker has still to look at something.
    """
    node, now, wanted = nodes.this(), clock.now_seconds(), set(subjects)
    waiting = (
        "SELECT e.subject_id FROM feed_todo t JOIN feed_event e ON e.id = t.event_id WHERE e.subject_id IN"
    )
    wanted -= {row[0] for row in node.store.rows.among(waiting, wanted)}
    told = node.store.rows.among("SELECT subject_id, id FROM feed_event WHERE subject_id IN", wanted)
    feeds = {feed_of(event_id) for _subject, event_id in told}
    notes = {HELD_SINCE + str(feed): feed for feed in feeds}
    found = dict(node.store.rows.of("feed_note", ("name", "words"), "name", notes))
    upto = {feed: _held_long(found.get(name, ""), now) for name, feed in notes.items()}
    return wanted - {subject for subject, event_id in told if seq_of(event_id) > upto[feed_of(event_id)]}


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
