"""What is kept apart on a database: counted by node, and an erased person's words go from there too."""

import secrets
from typing import Any

from msgspec.structs import replace

from dorgora.feed import canonical
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Event, hash_of
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id

PERSON = make_id(900, 1)


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
    kept = {event.id: event for _, event, _, _ in store.kept("1 = 1", [], 10)}
    assert kept[hers.id].person is None and kept[hers.id].hash == hers.hash
    assert kept[anothers.id] == anothers and kept[nobodys.id] == nobodys
