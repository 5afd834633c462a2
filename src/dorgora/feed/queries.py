"""What pages may know of the feed: where a file is, when the hub was last heard, and what is wrong."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from dorgora.feed import awaiting, noted
from dorgora.feed import node as nodes
from dorgora.feed.fold import row_place
from dorgora.feed.marks import HELD
from dorgora.feed.store import DjangoStore
from dorgora.kernel import clock
from dorgora.kernel.ids import feed_of, make_id, seq_of
from dorgora.kernel.sealing import open_sealed

MANY_UNSENT = 1000
SPOILT: tuple[Any, ...] = ()
"""Stands for the words of a row that do not open, as a failing disk leaves it: nobody ever sealed nothing."""


class Spoilt(ValueError):
    """The words of a row do not open: what was asked of it is not done, and its page says so."""


@dataclass(frozen=True)
class Where:
    """Where an event is: on this laptop, or with the hub since the hub's own time."""

    received_by_hub_at: datetime | None


@dataclass(frozen=True)
class Contact:
    """The line to the hub. trouble: a code with a sentence, empty when all is well."""

    last_at: datetime | None
    is_online: bool
    bytes_today: int
    trouble: str


@dataclass(frozen=True)
class Backup:
    """The last copy on a second device. n_files: so many it held; n_lacking: so many neither it nor the hub has."""

    at: datetime
    n_files: int
    n_lacking: int


@dataclass(frozen=True)
class AlarmRow:
    """Something a person must look at; once it is settled, when, by whom and what was done."""

    id: int
    at: datetime
    code: str
    node_id: int
    event_id: int
    n: int
    settled_at: datetime | None = None
    settled_by: int = 0
    settled_words: str = ""


@dataclass(frozen=True)
class Laptop:
    """An enrolled node, the hub left out: its (role, place) pairs, and when the hub last heard it."""

    id: int
    name: str
    places: tuple[tuple[str, str], ...]
    heard_at: datetime | None
    is_revoked: bool


def open_rows(
    table: str, column: str, sealed: Sequence[tuple[Any, int, bytes | None]], *, goes_on: bool = False
) -> list[Any]:
    """The words in sealed columns: (row id, whose key, sealed bytes) to plain values, None where erased.

    goes_on: one that does not open is SPOILT, and holds up no other.

    Raises:
        Spoilt: one does not open.
    """
    store = nodes.this().store
    keys = store.keys({owner for _, owner, words in sealed if words is not None})
    opened: list[Any] = []
    for row_id, owner, words in sealed:
        key = keys.get(owner)
        if words is None or key is None:
            opened.append(None)
        else:
            opened.append(_opened(key, row_place(table, row_id, column), words))
    if not goes_on and any(one == SPOILT for one in opened):
        raise Spoilt("sealed words do not open")
    return opened


def _opened(key: bytes, place: bytes, sealed: Any) -> Any:
    try:
        return msgspec.msgpack.decode(open_sealed(key, place, sealed))
    except ValueError:
        return SPOILT


def place_of(event_ids: Iterable[int]) -> dict[int, Where]:
    """For each event whether the hub has said, with its own time, that it holds it.

    What came from another node, or is asked at the hub itself, is with the hub; then the time is this moment's.
    """
    wanted = list(event_ids)
    node = nodes.this()
    acked = {
        feed: (seq, at)
        for feed, seq, at in node.store.rows.all("SELECT feed, seq, at FROM feed_acknowledged")
    }
    own = set(node.store.own_feeds())
    found = {}
    for event_id in wanted:
        seq, at = acked.get(feed_of(event_id), (0, 0))
        is_there = node.is_hub or feed_of(event_id) not in own or seq_of(event_id) <= seq
        found[event_id] = Where(
            clock.from_seconds(at) if is_there and at else (clock.now() if is_there else None)
        )
    return found


def n_unsent() -> int:
    """How many own events the hub has not confirmed."""
    return sum(last - known for _feed, known, last in nodes.this().store.unsent())


def n_subjects_unsent(kinds: Iterable[str]) -> int:
    """How many subjects of these kinds have something of this node's own that the hub has not confirmed.

    MANY_UNSENT stands for that many or more: every page shows this, also after a year without a line.
    """
    store = nodes.this().store
    wanted = frozenset(kinds)
    subjects: set[int] = set()
    for feed, known, last in store.unsent():
        subjects |= _subjects(store, feed, known + 1, last, wanted)
    return min(len(subjects), MANY_UNSENT)


def last_backup(kinds: Iterable[str]) -> Backup | None:
    """What is known of the last copy on a second device; None when none was ever kept. Counts up to MANY_UNSENT."""
    store = nodes.this().store
    note = store.note("backup:kept")
    if not note:
        return None
    kept, wanted = json.loads(note), frozenset(kinds)
    subjects: set[int] = set()
    for feed, known, last in store.unsent():
        after, upto = kept["held"].get(str(feed), (0, 0))
        # The hub may have said since that it holds less than before: then something is missing before it too.
        for first, end in ((known + 1, min(after, last)), (max(known, upto) + 1, last)):
            subjects |= _subjects(store, feed, first, end, wanted)
    return Backup(clock.from_seconds(kept["at"]), kept["files"], min(len(subjects), MANY_UNSENT))


