"""What has outlived its time goes once a day, and what fails stops nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from dorgora.applications import local as kept
from dorgora.config import sweeping
from dorgora.config.worker import Worker
from dorgora.counter import local as counter
from dorgora.feed import node as nodes
from dorgora.kernel import clock


def keep_session(key: str, hours: int) -> None:
    Session.objects.create(
        session_key=key, session_data="x", expire_date=timezone.now() + timedelta(hours=hours)
    )


def sessions() -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


@pytest.mark.usefixtures("transactional_db")
def test_it_sweeps_at_the_start_and_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = 1000.0
    monkeypatch.setattr(clock, "monotonic", lambda: begun)
    keep_session("over", -1)
    keep_session("open", 1)
    daily = sweeping.Sweeping()
    assert daily.wait() == 0
    daily.sweep()
    assert sessions() == {"open"}
    keep_session("over", -1)
    monkeypatch.setattr(clock, "monotonic", lambda: begun + sweeping.DAY - 1)
    daily.sweep()
    assert (sessions(), daily.wait()) == ({"open", "over"}, 1)
    monkeypatch.setattr(clock, "monotonic", lambda: begun + sweeping.DAY)
    daily.sweep()
    assert (sessions(), daily.wait()) == ({"open"}, sweeping.DAY)


@pytest.mark.usefixtures("transactional_db")
def test_what_fails_holds_up_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ValueError("ঝিলিকতারা")

    monkeypatch.setattr(kept, "DAILY", (broken,))
    assert counter.DAILY, "or there is nothing to hold up"
    keep_session("over", -1)
    sweeping.Sweeping().sweep()
    assert sessions() == set()
    assert "broken: ValueError" in caplog.text and "ঝিলিকতারা" not in caplog.text


@pytest.mark.usefixtures("transactional_db")
def test_it_sweeps_again_as_soon_as_the_hub_says_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = 1000.0
    monkeypatch.setattr(clock, "monotonic", lambda: begun)
    daily = sweeping.Sweeping()
    daily.sweep()
    keep_session("over", -1)
    daily.sweep()
    assert sessions() == {"over"}
    clock.learn(clock.now_seconds())
    assert daily.wait() == 0
    daily.sweep()
    assert (sessions(), daily.wait()) == (set(), sweeping.DAY)


class Ended(Exception):
    """The worker would wait now."""


class Woken:
    """Ends the worker's life where it would wait, and keeps how long."""

    seconds = -1.0

    def wait(self, seconds: float) -> None:
        self.seconds = seconds
        raise Ended


@pytest.mark.usefixtures("transactional_db")
def test_the_worker_of_a_hub_where_nothing_happens_sweeps_too(
    monkeypatch: pytest.MonkeyPatch, serve_as: Callable[[str], None]
) -> None:
    serve_as("hub")
    keep_session("over", -1)
    woken = Woken()
    monkeypatch.setattr(nodes, "woken", woken)
    with pytest.raises(Ended):
        Worker().run()
    assert sessions() == set()
    assert sweeping.DAY - 60 < woken.seconds <= sweeping.DAY
