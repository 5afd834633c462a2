"""The dashboard of a hub, and files that were handed over with their answers."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def world(world: Any, serve_as: Callable[[str], None]) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node that serves the hub's pages."""
    serve_as("hub")
    return world


@pytest.fixture
def reader() -> Any:
    """Anybody's browser."""
    from django.test import Client

    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def hand_over(world: Any) -> Callable[..., int]:
    """A file approved and handed over so many days after it was lodged, with what the citizen answered.

    lodged: days after the world's day.
    """
    from datetime import timedelta

    from dorgora.tcv import actions as tcv
    from tests.applications import citizenship
    from tests.applications.world import AT, PLACE

    def play(
        n: int = 0,
        *,
        days: float = 2,
        lodged: int = 0,
        minutes: int | None = 180,
        cost: int | None = 6000,
        visits: int | None = 2,
        is_citizenship: bool = False,
    ) -> int:
        begun = AT + timedelta(days=lodged)
        at = begun + timedelta(days=days)
        if is_citizenship:
            file_id = citizenship.submit(world, draft_key=f"draft-{n}").id
            world.approve(file_id, at=at, register_number="")
        else:
            file_id = world.submit(draft_key=f"draft-{n}", at=begun).id
            world.approve(file_id, at=at)
        tcv.hand_over(
            file_id=file_id, centre=PLACE, to="applicant", by=world.karim, at=at,
            own_minutes=minutes, own_cost_minor=cost, n_visits=visits, is_confirmed=True,
        )  # fmt: skip
        return int(file_id)

    return play
