"""The log's store on a database: SQLCipher at a centre, PostgreSQL or SQLite at the hub."""

from abc import ABC
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dorgora.feed import canonical
from dorgora.feed.event import Event, Head
from dorgora.feed.fold import Author, Projection, Telling, body_place
from dorgora.feed.keyring import Keyring
from dorgora.feed.keystore import KeyStore
from dorgora.feed.writing import feed_lock, lock, remembered
from dorgora.kernel.sealing import forget_ciphers, open_sealed

EVENT_COLUMNS = (
    "id", "kind", "version", "subject_id", "by_id", "at", "seen", "person_of", "facts", "person_digest", "prev", "hash",
)  # fmt: skip
N_FOLDED = 9
FOLDED_COLUMNS = EVENT_COLUMNS[:N_FOLDED]
"""What a fold reads: the hashes behind these hold a chain together and say nothing of the subject."""
NO_HASHES = (b"", b"", b"")
NOBODY = Author("", "")
NONE_SEEN = canonical.encode(())
SPOILT_SEEN = (0,)
"""What an event had seen whose list cannot be read any more: no event bears this number, so no hash fits it."""


class DjangoStore(KeyStore, ABC):
    """A `feed.core.Store` over one database alias."""

    def __init__(self, projections: Sequence[Projection], keyring: Keyring, using: str = "default") -> None:
        super().__init__(keyring, using)
        self.projections = {one.name: one for one in projections}
        self._authors: dict[int, Author] = {}

    def head(self, feed: int) -> Head | None:
        """See `feed.core.Store`."""
        found = self.rows.all("SELECT feed, seq, hash, signature FROM feed_head WHERE feed = %s", [feed])
        return Head(found[0][0], found[0][1], bytes(found[0][2]), bytes(found[0][3])) if found else None

    def claim(self, feed: int) -> Head | None:
        """See `feed.core.Store`. A feed is locked by name, as one without a first event has no row to lock."""
        lock(self.using, [feed_lock(feed)])
        return self.head(feed)

    def set_head(self, head: Head) -> None:
        """See `feed.core.Store`."""
        self.rows.put(
            "feed_head",
            ("feed", "seq", "hash", "signature"),
            1,
            [(head.feed, head.seq, head.hash, head.signature)],
        )

    def author(self, feed: int) -> Author:
        """See `feed.core.Store`; a feed's role and place never change, so they are remembered."""
        known = self._authors.get(feed)
        if known is None:
            found = self.rows.all("SELECT role, place FROM feed_grant WHERE feed = %s", [feed])
            if not found:
                return NOBODY
            known = self._authors[feed] = Author(*found[0])
        return known

    def add(self, events: Sequence[Event]) -> None:
        """See `feed.core.Store`.

        Raises:
            IntegrityError: another event, or words, stand under one of these numbers: nothing is kept in silence.
        """
        self.rows.insert("feed_event", EVENT_COLUMNS, [_event_row(event) for event in events])
        self.add_words(events)

    def held(self, event_ids: Iterable[int]) -> dict[int, bytes]:
        """See `feed.core.Store`."""
        found = self.rows.among("SELECT id, hash FROM feed_event WHERE id IN", event_ids)
        return {event_id: bytes(digest) for event_id, digest in found}

    def events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        """See `feed.core.Store`."""
        return _by_subject(self.read("e.subject_id", sorted(set(subjects))))

    def claim_events_of(self, subjects: Iterable[int]) -> dict[int, list[Event]]:
        """See `feed.core.Store`.

        On PostgreSQL the subjects are locked first, in order, until the transaction ends: whoever folds one
        reads every event of it that is committed, and nobody writes its rows from an older reading.
        """
        wanted = set(subjects)
        lock(self.using, wanted)
        return _by_subject(self._among(FOLDED_COLUMNS, "e.subject_id", sorted(wanted)))

    def read(self, column: str, values: Iterable[int]) -> list[Event]:
        """Events with `column` (of feed_event, as `e.`) among values, person parts opened, by id."""
        return self._among(EVENT_COLUMNS, column, values)

    def _among(self, columns: Sequence[str], column: str, values: Iterable[int]) -> list[Event]:
        named = ", ".join("e." + name for name in columns)
        return self.opened(
            self.rows.among(
                f"SELECT {named}, p.sealed FROM feed_event e LEFT JOIN feed_personpart p ON p.event_id = e.id"
                f" WHERE {column} IN",
                values,
            )
        )

    def run_of(self, feed: int, after: int, limit: int) -> list[Event]:
        """Up to `limit` events of a feed after a sequence number, in order."""
        columns = ", ".join("e." + name for name in EVENT_COLUMNS)
        low = (feed << 40) + after
        return self.opened(
            self.rows.all(
                f"SELECT {columns}, p.sealed FROM feed_event e LEFT JOIN feed_personpart p ON p.event_id = e.id"
                " WHERE e.id > %s AND e.id < %s ORDER BY e.id LIMIT %s",
                [low, (feed + 1) << 40, limit],
            )
        )

    def chain_of(self, feed: int, after: int, limit: int) -> list[Event]:
        """As `run_of`, without the person parts: all that the chain is made of, at a fraction of the time."""
        columns = ", ".join(EVENT_COLUMNS)
        return self.opened(
            self.rows.all(
                f"SELECT {columns}, NULL FROM feed_event WHERE id > %s AND id < %s ORDER BY id LIMIT %s",
                [(feed << 40) + after, (feed + 1) << 40, limit],
            )
        )

    def opened(self, rows: Sequence[tuple[Any, ...]]) -> list[Event]:
        """Events from rows of EVENT_COLUMNS (or FOLDED_COLUMNS) and a sealed part; one that does not open is not
        there, with an alarm. One whose `seen` cannot be read is given with a hash that does not fit.
        """
        keys = self.keys({row[7] for row in rows if row[-1] is not None})
        events = []
        for row in rows:
            key = keys.get(row[7])
            sealed = row[-1]
            person = self._opened(key, row[0], bytes(sealed)) if sealed is not None and key else None
            digest, prev, own = map(bytes, row[N_FOLDED:-1]) if len(row) > N_FOLDED + 1 else NO_HASHES
            seen = _seen(row[6]) if row[6] != NONE_SEEN else ()
            event_id, kind, version, subject, by, at = row[:6]
            facts = bytes(row[8])
            events.append(
                Event(
                    event_id, kind, version, subject, by, at, seen, row[7], facts, digest, prev, own, person
                )
            )
        return events

    def _opened(self, key: bytes, event_id: int, sealed: bytes) -> bytes | None:
        try:
            return open_sealed(key, body_place(event_id), sealed)
        except ValueError:
            # One damaged page must not hold up whatever else this node has to hand over.
            if remembered(self.using) is not None:
                self.alarm("part_spoilt", 0, event_id)
            return None

    def erase(self, person: int) -> set[int]:
        """See `feed.core.Store`. Local copies (search terms, drafts, caches) are the worker's next step.

        The key goes first: on PostgreSQL that waits for whoever seals with it now, and whoever comes later finds
        it gone. What they wrote is read only then.
        """
        about = "SELECT id, subject_id FROM feed_event WHERE person_of = %s"
        # Subjects before keys, as writers lock them; else two could wait for one another.
        lock(self.using, {row[1] for row in self.rows.all(about, [person])})
        self.rows.put("feed_personkey", ("person_id", "wrapped"), 1, [(person, b"")])
        found = self.rows.all(about, [person])
        self.rows.among(
            "DELETE FROM feed_personpart WHERE event_id IN", [row[0] for row in found], fetch=False
        )
        forget_ciphers()
        self.keyring.forget()
        if (memory := remembered(self.using)) is not None:
            memory.clear()
        return {row[1] for row in found}

    def write(self, tellings: Mapping[int, dict[str, Telling]], fresh: set[int]) -> None:
        """See `feed.core.Store`; set-wise, only the difference."""
        for name, projection in self.projections.items():
            said = {subject: by_name[name] for subject, by_name in tellings.items() if name in by_name}
            if said:
                self._write_one(projection, said, fresh)
        if any("registry" in by_name for by_name in tellings.values()):
            self._authors.clear()

    def _write_one(self, projection: Projection, said: Mapping[int, Telling], fresh: set[int]) -> None:
        old = [subject for subject in said if subject not in fresh]
        for table, columns in projection.tables.items():
            new = self.sealed_rows(projection, table, said)
            self.rows.difference(table, columns, old, new)
        self.rows.count(projection.name, old, {subject: telling.counts for subject, telling in said.items()})

    def sealed_rows(
        self, projection: Projection, table: str, said: Mapping[int, Telling]
    ) -> list[tuple[Any, ...]]:
        """The rows a table must hold, subject and version last, sealed columns sealed (None when gone)."""
        return self.rows.sealed(
            table,
            projection.tables[table],
            [
                (*row, subject, projection.version)
                for subject, telling in said.items()
                for row in telling.rows.get(table, ())
            ],
            self.keys_held,
        )


def _seen(packed: Any) -> tuple[int, ...]:
    try:
        return canonical.decode(bytes(packed), tuple[int, ...])
    except (ValueError, TypeError):  # the second: on SQLite a hand may leave text there
        return SPOILT_SEEN


def _by_subject(events: Iterable[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return found


def _event_row(event: Event) -> tuple[Any, ...]:
    return (
        event.id, event.kind, event.version, event.subject, event.by, event.at,
        canonical.encode(event.seen), event.person_of, event.facts, event.person_digest,
        event.prev, event.hash,
    )  # fmt: skip
