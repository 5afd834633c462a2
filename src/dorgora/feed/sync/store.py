"""What an exchange keeps beside the log, on a database: grants, mailboxes, marks, and what is kept apart."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.db import connections

from dorgora.feed.event import GENESIS, Event
from dorgora.feed.fold import Projection
from dorgora.feed.keyring import Keyring
from dorgora.feed.store import DjangoStore
from dorgora.feed.sync import gate, wire
from dorgora.feed.sync.exchange import Standing
from dorgora.kernel import clock


class ExchangeDjangoStore(DjangoStore):
    """A `feed.sync.exchange.ExchangeStore` over one database alias."""

    def __init__(
        self, projections: Sequence[Projection], keyring: Keyring, folder: Path, using: str = "default"
    ) -> None:
        super().__init__(projections, keyring, using)
        self.folder = folder
        self.retell: Callable[[set[int]], None] = lambda subjects: None

    def standing(self, feed: int) -> Standing | None:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT g.node_id, n.signing_key, g.ended_at, n.revoked_at FROM feed_grant g"
            " JOIN feed_node n ON n.node_id = g.node_id WHERE g.feed = %s",
            [feed],
        )
        if not found:
            return None
        node_id, key, ended_at, revoked_at = found[0]
        return Standing(node_id, bytes(key), ended_at is None and revoked_at is None)

    def feed_for(self, node_id: int, role: str, place: str) -> int | None:
        """The feed a node now writes for a role at a place: the first granted one that was not left behind."""
        granted = self.rows.all(
            "SELECT feed FROM feed_grant WHERE node_id = %s AND role = %s AND place = %s AND ended_at IS NULL"
            " ORDER BY CASE WHEN spare_for = 0 THEN 0 ELSE 1 END, feed",
            [node_id, role, place],
        )
        left = self._left()
        return next((row[0] for row in granted if row[0] not in left), None)

    def _left(self) -> set[int]:
        return {
            int(row[0][5:]) for row in self.rows.all("SELECT name FROM feed_note WHERE name LIKE 'left:%%'")
        }

    def own_feeds(self) -> list[int]:
        """See `ExchangeStore`: those of the node named in the note `node`."""
        found = self.rows.all(
            "SELECT g.feed FROM feed_grant g JOIN feed_note n ON n.name = 'node' AND n.words = CAST(g.node_id AS TEXT)"
            " WHERE g.spare_for = 0 OR EXISTS (SELECT 1 FROM feed_head h WHERE h.feed = g.feed) ORDER BY g.feed"
        )
        return [row[0] for row in found]

    def note(self, name: str) -> str:
        """A small thing this node remembers; empty when it does not."""
        found = self.rows.all("SELECT words FROM feed_note WHERE name = %s", [name])
        return found[0][0] if found else ""

    def set_note(self, name: str, words: str) -> None:
        """Remembers it."""
        self.rows.put("feed_note", ("name", "words"), 1, [(name, words)])

    def stop_writing(self, feed: int) -> None:
        """See `ExchangeStore`."""
        self.set_note(f"left:{feed}", str(clock.now_seconds()))
        self.alarm("copied_here", 0, feed << 40)

    def acknowledged(self, feed: int) -> int:
        """See `ExchangeStore`."""
        found = self.rows.all("SELECT seq FROM feed_acknowledged WHERE feed = %s", [feed])
        return found[0][0] if found else 0

    def acknowledge(self, feed: int, seq: int, at: int) -> None:
        """See `ExchangeStore`."""
        if self.acknowledged(feed) != seq:
            self.rows.put("feed_acknowledged", ("feed", "seq", "at"), 1, [(feed, seq, at)])

    def inbox(self) -> tuple[int, bytes]:
        """See `ExchangeStore`."""
        found = self.rows.all("SELECT number, hash FROM feed_inbox")
        return (found[0][0], bytes(found[0][1])) if found else (0, GENESIS)

    def set_inbox(self, number: int, digest: bytes) -> None:
        """See `ExchangeStore`."""
        self.rows.put("feed_inbox", ("node_id", "number", "hash"), 1, [(1, number, digest)])

    def deliveries(self, node_id: int, after: int, limit: int) -> list[tuple[int, int, bytes]]:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT number, event_id, hash FROM feed_delivery WHERE node_id = %s AND number > %s"
            " ORDER BY number LIMIT %s",
            [node_id, after, limit],
        )
        return [(row[0], row[1], bytes(row[2])) for row in found]

    def mail_head(self, node_id: int) -> tuple[int, bytes]:
        """The newest delivery of a mailbox."""
        found = self.rows.all(
            "SELECT number, hash FROM feed_delivery WHERE node_id = %s ORDER BY number DESC LIMIT 1",
            [node_id],
        )
        return (found[0][0], bytes(found[0][1])) if found else (0, GENESIS)

    def is_delivered(self, node_id: int, event_ids: Sequence[int]) -> set[int]:
        """Those of the events that the node's mailbox holds already."""
        return {
            row[0]
            for row in self.rows.among(
                f"SELECT event_id FROM feed_delivery WHERE node_id = {int(node_id)} AND event_id IN",
                event_ids,
            )
        }

    def deliver(self, node_id: int, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Adds (number, event id, chain hash) to a mailbox."""
        self.rows.put(
            "feed_delivery",
            ("node_id", "number", "event_id", "hash"),
            2,
            [(node_id, *row) for row in rows],
            replace=False,
        )

    def nodes_of(self, role: str, place: str) -> list[int]:
        """Nodes that now act in a role at a place, the hub (the registry's writer) left out."""
        found = self.rows.all(
            "SELECT DISTINCT g.node_id FROM feed_grant g JOIN feed_node n ON n.node_id = g.node_id"
            " WHERE g.role = %s AND g.place = %s AND g.ended_at IS NULL AND n.revoked_at IS NULL"
            " AND g.node_id NOT IN (SELECT node_id FROM feed_grant WHERE feed = 1) ORDER BY g.node_id",
            [role, place],
        )
        return [row[0] for row in found]

    def writer_of(self, feed: int) -> int:
        """See `MailStore`."""
        found = self.rows.all("SELECT node_id FROM feed_grant WHERE feed = %s", [feed])
        return found[0][0] if found else 0

    def nodes_told_of(self, subjects: Iterable[int]) -> dict[int, set[int]]:
        """See `MailStore`."""
        told: dict[int, set[int]] = {}
        for subject, node_id in self.rows.among(
            "SELECT e.subject_id, d.node_id FROM feed_delivery d JOIN feed_event e ON e.id = d.event_id"
            " JOIN feed_node n ON n.node_id = d.node_id AND n.revoked_at IS NULL WHERE e.subject_id IN",
            subjects,
        ):
            told.setdefault(subject, set()).add(node_id)
        return told

    def nodes_holding(self, person: int) -> set[int]:
        """See `MailStore`."""
        found = self.rows.all(
            "SELECT DISTINCT g.node_id FROM feed_event e JOIN feed_grant g ON g.feed = e.id / 1099511627776"
            " WHERE e.person_of = %s UNION"
            " SELECT DISTINCT d.node_id FROM feed_delivery d JOIN feed_event e ON e.id = d.event_id"
            " WHERE e.person_of = %s",
            [person, person],
        )
        trusted = {row[0] for row in self.rows.all("SELECT node_id FROM feed_node WHERE revoked_at IS NULL")}
        return {row[0] for row in found} & trusted - {self.writer_of(1)}

    def quarantine(self, node_id: int, events: Sequence[Event], reason: str) -> None:
        """See `ExchangeStore`."""
        rows = [
            (
                event.id,
                event.hash,
                node_id,
                reason,
                gate.pack(wire.Delivered(event.id, event.prev, wire.to_wire(event))),
            )
            for event in events
        ]
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO feed_quarantined (event_id, hash, node_id, reason, wire)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (hash) DO NOTHING",
                rows,
            )

    def apart(self, limit: int) -> list[Event]:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT wire FROM feed_quarantined WHERE reason = 'own_branch' ORDER BY id LIMIT %s", [limit]
        )
        kept = [gate.unpack(bytes(row[0]), wire.Delivered) for row in found]
        return [wire.from_wire(one.event, one.id, one.prev) for one in kept]

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        """See `ExchangeStore`."""
        for digest in digests:
            self.rows.run("UPDATE feed_quarantined SET reason = 'kept_by_hub' WHERE hash = %s", [digest])

    def set_aside(self, feed: int, after: int) -> None:
        """See `ExchangeStore`."""
        low, high = (feed << 40) + after, (feed + 1) << 40
        branch = self.read_between(low, high)
        self.quarantine(0, branch, "own_branch")
        for table, column in (
            ("feed_personpart", "event_id"),
            ("feed_todo", "event_id"),
            ("feed_event", "id"),
        ):
            self.rows.run(f"DELETE FROM {table} WHERE {column} > %s AND {column} < %s", [low, high])
        last = self.rows.all("SELECT id, hash FROM feed_event WHERE id = %s", [low])
        self.rows.run("DELETE FROM feed_head WHERE feed = %s", [feed])
        if last:
            self.rows.put(
                "feed_head", ("feed", "seq", "hash", "signature"), 1, [(feed, after, bytes(last[0][1]), b"")]
            )
        subjects = {event.subject for event in branch}
        self.forget_subjects(subjects)
        self.retell(subjects)

    def read_between(self, low: int, high: int) -> list[Event]:
        """Events with an id strictly between two."""
        return self.run_of(low >> 40, low & ((1 << 40) - 1), 1 << 30) if high > low else []

    def alarm(self, code: str, node_id: int, event_id: int) -> None:
        """See `ExchangeStore`; the same alarm again is counted, not repeated."""
        self.rows.run(
            "UPDATE feed_alarm SET n = n + 1 WHERE code = %s AND node_id = %s AND event_id = %s"
            " AND settled_at IS NULL",
            [code, node_id, event_id],
        )
        open_ones = self.rows.all(
            "SELECT 1 FROM feed_alarm WHERE code = %s AND node_id = %s AND event_id = %s AND settled_at IS NULL",
            [code, node_id, event_id],
        )
        if not open_ones:
            self.rows.run(
                "INSERT INTO feed_alarm (at, code, node_id, event_id, n) VALUES (%s, %s, %s, %s, 1)",
                [clock.now_seconds(), code, node_id, event_id],
            )
