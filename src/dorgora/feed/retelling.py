"""After an upgrade: what an earlier program told is told again by itself, a part at a time, while work goes on."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from dorgora.feed import rebuilding, unsigned, versions
from dorgora.feed.core import Log
from dorgora.feed.fold import Projection
from dorgora.feed.node import Node
from dorgora.feed.writing import BACKGROUND, with_room, writing

RETELLING = 1
"""Locked as if it were a subject, which none is: of two processes one goes on at a time."""
NOTE = "retelling"
NOT_BEGUN = -1


@dataclass(frozen=True)
class Retelling:
    """What is being told again: the names of projections, and how many subjects are told so far."""

    names: tuple[str, ...]
    n_told: int


def under_way(node: Node) -> Retelling | None:
    """What this node is telling again, or is about to; None when all its tables are told by this program."""
    waiting = versions.behind(node)
    return Retelling(tuple(one.name for one in waiting), _mark(node, waiting)[1]) if waiting else None


def go_on(node: Node, follow: Callable[[Collection[str]], None]) -> bool:
    """Tells the next subjects again, from where it was left; gives whether there is more.

    follow: makes anew what stands beside the tables of these projections, once they are told.

    Raises:
        Refused: `unsigned_event`: somebody else wrote in the log, and it would be folded in.
    """
    waiting = versions.behind(node)
    if not waiting:
        return False
    if _mark(node, waiting)[0] == NOT_BEGUN:
        unsigned.refuse(node)
        if any(one.name == "registry" for one in waiting):
            rebuilding.tell_registry(node, Log(node.store, node.log.kinds, waiting))
    with with_room(node.store.using):
        if _told_some(node):
            return True
    follow({one.name for one in waiting})
    with writing(BACKGROUND):
        versions.keep(node, waiting)
        node.store.set_note(NOTE, "")
    return False


def _told_some(node: Node) -> int:
    """One transaction, with the mark of how far it came; gives how many subjects it told."""
    with writing(BACKGROUND, [RETELLING]):
        waiting = versions.behind(node)
        after, n_before = _mark(node, waiting)
        n_told, last = rebuilding.tell_some(
            Log(node.store, node.log.kinds, waiting), rebuilding.subjects(node, None, after)
        )
        if n_told:
            of = {one.name: versions.words(node, one) for one in waiting}
            node.store.set_note(NOTE, json.dumps({"of": of, "after": last, "n": n_before + n_told}))
        return n_told


def _mark(node: Node, waiting: Sequence[Projection]) -> tuple[int, int]:
    """Up to which subject all these are told again, and how many that were.

    It holds for these and fewer: what came with yet another upgrade begins again.
    """
    kept = json.loads(node.store.note(NOTE) or "{}")
    of = kept.get("of", {})
    if not all(of.get(one.name) == versions.words(node, one) for one in waiting):
        return NOT_BEGUN, 0
    return kept["after"], kept["n"]
