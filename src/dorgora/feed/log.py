"""Acting: one user action is one transaction, its events and everything they come to. Only actions call this."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.feed.core import Draft
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.node import Node
from dorgora.feed.roads import founding
from dorgora.feed.writing import BACKGROUND, COUNTER, remembered, writing
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.sealing import KEY_BYTES


class Act:
    """An action in progress: events are added, and written together at its end."""

    def __init__(self, node: Node, feed: int, by: int, at: datetime) -> None:
        self.feed = feed
        self.by = by
        self.at = at
        self._node = node
        self._drafts: list[Draft] = []

    @cached_property
    def _first_id(self) -> int:
        return self._node.log.next_id(self.feed)

    @property
    def next_id(self) -> int:
        """The id that the next event added here will bear, for what must stand inside it.

        From the first time it is asked the feed is this action's, so an action looks and refuses before that.
        """
        return self._first_id + len(self._drafts)

    def add(
        self,
        kind: Kind,
        facts: Part,
        *,
        subject: int | None = None,
        person: Part | None = None,
        person_of: int = 0,
    ) -> int:
        """Adds an event and gives its id.

        subject None: it creates something. A kind that opens a person makes her key.
        """
        event_id = self.next_id
        key = secrets.token_bytes(KEY_BYTES) if kind.opens_person else None
        owner = None if kind.opens_person else person_of
        self._drafts.append(Draft(kind, facts, person, subject, self.by, to_seconds(self.at), owner, key))
        return event_id

    def write(self) -> None:
        """Writes what was added; called by `act` at the end of the block."""
        if self._drafts:
            self._node.log.append(self.feed, self._drafts, self._node.signer)


@contextmanager
def act(
    *,
    role: str,
    place: str,
    by: int,
    at: datetime,
    subjects: Iterable[int] = (),
    within: Act | None = None,
    in_background: bool = False,
    using: str = "default",
) -> Iterator[Act]:
    """One action on the feed this node writes for a role at a place; within another action it joins that one.

    Raises:
        Refused: `not_enrolled`, or `no_feed`: this node may not write for that role and place.
    """
    if within is not None:
        yield within
        return
    node = nodes.this(using)
    with writing(BACKGROUND if in_background else COUNTER, subjects, using):
        feed = node.store.feed_for(node.identity.node_id, role, place)
        if feed is None and node.store.is_left(node.identity.node_id, role, place):
            feed = founding.open_hub_feed(role, place)
        if feed is None:
            raise Refused("no_feed")
        action = Act(node, feed, by, at)
        yield action
        action.write()
        nodes.wake_when_written(using)
    if remembered(using) is None:
        room.note_written()
