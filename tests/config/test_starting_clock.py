"""A node that starts with a clock gone wrong does not stand before what it has written itself."""

from datetime import timedelta
from typing import Any

import pytest

from dorgora.config import worker
from dorgora.kernel import clock
from dorgora.places import actions as places

YEAR_SECONDS = 365 * 86400


def test_a_node_starts_no_earlier_than_its_newest_event(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    written_at = clock.now() + timedelta(minutes=1)
    area = {"code": "10", "kind": "division", "parent": "", "local_name": "বরিশাল", "latin_name": "Barishal"}
    places.load_areas([area], by=0, at=written_at)
    monkeypatch.setenv("DORGORA_CLOCK_OFFSET_SECONDS", str(-YEAR_SECONDS))
    assert clock.now() < written_at - timedelta(days=364)
    worker._begin()
    assert clock.now() >= written_at
