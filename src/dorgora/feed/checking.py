"""`dorgora check`: everything a node holds against the log, naming the event at fault."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from django.db import DatabaseError, connections

from dorgora.feed import delivered, noted, projecting, unsigned, versions
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Event, Head, hash_of
from dorgora.feed.fold import is_cleared
from dorgora.feed.node import Node
from dorgora.feed.rebuilding import Say, differences, orphans, subjects
from dorgora.feed.sync.footing import Start, hash_at
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel.ids import MAX_FEED, make_id, seq_of
from dorgora.kernel.sealing import person_digest
from dorgora.kernel.signing import is_signed

STEP = 1000


def check(say: Say = print) -> int:
    """Checks chains, heads, person parts, tables, sums, erasures, mailboxes, indexes; gives the number of faults."""
    node = nodes.this()
    n_faults = 0
    for fault in faults(node):
        n_faults += 1
        say(fault)
    if behind := versions.behind(node):
        say(f"still being told again: {', '.join(one.name for one in behind)}")
    say("all is well" if not n_faults else f"{n_faults} faults")
    return n_faults


def faults(node: Node) -> Iterator[str]:
    """Each fault in words; what a damaged file holds is not asked any further."""
    broken = list(file_faults(connections[node.store.using]))
    yield from broken
    if broken:
        return
    try:
        yield from _log_faults(node)
    except (DatabaseError, TypeError, ValueError, OverflowError, MemoryError):
        # The others: on SQLite a hand may leave text where bytes belong, or a number.
        yield "the database does not give all that it holds: the rest could not be checked"


def file_faults(connection: Any) -> Iterator[str]:
    """Pages of a laptop's file that are not as they were written, and tables that do not hang together.

    PostgreSQL looks at its pages itself, as it reads them.
    """
    if connection.vendor != "sqlite":
        return
    for looks_at in ("cipher_integrity_check", "integrity_check"):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA {looks_at}")
                found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        except DatabaseError:
            found = ["it cannot be read"]
        yield from (f"the database file is damaged: {one}" for one in found)


def _log_faults(node: Node) -> Iterator[str]:
    yield from _nowhere_faults(node)
    for feed in unsigned.feeds(node):
        head = node.store.head(feed)
        if head is not None:
            yield from chain_faults(node, head)
        yield from _unsigned_faults(node, feed)
    yield from _body_faults(node)
    behind = versions.behind(node)
    for part in subjects(node, None):
        for subject, table in differences(node, part, behind):
            yield f"table {table} does not say what the log says of {subject}"
    yield from _orphan_faults(node)
    yield from _sum_faults(node)
    yield from _erasure_faults(node)
    yield from delivered.faults(node)
    yield from noted.faults(node)
    yield from _index_faults(node)


def _nowhere_faults(node: Node) -> Iterator[str]:
    """Heads and events under numbers that no feed bears."""
    for (feed,) in node.store.rows.all(
        "SELECT feed FROM feed_head WHERE feed < 1 OR feed > %s ORDER BY feed", [MAX_FEED]
    ):
        yield f"feed {feed}: there is a head, and no feed bears that number"
    for event_id in unsigned.nowhere(node):
        yield f"event {event_id} stands in no feed: nobody signed for it"


def _unsigned_faults(node: Node, feed: int) -> Iterator[str]:
    """Events here that nobody signed for; a feed that is heard whole and has no head lost it."""
    found = unsigned.events(node, feed)
    is_headless = node.store.head(feed) is None
    if found and is_headless and (node.is_hub or feed in node.store.own_feeds()):
        yield f"feed {feed}: the head over event {found[0]} and those after it is missing"
        return
    above = "no mailbox brought it" if is_headless else "it stands above the signed head"
    for event_id in found:
        yield f"feed {feed}: nobody signed for event {event_id} (number {seq_of(event_id)}): {above}"


def chain_faults(node: Node, head: Head, after: int = 0) -> Iterator[str]:
    """Faults of one feed, from its start, its snapshot or a verified number to its signed head; after it no gaps."""
    seq, prev = after, hash_at(node.store, head.feed, after) or GENESIS
    try:
        start = node.store.start(head.feed)
    except ValueError:
        yield f"feed {head.feed}: what its snapshot held is not the one written"
        return
    if start is not None and after < start.head.seq:
        yield from _snapshot_faults(node, start)
        seq, prev = start.head.seq, start.head.hash
    last = yield from _run_faults(node, head.feed, seq, prev, head.seq)
    if last not in (None, head.hash):
        yield f"feed {head.feed}: the head at number {head.seq} is not the last event's"
    yield from _signature_faults(node, head)


def _run_faults(
    node: Node, feed: int, seq: int, prev: bytes, last: int
) -> Generator[str, None, bytes | None]:
    """The first fault of events after `seq` up to `last`; gives the hash of the last one when there is none.

    An empty `prev` stands for an event that is not here: nothing is asked of the first one's chain.
    """
    while seq < last:
        run = node.store.chain_of(feed, seq, min(STEP, last - seq))
        if not run:
            yield f"feed {feed}: event {make_id(feed, seq + 1)} (number {seq + 1}) is missing"
            return None
        for event in run:
            seq += 1
            if event.seq != seq:
                yield f"feed {feed}: event {make_id(feed, seq)} (number {seq}) is missing"
                return None
            if prev not in (b"", event.prev) or hash_of(event) != event.hash:
                yield f"feed {feed}: event {event.id} (number {seq}) is not the one written"
                return None
            prev = event.hash
    return prev


def _snapshot_faults(node: Node, start: Start) -> Iterator[str]:
    """Faults of what a snapshot brought: each number is here, and neighbours are chained."""
    feed = start.head.feed
    for first, last in start.held:
        prev = yield from _run_faults(node, feed, first - 1, GENESIS if first == 1 else b"", last)
        if last == start.head.seq and prev not in (None, start.head.hash):
            yield f"feed {feed}: the head of its snapshot at number {last} is not that event's"
    yield from _signature_faults(node, start.head)


def _signature_faults(node: Node, head: Head) -> Iterator[str]:
    """A head that nobody signed, or somebody whose feed it is not: whoever alters events can make every hash fit."""
    if not any(is_signed(key, head.message(), head.signature) for key in node.store.keys_of(head.feed)):
        yield f"feed {head.feed}: the head at number {head.seq} is not signed by its writer"


def verify_since_mark(node: Node, most: int) -> tuple[list[str], bool]:
    """The next part of what a node does at every start: its own chains, from where they last held to their ends.

    At most so many events of each feed: what a power cut can reach is looked at before the first page, and a disk
    that was never looked at does not hold the counter up. A fault is an alarm, and the mark stays before it. Gives
    the faults in words, and whether there is more to look at.
    """
    found: list[str] = []
    is_more = False
    for feed in node.store.own_feeds():
        head = node.store.head(feed)
        mark = max(min(noted.number(node.store.note(f"verified:{feed}")), head.seq if head else 0), 0)
        until = min(mark + most, head.seq) if head else 0
        prev = hash_at(node.store, feed, mark) or GENESIS
        is_rest = head is None or until == head.seq
        if head is None:
            faults_here = []
        elif is_rest:
            faults_here = list(chain_faults(node, head, mark))
        else:
            faults_here = list(_run_faults(node, feed, mark, prev, until))
        if is_rest:
            faults_here += _unsigned_faults(node, feed)
        with writing(BACKGROUND):
            if faults_here:
                node.store.alarm("own_chain_broken", 0, make_id(feed, max(mark, 1)))
            else:
                node.store.set_note(f"verified:{feed}", str(until))
                is_more = is_more or not is_rest
        found += faults_here
    return found, is_more


def _body_faults(node: Node) -> Iterator[str]:
    for part in subjects(node, None):
        told = node.store.events_of(part)
        cleared = {
            subject
            for subject, events in told.items()
            if is_cleared(events, node.log.kinds, node.store.author)
        }
        events = [event for of_one in told.values() for event in of_one]
        for event in events:
            if hash_of(event) != event.hash:
                yield f"event {event.id} is not the one written"
            if event.subject in cleared and event.person is not None:
                yield f"event {event.id}: {event.subject} was cleared and its words are still here"
        bearing = [one for one in events if one.person_digest or one.person is not None]
        yield from _part_faults(node, [one for one in bearing if one.subject not in cleared])


def _part_faults(node: Node, events: Sequence[Event]) -> Iterator[str]:
    """Person parts that are not those the events bear witness to, or are missing and were neither erased nor let go."""
    keys = node.store.keys({event.person_of for event in events})
    bare = [event for event in events if event.person is None]
    closed = _closed_parts(node, bare)
    let_go = node.store.were_let_go({event.subject for event in bare})
    for event in events:
        key = keys.get(event.person_of)
        is_erased = event.person_of in keys and key is None
        if (event.id in closed and not is_erased) or (
            event.person is not None
            and (key is None or person_digest(key, event.id, event.person) != event.person_digest)
        ):
            yield f"event {event.id}: its person part is not the one written"
        elif event.person is None and key is not None and event.subject not in let_go:
            yield f"event {event.id}: its person part is missing"


def _closed_parts(node: Node, events: Sequence[Event]) -> set[int]:
    """Those of the events, none of them with words, whose part is here all the same and does not open."""
    bear = [event.id for event in events]
    return {
        row[0]
        for row in node.store.rows.among("SELECT event_id FROM feed_personpart WHERE event_id IN", bear)
    }


def _orphan_faults(node: Node) -> Iterator[str]:
    for projection in node.log.projections:
        for table, where, values in orphans(projection):
            for (subject,) in node.store.rows.all(
                f"SELECT DISTINCT subject_id FROM {table} WHERE {where} ORDER BY subject_id", values
            ):
                yield f"table {table} speaks of {subject}, of which the log says nothing"


def _sum_faults(node: Node) -> Iterator[str]:
    for projection in node.log.projections:
        for cell, (held, summed) in sorted(node.store.rows.miscounted(projection.name).items()):
            yield f"counter {projection.name} {cell} says {held}, its records say {summed}"


def _index_faults(node: Node) -> Iterator[str]:
    """What modules keep beside their tables to find things by, but for what the worker has still to look at."""
    found = [one for look in projecting.local_faults() for one in look()]
    # Asked afterwards: what was written while they looked waits for the worker.
    waiting = (
        "SELECT e.subject_id FROM feed_todo t JOIN feed_event e ON e.id = t.event_id WHERE e.subject_id IN"
    )
    due = {row[0] for row in node.store.rows.among(waiting, {subject for subject, _ in found})}
    yield from (fault for subject, fault in found if subject not in due)


def _erasure_faults(node: Node) -> Iterator[str]:
    for event_id, person in node.store.rows.all(
        "SELECT e.id, e.person_of FROM feed_event e JOIN feed_personpart p ON p.event_id = e.id"
        " JOIN feed_personkey k ON k.person_id = e.person_of WHERE LENGTH(k.wrapped) = 0"
    ):
        yield f"event {event_id}: person {person} was erased and her part is still here"
