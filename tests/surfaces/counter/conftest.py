"""Fixtures of the counter's tests; they import late, as pytest reads this file before Django is set up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def stage(
    hub: Any, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Any]:
    """A centre that is open, with quick digests."""
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing
    from tests import staged
    from tests.surfaces.counter.stage import open_centre

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    serve_as("centre")
    yield staged.put_up("centre", tmp_path, lambda: open_centre(hub), on="hub")


@pytest.fixture
def counter(stage: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """Karim at the counter, signed in."""
    from tests import staged
    from tests.surfaces.counter.stage import Counter

    def signed_in() -> tuple[Any, str]:
        here = Counter()
        here.sign_in(stage, "karim")
        return here.client.cookies, here.at

    here, is_alone = Counter(), staged.is_untouched("centre")
    here.client.cookies, here.at = staged.put_up("counter", tmp_path, signed_in, on="centre")
    here.stays_from("counter" if is_alone and not _patches(request) else "")
    return here


def _patches(request: pytest.FixtureRequest) -> bool:
    """Whether the test changes the program: what it walks through then is nobody else's."""
    of = request._pyfuncitem._fixtureinfo
    own = (one for many in of.name2fixturedefs.values() for one in many if one.baseid.endswith(".py"))
    asked = {*of.argnames, *(name for one in own for name in one.argnames)}
    return bool(asked & {"monkeypatch", "settings"})


@pytest.fixture
def hers(counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Karim's phone; on the laptop the papers of a birth registration stand open."""
    from tests.surfaces.counter.paired import certify, phone
    from tests.surfaces.counter.stage import days_ago

    certify(monkeypatch)
    made = phone(counter, stage)
    counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until="/papers")
    counter.get(counter.at)
    return made
