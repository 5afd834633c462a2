"""The hub's root, which signs the certificates of laptops: made when first asked for, sealed in the hub's folder."""

import threading

import msgspec

from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.roads import authority
from dorgora.kernel import clock
from dorgora.kernel.secrets_file import read_sealed, write_sealed

FILE = "lan-root"
_one_is_made = threading.Lock()


class Root(msgspec.Struct, frozen=True):
    """Key and certificate, as PEM."""

    key: str
    certificate: str


def root(node: Node) -> Root:
    """The hub's root; its file is sealed under the key that is in no backup of the folder."""
    path = node.folder / FILE
    with _one_is_made:
        if not path.exists():
            made = Root(*authority.new_root(clock.now()))
            write_sealed(path, node.disk_key, msgspec.msgpack.encode(made))
        return msgspec.msgpack.decode(read_sealed(path, node.disk_key), type=Root)


def certificate() -> str:
    """What phones may hold of it, as PEM."""
    return root(nodes.this()).certificate
