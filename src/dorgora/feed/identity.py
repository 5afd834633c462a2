"""Who this installation is: its keys, its number, and the hub it was enrolled at. One sealed file."""

from pathlib import Path

import msgspec

from dorgora.kernel.secrets_file import read_sealed, write_sealed


class Identity(msgspec.Struct, frozen=True):
    """A node's own secrets. node_id 0: not enrolled yet. hub_certificate: PEM to pin, empty for public roots.

    next_seed: of the key it asks the hub to go over to, empty when there is none.
    """

    signing_seed: bytes
    exchange_seed: bytes
    node_id: int = 0
    hub_url: str = ""
    hub_key: bytes = b""
    hub_exchange_key: bytes = b""
    hub_certificate: str = ""
    next_seed: bytes = b""


def load(folder: Path, disk_key: bytes) -> Identity | None:
    """This node's identity, or None before it has one.

    Raises:
        ValueError: the disk key is not the one it was written under.
    """
    path = folder / "identity"
    if not path.exists():
        return None
    return msgspec.msgpack.decode(read_sealed(path, disk_key), type=Identity)


def save(folder: Path, disk_key: bytes, identity: Identity) -> None:
    """Keeps it, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sealed(folder / "identity", disk_key, msgspec.msgpack.encode(identity))
