"""What the registry's events come to: nodes, and the feeds granted to them."""

from collections.abc import Sequence
from typing import Any

from dorgora.feed import events as ev
from dorgora.feed.fold import Telling, Told
from dorgora.feed.generations import is_registry
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.kernel.ids import feed_of
from dorgora.kernel.signing import is_signed


def fold_registry(told: Sequence[Told]) -> Telling:
    """One node's row, the keys it has had and its grants; events from any feed but a registry say nothing."""
    node: list[Any] | None = None
    keys: list[list[Any]] = []
    grants: dict[int, list[Any]] = {}
    for one in told:
        if not is_registry(feed_of(one.id)):
            continue
        facts = one.facts
        if one.kind in ("hub.founded", "node.enrolled"):
            node = [one.subject, facts.name, facts.signing_key, facts.exchange_key, None]
            keys = [[one.id, one.subject, facts.signing_key, one.at, None]]
        elif one.kind == "feed.granted":
            grants[facts.feed] = [
                facts.feed,
                one.subject,
                facts.role,
                facts.place,
                facts.spare_for,
                None,
                None,
            ]
        elif one.kind == "feed.ended" and facts.feed in grants:
            grants[facts.feed][5:] = [one.at, facts.seq]
        elif node is not None:
            _change(node, keys, one)
    rows = {
        "feed_node": [tuple(node)] if node else [],
        "feed_nodekey": [tuple(row) for row in keys],
        "feed_grant": [tuple(row) for row in grants.values()],
    }
    return Telling(rows, {})


def _change(node: list[Any], keys: list[list[Any]], one: Told) -> None:
    if one.kind == "node.key_rotated" and _is_next(keys, one.subject, one.facts):
        node[2] = one.facts.signing_key
        keys[-1][4] = one.at
        keys.append([one.id, one.subject, one.facts.signing_key, one.at, None])
    elif one.kind == "node.revoked":
        node[4] = one.at


def _is_next(keys: Sequence[Sequence[Any]], node_id: int, rotated: ev.Rotated) -> bool:
    """Whether the present key named this one, which was never this node's before."""
    message = ev.rotation_message(node_id, rotated.signing_key)
    is_new = len(rotated.signing_key) == 32 and all(row[2] != rotated.signing_key for row in keys)
    return is_new and is_signed(keys[-1][2], message, rotated.proof)


def _is_of_newcomer(told: Told, newcomer: Newcomer) -> int | None:
    """Who it is itself, then who says what everybody hears; all others can come later."""
    if told.subject == newcomer.node_id:
        return 0
    is_hub = told.kind == "hub.founded" or (told.kind == "feed.granted" and told.facts.role == "hub")
    return 1 if is_hub else None


FIRST = [(kind.name, _is_of_newcomer) for kind in ev.KINDS]
