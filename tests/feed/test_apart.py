"""What is kept apart on a database: counted by node, and an erased person's words go from there too."""

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.feed import canonical, projecting, quarantine
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Event, hash_of
from dorgora.feed.kinds import Kind, Kinds, Part
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import person_digest

PERSON = make_id(900, 1)
AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)


def told(seq: int, person_of: int) -> Event:
    event_id = make_id(900, seq)
    digest = bytes(32) if person_of else b""
    words = canonical.encode(["words"]) if person_of else None
    one = Event(
        event_id, "citizen.registered", 1, event_id, 0, 1, (), person_of, b"\x90", digest, GENESIS, b"", words
    )
    return replace(one, hash=hash_of(one))


def test_what_is_kept_apart_is_counted_by_node(hub: Any) -> None:
    store = nodes.this().store
    events = [told(1, PERSON), told(2, 0)]
    with writing():
        store.quarantine(7, events, "forked")
        store.quarantine(7, events, "forked")
    n_events, n_bytes = store.size_apart(7)
    assert n_events == 2 and n_bytes > 100
    assert store.size_apart(8) == (0, 0)
    assert store.is_apart([events[0].hash, bytes(32)]) == {events[0].hash}


def test_erasing_takes_only_her_words_from_what_is_kept_apart(hub: Any) -> None:
    store = nodes.this().store
    hers, anothers, nobodys = told(1, PERSON), told(2, make_id(900, 2)), told(3, 0)
    with writing():
        store.add_keys({PERSON: secrets.token_bytes(16)})
        store.quarantine(7, [hers, anothers, nobodys], "forked")
        store.erase(PERSON)
    kept = {one.event.id: one.event for one in store.kept("1 = 1", [], 10)}
    assert kept[hers.id].person is None and kept[hers.id].hash == hers.hash
    assert kept[anothers.id] == anothers and kept[nobodys.id] == nobodys


KEY, BRANCH_KEY = b"k" * 16, b"b" * 16


def of_the_branch(seq: int, opener: int, key: bytes, by: int = 0) -> Event:
    """An event with words under a key, as a branch's writer told it."""
    words = canonical.encode(["words", seq])
    one = replace(told(seq, make_id(900, opener)), person=words, by=by)
    one = replace(one, person_digest=person_digest(key, one.id, words))
    return replace(one, hash=hash_of(one))


def words_apart() -> dict[int, tuple[bool, bytes]]:
    """What is kept apart: whether its words are there, and the key beside it."""
    return {
        one.event.seq: (one.event.person is not None, one.key)
        for one in nodes.this().store.kept("1 = 1", [], 10)
    }


@pytest.fixture
def branch(hub: Any) -> list[Event]:
    """Number 1 is one citizen in the log and another on a branch; event 3 of the branch is about the log's."""
    store = nodes.this().store
    opens, hers, of_the_logs = (
        of_the_branch(1, 1, BRANCH_KEY), of_the_branch(2, 1, BRANCH_KEY), of_the_branch(3, 1, KEY)
    )  # fmt: skip
    with writing():
        store.add_keys({PERSON: KEY})
        store.quarantine(7, [opens, hers, of_the_logs], "forked", {opens.hash: BRANCH_KEY})
    return [opens, hers, of_the_logs]


def test_a_branch_is_kept_with_the_keys_it_opened(branch: list[Event]) -> None:
    assert words_apart() == {1: (True, BRANCH_KEY), 2: (True, b""), 3: (True, b"")}
    rows = nodes.this().store.rows.all("SELECT wire FROM feed_quarantined")
    assert not any(BRANCH_KEY in bytes(row[0]) for row in rows)
    assert nodes.this().store.keys([PERSON]) == {PERSON: KEY}


def test_erasing_a_citizen_leaves_her_namesake_of_a_branch(branch: list[Event]) -> None:
    with writing():
        nodes.this().store.erase(PERSON)
    assert words_apart() == {1: (True, BRANCH_KEY), 2: (True, b""), 3: (False, b"")}
    later = of_the_branch(4, 1, BRANCH_KEY), of_the_branch(5, 1, KEY)
    with writing():
        nodes.this().store.quarantine(7, later, "forked")
    assert words_apart()[4] == (True, b"") and words_apart()[5] == (False, b"")


class Said(Part, frozen=True):
    words: str


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A fact of the world that has words of a citizen."""
    kind = Kind("world.heard", 1, Said, Said, is_fact_of_the_world=True)
    monkeypatch.setattr(nodes.this().log, "kinds", Kinds([*projecting.kinds(), kind]))
    return kind


def test_her_words_are_let_in_under_her_key_and_erased_with_it(hub: Any, heard: Kind) -> None:
    """By the number that she has in the log then: nothing of her is left apart either."""
    feed, store = hub("centre", "10"), nodes.this().store
    opens, first, second = (of_the_fact(heard, feed, seq) for seq in (41, 42, 43))
    with writing():
        store.quarantine(7, [opens, first, second], "forked", {opens.hash: BRANCH_KEY})
    let_in = [quarantine.let_in(one.id, by=99, at=AT) for one in (first, second)]
    in_log = store.read("e.id", let_in)
    (person,) = {one.person_of for one in in_log}
    assert person == let_in[0] and store.keys([person]) == {person: BRANCH_KEY}
    assert [one.person for one in in_log] == [first.person, second.person]
    with writing():
        store.erase(person)
    assert [one.person for one in store.read("e.id", let_in)] == [None, None]
    assert words_apart() == {41: (False, b""), 42: (False, b""), 43: (False, b"")}


def of_the_fact(kind: Kind, feed: int, seq: int) -> Event:
    event_id, words = make_id(feed, seq), canonical.encode(Said(f"হিজলকুঠি {seq}"))
    one = Event(
        event_id, kind.name, 1, event_id, 0, 1, (), make_id(feed, 41), canonical.encode(Said("")),
        person_digest(BRANCH_KEY, event_id, words), GENESIS, b"", words,
    )  # fmt: skip
    return replace(one, hash=hash_of(one))


def test_what_happened_is_let_in_without_words_no_key_is_kept_for(hub: Any, heard: Kind) -> None:
    fact = of_the_fact(heard, hub("centre", "10"), 42)
    with writing():
        nodes.this().store.quarantine(7, [fact], "forked")
    (written,) = nodes.this().store.read("e.id", [quarantine.let_in(fact.id, by=99, at=AT)])
    assert (written.facts, written.person, written.person_of) == (fact.facts, None, 0)
