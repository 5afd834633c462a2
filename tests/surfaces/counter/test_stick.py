"""The page of the line says when a copy was last kept on a stick, and what would be lost with the laptop."""

from pathlib import Path
from typing import Any

import pytest

from dorgora.applications.events import KINDS
from dorgora.feed import node as nodes
from dorgora.feed.roads import backing
from tests.surfaces.counter.stage import days_ago

pytestmark = pytest.mark.slow


def told(counter: Any) -> str:
    return str(counter.get("/counter/line").content.decode())


def test_the_page_says_what_the_stick_lacks(counter: Any, tmp_path: Path) -> None:
    store = nodes.this().store
    counter.lodge(counter.citizen(), born=days_ago(100))
    assert "None was kept yet." in told(counter)
    backing.keep(tmp_path, {kind.name for kind in KINDS}, is_same_allowed=True)
    page = told(counter)
    assert "with 1 file." in page and "Every file of this laptop is on it or at the hub." in page
    counter.lodge(counter.citizen(is_new="yes"), born=days_ago(100))
    assert "1 file is neither on it nor at the hub." in told(counter)
    unsent = {feed: last for feed, _, last in store.unsent()}
    for feed, last in unsent.items():
        store.acknowledge(feed, last, 1)
    assert "Every file of this laptop is on it or at the hub." in told(counter)
    backing.keep(tmp_path, {kind.name for kind in KINDS}, is_same_allowed=True)
    assert "with 0 files." in told(counter)
    for feed in unsent:
        store.acknowledge(feed, 0, 2)  # the hub was put back to an earlier copy
    assert "2 files are neither on it nor at the hub." in told(counter)
