"""Digests that only who holds a person's key can give, for modules that never see a key."""

import hmac
from collections.abc import Sequence

from dorgora.feed import node as nodes
from dorgora.kernel.secrets_file import subkey


def keyed_digests(purpose: str, of: Sequence[tuple[int, bytes]]) -> list[bytes | None]:
    """A digest of each (whose key, words) for one purpose; None where her key is not here or was destroyed."""
    keys = nodes.this().store.keys({person for person, _words in of})
    return [
        hmac.digest(subkey(key, purpose), words, "sha256") if (key := keys.get(person)) else None
        for person, words in of
    ]
