"""Most stories are a chain, told without lining up: it must be the very order that lining up gives."""

import pytest
from hypothesis import given, settings

from dorgora.feed import order
from dorgora.feed.event import Event
from dorgora.feed.lining import lined_up
from tests.rules.feed.test_order import rank, stories


@pytest.mark.slow
@settings(max_examples=200)
@given(stories())
def test_a_chain_is_what_lining_up_gives(story: list[Event]) -> None:
    rows = sorted(story, key=lambda one: one.id)
    chain = order._chain(rows)
    places = lined_up([rank(one.kind) for one in rows], order._directly_seen_by(rows))
    assert chain is None or chain == [rows[place] for place in places]


@pytest.mark.slow
@settings(max_examples=200)
@given(stories())
def test_a_story_of_one_writer_is_always_a_chain(story: list[Event]) -> None:
    one_feed = [one for one in story if one.feed == story[0].feed and not one.seen]
    assert order._chain(sorted(one_feed, key=lambda one: one.id)) is not None
