"""The portal of a hub that has heard of one file at Char Kukri Mukri."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def world(world: Any, serve_as: Callable[[str], None]) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node that serves the hub's pages."""
    serve_as("hub")
    return world


@pytest.fixture
def lodged(world: Any) -> Any:
    """A file and its codes."""
    return world.submit()


@pytest.fixture
def rahima() -> Any:
    """Her phone, in English for the tests."""
    from django.test import Client

    client = Client()
    client.cookies["django_language"] = "en"
    return client
