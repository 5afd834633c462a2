"""What a node remembers beside the log, on a database: grants, marks of the exchange, notes and alarms."""

from dorgora.feed import canonical
from dorgora.feed.event import GENESIS, Head
from dorgora.feed.events import REGISTRY
from dorgora.feed.generationstore import GenerationStore
from dorgora.feed.sync.exchange import Standing
from dorgora.feed.sync.footing import Start
from dorgora.kernel import clock
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ

HELD = """NOT (g.node_id IN (SELECT node_id FROM feed_grant WHERE feed = 1) AND EXISTS (
    SELECT 1 FROM feed_grant o JOIN feed_node n ON n.node_id = o.node_id WHERE o.role = g.role AND o.place = g.place
    AND o.node_id <> g.node_id AND o.ended_at IS NULL AND n.revoked_at IS NULL))"""
"""SQL over feed_grant g: a place is not the hub's to act for while a laptop is enrolled for it."""

HELD_SINCE = "held:"
"""How the notes begin that say since when the hub holds how much of a feed (`feed.settled`)."""


class MarkingStore(GenerationStore):
    """The part of `feed.sync.exchange.ExchangeStore` that is not about events."""

    def standing(self, feed: int) -> Standing | None:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT g.node_id, n.signing_key, g.ended_at, g.ended_seq, n.revoked_at, g.spare_for FROM feed_grant g"
            " JOIN feed_node n ON n.node_id = g.node_id WHERE g.feed = %s",
            [feed],
        )
        if not found:
            return None
        node_id, key, ended_at, ended_seq, revoked_at, spare_for = found[0]
        last = ended_seq if ended_at is not None and revoked_at is None else -1
        return Standing(node_id, bytes(key), ended_at is None and revoked_at is None, spare_for != 0, last)

    def keys_of(self, feed: int) -> list[bytes]:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT k.signing_key FROM feed_grant g JOIN feed_nodekey k ON k.node_id = g.node_id"
            " WHERE g.feed = %s ORDER BY k.event_id DESC",
            [feed],
        )
        return [bytes(row[0]) for row in found]

    def feed_for(self, node_id: int, role: str, place: str) -> int | None:
        """The feed a node now writes for a role at a place: the first granted one that was not left behind.

        A hub that went back has left all that were granted before.
        """
        feeds = self.written_by(node_id)
        found = self.rows.all(
            "SELECT g.feed FROM feed_grant g WHERE g.node_id = %s AND g.role = %s AND g.place = %s"
            f" AND g.ended_at IS NULL AND {HELD}"
            " AND NOT EXISTS (SELECT 1 FROM feed_note n WHERE n.name = 'left:' || CAST(g.feed AS TEXT))"
            " AND g.feed BETWEEN %s AND %s"
            " ORDER BY CASE WHEN g.spare_for = 0 THEN 0 ELSE 1 END, g.feed LIMIT 1",
            [node_id, role, place, feeds[0], feeds[-1]],
        )
        return found[0][0] if found else None

    def granted(self, node_id: int, role: str, place: str) -> int | None:
        """The first open feed a node was granted for a role at a place, whoever acts there now."""
        feeds = self.written_by(node_id)
        found = self.rows.all(
            "SELECT feed FROM feed_grant WHERE node_id = %s AND role = %s AND place = %s AND ended_at IS NULL"
            " AND feed BETWEEN %s AND %s ORDER BY feed LIMIT 1",
            [node_id, role, place, feeds[0], feeds[-1]],
        )
        return found[0][0] if found else None

    def is_left(self, node_id: int, role: str, place: str) -> bool:
        """Whether a place is a node's to act for, and only its feed was left behind when the hub went back."""
        found = self.rows.all(
            "SELECT 1 FROM feed_grant g WHERE g.node_id = %s AND g.role = %s AND g.place = %s"
            f" AND g.ended_at IS NULL AND {HELD} LIMIT 1",
            [node_id, role, place],
        )
        return bool(found) and self.feed_for(node_id, role, place) is None and self.registry() != REGISTRY

    def feeds_beside(self, feed: int) -> list[int]:
        """A feed and all others of its node for the same role and place: its spares, or what it stands by for."""
        found = self.rows.all(
            "SELECT b.feed FROM feed_grant g JOIN feed_grant b ON b.node_id = g.node_id AND b.role = g.role"
            " AND b.place = g.place WHERE g.feed = %s AND b.ended_at IS NULL ORDER BY b.feed",
            [feed],
        )
        return [row[0] for row in found]

    def own_feeds(self) -> list[int]:
        """See `ExchangeStore`: those of the node named in the note `node`; no number that no feed bears."""
        found = self.rows.all(
            "SELECT g.feed FROM feed_grant g JOIN feed_note n ON n.name = 'node' AND n.words = CAST(g.node_id AS TEXT)"
            " WHERE g.feed BETWEEN 1 AND %s ORDER BY g.feed",
            [MAX_FEED],
        )
        return [row[0] for row in found]

    def stop_writing(self, feed: int) -> bool:
        """See `ExchangeStore`."""
        if self.note(f"left:{feed}"):
            return False
        self.set_note(f"left:{feed}", str(clock.now_seconds()))
        self.alarm("copied_here", 0, feed << 40)
        return True

    def acknowledged(self, feed: int) -> int:
        """See `ExchangeStore`."""
        found = self.rows.all("SELECT seq FROM feed_acknowledged WHERE feed = %s", [feed])
        return found[0][0] if found else 0

    def unsent(self) -> list[tuple[int, int, int]]:
        """Of own feeds that have more than the hub confirmed: the feed, the number confirmed, the last number."""
        return self.rows.all(
            "SELECT h.feed, COALESCE(a.seq, 0), h.seq FROM feed_grant g"
            " JOIN feed_note n ON n.name = 'node' AND n.words = CAST(g.node_id AS TEXT)"
            " JOIN feed_head h ON h.feed = g.feed LEFT JOIN feed_acknowledged a ON a.feed = g.feed"
            " WHERE h.seq > COALESCE(a.seq, 0) ORDER BY h.feed"
        )

    def acknowledge(self, feed: int, seq: int, at: int) -> None:
        """See `ExchangeStore`; a hub that holds less than it did has held none of it for long."""
        before = self.acknowledged(feed)
        if before != seq:
            self.rows.put("feed_acknowledged", ("feed", "seq", "at"), 1, [(feed, seq, at)])
        if seq < before and self.note(HELD_SINCE + str(feed)):
            self.set_note(HELD_SINCE + str(feed), "")

    def start(self, feed: int) -> Start | None:
        """See `ExchangeStore`.

        Raises:
            ValueError: what it held is no list of runs of numbers, as a hand leaves it.
        """
        found = self.rows.all(
            "SELECT seq, hash, signature, after, held FROM feed_start WHERE feed = %s", [feed]
        )
        if not found:
            return None
        seq, digest, signature, after, held = found[0]
        ranges = canonical.decode(bytes(held), tuple[tuple[int, int], ...])
        if any(not 1 <= first <= last <= MAX_SEQ for first, last in ranges):
            raise ValueError("numbers that no event bears")
        return Start(Head(feed, seq, bytes(digest), bytes(signature)), after, ranges)

    def set_start(self, start: Start) -> None:
        """See `ExchangeStore`."""
        head = start.head
        row = (head.feed, head.seq, head.hash, head.signature, start.after, canonical.encode(start.held))
        columns = ("feed", "seq", "hash", "signature", "after", "held")
        self.rows.put("feed_start", columns, 1, [row])

    def handed_over(self, feed: int) -> int:
        """See `ExchangeStore`."""
        return int(self.note(f"apart:{feed}") or 0)

    def hand_over(self, feed: int, seq: int) -> None:
        """See `ExchangeStore`."""
        if self.handed_over(feed) != seq:
            self.set_note(f"apart:{feed}", str(seq))

    def inbox(self) -> tuple[int, bytes]:
        """See `ExchangeStore`."""
        return self.mail_head(int(self.note("node") or 0))

    def mail_head(self, node_id: int) -> tuple[int, bytes]:
        """The newest delivery of a mailbox."""
        found = self.rows.all(
            "SELECT number, hash FROM feed_delivery WHERE node_id = %s ORDER BY number DESC LIMIT 1",
            [node_id],
        )
        return (found[0][0], bytes(found[0][1])) if found else (0, GENESIS)

    def nodes_of(self, role: str, place: str) -> list[int]:
        """Nodes that now act in a role at a place, the hub (the registry's writer) left out."""
        if "\0" in place:
            return []  # a liar's: PostgreSQL cannot even be asked
        found = self.rows.all(
            "SELECT DISTINCT g.node_id FROM feed_grant g JOIN feed_node n ON n.node_id = g.node_id"
            " WHERE g.role = %s AND g.place = %s AND g.ended_at IS NULL AND n.revoked_at IS NULL"
            " AND g.node_id NOT IN (SELECT node_id FROM feed_grant WHERE feed = 1) ORDER BY g.node_id",
            [role, place],
        )
        return [row[0] for row in found]

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

    def alarmed(self, code: str, node_id: int) -> int:
        """The event of an open alarm of this code about a node; 0 when there is none."""
        found = self.rows.all(
            "SELECT event_id FROM feed_alarm WHERE code = %s AND node_id = %s AND settled_at IS NULL"
            " ORDER BY id LIMIT 1",
            [code, node_id],
        )
        return int(found[0][0]) if found else 0
