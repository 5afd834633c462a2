"""The worker and scan pages: a hub too old for them is no broken line, and is not asked every minute."""

import pytest

from dorgora.applications import carrying, fetching
from dorgora.config.worker import MOST_WAIT, Worker
from dorgora.feed.roads import https
from dorgora.kernel import clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the worker; what is put in first is now."""
    at = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: at[0])
    return at


def told(monkeypatch: pytest.MonkeyPatch, wrong: Exception) -> tuple[list[str], list[int]]:
    """What the worker says of the line, and how often it tried."""
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
    worker = Worker()
    worker._carry()
    worker._carry()
    assert (said, len(tries)) == ([], 1)
    now[0] += MOST_WAIT
    worker._carry()
    assert (said, len(tries)) == ([], 2)


def test_a_hub_that_refuses_pages_is_no_broken_line(
    monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    said, tries = told(monkeypatch, https.Declined("status 400"))
    worker = Worker()
    worker._carry()
    worker._carry()
    assert (said, len(tries)) == ([], 1)


def test_a_hub_that_takes_no_more_is_not_asked_every_minute(
    monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    tries: list[int] = []
    monkeypatch.setattr(fetching, "fetch", lambda most_seconds: 0)
    busy = carrying.Carried(is_busy=True)
    monkeypatch.setattr(carrying, "carry", lambda most_seconds: tries.append(1) or busy)
    worker = Worker()
    for _ in range(2):
        worker._carry()
    assert len(tries) == 1
    now[0] += MOST_WAIT
    worker._carry()
    assert len(tries) == 2


def test_a_line_that_breaks_among_pages_is_told(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    said, _ = told(monkeypatch, https.NoLine("cut"))
    Worker()._carry()
    assert said == ["offline"]
