"""The fixture of these tests; it imports late, as pytest reads this file before Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def union(hub: Any) -> Iterator[Any]:
    """The hub, writing also for the centre and the office of one union."""
    from tests.people.cast import open_union

    open_union(hub)
    yield hub


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests that take no time; what they are otherwise has a test of its own."""
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
