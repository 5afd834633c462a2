"""What an exchange keeps beside the log, on a database: mailboxes, and taking an own branch out of the log."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dorgora.feed.apart import ApartStore
from dorgora.feed.event import Event
from dorgora.feed.fold import Projection
from dorgora.feed.keyring import Keyring
from dorgora.feed.writing import lock, mail_lock, remembered
from dorgora.kernel.ids import SEQ_BITS


class NodeStore(ApartStore):
    """A `feed.sync.exchange.ExchangeStore` over one database alias."""

    def __init__(
        self, projections: Sequence[Projection], keyring: Keyring, folder: Path, using: str = "default"
    ) -> None:
        super().__init__(projections, keyring, using)
        self.folder = folder
        self.retell: Callable[[set[int]], None] = lambda subjects: None
        self.before_erased: Callable[[int], None] = lambda person: None

    def erase(self, person: int) -> set[int]:
        """See `feed.core.Store`; modules look first what else of this node names her, in the same transaction."""
        self.before_erased(person)
        return super().erase(person)

    def deliveries(self, node_id: int, after: int, limit: int) -> list[tuple[int, int, bytes]]:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT number, event_id, hash FROM feed_delivery WHERE node_id = %s AND number > %s"
            " ORDER BY number LIMIT %s",
            [node_id, after, limit],
        )
        return [(row[0], row[1], bytes(row[2])) for row in found]

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
        """Adds (number, event id, chain hash) to a mailbox.

        Raises:
            IntegrityError: one of the numbers, or of the events, stands there already.
        """
        self.rows.insert(
            "feed_delivery", ("node_id", "number", "event_id", "hash"), [(node_id, *row) for row in rows]
        )

    def claim_mail(self, node_id: int) -> tuple[int, bytes]:
        """See `ExchangeStore`. A mailbox is locked by name, as an empty one has no row to lock."""
        lock(self.using, [mail_lock(node_id)])
        return self.mail_head(node_id)

    def cut_mail(self, node_id: int, after: int) -> list[int]:
        """See `ExchangeStore`."""
        cut = [event_id for _, event_id, _ in self.deliveries(node_id, after, 1 << 40)]
        self.rows.run("DELETE FROM feed_delivery WHERE node_id = %s AND number > %s", [node_id, after])
        return cut

    def set_inbox(self, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """See `ExchangeStore`."""
        self.deliver(int(self.note("node")), rows)

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

    def n_about(self, feed: int, subjects: Iterable[int]) -> dict[int, int]:
        """See `ExchangeStore`. By the subjects' own index: the feed may be long."""
        about = (
            f"SELECT subject_id FROM feed_event WHERE id / {1 << SEQ_BITS} = {int(feed)} AND subject_id IN"
        )
        return Counter(row[0] for row in self.rows.among(about, subjects))

    def nodes_holding(self, person: int) -> set[int]:
        """See `MailStore`."""
        return self.nodes_holding_each([person])[person]

    def nodes_holding_each(self, people: Sequence[int]) -> dict[int, set[int]]:
        """For each person the trusted nodes that wrote person parts of hers, or had some delivered."""
        wrote = (
            "SELECT DISTINCT e.person_of, g.node_id FROM feed_event e"
            " JOIN feed_grant g ON g.feed = e.id / 1099511627776 WHERE e.person_of IN"
        )
        had = (
            "SELECT DISTINCT e.person_of, d.node_id FROM feed_event e"
            " JOIN feed_delivery d ON d.event_id = e.id WHERE e.person_of IN"
        )
        trusted = {row[0] for row in self.rows.all("SELECT node_id FROM feed_node WHERE revoked_at IS NULL")}
        trusted -= {self.writer_of(1)}
        holding: dict[int, set[int]] = {person: set() for person in people}
        for person, node_id in (*self.rows.among(wrote, people), *self.rows.among(had, people)):
            holding[person] |= {node_id} & trusted
        return holding

    def set_aside(self, feed: int, after: int) -> None:
        """See `ExchangeStore`."""
        low, high = (feed << 40) + after, (feed + 1) << 40
        branch = self.read_between(low, high)
        keys = self.keys({event.person_of for event in branch if event.person_of == event.id})
        opened = {event.hash: key for event in branch if (key := keys.get(event.id)) is not None}
        self.quarantine(0, branch, "own_branch", opened)
        for table, column in (
            ("feed_personpart", "event_id"),
            ("feed_personkey", "person_id"),
            ("feed_todo", "event_id"),
            ("feed_event", "id"),
        ):
            self.rows.run(f"DELETE FROM {table} WHERE {column} > %s AND {column} < %s", [low, high])
        if (memory := remembered(self.using)) is not None:
            memory.clear()  # the same numbers may now name other persons, with keys of their own
        last = self.rows.all("SELECT id, hash FROM feed_event WHERE id = %s", [low])
        self.rows.run("DELETE FROM feed_head WHERE feed = %s", [feed])
        if last:
            self.rows.put(
                "feed_head", ("feed", "seq", "hash", "signature"), 1, [(feed, after, bytes(last[0][1]), b"")]
            )
        self.retell({event.subject for event in branch})

    def read_between(self, low: int, high: int) -> list[Event]:
        """Events with an id strictly between two."""
        return self.run_of(low >> 40, low & ((1 << 40) - 1), 1 << 30) if high > low else []
