"""What is kept apart on a database: branches of copied nodes and what revoked ones sent, whole but sealed.

They touch no projection, yet hold person parts and the keys of persons they open, which the log may know by other
numbers or not at all. So they are sealed under this node's own key, and when a person is erased her parts and her key
go from here too.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from django.db import connections
from msgspec.structs import replace

from dorgora.feed.event import Event
from dorgora.feed.marks import MarkingStore
from dorgora.feed.sync import gate, wire
from dorgora.kernel.sealing import person_digest

MOST = 1 << 40
NO_KEYS: Mapping[bytes, bytes] = MappingProxyType({})


Keys = Mapping[bytes, bytes]
"""By the hash of the event that opens a person: under one number of a feed, each branch has a person of its own."""


class Kept(NamedTuple):
    """One event kept apart, with the key of the person it opens. person: who she is in the log, once let in."""

    row_id: int
    event: Event
    node_id: int
    reason: str
    key: bytes
    person: int


class ApartStore(MarkingStore):
    """The part of `feed.sync.exchange.ExchangeStore` that is about events kept apart."""

    def quarantine(self, node_id: int, events: Sequence[Event], reason: str, keys: Keys = NO_KEYS) -> None:
        """See `ExchangeStore`; a part of a person who was erased is not kept."""
        held = self.keys_held({event.person_of for event in events})
        erased = {person for person, key in held.items() if key is None}
        opened: dict[int, list[bytes]] = {}
        for event in events:
            if event.hash in keys:
                opened.setdefault(event.id, []).append(keys[event.hash])
        for person in erased:
            opened.setdefault(person, []).extend(self._keys_apart(node_id, person))
        rows = []
        for event in events:
            is_erased = event.person_of in erased and not _is_under(opened.get(event.person_of, ()), event)
            sealed = self._sealed(event, keys.get(event.hash, b""), is_erased)
            rows.append((event.id, event.hash, node_id, reason, event.person_of, sealed, True))
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO feed_quarantined (event_id, hash, node_id, reason, person_of, wire, is_new)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (hash) DO NOTHING",
                rows,
            )

    def _sealed(self, event: Event, key: bytes, is_erased: bool) -> bytes:
        kept = replace(event, person=None) if is_erased else event
        told = wire.Delivered(kept.id, kept.prev, wire.to_wire(kept))
        packed = gate.pack(wire.Apart(told, b"", b"" if is_erased else key))
        return self.keyring.seal_apart(event.hash, packed)

    def kept(self, where: str, params: Sequence[object], limit: int) -> Iterator[Kept]:
        """What is kept apart, oldest first; `where` is over feed_quarantined."""
        found = self.rows.all(
            f"SELECT id, hash, node_id, reason, person_of, wire FROM feed_quarantined WHERE {where}"
            " ORDER BY id LIMIT %s",
            [*params, limit],
        )
        for row_id, digest, node_id, reason, person, sealed in found:
            one = gate.unpack(self.keyring.open_apart(bytes(digest), bytes(sealed)), wire.Apart)
            event = wire.from_wire(one.told.event, one.told.id, one.told.prev)
            yield Kept(row_id, event, node_id, reason, one.key, person)

    def _keys_apart(self, node_id: int, person: int) -> list[bytes]:
        """The keys that branches of a node have for a person they opened under this number."""
        where = "node_id = %s AND event_id = %s"
        return [one.key for one in self.kept(where, [node_id, person], MOST) if one.key]

    def looked_at(self, row_id: int) -> None:
        """What follows from an event that is kept apart was done."""
        self.rows.run("UPDATE feed_quarantined SET is_new = %s WHERE id = %s", [False, row_id])

    def owner_apart(self, told: Kept) -> Kept | None:
        """The event kept apart that opened the person whose words another one bears; None when she is the log's."""
        if told.event.person is None:
            return None
        where = "node_id = %s AND event_id = %s"
        found = self.kept(where, [told.node_id, told.event.person_of], MOST)
        return next((one for one in found if one.key and _is_under([one.key], told.event)), None)

    def let_in(self, told: Kept) -> bool:
        """An event is being let in; False when it was before, also by somebody who does it at this moment."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "UPDATE feed_quarantined SET reason = 'let_in' WHERE id = %s AND reason IN ('forked', 'revoked')",
                [told.row_id],
            )
            return bool(cursor.rowcount)

    def is_known_as(self, opener: Kept, person: int) -> None:
        """Whose words an event bears that was let in is this person of the log from now on."""
        where = "node_id = %s AND person_of = %s"
        for one in list(self.kept(where, [opener.node_id, opener.event.id], MOST)):
            if _is_under([opener.key], one.event):
                self.rows.run(
                    "UPDATE feed_quarantined SET person_of = %s WHERE id = %s", [person, one.row_id]
                )

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

    def apart_at(self, node_id: int, event_id: int) -> list[bytes]:
        """See `ExchangeStore`."""
        found = self.rows.all(
            "SELECT hash FROM feed_quarantined WHERE node_id = %s AND event_id = %s", [node_id, event_id]
        )
        return [bytes(row[0]) for row in found]

    def apart(self, limit: int) -> list[tuple[Event, bytes]]:
        """See `ExchangeStore`."""
        return [(one.event, one.key) for one in self.kept("reason = 'own_branch'", [], limit)]

    def kept_apart(self, digests: Sequence[bytes]) -> None:
        """See `ExchangeStore`."""
        for digest in digests:
            self.rows.run("UPDATE feed_quarantined SET reason = 'kept_by_hub' WHERE hash = %s", [digest])

    def erase(self, person: int) -> set[int]:
        """See `feed.core.Store`: her words and key go from what is kept apart too.

        A branch may mean somebody else by her number: what is under that one's key stays. And a branch of this
        node's own may mean her by another: what is under hers goes.
        """
        hers = self.keys_held([person]).get(person)
        subjects = super().erase(person)
        for one in list(self.kept("person_of = %s OR (node_id = 0 AND person_of > 0)", [person], MOST)):
            if one.event.person is not None and self._is_hers(one, person, hers):
                sealed = self._sealed(one.event, b"", True)
                self.rows.run("UPDATE feed_quarantined SET wire = %s WHERE id = %s", [sealed, one.row_id])
        return subjects

    def _is_hers(self, one: Kept, person: int, key: bytes | None) -> bool:
        if key is not None and _is_under([key], one.event):
            return True
        return one.person == person and not _is_under(
            self._keys_apart(one.node_id, one.event.person_of), one.event
        )


def _is_under(keys: Sequence[bytes], event: Event) -> bool:
    """Whether one of these is the key that an event's words are told under."""
    words = event.person
    return words is not None and any(
        person_digest(key, event.id, words) == event.person_digest for key in keys
    )
