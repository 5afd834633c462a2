"""The desk of Char Kukri Mukri at the hub, with Salma its officer, and Karim's file before her."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def world(world: Any, serve_as: Callable[[str], None]) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node that serves the hub's pages."""
    serve_as("hub")
    return world


@pytest.fixture
def file_id(world: Any) -> int:
    """A file that waits for Salma."""
    return int(world.submit().id)


@pytest.fixture
def salma(signed_in: Callable[..., Any]) -> Any:
    """Salma's browser."""
    return signed_in()
