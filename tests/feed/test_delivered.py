"""What a hand in a mailbox, or in what the hub is said to hold, leaves for `dorgora check` to name."""

import secrets
from typing import Any

import pytest

from dorgora.feed import aftermath, checking, delivered
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import Start
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer
from dorgora.people import events as people
from tests.feed.test_letting_in import branch_event
from tests.feed.test_newcomers import HERE, appoint, laptop

pytestmark = pytest.mark.django_db


def run(statement: str, *values: Any) -> None:
    nodes.this().store.rows.run(statement, list(values))


def named() -> list[str]:
    """By the whole check, which says nothing else of these nodes."""
    return list(checking.faults(nodes.this()))


@pytest.fixture
def box(hub: Any) -> int:
    """A laptop, and at the hub its mailbox with four deliveries."""
    node_id = laptop(HERE, b"n")
    appoint(HERE, 4)
    aftermath.drain()
    assert [row[0] for row in nodes.this().store.deliveries(node_id, 0, 9)] == [1, 2, 3, 4]
    assert named() == []
    return node_id


@pytest.mark.parametrize("step", [1000, 2])
@pytest.mark.parametrize("first", [1, 3, 4])
def test_the_first_delivery_that_was_changed_is_named(
    box: int, monkeypatch: pytest.MonkeyPatch, step: int, first: int
) -> None:
    monkeypatch.setattr(delivered, "STEP", step)
    rows = nodes.this().store.deliveries(box, 0, 9)
    run("UPDATE feed_delivery SET hash = %s WHERE number >= %s", secrets.token_bytes(32), first)
    assert named() == [
        f"mailbox of node {box}: delivery {first} (event {rows[first - 1][1]}) is not the one written"
    ]


def test_two_deliveries_exchanged_are_named(box: int) -> None:
    (_, first, _), (_, second, _), *_ = nodes.this().store.deliveries(box, 0, 9)
    run("UPDATE feed_delivery SET event_id = 7 WHERE event_id = %s", first)
    run("UPDATE feed_delivery SET event_id = %s WHERE event_id = %s", first, second)
    run("UPDATE feed_delivery SET event_id = %s WHERE event_id = 7", second)
    assert named() == [f"mailbox of node {box}: delivery 1 (event {second}) is not the one written"]


def test_a_delivery_that_is_gone_is_named(box: int) -> None:
    run("DELETE FROM feed_delivery WHERE number = 2")
    assert named() == [f"mailbox of node {box}: delivery 2 is missing"]


def test_a_delivery_of_nothing_that_is_here_is_named(box: int) -> None:
    run("UPDATE feed_delivery SET event_id = %s WHERE number = 3", make_id(77, 1))
    assert named() == [f"mailbox of node {box}: event {make_id(77, 1)} (delivery 3) is missing"]


@pytest.fixture
def inbox(box: int, settings: Any) -> int:
    """The same as a laptop has it: what the hub numbered, two and two in an exchange, and signed."""
    node = nodes.this()
    node_id, digest, store = node.identity.node_id, GENESIS, node.store
    held = store.held([event_id for _, event_id, _ in store.deliveries(box, 0, 9)])
    for number, (event_id, own) in enumerate(sorted(held.items()), 1):
        digest = wire.mail_hash(digest, number, own)
        store.deliver(node_id, [(number, event_id, digest)])
        if number % 2 == 0:
            signature = node.signer.sign(wire.mail_message(node_id, number, digest))
            store.keep_signature(wire.MAILBOX, number, signature)
    settings.ROLE = "centre"
    assert list(delivered.faults(node)) == []
    return node_id


def test_deliveries_the_hub_did_not_sign_are_named(inbox: int) -> None:
    """Whoever makes every number fit again cannot sign for it."""
    node = nodes.this()
    digest = nodes.this().store.deliveries(inbox, 3, 1)[0][2]
    forged = Signer(bytes(32)).sign(wire.mail_message(inbox, 4, digest))
    run("UPDATE feed_signed SET signature = %s WHERE stream = %s AND number = 4", forged, wire.MAILBOX)
    assert list(delivered.faults(node)) == [f"mailbox of node {inbox}: delivery 4 is not signed by the hub"]
    run("DELETE FROM feed_signed WHERE stream = %s AND number = 4", wire.MAILBOX)
    assert list(delivered.faults(node)) == [
        f"mailbox of node {inbox}: nobody signed for the deliveries after 2"
    ]


