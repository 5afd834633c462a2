"""How many files are on this laptop alone: right after every write and every receipt, and bounded for every page."""

from typing import Any

import pytest

from dorgora.feed import events as ev
from dorgora.feed import log as feed_log
from dorgora.feed import node as nodes
from dorgora.feed import queries
from tests.feed.test_acting import AT, grant

GRANTED = [ev.GRANTED.name]


def test_what_is_written_is_unsent_until_the_hub_holds_it(hub: Any) -> None:
    store = nodes.this().store
    acknowledge_all(store)
    assert queries.n_subjects_unsent(GRANTED) == 0
    grant(hub, 98)
    assert queries.n_subjects_unsent(GRANTED) == 1
    grant(hub, 99)  # about the same node: still one subject
    assert queries.n_subjects_unsent(GRANTED) == 1
    assert queries.n_subjects_unsent([ev.REVOKED.name]) == 0
    acknowledge_all(store)
    assert queries.n_subjects_unsent(GRANTED) == 0


def test_nobody_counts_further_than_many(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MANY_UNSENT", 2)
    store = nodes.this().store
    acknowledge_all(store)
    grant(hub, 90)
    with feed_log.act(role="hub", place="registry", by=0, at=AT) as act:
        for feed in range(91, 96):
            act.add(ev.GRANTED, ev.Granted(feed, "office", str(feed), 0))
    assert queries.n_subjects_unsent(GRANTED) == 2


def test_what_every_page_says_is_asked_at_once_for_all_feeds(
    hub: Any, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        hub("office", f"1009257{number}")
    queries.n_subjects_unsent(GRANTED)  # what was written once is remembered
    with django_assert_num_queries(1):
        assert queries.n_subjects_unsent(GRANTED) == 1
    with django_assert_num_queries(1):
        n_unsent = queries.n_unsent()
    with django_assert_num_queries(1):
        assert queries.contact().last_at is None
    assert n_unsent == nodes.this().store.head(ev.REGISTRY).seq


def acknowledge_all(store: Any) -> None:
    head = store.head(ev.REGISTRY)
    store.acknowledge(ev.REGISTRY, head.seq, 1)
