"""Whoever is enrolled after things happened is told of them by where each went, a piece at a time; hub only.

Where a subject's events lead is written down when their mail is filled. A newcomer's places then name its subjects,
and nobody has to look through what the rest of the country did.
"""

from collections.abc import Sequence
from typing import NamedTuple

from dorgora.feed import events as ev
from dorgora.feed.event import Event
from dorgora.feed.fold import Told, tell
from dorgora.feed.generations import is_registry
from dorgora.feed.node import Node
from dorgora.feed.sync import mailbox
from dorgora.kernel.ids import feed_of

NEWCOMER = "newcomer:"
"""A note of this name and a feed's number says up to which subject the feed's writer was told."""
AGAIN = "mail_again"
"""The note that says up to which event everything went by again."""
N_SUBJECTS, N_EVENTS = 50, 200
MOST_ROLE, MOST_PLACE = 20, 40


class Piece(NamedTuple):
    """What goes by next for a note, and where that leaves it; after -1: nothing is left."""

    note: str
    after: int
    event_ids: Sequence[int]


class Routing:
    """A router that remembers to which places the subjects it was asked about lead."""

    def __init__(self, route: mailbox.Router) -> None:
        self.route = route
        self.rows: set[tuple[str, str, int]] = set()
        self._looked: set[int] = set()

    def __call__(self, told: Told, whole: Sequence[Told]) -> mailbox.Route:
        """Where one event goes; what came later may have changed where the others of its story do."""
        if told.subject not in self._looked:
            self._looked.add(told.subject)
            places = {place for one in whole for place in self.route(one, whole).places}
            self.rows.update((*place, told.subject) for place in places if _can_be(*place))
        return self.route(told, whole)

    def keep(self, node: Node) -> None:
        """Writes it down."""
        node.store.rows.put(
            "feed_routed", ("role", "place", "subject_id"), 3, sorted(self.rows), replace=False
        )


def _can_be(role: str, place: str) -> bool:
    """Whether a node can ever be there; what a liar names is not kept."""
    return len(role) <= MOST_ROLE and len(place) <= MOST_PLACE and "\0" not in role + place


def begin(node: Node, events: Sequence[Event]) -> None:
    """Notes the feeds that these events grant to others; the hub was there, and a spare is for the same place."""
    for event in events:
        told = tell(event, node.log.kinds, node.store.author) if event.kind == ev.GRANTED.name else None
        if told is None:
            continue
        granted = told.facts
        if granted.spare_for == 0 and node.store.writer_of(granted.feed) != node.identity.node_id:
            node.store.set_note(f"{NEWCOMER}{granted.feed}", "0")


def begin_again(node: Node) -> None:
    """Everything goes by once more: another program may lead it elsewhere, or somebody emptied the table."""
    node.store.set_note(AGAIN, "0")


def next_piece(node: Node) -> Piece | None:
    """What goes by next; None when nobody waits."""
    waiting = node.store.rows.all(
        "SELECT name, words FROM feed_note WHERE name LIKE %s ORDER BY name LIMIT 1", [NEWCOMER + "%"]
    )
    for name, words in waiting:
        return _of_newcomer(node, name, int(words))
    again = node.store.note(AGAIN)
    return _of_all(node, int(again)) if again else None


def settle(node: Node, piece: Piece) -> None:
    """A piece has gone by."""
    if piece.after >= 0:
        node.store.set_note(piece.note, str(piece.after))
    else:
        node.store.rows.run("DELETE FROM feed_note WHERE name = %s", [piece.note])


def _of_newcomer(node: Node, note: str, after: int) -> Piece:
    feed = int(note.removeprefix(NEWCOMER))
    standing = node.store.standing(feed)
    subjects = [
        row[0]
        for row in node.store.rows.all(
            "SELECT subject_id FROM feed_routed WHERE role = %s AND place = %s AND subject_id > %s"
            " ORDER BY subject_id LIMIT %s",
            [*node.store.author(feed), after, N_SUBJECTS],
        )
    ]
    if standing is None or not standing.is_open or not subjects:
        return Piece(note, -1, ())
    found = node.store.rows.among("SELECT id FROM feed_event WHERE subject_id IN", subjects)
    return Piece(note, subjects[-1], [row[0] for row in found])


def _of_all(node: Node, after: int) -> Piece:
    found = node.store.rows.all(
        "SELECT id FROM feed_event WHERE id > %s ORDER BY id LIMIT %s", [after, N_EVENTS]
    )
    ids = [row[0] for row in found]
    ordinary = [event_id for event_id in ids if not is_registry(feed_of(event_id))]
    return Piece(AGAIN, ids[-1] if ids else -1, ordinary)
