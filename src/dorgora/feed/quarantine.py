"""What revoked or copied nodes sent: kept whole, out of every table, until a named officer lets its facts in."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.apart import Kept
from dorgora.feed.core import Draft
from dorgora.feed.event import Event
from dorgora.feed.fold import may_write
from dorgora.feed.kinds import Kind
from dorgora.feed.roads import founding
from dorgora.feed.writing import writing
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.errors import Refused


@dataclass(frozen=True)
class Held:
    """One event kept apart."""

    event_id: int
    kind: str
    node_id: int
    reason: str


def held(limit: int = 200) -> list[Held]:
    """What is kept apart, oldest first."""
    found = nodes.this().store.kept("1 = 1", [], limit)
    return [Held(one.event.id, one.event.kind, one.node_id, one.reason) for one in found]


def let_in(event_id: int, *, by: int, at: datetime) -> int:
    """Writes a quarantined fact of the world anew on the hub's own feed for that place; gives the new event's id.

    Requests and decisions of an untrusted branch stay out; what happened in the world is never disputed.

    Raises:
        Refused: `not_quarantined`, `not_a_fact` (a request or decision, or not its writer's to say), `no_officer`.
    """
    if not by:
        raise Refused("no_officer")
    node = nodes.this()
    where = "event_id = %s AND reason IN ('forked', 'revoked')"
    found = next(node.store.kept(where, [event_id], 1), None)
    if found is None:
        raise Refused("not_quarantined")
    told = found.event
    kind = node.log.kinds.find(told.kind, told.version)
    if (
        kind is None
        or not kind.is_fact_of_the_world
        or not may_write(told, node.log.kinds, node.store.author)
    ):
        raise Refused("not_a_fact")
    author = node.store.author(event_id >> 40)
    feed = founding.open_hub_feed(author.role, author.place)
    # The event and whose words it bears too: two officers let in neither one fact nor one person twice.
    with writing(subjects=[event_id, told.subject, told.person_of]):
        if not node.store.let_in(found):
            raise Refused("not_quarantined")
        opener = node.store.owner_apart(found)
        (written,) = node.log.append(feed, [_again(node, kind, found, opener, by, at)], node.signer)
        if opener is not None:
            node.store.is_known_as(opener, written.person_of)
        nodes.wake_when_written()
    return written.id


def _again(node: nodes.Node, kind: Kind, kept: Kept, opener: Kept | None, by: int, at: datetime) -> Draft:
    told = kept.event
    facts, person = kind.read_facts(told.facts), kind.read_person(told.person)
    subject, seconds = _subject(node, told), to_seconds(at)
    if person is None or not told.person_of:
        return Draft(kind, facts, None, subject, by, seconds)
    if opener is None:
        is_known = node.store.keys([told.person_of]).get(told.person_of) is not None
        # Whose key nobody sent is nobody the log could seal words for; what happened is let in without them.
        owner = told.person_of if is_known else 0
        return Draft(kind, facts, person if is_known else None, subject, by, seconds, owner)
    if opener.person != opener.event.id:  # an earlier event of hers was let in: she is that one's
        return Draft(kind, facts, person, subject, by, seconds, opener.person)
    return Draft(kind, facts, person, subject, by, seconds, None, opener.key)


def _subject(node: nodes.Node, told: Event) -> int | None:
    """What it is about; on a branch an id may stand for something else than in the log, and then it is its own."""
    branch = next(node.store.kept("event_id = %s AND reason = 'forked'", [told.subject], 1), None)
    return None if told.subject == told.id or branch is not None else told.subject
