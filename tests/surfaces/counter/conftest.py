"""Fixtures of the counter's tests; they import late, as pytest reads this file before Django is set up."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def stage(hub: Any, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A centre that is open, with quick digests."""
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing
    from tests.surfaces.counter.stage import open_centre

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    serve_as("centre")
    yield open_centre(hub)


@pytest.fixture
def counter(stage: Any) -> Any:
    """Karim at the counter, signed in."""
    from tests.surfaces.counter.stage import Counter

    here = Counter()
    here.sign_in(stage, "karim")
    return here
