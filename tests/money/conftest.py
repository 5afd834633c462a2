"""Who else works where the money of these tests goes through."""

from typing import Any

import pytest


@pytest.fixture
def shrabani(world: Any) -> int:
    """The other operator of the centre."""
    from dorgora.people import actions as people  # the settings are not there yet when this file is read
    from tests.applications.world import AT, PLACE

    return people.appoint_operator(place=PLACE, local_name="শ্রাবনী", latin_name="Shrabani", by=0, at=AT)
