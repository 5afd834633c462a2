"""The keys of persons on a database: wrapped by the node's own key, remembered for a transaction, empty once erased."""

from collections.abc import Iterable, Mapping

from django.db import connections

from dorgora.feed.keyring import Keyring
from dorgora.feed.rows import Rows
from dorgora.feed.writing import remembered


class KeyStore:
    """The part of a `feed.core.Store` that is about persons' keys, over one database alias."""

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
            memory.keys.update((one, self.keyring.unwrap(one, bytes(wrapped))) for one, wrapped in found)
            memory.held.update(new)
        return {person: memory.keys[person] for person in wanted if person in memory.keys}

    def _keys(self, persons: Iterable[int]) -> dict[int, bytes | None]:
        found = self.rows.among("SELECT person_id, wrapped FROM feed_personkey WHERE person_id IN", persons)
        return {person: self.keyring.unwrap(person, bytes(wrapped)) for person, wrapped in found}

    def add_keys(self, keys: Mapping[int, bytes]) -> None:
        """See `feed.core.Store`."""
        rows = [(person, self.keyring.wrap(person, key)) for person, key in keys.items()]
        self.rows.put("feed_personkey", ("person_id", "wrapped"), 1, rows, replace=False)
