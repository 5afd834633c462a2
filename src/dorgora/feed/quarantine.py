"""What revoked or copied nodes sent: kept whole, out of every table, until a named officer lets its facts in."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.event import Event
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
    return [Held(event.id, event.kind, node_id, reason) for _, event, node_id, reason in found]


def let_in(event_id: int, *, by: int, at: datetime) -> int:
    """Writes a quarantined fact of the world anew on the hub's own feed for that place; gives the new event's id.

    Requests and decisions of an untrusted branch stay out; what happened in the world is never disputed.

    Raises:
        Refused: `not_quarantined`, `not_a_fact` (a request or decision), `no_officer`.
    """
    if not by:
        raise Refused("no_officer")
    node = nodes.this()
    where = "event_id = %s AND reason IN ('forked', 'revoked')"
    found = next(node.store.kept(where, [event_id], 1), None)
    if found is None:
        raise Refused("not_quarantined")
    row_id, told, _, _ = found
    kind = node.log.kinds.find(told.kind, told.version)
    if kind is None or not kind.is_fact_of_the_world:
        raise Refused("not_a_fact")
    author = node.store.author(event_id >> 40)
    feed = founding.open_hub_feed(author.role, author.place)
    with writing(subjects=[told.subject]):
        (written,) = node.log.append(feed, [_again(node, kind, told, by, at)], node.signer)
        node.store.rows.run("UPDATE feed_quarantined SET reason = 'let_in' WHERE id = %s", [row_id])
    nodes.woken.set()
    return written.id


def _again(node: nodes.Node, kind: Kind, told: Event, by: int, at: datetime) -> Draft:
    facts, person = kind.read_facts(told.facts), kind.read_person(told.person)
    owner = told.person_of if person is not None else 0
    return Draft(kind, facts, person, _subject(node, told), by, to_seconds(at), owner)


def _subject(node: nodes.Node, told: Event) -> int | None:
    """What it is about; on a branch an id may stand for something else than in the log, and then it is its own."""
    branch = next(node.store.kept("event_id = %s AND reason = 'forked'", [told.subject], 1), None)
    return None if told.subject == told.id or branch is not None else told.subject
