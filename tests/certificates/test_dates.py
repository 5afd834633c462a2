"""A certificate dated under a clock that was ahead: its hub names it, and nobody calls it valid before its day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from dorgora.certificates import queries
from dorgora.certificates.actions import refusing
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.clock import from_seconds
from dorgora.shell.alarms import in_words
from tests.certificates.fleet import AT, enrolled
from tests.retold import retold

pytestmark = pytest.mark.database
DAY = 86_400
NOW = from_seconds(AT) + timedelta(hours=1)


@pytest.fixture
def office(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Any]:
    """An office's laptop whose clock is so many days ahead of the hub's issues a certificate."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    laptop, citizen = enrolled()

    def issue(days: int) -> Any:
        paper = laptop.issue(citizen, at=AT + days * DAY)
        laptop.exchange()
        return paper

    return issue


def alarms() -> list[tuple[str, int]]:
    return [(one.code, one.event_id) for one in feed.alarms()]


def test_one_dated_ahead_is_named_to_the_hub(office: Callable[[int], Any]) -> None:
    office(0), office(1)
    assert alarms() == []
    with retold():
        paper = office(30)
    assert alarms() == [("certificate_dated_ahead", paper.id)]
    found = queries.certificate(paper.id)
    assert found is not None and not found.is_revoked
    with override("en"):
        (said,) = in_words(feed.alarms())
    assert found.serial in said.what and "take it back" in said.then
    assert queries.judge(paper.text, NOW).outcome == "future"
    assert queries.judge(paper.text, NOW + timedelta(days=29)).outcome == "valid"


def test_beyond_so_many_they_are_counted_together(
    office: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusing, "NAMED", 1)
    papers = [office(30) for _ in range(3)]
    together = papers[0].id >> 40 << 40
    assert sorted(alarms()) == [("certificate_dated_ahead", one) for one in (together, papers[0].id)]
    assert next(one.n for one in feed.alarms() if one.event_id == together) == 2
