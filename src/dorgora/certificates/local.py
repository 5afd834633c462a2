"""The private halves of issuing keys: sealed files beside this node's identity, never in a database or an event."""

import secrets

from dorgora.feed import node as nodes
from dorgora.kernel.secrets_file import read_sealed, write_sealed
from dorgora.kernel.signing import Signer


def issuing_key(place: str, year: int) -> Signer:
    """This node's key for an office's certificates of a year, made on first use and on disk before it signs."""
    node = nodes.this()
    # The place is in hex: a file's name must not depend on what a place is called.
    path = node.folder / f"issuing-{place.encode().hex()}-{year}"
    if not path.exists():
        write_sealed(path, node.disk_key, secrets.token_bytes(32))
    return Signer(read_sealed(path, node.disk_key))
