"""The fixture of these tests; it imports late, as pytest reads this file before Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def union(hub: Any) -> Iterator[Any]:
    """The hub, writing also for the centre of one union."""
    from tests.people.cast import open_union

    open_union(hub)
    yield hub
