"""The thread of the line: a hub too old for scan pages is no broken line; a line that hangs holds up nothing else."""

import threading
from types import SimpleNamespace

import pytest

from dorgora.applications import carrying, fetching
from dorgora.config import worker
from dorgora.config.catching_up import CatchingUp
from dorgora.config.exchanging import MOST_WAIT, Exchanging
from dorgora.config.sweeping import Sweeping
from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.feed.roads import https
from dorgora.kernel import clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the thread; what is put in first is now."""
    at = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: at[0])
    return at


def told(monkeypatch: pytest.MonkeyPatch, wrong: Exception) -> tuple[list[str], list[int]]:
    """What it says of the line, and how often it tried."""
    said: list[str] = []
    tries: list[int] = []

    def carry(most_seconds: float) -> carrying.Carried:
        tries.append(1)
        raise wrong

    monkeypatch.setattr(https, "note_line", lambda state, trouble: said.append(state))
    monkeypatch.setattr(fetching, "fetch", lambda most_seconds: 0)
    monkeypatch.setattr(carrying, "carry", carry)
    return said, tries


def test_an_older_hub_is_left_alone_with_pages(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    said, tries = told(monkeypatch, https.NotThere("status 404"))
    exchanging = Exchanging()
    exchanging._carry()
    exchanging._carry()
    assert (said, len(tries)) == ([], 1)
    now[0] += MOST_WAIT
    exchanging._carry()
    assert (said, len(tries)) == ([], 2)


def test_a_hub_that_refuses_pages_is_no_broken_line(
    monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    said, tries = told(monkeypatch, https.Declined("status 400"))
    exchanging = Exchanging()
    exchanging._carry()
    exchanging._carry()
    assert (said, len(tries)) == ([], 1)


def test_a_hub_that_takes_no_more_is_not_asked_every_minute(
    monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    tries: list[int] = []
    monkeypatch.setattr(fetching, "fetch", lambda most_seconds: 0)
    busy = carrying.Carried(is_busy=True)
    monkeypatch.setattr(carrying, "carry", lambda most_seconds: tries.append(1) or busy)
    exchanging = Exchanging()
    for _ in range(2):
        exchanging._carry()
    assert len(tries) == 1
    now[0] += MOST_WAIT
    exchanging._carry()
    assert len(tries) == 2


def test_a_line_that_breaks_among_pages_is_told(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    said, _ = told(monkeypatch, https.NoLine("cut"))
    Exchanging()._carry()
    assert said == ["offline"]


class Hung:
    """An exchange that says when it began and ends when it is let go."""

    def __init__(self) -> None:
        self.began, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> https.Outcome:
        self.began.set()
        self.let_go.wait(60)
        raise SystemExit  # the end of the thread


# Both threads end by the exit their last call raises.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nothing_on_this_laptop_waits_for_a_line_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    hung, looked, goes_on = Hung(), threading.Event(), threading.Event()
    goes_on.set()

    def drain() -> int:
        looked.set()
        if not goes_on.is_set():
            raise SystemExit
        return 0

    monkeypatch.setattr(https, "exchange", hung)
    monkeypatch.setattr(aftermath, "drain", drain)
    monkeypatch.setattr(aftermath, "due_in", lambda: None)
    monkeypatch.setattr(nodes, "this", lambda: SimpleNamespace(store=SimpleNamespace(note=lambda name: "")))
    monkeypatch.setattr(Sweeping, "sweep", lambda self: None)
    monkeypatch.setattr(CatchingUp, "go_on", lambda self: None)
    monkeypatch.setattr(CatchingUp, "wait", lambda self: None)
    monkeypatch.setattr(worker.settings, "ROLE", "centre")
    monkeypatch.setattr(worker, "_begin", lambda: False)
    monkeypatch.setattr(worker.doors, "begin", lambda: None)
    monkeypatch.setattr(worker.control, "listen", lambda exchanging: None)
    worker.start()
    try:
        assert hung.began.wait(10)
        looked.clear()
        nodes.woken.set()  # an officer has just approved
        assert looked.wait(10), "nobody looked at what follows while the exchange hung"
    finally:
        goes_on.clear()
        nodes.woken.set()
        hung.let_go.set()
        for thread in threading.enumerate():
            if thread.name in ("worker", "exchanging"):
                thread.join(10)
