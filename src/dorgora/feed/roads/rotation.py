"""A new key for this node: kept before it is told, used once the hub has written that it counts."""

import secrets

from msgspec.structs import replace

from dorgora.feed import identity as identities
from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.sync import rotating
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer


def begin() -> None:
    """Makes a new key ready; one that is ready already stays the one.

    Raises:
        Refused: `not_enrolled`, or `hub_key`: the hub's own key is on every slip and stays.
    """
    node = nodes.this()
    if node.is_hub:
        raise Refused("hub_key")
    if not node.identity.next_seed:
        _keep(node, replace(node.identity, next_seed=secrets.token_bytes(32)))


def following(node: Node) -> Signer | None:
    """The key that is ready, while it does not count yet."""
    seed = node.identity.next_seed
    return Signer(seed) if seed else None


def settle() -> Node:
    """This node, signing with the key that counts by what it has read: also after dying right behind reading it."""
    node = nodes.this()
    ready = following(node)
    if ready is not None and rotating.is_written(node.store, ready):
        _keep(node, replace(node.identity, signing_seed=node.identity.next_seed, next_seed=b""))
    return nodes.this()


def _keep(node: Node, identity: identities.Identity) -> None:
    identities.save(node.folder, node.disk_key, identity)
    nodes.forget()
