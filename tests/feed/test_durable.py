"""What the store in memory cannot show: the databases themselves keep what is promised, and keep it once."""

import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from msgspec.structs import replace

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.durable import NotDurable
from dorgora.feed.event import GENESIS, Event, Head, hash_of
from dorgora.feed.roads import founding, serve
from dorgora.feed.store import EVENT_COLUMNS
from dorgora.feed.sync import frames, gate, wire
from dorgora.feed.writing import ROOM_KIB, with_room, writing
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer, agree, agreement_public
from tests.feed.test_apart import told

FEED = 900
pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], Any]) -> Any:
    """What somebody else sees, over a connection of her own: only what is committed."""
    said: list[Any] = []

    def whole() -> None:
        try:
            said.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=whole)
    thread.start()
    thread.join()
    return said[0]


def held() -> dict[int, bytes]:
    return nodes.this().store.held([make_id(FEED, 1)])


@pytest.fixture
def restless() -> Iterator[None]:
    """A connection whose commits do not wait for the disk."""
    setting = "SET synchronous_commit TO" if connection.vendor == "postgresql" else "PRAGMA synchronous ="
    connection.ensure_connection()
    connection.connection.execute(f"{setting} off")
    yield
    connection.connection.execute(f"{setting} {'on' if connection.vendor == 'postgresql' else 'full'}")


def test_nothing_is_promised_if_a_commit_waits_for_no_disk(hub: Any, restless: None) -> None:
    with pytest.raises(NotDurable), writing():
        nodes.this().store.set_note("mark", "1")


def test_nothing_is_promised_that_another_could_undo(hub: Any) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), writing():
        raise AssertionError("it was let in")


def test_a_node_is_answered_when_all_it_sent_is_committed(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    signer, exchange_seed = Signer(secrets.token_bytes(32)), secrets.token_bytes(32)
    hub_seed = nodes.this().identity.exchange_seed
    keys = ev.Enrolled("far", signer.public, agreement_public(exchange_seed))
    (node_id,) = founding.write_registry([(ev.ENROLLED, keys)], None)
    founding.write_registry([(ev.GRANTED, ev.Granted(FEED, "centre", "10", 0))], node_id)
    event = told(1, 0)
    head = Head(FEED, 1, event.hash)
    head = Head(FEED, 1, event.hash, signer.sign(head.message()))
    run = wire.Run(FEED, 0, GENESIS[:8], 1, head, (wire.to_wire(event),))
    request = wire.Request(wire.VERSION, 0, GENESIS, (), (run,), (), (), 1 << 15)
    key = agree(exchange_seed, agreement_public(hub_seed))
    body, asked = frames.ask(node_id, key, gate.pack(request))
    seen: list[dict[int, bytes]] = []
    answer = frames.answer

    def looking(*parts: bytes) -> bytes:
        seen.append(elsewhere(held))
        return answer(*parts)

    monkeypatch.setattr(frames, "answer", looking)
    reply = gate.unpack(frames.opened_answer(serve.answer(body), key, asked), wire.Reply)
    assert [(ack.seq, ack.state) for ack in reply.acks] == [(1, wire.OK)]
    assert seen == [{event.id: event.hash}]


def test_under_one_number_of_a_feed_stands_one_event(hub: Any) -> None:
    """Also for a program that does not ask first: the first one stays in its place, and nobody is told otherwise."""
    store = nodes.this().store
    first = told(1, 0)
    other: Event = replace(first, by=7)
    other = replace(other, hash=hash_of(other))
    with writing():
        store.add([first])
    for twice in ([other], [first]):
        with pytest.raises(IntegrityError), writing():
            store.add(twice)
    assert held() == {first.id: first.hash}
    whole, again = (", ".join(part) for part in (EVENT_COLUMNS, ["id", *EVENT_COLUMNS[1:]]))
    with pytest.raises(IntegrityError), transaction.atomic():
        store.rows.run(
            f"INSERT INTO feed_event ({whole}) SELECT {again} FROM feed_event WHERE id = {first.id}"
        )


def asked(setting: str) -> int:
    found: int = connection.connection.execute(f"PRAGMA {setting}").fetchone()[0]
    return int(found)


def test_with_room_a_commit_waits_as_ever_and_room_is_given_back(hub: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its pages for all")
    before = asked("cache_size")
    with pytest.raises(KeyError), with_room():
        assert (asked("cache_size"), asked("synchronous")) == (-ROOM_KIB, 2)
        with writing():
            nodes.this().store.set_note("mark", "1")
        raise KeyError
    assert asked("cache_size") == before
    assert elsewhere(lambda: nodes.this().store.note("mark")) == "1"
