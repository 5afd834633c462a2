"""A world for the tests of certificates."""

from typing import Any

import pytest


@pytest.fixture
def world(hub: Any) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node."""
    # Not before the settings know the database: this file is read first.
    from tests.applications.world import build

    return build(hub)