def test_a_mailbox_cut_short_is_named(inbox: int) -> None:
    run("DELETE FROM feed_delivery WHERE node_id = %s AND number = 4", inbox)
    assert list(delivered.faults(nodes.this()))[0] == f"mailbox of node {inbox}: delivery 4 is missing"


@pytest.fixture
def heard(hub: Any, settings: Any) -> Any:
    """A laptop that heard ten events of a feed of the hub's, after a snapshot of two; the hub signed at 4, 7 and 10."""
    node, feed = nodes.this(), 5
    settings.ROLE = "centre"
    facts = people.CitizenRegistered("10", "10", "f", "0-4")
    for seq in range(1, 11):
        event = branch_event(feed, seq, people.CITIZEN_REGISTERED, facts)
        with writing():
            node.store.add([event])
            signature = node.signer.sign(Head(feed, seq, event.hash).message())
            head = Head(feed, seq, event.hash, signature)
            if seq in (4, 7, 10):
                node.store.keep_signature(feed, seq, signature)
            if seq == 2:
                node.store.set_start(Start(head, seq, ((1, 2),)))
            node.store.set_head(head)
    assert list(delivered.faults(node)) == []
    return feed


@pytest.mark.parametrize("number", [4, 7, 10])
def test_a_signature_of_the_hub_that_was_altered_is_named(heard: int, number: int) -> None:
    """A hub that went back believes nothing else of what it lost."""
    run("UPDATE feed_signed SET signature = %s WHERE stream = %s AND number = %s", bytes(64), heard, number)
    said = f"feed {heard}: what is kept as the hub's signature at number {number} is not the hub's"
    assert list(delivered.faults(nodes.this())) == [said]


def test_a_signature_of_the_hub_that_is_gone_is_named(heard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two others the next one says the same, unless that is more than the hub ever says at once."""
    run("DELETE FROM feed_signed WHERE stream = %s AND number = 7", heard)
    assert list(delivered.faults(nodes.this())) == []
    monkeypatch.setattr(wire, "MANY", 5)
    between = f"feed {heard}: of what the hub signed between numbers 4 and 10 something is missing"
    assert list(delivered.faults(nodes.this())) == [between]
    run("DELETE FROM feed_signed WHERE stream = %s AND number = 10", heard)
    assert list(delivered.faults(nodes.this())) == [
        f"feed {heard}: the hub's signature at number 10 is missing"
    ]
    run("DELETE FROM feed_signed WHERE stream = %s", heard)
    assert list(delivered.faults(nodes.this())) == [
        f"feed {heard}: the hub's signature at number 10 is missing"
    ]


def test_of_what_a_snapshot_brought_no_signature_is_missed(
    heard: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one behind it may be as far from the feed's start as it likes."""
    monkeypatch.setattr(wire, "MANY", 3)
    assert list(delivered.faults(nodes.this())) == []


def test_a_signature_at_a_number_without_an_event_is_named(heard: int) -> None:
    run("UPDATE feed_signed SET number = 99 WHERE stream = %s AND number = 10", heard)
    said = f"feed {heard}: what is kept as the hub's signature at number 99 is not the hub's"
    assert list(delivered.faults(nodes.this())) == [said]


@pytest.mark.parametrize(("more", "is_named"), [(0, False), (1, True), (1000, True)])
def test_the_hub_is_not_said_to_hold_what_was_not_written(box: int, more: int, is_named: bool) -> None:
    """Pages would call it received."""
    store = nodes.this().store
    feed = store.own_feeds()[0]
    head = store.head(feed)
    assert head is not None
    store.acknowledge(feed, head.seq + more, 1)
    said = f"feed {feed}: the hub is said to hold number {head.seq + more}, and only {head.seq} were written"
    assert named() == [said] * is_named
