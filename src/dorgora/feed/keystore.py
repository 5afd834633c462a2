"""Keys and words of persons on a database: under wrapped keys, remembered for a transaction, empty once erased."""

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connections

from dorgora.feed.event import Event
from dorgora.feed.fold import body_place
from dorgora.feed.keyring import Keyring
from dorgora.feed.rows import Rows
from dorgora.feed.writing import lock, remembered
from dorgora.kernel.sealing import seal

_WHEN = re.compile(r"[1-9][0-9]{0,10}")


class KeyStore:
    """The part of a `feed.core.Store` that is about persons' keys and words, over one database alias."""

    def __init__(self, keyring: Keyring, using: str) -> None:
        self.keyring = keyring
        self.using = using
        self.rows = Rows(using)

    def keys(self, persons: Iterable[int]) -> dict[int, bytes | None]:
        """See `feed.core.Store`."""
        memory = remembered(self.using)
        if memory is None:
            return self._keys(persons)
        wanted = set(persons)
        memory.keys.update(self._keys(wanted - memory.keys.keys()))
        return {person: memory.keys[person] for person in wanted if person in memory.keys}

    def keys_held(self, persons: Iterable[int]) -> dict[int, bytes | None]:
        """Keys to seal with: as they are now, and nobody erases one before this transaction ends."""
        memory = remembered(self.using)
        if memory is None or connections[self.using].vendor != "postgresql":
            return self.keys(persons)
        wanted = set(persons)
        new = sorted(wanted - memory.held)
        if new:
            found = self.rows.all(
                "SELECT person_id, wrapped FROM feed_personkey WHERE person_id = ANY(%s)"
                " ORDER BY person_id FOR SHARE",
                [new],
            )
            # What was read before may have been erased by somebody else since.
            memory.keys.update(self._unwrapped(found))
            memory.held.update(new)
        return {person: memory.keys[person] for person in wanted if person in memory.keys}

    def _keys(self, persons: Iterable[int]) -> dict[int, bytes | None]:
        found = self.rows.among("SELECT person_id, wrapped FROM feed_personkey WHERE person_id IN", persons)
        return self._unwrapped(found)

    def _unwrapped(self, found: Sequence[tuple[Any, ...]]) -> dict[int, bytes | None]:
        """Keys by person. One that a failing disk spoilt is not there, and holds up nobody else."""
        keys = {}
        for person, wrapped in found:
            try:
                keys[person] = self.keyring.unwrap(person, bytes(wrapped))
            except ValueError:
                if remembered(self.using) is not None:
                    self.alarm("key_spoilt", 0, person)
        return keys

    @abstractmethod
    def alarm(self, code: str, node_id: int, event_id: int) -> None:
        """See `ExchangeStore`; `feed.marks` keeps it."""

    def add_keys(self, keys: Mapping[int, bytes]) -> None:
        """See `feed.core.Store`."""
        rows = [(person, self.keyring.wrap(person, key)) for person, key in keys.items()]
        self.rows.put("feed_personkey", ("person_id", "wrapped"), 1, rows, replace=False)
        if (memory := remembered(self.using)) is not None:
            memory.held.difference_update(keys)  # who was looked for in vain is here now

    def add_words(self, events: Sequence[Event]) -> None:
        """See `feed.core.Store`; what follows an event is due again, as it may now find words.

        Raises:
            IntegrityError: words stand under one of these numbers.
        """
        keys = self.keys_held({event.person_of for event in events if event.person is not None})
        parts = []
        for event in events:
            key = keys.get(event.person_of)
            if event.person is not None and key is not None:
                parts.append((event.id, seal(key, body_place(event.id), event.person)))
        self.rows.insert("feed_personpart", ("event_id", "sealed"), parts)
        self.rows.put("feed_todo", ("event_id",), 1, [(event.id,) for event in events], replace=False)

    def let_go(self, subjects: Iterable[int], at: int) -> None:
        """Drops the words of these subjects; the keys they are sealed under stay, and what else is.

        It is noted of which, and when: what lacks of any other was lost.
        """
        wanted = set(subjects)
        lock(self.using, wanted)
        notes = [(f"let_go:{one}", str(at)) for one in sorted(wanted)]
        self.rows.put("feed_note", ("name", "words"), 1, notes)
        self._drop_words(wanted)
        if (memory := remembered(self.using)) is not None:
            memory.clear()

    def clear(self, subjects: Collection[int]) -> None:
        """See `feed.core.Store`; who told so of them holds their lock."""
        self._drop_words(subjects)

    def _drop_words(self, subjects: Collection[int]) -> None:
        found = self.rows.among("SELECT id FROM feed_event WHERE subject_id IN", subjects)
        self.rows.among(
            "DELETE FROM feed_personpart WHERE event_id IN", [row[0] for row in found], fetch=False
        )

    def were_let_go(self, subjects: Iterable[int]) -> dict[int, int]:
        """Those of which some words were let go of here, and when last (1: not noted); more may have come since."""
        names = {f"let_go:{one}": one for one in subjects}
        notes = self.rows.of("feed_note", ("name", "words"), "name", names)
        return {names[name]: int(words) if _WHEN.fullmatch(words) else 1 for name, words in notes}

    def wordless(self, event_ids: Iterable[int]) -> set[int]:
        """See `feed.core.Store`."""
        found = self.rows.among(
            "SELECT e.id FROM feed_event e LEFT JOIN feed_personpart p ON p.event_id = e.id"
            " LEFT JOIN feed_personkey k ON k.person_id = e.person_of WHERE e.person_of > 0 AND p.event_id IS NULL"
            " AND (k.wrapped IS NULL OR LENGTH(k.wrapped) > 0) AND e.id IN",
            event_ids,
        )
        return {row[0] for row in found}
