"""What an exchange locks: nothing for a feed that nothing is taken of, and one exchange of a node at a time."""

import threading
from typing import Any

import pytest
from django.db import connection
from msgspec.structs import replace

from dorgora.feed import aftermath
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.event import Head
from dorgora.feed.roads import founding, serve
from dorgora.feed.sync import wire
from dorgora.feed.writing import exchange_lock, lock, writing
from dorgora.kernel.ids import MAX_FEED
from tests.applications.world import PLACE, build
from tests.feed.test_erasing import elsewhere, is_waiting
from tests.feed.test_went_back import FAR_FEED, Far

SUBJECTS = {7, 8}


def run(feed: int, after: int = 0) -> wire.Run:
    events = tuple(wire.WireEvent("a.b", 1, one, 0, 0, (), -1, b"\x90", None, b"") for one in (*SUBJECTS, 0))
    return wire.Run(feed, after, b"", 9000, Head(feed, 9000, bytes(32), bytes(64)), events)


@pytest.fixture
def far(hub: Any) -> Far:
    return Far()


def names(far: Far, *runs: wire.Run) -> set[int]:
    """The subjects that a request with these runs locks."""
    found = serve._names(nodes.this(), far.id, replace(far.side.request(), runs=runs))
    own = exchange_lock(far.id)
    assert own in found and own < -MAX_FEED
    return found - {own}


def test_only_what_a_nodes_own_feed_speaks_of_is_locked(far: Far) -> None:
    assert names(far, run(FAR_FEED)) == SUBJECTS
    assert names(far, run(ev.REGISTRY), run(FAR_FEED + 1)) == set()


@pytest.mark.parametrize(("after", "locked"), [(0, SUBJECTS), (4, SUBJECTS), (5, set())])
def test_what_is_behind_the_end_of_a_feed_is_not_locked(far: Far, after: int, locked: set[int]) -> None:
    founding.write_registry([(ev.ENDED, ev.Ended(FAR_FEED, 5, "taken_back"))], far.id)
    assert names(far, run(FAR_FEED, after)) == locked


def test_a_revoked_node_locks_nothing_but_itself(far: Far) -> None:
    founding.write_registry([(ev.REVOKED, ev.Revoked("stolen"))], far.id)
    assert names(far, run(FAR_FEED)) == set()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_two_exchanges_of_one_node_go_one_after_the_other(hub: Any) -> None:
    far = Far()
    request = replace(far.side.request(), runs=(run(FAR_FEED),))

    def second() -> None:
        serve._taken(nodes.this(), far.id, request)

    with writing(subjects=serve._names(nodes.this(), far.id, request)):
        other = elsewhere(second)
        while other.is_alive() and not is_waiting():
            pass
        with connection.cursor() as cursor:  # the one that waits holds nothing that others might want
            cursor.execute(
                "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            assert cursor.fetchone() == (0,)
    other.join()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_who_fills_mailboxes_waits_for_no_subject(hub: Any) -> None:
    """It names a file and then its people; a rebuild claims people and then files, as their numbers go."""
    world = build(hub)
    lodged = world.submit()
    far = Far(place=PLACE)
    people = {world.file(lodged.id).citizen_id, world.file(lodged.id).applicant_id}
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        lock("default", {lodged.id, *people})
        is_held.set()
        is_over.wait()

    other = elsewhere(hold)
    is_held.wait()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        node = nodes.this()
        aftermath._fill(node, node.store.read("e.id", [lodged.id]))
    finally:
        is_over.set()
        other.join()
    assert node.store.nodes_told_of([lodged.id]) == {lodged.id: {far.id}}
