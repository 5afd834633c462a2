"""On PostgreSQL writers do not wait for one another: still nobody seals words under a key that was erased."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from dorgora.feed import node as nodes
from dorgora.feed import scrubbing
from dorgora.feed.store import DjangoStore
from dorgora.feed.writing import writing
from tests.feed.test_apart import PERSON, told

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time"),
]


@pytest.fixture
def store(hub: Any) -> DjangoStore:
    found = nodes.this().store
    with writing():
        found.add_keys({PERSON: secrets.token_bytes(16)})
    return found


def elsewhere(work: Callable[[], None]) -> threading.Thread:
    def whole() -> None:
        try:
            with writing():
                work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=whole)
    thread.start()
    return thread


def parts() -> list[tuple[Any, ...]]:
    return nodes.this().store.rows.all("SELECT event_id FROM feed_personpart")


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks w JOIN pg_locks h USING (pid) JOIN pg_database d ON d.oid = h.database"
            " WHERE NOT w.granted AND d.datname = current_database()"
        )
        return cursor.fetchone() is not None


def test_a_key_read_before_it_was_erased_seals_nothing_after(store: DjangoStore) -> None:
    with writing():
        assert store.keys([PERSON])[PERSON] is not None
        elsewhere(lambda: store.erase(PERSON) and None).join()
        store.add([told(1, PERSON)])
        assert store.keys([PERSON]) == {PERSON: None}
    assert parts() == []


def test_nothing_is_kept_apart_with_words_of_someone_erased_meanwhile(store: DjangoStore) -> None:
    with writing():
        assert store.keys([PERSON])[PERSON] is not None
        elsewhere(lambda: store.erase(PERSON) and None).join()
        nodes.this().store.quarantine(7, [told(1, PERSON)], "forked")
    (kept,) = nodes.this().store.kept("1 = 1", [], 10)
    assert kept.event.person is None


@pytest.mark.parametrize("where", ["log", "apart"])
def test_erasing_waits_for_who_is_writing_and_takes_that_too(store: DjangoStore, where: str) -> None:
    with writing():
        if where == "log":
            store.add([told(1, PERSON)])
        else:
            nodes.this().store.quarantine(7, [told(1, PERSON)], "forked")
        eraser = elsewhere(lambda: store.erase(PERSON) and None)
        while eraser.is_alive() and not is_waiting():
            pass
    eraser.join()
    assert parts() == []
    assert all(one.event.person is None for one in nodes.this().store.kept("1 = 1", [], 10))


def scrub_once_all_have_ended() -> None:
    """Rows stay too for what began earlier in another database of the server, as other tests do meanwhile."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return scrubbing.scrub()
        except scrubbing.Busy:
            assert time.monotonic() < deadline, "it never ended"


def test_dead_rows_kept_for_a_long_reader_are_not_called_gone(store: DjangoStore) -> None:
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT 1")
            with writing():
                store.erase(PERSON)
            with pytest.raises(scrubbing.Busy):
                scrubbing.scrub()
            cursor.execute("COMMIT")
        scrub_once_all_have_ended()
    finally:
        reader.close()
