"""What revoked or copied nodes sent: kept whole, out of every table, until a named officer lets its facts in."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.roads import founding
from dorgora.feed.sync import gate, wire
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
    found = nodes.this().store.rows.all(
        "SELECT event_id, wire, node_id, reason FROM feed_quarantined ORDER BY id LIMIT %s", [limit]
    )
    return [
        Held(row[0], gate.unpack(bytes(row[1]), wire.Delivered).event.kind, row[2], row[3]) for row in found
    ]


def let_in(event_id: int, *, by: int, at: datetime) -> int:
    """Writes a quarantined fact of the world anew on the hub's own feed for that place; gives the new event's id.

    Requests and decisions of an untrusted branch stay out; what happened in the world is never disputed.

    Raises:
        Refused: `not_quarantined`, `not_a_fact` (a request or decision), `no_officer`.
    """
    if not by:
        raise Refused("no_officer")
    node = nodes.this()
    found = node.store.rows.all(
        "SELECT wire, id FROM feed_quarantined WHERE event_id = %s AND reason IN ('forked', 'revoked')",
        [event_id],
    )
    if not found:
        raise Refused("not_quarantined")
    told = gate.unpack(bytes(found[0][0]), wire.Delivered).event
    kind = node.log.kinds.find(told.kind, told.version)
    if kind is None or not kind.is_fact_of_the_world:
        raise Refused("not_a_fact")
    author = node.store.author(event_id >> 40)
    feed = founding.open_hub_feed(author.role, author.place)
    with writing(subjects=[told.subject]):
        (written,) = node.log.append(feed, [_again(node, kind, told, by, at)], node.signer)
        node.store.rows.run("UPDATE feed_quarantined SET reason = 'let_in' WHERE id = %s", [found[0][1]])
    nodes.woken.set()
    return written.id


def _again(node: nodes.Node, kind: Kind, told: wire.WireEvent, by: int, at: datetime) -> Draft:
    facts = node.log.kinds.read_facts(told.kind, told.version, told.facts)
    person: Part | None = node.log.kinds.read_person(told.kind, told.version, told.person)
    if facts is None:
        raise Refused("not_a_fact")
    owner = max(told.person_of, 0) if person is not None else 0
    return Draft(kind, facts, person, told.subject or None, by, to_seconds(at), owner)
