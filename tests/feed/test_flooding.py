"""What a feed has said about one thing is counted in the database by the thing, however long the feed is."""

from typing import Any

import pytest

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from tests.feed.test_acting import grant


@pytest.mark.parametrize("n", [0, 3])
def test_the_events_of_one_feed_about_one_thing_are_counted(hub: Any, n: int) -> None:
    store = nodes.this().store
    me = nodes.this().identity.node_id
    before = store.n_about(ev.REGISTRY, [me]).get(me, 0)
    for feed in range(90, 90 + n):
        grant(hub, feed)
    assert store.n_about(ev.REGISTRY, [me, 7]) == {me: before + n}
    assert store.n_about(ev.CATALOGUE, [me]) == {}
