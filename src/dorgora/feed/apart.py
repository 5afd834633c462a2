"""What is kept apart on a database: branches of copied nodes and what revoked ones sent, whole but sealed.

They touch no projection, yet hold person parts. So they are sealed under this node's own key, and when a person is
erased her parts go from here too.
"""

from collections.abc import Iterator, Sequence

from django.db import connections
from msgspec.structs import replace

from dorgora.feed.event import Event
from dorgora.feed.marks import MarkingStore
from dorgora.feed.sync import gate, wire


class ApartStore(MarkingStore):
    """The part of `feed.sync.exchange.ExchangeStore` that is about events kept apart."""

    def quarantine(self, node_id: int, events: Sequence[Event], reason: str) -> None:
        """See `ExchangeStore`; a part of a person who was erased is not kept."""
        keys = self.keys_held({event.person_of for event in events})
        erased = {person for person, key in keys.items() if key is None}
        rows = [
            (
                event.id,
                event.hash,
                node_id,
                reason,
                event.person_of,
                self._sealed(event, event.person_of in erased),
            )
            for event in events
        ]
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO feed_quarantined (event_id, hash, node_id, reason, person_of, wire)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (hash) DO NOTHING",
                rows,
            )

    def _sealed(self, event: Event, is_erased: bool) -> bytes:
        kept = replace(event, person=None) if is_erased else event
        packed = gate.pack(wire.Delivered(kept.id, kept.prev, wire.to_wire(kept)))
        return self.keyring.seal_apart(event.hash, packed)

    def kept(self, where: str, params: Sequence[object], limit: int) -> Iterator[tuple[int, Event, int, str]]:
        """(row, event, node, reason) of what is kept apart, oldest first; `where` is over feed_quarantined."""
        found = self.rows.all(
            f"SELECT id, event_id, hash, node_id, reason, wire FROM feed_quarantined WHERE {where}"
            " ORDER BY id LIMIT %s",
            [*params, limit],
        )
        for row_id, _, digest, node_id, reason, sealed in found:
            packed = self.keyring.open_apart(bytes(digest), bytes(sealed))
            told = gate.unpack(packed, wire.Delivered)
            yield row_id, wire.from_wire(told.event, told.id, told.prev), node_id, reason

    def is_apart(self, digests: Sequence[bytes]) -> set[bytes]:
        """See `ExchangeStore`."""
        found = self.rows.among("SELECT hash FROM feed_quarantined WHERE hash IN", digests)
        return {bytes(row[0]) for row in found}

    def size_apart(self, node_id: int) -> tuple[int, int]:
        """See `ExchangeStore`."""
        ((n_events, n_bytes),) = self.rows.all(
            "SELECT COUNT(*), COALESCE(SUM(LENGTH(wire)), 0) FROM feed_quarantined WHERE node_id = %s",
            [node_id],
        )
        return n_events, n_bytes

    def apart(self, limit: int) -> list[Event]:
        """See `ExchangeStore`."""
        return [event for _, event, _, _ in self.kept("reason = 'own_branch'", [], limit)]

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        """See `ExchangeStore`."""
        for digest in digests:
            self.rows.run("UPDATE feed_quarantined SET reason = 'kept_by_hub' WHERE hash = %s", [digest])

    def erase(self, person: int) -> set[int]:
        """See `feed.core.Store`: also from what is kept apart."""
        subjects = super().erase(person)
        for row_id, event, _, _ in self.kept("person_of = %s AND person_of > 0", [person], 1 << 40):
            if event.person is not None:
                sealed = self._sealed(event, True)
                self.rows.run("UPDATE feed_quarantined SET wire = %s WHERE id = %s", [sealed, row_id])
        return subjects
