"""After every action: what the tables say = what the log says = what a fresh node says that only got batches."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from dorgora.feed import node as nodes
from dorgora.feed import rebuilding
from dorgora.feed.event import Event
from dorgora.feed.generations import is_registry
from dorgora.feed.rows import Rows
from dorgora.feed.sync import gate, wire
from dorgora.feed.sync.exchange import opening_keys

LOG_TABLES = ("feed_event", "feed_personpart", "feed_personkey", "feed_head", "feed_start", "feed_todo")
Tables = dict[str, list[tuple[Any, ...]]]


@contextmanager
def retold(seed: int | None = None) -> Iterator[None]:
    """Runs the block, then demands that live, rebuilt and a fresh second node hold the same."""
    yield
    seed = random.randrange(1 << 30) if seed is None else seed
    live = tables()
    differences = [
        one
        for part in rebuilding.subjects(nodes.this(), None)
        for one in rebuilding.differences(nodes.this(), part)
    ]
    assert differences == []
    assert _tried(_rebuild) == live, "tables rebuilt from the log differ"
    assert _tried(lambda: _second_node(random.Random(seed))) == live, f"a second node differs (seed {seed})"


def tables() -> Tables:
    """Every projection table of this node, rows in order of their key, bytes as bytes."""
    rows = Rows("default")
    found: Tables = {}
    for projection in nodes.this().log.projections:
        for table, columns in projection.tables.items():
            whole = ", ".join((*columns, "subject_id", "told_version"))
            found[table] = _plain(rows.all(f"SELECT {whole} FROM {table} ORDER BY {columns[0]}"))
    found["feed_contribution"] = _plain(
        rows.all(
            "SELECT projection, subject_id, cells FROM feed_contribution ORDER BY projection, subject_id"
        )
    )
    found["feed_counter"] = _plain(
        sorted(rows.all("SELECT projection, cell, n FROM feed_counter WHERE n <> 0"))
    )
    return found


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]


def _tried(does: Any) -> Tables:
    """What the tables hold after `does`, which is then undone."""
    try:
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # what is undone here was promised to nobody
        with undone:
            does()
            held = tables()
            raise _Undo
    except _Undo:
        return held


class _Undo(Exception):
    pass


def _empty(names: list[str]) -> None:
    with connections["default"].cursor() as cursor:
        for name in names:
            cursor.execute(f"DELETE FROM {name}")
    nodes.this().store._authors.clear()


def _projection_tables() -> list[str]:
    return [*tables(), "feed_contribution", "feed_counter"]


def _rebuild() -> None:
    _empty(_projection_tables())
    # Who writes which feed is known before what the feeds say can be told, as in an exchange.
    rebuilding.rebuild("registry", say=lambda line: None)
    rebuilding.rebuild(say=lambda line: None)


def _second_node(chance: random.Random) -> None:
    """Empties everything, then takes the same events as packed batches, feeds interleaved as chance has it."""
    store = nodes.this().store
    events = store.opened(
        store.rows.all(
            "SELECT e.id, e.kind, e.version, e.subject_id, e.by_id, e.at, e.seen, e.person_of, e.facts,"
            " e.person_digest, e.prev, e.hash, p.sealed FROM feed_event e"
            " LEFT JOIN feed_personpart p ON p.event_id = e.id ORDER BY e.id"
        )
    )
    batches = [(_packed(part), opening_keys(part, store)) for part in _dealt(events, chance)]
    erased = [
        row[0] for row in store.rows.all("SELECT person_id FROM feed_personkey WHERE LENGTH(wrapped) = 0")
    ]
    _empty([*LOG_TABLES, *_projection_tables()])
    for person in erased:
        store.rows.put("feed_personkey", ("person_id", "wrapped"), 1, [(person, b"")])
    for packed, keys in batches:
        delivered = gate.unpack(packed, tuple[wire.Delivered, ...])
        took = [wire.from_wire(one.event, one.id, one.prev) for one in delivered]
        nodes.this().log.receive_delivered(took, keys)


def _packed(events: list[Event]) -> bytes:
    return gate.pack(tuple(wire.Delivered(one.id, one.prev, wire.to_wire(one)) for one in events))


def _dealt(events: list[Event], chance: random.Random) -> Iterator[list[Event]]:
    """Batches of one to five: the registry first, as an exchange has it; then each feed in its own order.

    A person's key comes with the event that opens her, so that event is never behind one that needs it.
    """
    registry = [event for event in events if is_registry(event.feed)]
    if registry:
        yield registry
    waiting: dict[int, list[Event]] = {}
    for event in events:
        if not is_registry(event.feed):
            waiting.setdefault(event.feed, []).append(event)
    here: set[int] = set()
    while waiting:
        able = [
            feed
            for feed, row in waiting.items()
            if row[0].person_of in (0, row[0].id) or row[0].person_of in here
        ]
        row = waiting[chance.choice(able or list(waiting))]
        n = 1
        while n < min(len(row), chance.randint(1, 5)) and row[n].person_of in (0, row[n].id, *here):
            n += 1
        taken, rest = row[:n], row[n:]
        here.update(event.id for event in taken if event.person_of == event.id)
        if rest:
            waiting[taken[0].feed] = rest
        else:
            del waiting[taken[0].feed]
        yield taken
