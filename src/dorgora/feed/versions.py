"""In which version the tables of each projection are told: noted here, as the tables do not say it as a whole.

A note says the version and the kinds of events it was told of, and who may write them: an event that an earlier program
could not read, or took for somebody else's to say, is told once this one can.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from dorgora.feed.fold import Projection
from dorgora.feed.node import Node


def behind(node: Node) -> tuple[Projection, ...]:
    """Those that an earlier program told, or none did; of a node that is nobody yet there is nothing to tell."""
    names = [_note(one) for one in node.log.projections]
    notes = node.store.notes("node", *names)
    if not notes["node"]:
        return ()
    return tuple(one for one in node.log.projections if notes[_note(one)] != words(node, one))


def is_told(node: Node, projection: str) -> bool:
    """Whether the tables of a projection are told whole by this program; after an upgrade that takes a while."""
    return all(one.name != projection for one in behind(node))


def keep(node: Node, projections: Iterable[Projection]) -> None:
    """Notes that the tables of these are told whole by this program; in the caller's transaction."""
    for one in projections:
        node.store.set_note(_note(one), words(node, one))


def begin(node: Node) -> None:
    """A node that is nobody yet begins: what it will hear is told by this program."""
    if not node.store.note("node"):
        keep(node, node.log.projections)


def words(node: Node, projection: Projection) -> str:
    """What stands in the note of a projection that is told by this program."""
    kinds = [kind for kind in node.log.kinds if kind.name in projection.kinds]
    heard = sorted((kind.name, kind.version, sorted(kind.by)) for kind in kinds)
    return f"{projection.version} {sha256(json.dumps(heard).encode()).hexdigest()[:16]}"


def _note(projection: Projection) -> str:
    return f"told:{projection.name}"
