"""A hub over a database that is an earlier copy: known by the operator's word or a node's, it goes on elsewhere.

What it has begun is remembered beside its keys as well, out of reach of the database and its backups: so a hub that
is put back twice to the same copy begins something else each time.
"""

import json
import secrets

from dorgora.feed import generations
from dorgora.feed.node import Node
from dorgora.feed.sync.regaining import go_over
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.secrets_file import write_durably

BEGUN = "registries.json"


def fresh(node: Node) -> int:
    """The number for a new registry: none that is known or was ever begun here; remembered before it is used.

    Raises:
        Refused: `feeds_used_up`.
    """
    file = node.folder / BEGUN
    begun: list[int] = json.loads(file.read_text()) if file.exists() else []
    granted = [row[0] for row in node.store.rows.all("SELECT feed FROM feed_grant")]
    free = generations.free([*granted, *begun])
    if not free:
        raise Refused("feeds_used_up")
    registry = secrets.choice(free)
    write_durably(file, json.dumps([*begun, registry]).encode())
    return registry


def go_on(node: Node) -> int:
    """The operator says that the database was put back: gives the number of the registry the hub goes on under."""
    with writing():
        registry = fresh(node)
        go_over(node.log, node.store, node.signer, registry, clock.now_seconds())
    return registry
