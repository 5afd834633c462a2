"""For whom a hub that went back waits before it decides anything: who may have heard what it lost of it."""

from dorgora.feed import events as ev
from dorgora.feed import projecting
from dorgora.feed.core import Draft
from dorgora.feed.events import REGISTRY
from dorgora.feed.fold import opening, story
from dorgora.feed.node import Node
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused


def awaited(node: Node, subject: int) -> set[int]:
    """Trusted nodes not heard since the hub went back that had a hand in a subject, were told of it or have a say.

    Who has a say may be a later office: what the hub lost may be that it sent the file on there.
    """
    store = node.store
    if not node.is_hub or store.registry() == REGISTRY:
        return set()
    events = store.events_of([subject]).get(subject, [])
    kinds, rules = projecting.kinds(), projecting.routes()
    told = story(events, kinds, store.author)
    places = {pair for one in told if one.kind in rules for pair in rules[one.kind](one, told).places}
    first = opening(told)
    opened = kinds.find(first.kind, first.version) if first is not None else None
    places |= set(opened.parties(told)) if opened is not None and opened.parties is not None else set()
    concerned = {store.writer_of(event.feed) for event in events}
    concerned |= store.nodes_told_of([subject]).get(subject, set())
    concerned |= {one for pair in places for one in store.nodes_of(*pair)}
    return concerned & all_awaited(node)


def all_awaited(node: Node) -> set[int]:
    """All trusted nodes, this hub left out, that were not heard since it went back and not passed over."""
    trusted = node.store.rows.all("SELECT node_id FROM feed_node WHERE revoked_at IS NULL")
    others = {row[0] for row in trusted} - {node.identity.node_id}
    return {one for one in others if not (node.store.is_heard(one) or node.store.is_passed_over(one))}


def pass_over(node: Node, node_id: int, *, reason: str, by: int) -> None:
    """A named officer answers for it that the hub goes on without having heard a node: an event of the registry.

    Raises:
        Refused: `not_awaited`: nobody waits for that one.
    """
    with writing():
        if node_id not in all_awaited(node):
            raise Refused("not_awaited", "without", {"node": node_id})
        drafts = [Draft(ev.PASSED_OVER, ev.PassedOver(reason), None, node_id, by, clock.now_seconds())]
        node.log.append(node.store.registry(), drafts, node.signer)
        node.store.set_passed_over(node_id)
