"""`dorgora check`: everything a node holds against the log, naming the event at fault."""

from collections.abc import Iterator

from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Head, hash_of
from dorgora.feed.node import Node
from dorgora.feed.rebuilding import Say, differences, subjects
from dorgora.feed.sync.footing import hash_at
from dorgora.feed.writing import BACKGROUND, writing
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


def chain_faults(node: Node, head: Head, after: int = 0) -> Iterator[str]:
    """Faults of one feed held without gaps, from its start (or from after a verified number) to its signed head."""
    seq, prev = after, hash_at(node.store, head.feed, after) or GENESIS
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


def verify_since_mark(node: Node) -> list[str]:
    """What a node does at every start: its own chains from where they last held to their ends.

    A fault is an alarm, and the mark stays before it. Gives the faults in words.
    """
    found: list[str] = []
    for feed in node.store.own_feeds():
        head = node.store.head(feed)
        if head is None:
            continue
        mark = int(node.store.note(f"verified:{feed}") or 0)
        faults_here = list(chain_faults(node, head, min(mark, head.seq)))
        with writing(BACKGROUND):
            if faults_here:
                node.store.alarm("own_chain_broken", 0, make_id(feed, max(mark, 1)))
            else:
                node.store.set_note(f"verified:{feed}", str(head.seq))
        found += faults_here
    return found


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
    for projection in node.log.projections:
        for cell, (held, summed) in sorted(node.store.rows.miscounted(projection.name).items()):
            yield f"counter {projection.name} {cell} says {held}, its records say {summed}"


def _erasure_faults(node: Node) -> Iterator[str]:
    for event_id, person in node.store.rows.all(
        "SELECT e.id, e.person_of FROM feed_event e JOIN feed_personpart p ON p.event_id = e.id"
        " JOIN feed_personkey k ON k.person_id = e.person_of WHERE LENGTH(k.wrapped) = 0"
    ):
        yield f"event {event_id}: person {person} was erased and her part is still here"
