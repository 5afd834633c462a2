"""What a program of the bench does first when it runs inside a node's own settings."""

import json
import os
from pathlib import Path

import django

from bench.lives import Place
from bench.stage import FAR, ISLAND
from dorgora.config.memory import settle


def begin() -> None:
    """Sets Django up as a node does."""
    django.setup()
    settle()


def places() -> dict[str, Place]:
    """The places of this laptop, by area; an office feed of 0 is another node's."""
    from dorgora.feed import node as nodes
    from dorgora.kernel.secrets_file import subkey

    node = nodes.this()
    staff = json.loads((Path(os.environ["DORGORA_BENCH"]) / "stage.json").read_text())["staff"]
    found = {}
    for area, prefix in ((ISLAND, ""), (FAR, "far_")):
        feeds = [node.store.feed_for(node.identity.node_id, role, area) or 0 for role in ("centre", "office")]
        found[area] = Place(
            area,
            *feeds,
            staff[prefix + "operator"][0],
            staff[prefix + "officer"][0],
            subkey(node.disk_key, "codes"),
        )
    return found
