"""The worker tells again what an earlier program told, says so, and tries again what fails."""

import json
from typing import Any

import pytest

from dorgora.config import catching_up, commands
from dorgora.config import worker as worker_module
from dorgora.config.worker import SOONEST, Worker
from dorgora.feed import node as nodes
from dorgora.feed import rebuilding, retelling, unsigned, versions
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import models as people
from tests.applications.world import World
from tests.feed.test_retelling import forget
from tests.money.earlier import leave_books


def status() -> Any:
    said: list[str] = []
    assert commands.run(["status"], said.append) == 0
    return json.loads(said[0])["told_again"]


class Over(BaseException):
    """The end of the worker's endless round."""


def test_the_worker_does_it_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    leave_books()
    assert status() == {"of": ["money"], "subjects": 0}
    worker, turns = Worker(), []

    def wait(seconds: float) -> None:
        turns.append(seconds)
        if worker.catching_up.wait() is None or len(turns) == 50:
            raise Over

    monkeypatch.setattr(nodes.woken, "wait", wait)
    monkeypatch.setattr(worker_module, "close_old_connections", lambda: None)  # the test's own one stays
    monkeypatch.setattr(catching_up, "TURN_SECONDS", -1)
    monkeypatch.setattr(rebuilding, "STEP", 3)
    monkeypatch.setattr(rebuilding, "is_wanted", lambda: True)
    with pytest.raises(Over):
        worker.run()
    assert 3 < len(turns) < 50 and set(turns[:-1]) == {SOONEST}, "others have their turn between"
    assert status() is None and versions.behind(nodes.this()) == ()
    assert worker.catching_up.wait() is None
    assert [record.message for record in caplog.records] == [
        "an earlier program told money: told again while work goes on",
        "all is told again",
    ]


def test_a_start_with_nothing_to_tell_asks_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker()
    worker.catching_up.go_on()
    assert worker.catching_up.wait() is None and not caplog.records


def test_the_index_beside_the_tables_is_made_anew(world: World) -> None:
    held = people.SearchKey.objects.count()
    people.SearchKey.objects.all().delete()
    forget("citizens")
    doing = catching_up.CatchingUp()
    while doing.wait() is not None:
        doing.go_on()
    assert people.SearchKey.objects.count() == held > 0


@pytest.mark.parametrize(("wrong", "seconds"), [(OSError("9"), 30), (Refused("unsigned_event"), 900)])
def test_what_fails_is_tried_again_later(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wrong: Exception,
    seconds: int,
) -> None:
    leave_books()
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0)

    def fails(node: Any) -> None:
        raise wrong

    doing = catching_up.CatchingUp()
    with monkeypatch.context() as patch:
        patch.setattr(unsigned, "refuse", fails)
        doing.go_on()
    assert doing.wait() == seconds and retelling.under_way(nodes.this()) is not None
    assert "telling again" in caplog.text
    doing.go_on()
    assert retelling.under_way(nodes.this()) is not None
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0 + seconds)
    monkeypatch.setattr(rebuilding.clock, "monotonic", clock.monotonic)
    for _ in range(20):
        doing.go_on()
    assert retelling.under_way(nodes.this()) is None
