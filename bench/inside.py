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


def place_of(area: str, operator: int, officer: int) -> Place:
    """A place of this laptop, for people who work there; a feed of 0 is another node's."""
    from dorgora.feed import node as nodes
    from dorgora.kernel.secrets_file import subkey

    node = nodes.this()
    centre, office = (
        node.store.feed_for(node.identity.node_id, role, area) or 0 for role in ("centre", "office")
    )
    return Place(area, centre, office, operator, officer, subkey(node.disk_key, "codes"))


def places() -> dict[str, Place]:
    """The places of this laptop, by area, with their staff."""
    staff = json.loads((Path(os.environ["DORGORA_BENCH"]) / "stage.json").read_text())["staff"]
    return {
        area: place_of(area, staff[prefix + "operator"][0], staff[prefix + "officer"][0])
        for area, prefix in ((ISLAND, ""), (FAR, "far_"))
    }
