"""Keys of persons at rest: wrapped under a key that is never in the database or its backups (DESIGN 2)."""

from collections import OrderedDict

from dorgora.kernel.sealing import open_sealed, seal


class Keyring:
    """Wraps and unwraps 16-byte person keys under the node's own key; remembers the last few thousand."""

    def __init__(self, wrapping_key: bytes, remembers: int = 4096) -> None:
        self._wrapping_key = wrapping_key
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._remembers = remembers

    def wrap(self, person: int, key: bytes) -> bytes:
        """The key as the table holds it."""
        return seal(self._wrapping_key, b"person %d" % person, key)

    def unwrap(self, person: int, wrapped: bytes) -> bytes | None:
        """The key, or None for a person who was erased.

        Raises:
            ValueError: wrapped under another key (a copied table, a wrong disk key).
        """
        if not wrapped:
            return None
        known = self._known.get(wrapped)
        if known is None:
            known = open_sealed(self._wrapping_key, b"person %d" % person, wrapped)
            self._known[wrapped] = known
            if len(self._known) > self._remembers:
                self._known.popitem(last=False)
        return known

    def seal_apart(self, digest: bytes, words: bytes) -> bytes:
        """An event kept apart as the table holds it; it belongs to no person this node knows."""
        return seal(self._wrapping_key, b"apart " + digest, words)

    def open_apart(self, digest: bytes, sealed: bytes) -> bytes:
        """The event again.

        Raises:
            ValueError: sealed under another key, or for another event.
        """
        return open_sealed(self._wrapping_key, b"apart " + digest, sealed)

    def forget(self) -> None:
        """Drops what is remembered; called when a person is erased."""
        self._known.clear()
