"""A new key for this node: kept before it is told, used once the hub has written that it counts."""

import secrets
import threading

from msgspec.structs import replace

from dorgora.feed import identity as identities
from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.sync import rotating
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer

_one_at_a_time = threading.Lock()
"""Around reading what is on the disk and writing it anew: a command and an exchange are two threads."""


def begin() -> None:
    """Makes a new key ready; one that is ready already stays the one.

    Raises:
        Refused: `not_enrolled`, or `hub_key`: the hub's own key is on every slip and stays.
    """
    node = nodes.this()
    if node.is_hub:
        raise Refused("hub_key")
    with _one_at_a_time:
        kept = _on_disk(node)
        if not kept.next_seed:
            _keep(node, replace(kept, next_seed=secrets.token_bytes(32)))


def following(node: Node) -> Signer | None:
    """The key that is ready, while it does not count yet."""
    seed = node.identity.next_seed
    return Signer(seed) if seed else None


def settle() -> Node:
    """This node, signing with the key that counts by what it has read: also after dying right behind reading it."""
    node = nodes.this()
    if node.identity.next_seed:
        with _one_at_a_time:
            kept = _on_disk(node)
            if kept.next_seed and rotating.is_written(node.store, Signer(kept.next_seed)):
                _keep(node, replace(kept, signing_seed=kept.next_seed, next_seed=b""))
    return nodes.this()


def _on_disk(node: Node) -> identities.Identity:
    """What is kept now, whatever this process read before.

    Raises:
        Refused: `not_enrolled`.
    """
    return Node(node.folder, node.disk_key, node.using).identity


def _keep(node: Node, identity: identities.Identity) -> None:
    identities.save(node.folder, node.disk_key, identity)
    nodes.forget()