@lru_cache(maxsize=8)
def _subjects(store: DjangoStore, feed: int, first: int, last: int, kinds: frozenset[str]) -> frozenset[int]:
    """The subjects of a stretch of a feed, until there are MANY_UNSENT; what was written once stays as it is."""
    found: set[int] = set()
    while first <= last and len(found) < MANY_UNSENT:
        rows = store.rows.all(
            "SELECT kind, subject_id FROM feed_event WHERE id BETWEEN %s AND %s",
            [make_id(feed, first), make_id(feed, min(first + MANY_UNSENT - 1, last))],
        )
        found.update(subject for kind, subject in rows if kind in kinds)
        first += MANY_UNSENT
    return frozenset(found)


def contact() -> Contact:
    """The line to the hub as it was last known."""
    today = f"bytes:{clock.now():%Y-%m-%d}"
    notes = nodes.this().store.notes("contact:last", "contact:state", "contact:trouble", today)
    last = noted.number(notes["contact:last"])
    return Contact(
        clock.from_seconds(last) if last else None,
        notes["contact:state"] == "online",
        noted.number(notes[today]),
        notes["contact:trouble"],
    )


def own_places() -> list[tuple[str, str]]:
    """The (role, place) pairs this node may write for; at the hub, those no laptop is enrolled for."""
    node = nodes.this()
    found = node.store.rows.all(
        f"SELECT DISTINCT g.role, g.place FROM feed_grant g WHERE g.node_id = %s AND g.ended_at IS NULL AND {HELD}"
        " ORDER BY g.role, g.place",
        [node.identity.node_id],
    )
    return [(role, place) for role, place in found]


def writer_of(role: str, place: str) -> list[int]:
    """The nodes, the hub left out, that act in a role at a place."""
    return nodes.this().store.nodes_of(role, place)


def alarms() -> list[AlarmRow]:
    """Open alarms, newest first."""
    return _alarms("settled_at IS NULL ORDER BY id DESC LIMIT 100")


def settled_alarms(most: int = 20) -> list[AlarmRow]:
    """Alarms that were settled, the last one first."""
    return _alarms("settled_at IS NOT NULL ORDER BY settled_at DESC, id DESC LIMIT %s", most)


def alarm(alarm_id: int) -> AlarmRow | None:
    """One alarm, open or settled."""
    return next(iter(_alarms("id = %s", alarm_id)), None)


def was_alarmed(code: str, node_id: int, event_id: int) -> bool:
    """Whether this alarm was ever raised, settled since or not."""
    found = "SELECT 1 FROM feed_alarm WHERE code = %s AND node_id = %s AND event_id = %s LIMIT 1"
    return bool(nodes.this().store.rows.all(found, [code, node_id, event_id]))


def _alarms(which: str, *values: int) -> list[AlarmRow]:
    columns = "id, at, code, node_id, event_id, n, settled_at, settled_by, settled_words"
    found = nodes.this().store.rows.all(f"SELECT {columns} FROM feed_alarm WHERE {which}", values)
    return [_alarm_row(row) for row in found]


def _alarm_row(row: tuple[Any, ...]) -> AlarmRow:
    number, at, code, node_id, event_id, n, settled_at, settled_by, words = row
    settled = None if settled_at is None else clock.from_seconds(settled_at)
    return AlarmRow(
        number, clock.from_seconds(at), code, node_id, event_id, n, settled, settled_by or 0, words
    )


def laptops() -> list[Laptop]:
    """All enrolled nodes but this one, in the order of their enrolment."""
    node = nodes.this()
    grants: dict[int, list[tuple[str, str]]] = {}
    for node_id, role, place in node.store.rows.all(
        "SELECT DISTINCT node_id, role, place FROM feed_grant WHERE ended_at IS NULL ORDER BY role, place"
    ):
        grants.setdefault(node_id, []).append((role, place))
    heard = dict(node.store.rows.all("SELECT name, words FROM feed_note WHERE name LIKE 'heard:%%'"))
    found = node.store.rows.all("SELECT node_id, name, revoked_at FROM feed_node ORDER BY node_id")
    return [
        Laptop(
            node_id, name, tuple(grants.get(node_id, ())), _instant(heard, node_id), revoked_at is not None
        )
        for node_id, name, revoked_at in found
        if node_id != node.identity.node_id
    ]


def _instant(heard: dict[str, str], node_id: int) -> datetime | None:
    at = noted.number(heard.get(f"heard:{node_id}", ""))
    return clock.from_seconds(at) if at else None


def is_awaited(subject: int) -> bool:
    """Whether this is a hub that went back, and somebody who may know more of the subject was not heard since."""
    return bool(awaiting.awaited(nodes.this(), subject))


def holding(people: Sequence[int]) -> dict[int, set[int]]:
    """For each citizen the nodes still trusted that hold, or held, person parts of hers."""
    return nodes.this().store.nodes_holding_each(people)
