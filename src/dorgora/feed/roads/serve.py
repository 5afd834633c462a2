"""The hub answering one node's exchange: authenticate, unpack within bounds, take, commit, answer."""

import logging
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.db import OperationalError

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed import went_back
from dorgora.feed.sync import frames, gate, wire
from dorgora.feed.sync.exchange import HubSide, Standing
from dorgora.feed.writing import BACKGROUND, exchange_lock, writing
from dorgora.kernel import clock
from dorgora.kernel.signing import agree

T = TypeVar("T")
logger = logging.getLogger("dorgora.serve")
MOST_TRIES = 4
DEADLOCK = "40P01"
"""PostgreSQL's own name for it (appendix A of its manual, error codes)."""


class Asked(NamedTuple):
    """A request that really is from an enrolled node. tag: its MAC, which the answer is bound to."""

    node_id: int
    key: bytes
    tag: bytes
    payload: bytes


def answer(body: bytes) -> bytes:
    """The reply to a request's bytes; everything it took is durable before this returns.

    Raises:
        gate.Refused: not a node we know, a wrong MAC (nothing has changed), or not within bounds (an alarm).
    """
    node = nodes.this()
    asked = heard(node, body)
    request = unpacked(node, asked, wire.Request)
    reply = _taken_again(node, asked.node_id, request)
    nodes.woken.set()
    return frames.answer(asked.key, asked.tag, gate.pack(reply))


def heard(node: nodes.Node, body: bytes) -> Asked:
    """Who asks, and what, still packed.

    Raises:
        gate.Refused: not a node we know, or a wrong MAC.
    """
    node_id = frames.asker(body)
    found = node.store.rows.all("SELECT exchange_key FROM feed_node WHERE node_id = %s", [node_id])
    if not found or node_id == node.identity.node_id:
        raise gate.Refused("unknown_node")
    key = agree(node.identity.exchange_seed, bytes(found[0][0]))
    payload, tag = frames.opened_ask(body, key)
    return Asked(node_id, key, tag, payload)


def unpacked(node: nodes.Node, asked: Asked, shape: type[T]) -> T:
    """What an enrolled node says; what is not within bounds is an alarm about it.

    Raises:
        gate.Refused: see `gate.unpack`.
    """
    try:
        return gate.unpack(asked.payload, shape)
    except gate.Refused as refused:
        with writing(BACKGROUND):
            node.store.alarm("refused_" + refused.reason, asked.node_id, 0)
        raise


def _taken_again(node: nodes.Node, node_id: int, request: wire.Request) -> wire.Reply:
    return again(lambda: _taken(node, node_id, request))


def again(take: Callable[[], T]) -> T:
    """Two exchanges that count in one counter can each wait for the other; one is undone and does it over.

    Raises:
        OperationalError: see `whole`.
    """
    for _ in range(MOST_TRIES - 1):
        try:
            return take()
        except OperationalError as wrong:
            if getattr(wrong.__cause__, "sqlstate", None) != DEADLOCK:
                raise
    return take()


def _taken(node: nodes.Node, node_id: int, request: wire.Request) -> wire.Reply:
    side = HubSide(
        node.log, node.store, node.signer, (ev.REGISTRY, ev.CATALOGUE), lambda: went_back.fresh(node)
    )

    def take() -> wire.Reply:
        reply = side.answer(node_id, request, clock.now_seconds())
        node.store.set_note(f"heard:{node_id}", str(clock.now_seconds()))
        return reply

    return whole(node, node_id, request, take)


def whole(node: nodes.Node, node_id: int, request: wire.Request, take: Callable[[], T]) -> T:
    """Takes what is new, whole or not at all.

    Raises:
        OperationalError: the database is busy or gone: not the node's doing, it asks again.
        gate.Refused: `broken`: this program could not take it; nothing stays, and a person hears who sent it.
    """
    try:
        with writing(BACKGROUND, _names(node, node_id, request)):
            return take()
    except OperationalError:
        raise
    except Exception as wrong:
        logger.error("a batch of node %d could not be taken: %s", node_id, type(wrong).__name__)
        with writing(BACKGROUND):
            node.store.alarm("refused_broken", node_id, 0)
        raise gate.Refused("broken") from wrong


def _names(node: nodes.Node, node_id: int, request: wire.Request) -> set[int]:
    """What is locked: the exchange itself, and what those events are about that may be taken, if not made by them.

    A server has room for some thousands of locks, for all it does at a time: one node gets no more than one
    honest exchange takes, and none for what nobody will take from it.
    """
    taken = [run for run in request.runs if _may_be_taken(node.store.standing(run.feed), node_id, run)]
    about = {event.subject for run in taken for event in run.events if event.subject}
    if request.rotation is not None:
        about.add(node_id)
    return about | {exchange_lock(node_id)}


def _may_be_taken(standing: Standing | None, node_id: int, run: wire.Run) -> bool:
    """Whether it is the node's own feed, and open or not yet at its end."""
    if standing is None or standing.node_id != node_id:
        return False
    return standing.is_open or run.after < standing.last
