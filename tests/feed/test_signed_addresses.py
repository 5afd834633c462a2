"""For how many addresses the hub signs: whoever holds one laptop's key does not collect those of all others."""

from datetime import timedelta
from typing import Any

import pytest

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import authority, certified, certifying
from dorgora.feed.roads.certificates import Answer, Ask
from dorgora.feed.sync import gate
from dorgora.kernel import clock
from tests.certificates.fleet import enrolled

pytestmark = pytest.mark.django_db(transaction=True)
KEY = authority.new_key()


@pytest.fixture
def laptop(hub: Any) -> int:
    return int(enrolled()[0].id)


def asked(laptop: int, *addresses: str) -> Answer:
    request = authority.request(KEY, laptop, "", addresses)
    return certifying._answer_to(nodes.this(), laptop, Ask(request, b"", True))


def eight(first: int) -> tuple[str, ...]:
    return tuple(f"192.168.43.{first + n}" for n in range(8))


def later(monkeypatch: pytest.MonkeyPatch, **passed: int) -> None:
    at = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "now_seconds", lambda: clock.to_seconds(at))


def test_it_works(laptop: int) -> None:
    for first in (1, 9, 1):  # what was signed before is signed again
        assert authority.held(asked(laptop, *eight(first)).chain).addresses == eight(first)
    assert feed.alarms() == []


def test_more_than_sixteen_are_refused_with_an_alarm(laptop: int) -> None:
    for first in (1, 9):
        asked(laptop, *eight(first))
    for first in (17, 25):
        with pytest.raises(gate.Refused, match="addresses"):
            asked(laptop, *eight(first))
    assert [(one.code, one.node_id, one.n) for one in feed.alarms()] == [("many_addresses", laptop, 2)]
    assert asked(laptop, "192.168.43.16").chain  # one that it had


def test_another_laptop_has_its_own_sixteen(laptop: int) -> None:
    for first in (1, 9):
        asked(laptop, *eight(first))
        certifying._note_addresses(nodes.this(), laptop + 1, eight(first + 16))
    assert feed.alarms() == []


def test_a_month_later_there_is_room_again(laptop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for first in (1, 9):
        asked(laptop, *eight(first))
    later(monkeypatch, days=29)
    with pytest.raises(gate.Refused):
        asked(laptop, "10.0.0.1")
    later(monkeypatch, days=2)
    assert asked(laptop, "10.0.0.1").chain


def test_what_is_not_signed_is_not_counted(laptop: int) -> None:
    for n in range(20):
        request = authority.request(KEY, laptop, "", [f"10.0.0.{n + 1}"])
        assert certifying._answer_to(nodes.this(), laptop, Ask(request, b"", False)).chain == ""
    assert asked(laptop, "192.168.43.1").chain and feed.alarms() == []


@pytest.mark.parametrize(("addresses", "days"), [(("192.168.43.1",), 30), ((), 397)])
def test_another_is_asked_for_with_a_third_left(
    laptop: int, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...], days: int
) -> None:
    came, store = asked(laptop, *addresses), nodes.this().store
    for name, words in ((certified.KEY, KEY), (certified.CHAIN, came.chain), (certified.ROOT, came.root)):
        store.set_note(name, words)
    later(monkeypatch, days=days * 2 // 3 - 2)
    assert not certified._is_needed(addresses)
    later(monkeypatch, days=4)
    assert certified._is_needed(addresses)
