"""Eight people write without pause while an exchange brings thousands of events: nobody is ever refused."""

import secrets
import threading
from typing import Any

import pytest

from dorgora.feed import checking, projecting
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft, Log
from dorgora.feed.roads import founding
from dorgora.feed.sync.exchange import HubSide, NodeSide
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel.sealing import KEY_BYTES
from dorgora.kernel.signing import Signer
from dorgora.money import queries as money
from dorgora.people import events as people
from tests.simulator.memory import MemoryStore

SHARED = (registry.REGISTRY, registry.CATALOGUE)
FAR, FAR_FEED = "10092580", 900
N_EVENTS = 2000
N_WRITERS = 8
FEE = 7500


def far_node() -> NodeSide:
    """Another centre with two thousand citizens to tell, over a store in memory."""
    signer = Signer(secrets.token_bytes(32))
    enrolled = registry.Enrolled("far", signer.public, bytes(32))
    (node_id,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
    granted = registry.Granted(FAR_FEED, "centre", FAR, 0)
    founding.write_registry([(registry.GRANTED, granted)], node_id)
    store = MemoryStore(projecting.projections(), node_id)
    store.log = log = Log(store, projecting.kinds(), projecting.projections())
    side = NodeSide(log, store, signer, node_id, nodes.this().identity.hub_key, SHARED)
    while exchange(side):
        pass
    facts = people.CitizenRegistered(FAR, FAR, "f", "25-59")
    drafts = [
        Draft(
            people.CITIZEN_REGISTERED,
            facts,
            words(n),
            None,
            0,
            1_790_000_000,
            None,
            secrets.token_bytes(KEY_BYTES),
        )
        for n in range(N_EVENTS)
    ]
    log.append(FAR_FEED, drafts, signer)
    return side


def words(n: int) -> people.CitizenWords:
    return people.CitizenWords(f"নাগরিক {n}", f"Citizen {n}", "1990-01-01", "", str(n), "")


def exchange(side: NodeSide) -> bool:
    """One round with this node as the hub; gives whether there is more."""
    node = nodes.this()
    with writing(BACKGROUND):
        reply = HubSide(node.log, node.store, node.signer, SHARED, lambda: 0).answer(
            side.node_id, side.request(), 1_790_000_000
        )
    return side.take(reply)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_is_refused_during_an_exchange(world: Any) -> None:
    far = far_node()
    is_over = threading.Event()
    lodged: list[int] = []
    refused: list[BaseException] = []

    def write(me: int) -> None:
        from django.db import connections

        n = 0
        try:
            while not is_over.is_set() or n == 0:
                lodged.append(world.submit(draft_key=f"writer-{me}-{n}").id)
                n += 1
        except BaseException as wrong:
            refused.append(wrong)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(me,)) for me in range(N_WRITERS)]
    for writer in writers:
        writer.start()
    while exchange(far):
        pass
    is_over.set()
    for writer in writers:
        writer.join()

    assert refused == []
    assert len(set(lodged)) == len(lodged) >= N_WRITERS
    head = nodes.this().store.head(FAR_FEED)
    assert head is not None and head.seq == N_EVENTS
    assert money.balance(f"drawer:10092570:{world.karim}") == FEE * len(lodged)
    assert list(checking.faults(nodes.this())) == []
