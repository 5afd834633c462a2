"""A store in memory that forgets like a disk: what was not committed and fsynced is gone after a power cut."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

import msgspec

from dorgora.feed import durable, generations
from dorgora.feed.core import Log, tell_anew
from dorgora.feed.event import GENESIS, Event, Head
from dorgora.feed.fold import Author, Projection, Sealed, Telling
from dorgora.feed.sync.exchange import Standing
from dorgora.feed.sync.footing import Start
from dorgora.kernel.ids import feed_of, make_id

TABLES = (
    "events", "of_subject", "of_person", "heads", "keys", "todo", "rows_of", "counts", "counters",
    "mail", "mail_head", "delivered", "told_of", "quarantine", "alarms", "acked", "handed", "stopped", "aside",
    "start", "signed", "went_on",
)  # fmt: skip
LOCAL = frozenset({"alarms", "went_on"})
ABSENT = object()
NOBODY = Author("", "")
EMPTY = Telling({}, {})
Change = tuple[str, Any, Any]


@lru_cache(maxsize=16)
def author_of(role_and_place: tuple[str, str]) -> Author:
    return Author(*role_and_place)


class PowerCut(BaseException):
    """The machine is off, in the middle of whatever it did."""


class Broken(AssertionError):
    """A table would hold what a database refuses: the same key twice."""


class MemoryStore:
    """Everything a node keeps. Every change is journalled, so it can be undone to the last fsync."""

    def __init__(self, projections: Sequence[Projection], node_id: int) -> None:
        self.projections = projections
        self.node_id = node_id
        # Each table that is told is one here too, key to (subject, row): the few grants are asked for at every turn.
        told = [name for projection in projections for name in projection.tables]
        self.tables: dict[str, dict[Any, Any]] = {name: {} for name in (*TABLES, *told)}
        self.journal: list[Change] = []
        self.unsynced: list[Change] = []
        self.last: list[Change] = []
        self.cut_in: int | None = None
        self.log: Log | None = None

    # what a disk does

    def transaction(self) -> AbstractContextManager[None]:
        """As a node writes: whether what it wrote is on the disk at the end is the program's own business."""
        return durable.promised(self._commit(), self.fsync)

    @contextmanager
    def _commit(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._undo(self.journal)
            raise
        self.last, self.journal = self.journal, []
        self.unsynced += self.last

    def fsync(self) -> None:
        """The disk has all that was committed."""
        self.unsynced = []

    def lose_power(self) -> None:
        self._undo(self.journal)
        self._undo(self.unsynced)
        self.cut_in = None

    def image(self) -> dict[str, dict[Any, Any]]:
        """A copy of what is on the disk; only taken between transactions."""
        return {name: dict(rows) for name, rows in self.tables.items()}

    def load(self, image: Mapping[str, Mapping[Any, Any]]) -> None:
        self.tables = {name: dict(rows) for name, rows in image.items()}
        self.journal, self.unsynced, self.last = [], [], []

    def _undo(self, changes: list[Change]) -> None:
        while changes:
            table, key, old = changes.pop()
            if old is ABSENT:
                self.tables[table].pop(key, None)
            else:
                self.tables[table][key] = old

    def _put(self, table: str, key: Any, value: Any) -> None:
        rows = self.tables[table]
        old = rows.get(key, ABSENT)
        if old is value or old == value:
            return
        if self.cut_in is not None:
            self.cut_in -= 1
            if self.cut_in < 0:
                raise PowerCut
        self.journal.append((table, key, old))
        if value is ABSENT:
            del rows[key]
        else:
            rows[key] = value

    # feed.core.Store

    def head(self, feed: int) -> Head | None:
        return self.tables["heads"].get(feed)

    def claim(self, feed: int) -> Head | None:
        return self.head(feed)

    def set_head(self, head: Head) -> None:
        self._put("heads", head.feed, head)

    def author(self, feed: int) -> Author:
        grant = self.tables["feed_grant"].get(feed)
        return author_of(grant[1][2:4]) if grant else NOBODY

    def add(self, events: Sequence[Event]) -> None:
        keys, of_subject = self.tables["keys"], self.tables["of_subject"]
        for event in events:
            if event.person is not None and keys.get(event.person_of) is None:
                event = msgspec.structs.replace(event, person=None)
            self._put("events", event.id, event)
            self._put("of_subject", event.subject, (*of_subject.get(event.subject, ()), event.id))
            if event.person_of:
                of_person = self.tables["of_person"].get(event.person_of, ())
                self._put("of_person", event.person_of, (*of_person, event.id))
            self._put("todo", event.id, True)

    def add_words(self, events: Sequence[Event]) -> None:
        for event in events:
            if self.tables["keys"].get(event.person_of) is not None:
                self._put("events", event.id, event)
                self._put("todo", event.id, True)

    def wordless(self, event_ids: Iterable[int]) -> set[int]:
        events, keys = self.tables["events"], self.tables["keys"]
        bare = {one for one in event_ids if one in events and events[one].person is None}
        return {
            one for one in bare if events[one].person_of and keys.get(events[one].person_of, b"") is not None
        }

    def held(self, event_ids: Iterable[int]) -> dict[int, bytes]:
        events = self.tables["events"]
        return {event_id: events[event_id].hash for event_id in event_ids if event_id in events}

    def events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        events, of_subject = self.tables["events"], self.tables["of_subject"]
        return {one: [events[i] for i in of_subject[one]] for one in subjects if one in of_subject}

    def claim_events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        return self.events_of(subjects)

    def keys(self, persons: Iterable[int]) -> dict[int, bytes | None]:
        keys = self.tables["keys"]
        return {person: keys[person] for person in persons if person in keys}

    def add_keys(self, keys: Mapping[int, bytes]) -> None:
        for person, key in keys.items():
            if person not in self.tables["keys"]:
                self._put("keys", person, key)

    def erase(self, person: int) -> set[int]:
        self._put("keys", person, None)
        subjects = set()
        for event_id in self.tables["of_person"].get(person, ()):
            event = self.tables["events"][event_id]
            self._put("events", event_id, msgspec.structs.replace(event, person=None))
            subjects.add(event.subject)
        return subjects

    def clear(self, subjects: Collection[int]) -> None:
        for event_id in [one for subject in subjects for one in self.tables["of_subject"][subject]]:
            event = self.tables["events"][event_id]
            self._put("events", event_id, msgspec.structs.replace(event, person=None))

    def write(self, tellings: Mapping[int, dict[str, Telling]], fresh: set[int]) -> None:
        for subject, by_name in tellings.items():
            for projection in self.projections:
                if projection.name in by_name:
                    self._write_one(projection, subject, by_name[projection.name])

    def _write_one(self, projection: Projection, subject: int, telling: Telling) -> None:
        for table in projection.tables:
            new = self.opened(telling.rows.get(table, ()))
            old = self.tables["rows_of"].get((table, subject), ())
            if new == old:
                continue
            kept = {row[0] for row in new}
            for row in old:
                if row[0] not in kept:
                    self._put(table, row[0], ABSENT)
            for row in new:
                owner = self.tables[table].get(row[0])
                if owner is not None and owner[0] != subject:
                    raise Broken(f"{table} {row[0]} is told by {owner[0]} and by {subject}")
                self._put(table, row[0], (subject, row))
            self._put("rows_of", (table, subject), new or ABSENT)
        self._count(projection.name, subject, telling.counts)

    def _count(self, name: str, subject: int, counts: Mapping[str, int]) -> None:
        new = {cell: n for cell, n in counts.items() if n}
        old = self.tables["counts"].get((name, subject), {})
        if new == old:
            return
        for cell in {**new, **old}:
            change = new.get(cell, 0) - old.get(cell, 0)
            if change:
                total = self.tables["counters"].get((name, cell), 0) + change
                self._put("counters", (name, cell), total)
        self._put("counts", (name, subject), new or ABSENT)

    def opened(self, rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
        """Rows as the tables hold them: what is sealed under a key that is gone is None."""
        return tuple(
            [tuple([self._open(value) if type(value) is Sealed else value for value in row]) for row in rows]
        )

    def told(self, table: str) -> list[tuple[Any, ...]]:
        """The rows of a table that is told."""
        return [row for _, row in self.tables[table].values()]

    def _open(self, value: Sealed) -> Any:
        return value.words if self.tables["keys"].get(value.owner) else None

    # both sides of an exchange

    def run_of(self, feed: int, after: int, limit: int) -> list[Event]:
        events = self.tables["events"]
        found: list[Event] = []
        while len(found) < limit and (event := events.get((feed << 40) + after + len(found) + 1)) is not None:
            found.append(event)
        return found

    def read(self, column: str, values: Sequence[int]) -> list[Event]:
        assert column == "e.id"
        return [self.tables["events"][one] for one in sorted(values) if one in self.tables["events"]]

    def quarantine(
        self, node_id: int, events: Sequence[Event], reason: str, keys: Mapping[bytes, bytes]
    ) -> None:
        for event in events:
            if event.hash not in self.tables["quarantine"]:
                self._put("quarantine", event.hash, (node_id, reason, event.id, keys.get(event.hash, b"")))

    def apart_at(self, node_id: int, event_id: int) -> list[bytes]:
        rows = self.tables["quarantine"].items()
        return [digest for digest, row in rows if (row[0], row[2]) == (node_id, event_id)]

    def is_apart(self, digests: Sequence[bytes]) -> set[bytes]:
        return {one for one in digests if one in self.tables["quarantine"]}

    def n_about(self, feed: int, subjects: Iterable[int]) -> dict[int, int]:
        about = self.events_of(subjects)
        return {one: n for one, events in about.items() if (n := sum(event.feed == feed for event in events))}

    def size_apart(self, node_id: int) -> tuple[int, int]:
        return sum(row[0] == node_id for row in self.tables["quarantine"].values()), 0

    def alarm(self, code: str, node_id: int, event_id: int) -> None:
        self._put("alarms", (code, node_id, event_id), True)

    # the hub's side

    def _grant(self, feed: int) -> tuple[Any, ...] | None:
        found = self.tables["feed_grant"].get(feed)
        return found[1] if found else None

    def node(self, node_id: int) -> tuple[Any, ...] | None:
        found = self.tables["feed_node"].get(node_id)
        return found[1] if found else None

    def standing(self, feed: int) -> Standing | None:
        found = self.tables["feed_grant"].get(feed)
        if found is None or (node := self.node(found[1][1])) is None:
            return None
        grant = found[1]
        is_open = grant[5] is None and node[4] is None
        last = grant[6] if grant[5] is not None and node[4] is None else -1
        return Standing(grant[1], node[2], is_open, grant[4] != 0, last)

    def keys_of(self, feed: int) -> list[bytes]:
        grant = self._grant(feed)
        keys = self.told("feed_nodekey")
        return [one[2] for one in sorted(keys, reverse=True) if grant is not None and one[1] == grant[1]]

    def deliveries(self, node_id: int, after: int, limit: int) -> list[tuple[int, int, bytes]]:
        mail = self.tables["mail"]
        found: list[tuple[int, int, bytes]] = []
        while len(found) < limit and (row := mail.get((node_id, after + len(found) + 1))) is not None:
            found.append(row)
        return found

    def writer_of(self, feed: int) -> int:
        grant = self._grant(feed)
        return grant[1] if grant else 0

    def is_trusted(self, node_id: int) -> bool:
        node = self.node(node_id)
        return node_id != self.node_id and node is not None and node[4] is None

    def nodes_of(self, role: str, place: str) -> list[int]:
        grants = self.told("feed_grant")
        return sorted({one[1] for one in grants if one[2:4] == (role, place) and self.is_trusted(one[1])})

    def nodes_told_of(self, subjects: Iterable[int]) -> dict[int, set[int]]:
        told_of = self.tables["told_of"]
        return {one: {n for n in told_of.get(one, ()) if self.is_trusted(n)} for one in subjects}

    def nodes_holding(self, person: int) -> set[int]:
        events = self.tables["of_person"].get(person, ())
        nodes = {self.writer_of(feed_of(one)) for one in events}
        nodes |= {n for n, event_id in self.tables["delivered"] if event_id in events}
        return {one for one in nodes if self.is_trusted(one)}

    def mail_head(self, node_id: int) -> tuple[int, bytes]:
        return self.tables["mail_head"].get(node_id, (0, GENESIS))

    def claim_mail(self, node_id: int) -> tuple[int, bytes]:
        return self.mail_head(node_id)

    def is_delivered(self, node_id: int, event_ids: Sequence[int]) -> set[int]:
        return {one for one in event_ids if (node_id, one) in self.tables["delivered"]}

    def deliver(self, node_id: int, rows: Sequence[tuple[int, int, bytes]]) -> None:
        told_of = self.tables["told_of"]
        for number, event_id, digest in rows:
            self._put("mail", (node_id, number), (number, event_id, digest))
            self._put("delivered", (node_id, event_id), True)
            subject = self.tables["events"][event_id].subject
            self._put("told_of", subject, told_of.get(subject, frozenset()) | {node_id})
            self._put("mail_head", node_id, (number, digest))

    def cut_mail(self, node_id: int, after: int) -> list[int]:
        cut = self.deliveries(node_id, after, 1 << 30)
        base = self.tables["mail"].get((node_id, after), (0, 0, GENESIS))
        for number, event_id, _ in cut:
            self._put("mail", (node_id, number), ABSENT)
            self._put("delivered", (node_id, event_id), ABSENT)
            subject = self.tables["events"][event_id].subject
            others = [
                one
                for one in self.tables["of_subject"][subject]
                if (node_id, one) in self.tables["delivered"]
            ]
            if not others:
                self._put("told_of", subject, self.tables["told_of"][subject] - {node_id})
        self._put("mail_head", node_id, (after, base[2]))
        return [event_id for _, event_id, _ in cut]

    def registry(self) -> int:
        return self.tables["went_on"].get("registry", 1)

    def set_registry(self, feed: int) -> None:
        self._put("went_on", "registry", feed)

    def is_heard(self, node_id: int) -> bool:
        return self.tables["went_on"].get(node_id, 1) == self.registry()

    def set_heard(self, node_id: int) -> None:
        self._put("went_on", node_id, self.registry())

    def done(self, event_ids: Iterable[int]) -> None:
        for event_id in event_ids:
            self._put("todo", event_id, ABSENT)

    def granted_feeds(self) -> list[int]:
        return list(self.tables["feed_grant"])

    def feed_in(self, feeds: range, role: str, place: str) -> int:
        found = [self._grant(feed) for feed in sorted(self.granted_feeds()) if feed in feeds]
        return next((one[0] for one in found if one and one[1:4] == (self.node_id, role, place)), 0)

    # a node's side

    def own_feeds(self) -> list[int]:
        grants = self.tables["feed_grant"].values()
        return sorted([one[0] for _, one in grants if one[1] == self.node_id])

    def acknowledged(self, feed: int) -> int:
        return self.tables["acked"].get(feed, 0)

    def acknowledge(self, feed: int, seq: int, at: int) -> None:
        self._put("acked", feed, seq)

    def start(self, feed: int) -> Start | None:
        return self.tables["start"].get(feed)

    def set_start(self, start: Start) -> None:
        self._put("start", start.head.feed, start)

    def handed_over(self, feed: int) -> int:
        return self.tables["handed"].get(feed, 0)

    def hand_over(self, feed: int, seq: int) -> None:
        self._put("handed", feed, seq)

    def inbox(self) -> tuple[int, bytes]:
        return self.mail_head(self.node_id)

    def set_inbox(self, rows: Sequence[tuple[int, int, bytes]]) -> None:
        for row in rows:
            self._put("mail", (self.node_id, row[0]), row)
        self._put("mail_head", self.node_id, (rows[-1][0], rows[-1][2]))

    def shared_feeds(self) -> list[int]:
        grants = self.tables["feed_grant"].values()
        return [one[0] for _, one in grants if one[2] == "hub" and one[3] in generations.SHARED_PLACES]

    def keep_signature(self, stream: int, number: int, signature: bytes) -> None:
        self._put("signed", stream, (*self.tables["signed"].get(stream, ()), (number, signature)))

    def signed_after(self, stream: int, after: int) -> tuple[int, bytes] | None:
        return next((one for one in self.tables["signed"].get(stream, ()) if one[0] > after), None)

    def set_aside(self, feed: int, after: int) -> None:
        """See `ExchangeStore`; the keys of persons that the branch opened leave the log with it."""
        head = self.head(feed)
        branch = self.run_of(feed, after, head.seq - after) if head else []
        for event in branch:
            key = self.tables["keys"].get(event.id) if event.person_of == event.id else None
            self._put("aside", event.hash, (event, False, key or b""))
            self._put("events", event.id, ABSENT)
            self._without("of_subject", event.subject, event.id)
            if event.person_of:
                self._without("of_person", event.person_of, event.id)
            if event.person_of == event.id:
                self._put("keys", event.id, ABSENT)
            self._put("todo", event.id, ABSENT) if event.id in self.tables["todo"] else None
        base = self.tables["events"][make_id(feed, after)].hash if after else b""
        self._put("heads", feed, Head(feed, after, base) if after else ABSENT)
        assert self.log is not None
        tell_anew(self.log, {event.subject for event in branch})

    def _without(self, table: str, key: int, event_id: int) -> None:
        left = tuple(one for one in self.tables[table][key] if one != event_id)
        self._put(table, key, left or ABSENT)

    def stop_writing(self, feed: int) -> bool:
        is_new = feed not in self.tables["stopped"]
        self._put("stopped", feed, True)
        return is_new

    def apart(self, limit: int) -> list[tuple[Event, bytes]]:
        left = sorted((event.id, event.hash) for event, kept, _ in self.tables["aside"].values() if not kept)
        return [self.tables["aside"][digest][::2] for _, digest in left[:limit]]

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        for digest in digests:
            if digest in self.tables["aside"]:
                event, _, key = self.tables["aside"][digest]
                self._put("aside", digest, (event, True, key))
