"""What a laptop takes for the time when it starts: what the hub said, and what was written after that."""

from typing import Any

import pytest

from dorgora.config import worker
from dorgora.feed import events as ev
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.feed.roads import https
from dorgora.kernel import clock

THIRTY_YEARS = 30 * 365 * 86_400


@pytest.fixture
def then() -> int:
    """The hub's time."""
    return clock.now_seconds() + 1000


def write(feed: int, at: int) -> None:
    """Something happens at that time by the laptop's clock."""
    with log.act(role="hub", place="registry", by=0, at=clock.from_seconds(at)) as act:
        granted = ev.Granted(feed, "office", str(feed), 0)
        act.add(ev.GRANTED, granted, subject=nodes.this().identity.node_id)


def test_a_year_that_was_never_is_forgotten_once_the_hub_has_spoken(hub: Any, then: int) -> None:
    store = nodes.this().store
    write(90, then + THIRTY_YEARS)
    assert worker._last_known(store) == then + THIRTY_YEARS, "nothing better is known"
    https._note_contact(10, then)
    assert worker._last_known(store) == then
    write(91, then + 100)
    assert worker._last_known(store) == then + 100
