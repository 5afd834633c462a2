"""`dorgora check`: everything a node holds against the log, naming the event at fault."""

from collections.abc import Iterator

from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Head, hash_of
from dorgora.feed.node import Node
from dorgora.feed.rebuilding import Say, differences, subjects
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import person_digest
from dorgora.kernel.signing import is_signed

STEP = 1000


def check(say: Say = print) -> int:
    """Checks chains, heads, person parts, tables, sums and erasures; gives how many faults it named."""
    node = nodes.this()
    n_faults = 0
    for fault in faults(node):
        n_faults += 1
        say(fault)
    say("all is well" if not n_faults else f"{n_faults} faults")
    return n_faults


def faults(node: Node) -> Iterator[str]:
    """Each fault in words."""
    for feed, seq, digest, signature in node.store.rows.all(
        "SELECT feed, seq, hash, signature FROM feed_head"
    ):
        yield from chain_faults(node, Head(feed, seq, bytes(digest), bytes(signature)))
    yield from _body_faults(node)
    for part in subjects(node, None):
        for subject, table in differences(node, part):
            yield f"table {table} does not say what the log says of {subject}"
    yield from _sum_faults(node)
    yield from _erasure_faults(node)


def chain_faults(node: Node, head: Head) -> Iterator[str]:
    """Faults of one feed held without gaps, from its start to its signed head."""
    seq, prev = 0, GENESIS
    while seq < head.seq:
        run = node.store.run_of(head.feed, seq, STEP)
        if not run:
            yield f"feed {head.feed}: event {make_id(head.feed, seq + 1)} (number {seq + 1}) is missing"
            return
        for event in run:
            seq += 1
            if event.seq != seq or event.prev != prev or hash_of(event) != event.hash:
                yield f"feed {head.feed}: event {make_id(head.feed, seq)} (number {seq}) is not the one written"
                return
            prev = event.hash
    if prev != head.hash:
        yield f"feed {head.feed}: the head at number {head.seq} is not the last event's"
    standing = node.store.standing(head.feed)
    if (
        standing is not None
        and head.signature
        and not is_signed(standing.signing_key, head.message(), head.signature)
    ):
        yield f"feed {head.feed}: the head at number {head.seq} is not signed by its writer"


def _body_faults(node: Node) -> Iterator[str]:
    for part in subjects(node, None):
        for events in node.store.events_of(part).values():
            keys = node.store.keys({event.person_of for event in events if event.person is not None})
            for event in events:
                key = keys.get(event.person_of)
                if hash_of(event) != event.hash:
                    yield f"event {event.id} is not the one written"
                if event.person is not None and (
                    key is None or person_digest(key, event.id, event.person) != event.person_digest
                ):
                    yield f"event {event.id}: its person part is not the one written"


def _sum_faults(node: Node) -> Iterator[str]:
    for projection, cell, held, summed in node.store.rows.all(
        "SELECT c.projection, c.cell, c.n, COALESCE(s.n, 0) FROM feed_counter c LEFT JOIN"
        " (SELECT projection, cell, SUM(n) AS n FROM feed_contribution GROUP BY projection, cell) s"
        " ON s.projection = c.projection AND s.cell = c.cell WHERE c.n <> COALESCE(s.n, 0)"
    ):
        yield f"counter {projection} {cell} says {held}, its records say {summed}"


def _erasure_faults(node: Node) -> Iterator[str]:
    for event_id, person in node.store.rows.all(
        "SELECT e.id, e.person_of FROM feed_event e JOIN feed_personpart p ON p.event_id = e.id"
        " JOIN feed_personkey k ON k.person_id = e.person_of WHERE LENGTH(k.wrapped) = 0"
    ):
        yield f"event {event_id}: person {person} was erased and her part is still here"
