"""At every start a node looks at what it wrote since it last looked, a part at a time, and never past a fault."""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from dorgora.feed import checking
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS
from dorgora.feed.sync import wire
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id, seq_of
from dorgora.people import events as people
from tests.feed.test_acting import forge, grant
from tests.feed.test_letting_in import branch_event

PART = 3


def parts() -> list[tuple[list[str], bool]]:
    """Every part of one start."""
    told = [checking.verify_since_mark(nodes.this(), PART)]
    while told[-1][1]:
        told.append(checking.verify_since_mark(nodes.this(), PART))
    return told


def change(seq: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feed_event SET at = at + 1 WHERE id = %s", [make_id(ev.REGISTRY, seq)])


def mark() -> int:
    return int(nodes.this().store.note(f"verified:{ev.REGISTRY}") or 0)


def test_a_long_chain_is_looked_at_in_parts_once(hub: Any) -> None:
    last = seq_of([grant(hub, feed) for feed in range(90, 100)][-1])
    told = parts()
    assert [faults for faults, _ in told] == [[]] * len(told)
    assert len(told) >= last // PART
    assert mark() == last
    change(2)  # before the mark: a start does not look there again, `dorgora check` does
    assert parts() == [([], False)]
    assert any("number 2" in fault for fault in checking.faults(nodes.this()))


def test_what_was_changed_since_is_named_and_never_passed(hub: Any) -> None:
    parts()
    before = mark()
    last = seq_of([grant(hub, feed) for feed in range(90, 100)][-1])
    change(last - 1)
    faults = [fault for found, _ in parts() for fault in found]
    assert len(faults) == 1
    assert f"(number {last - 1})" in faults[0]
    assert before <= mark() < last - 1
    assert nodes.this().store.rows.all("SELECT code FROM feed_alarm WHERE settled_at IS NULL") == [
        ("own_chain_broken",)
    ]


def test_a_head_that_nobody_signed_is_a_fault(hub: Any) -> None:
    grant(hub, 99)
    nodes.this().store.rows.run("UPDATE feed_head SET signature = %s", [bytes(64)])
    faults = [fault for found, _ in parts() for fault in found]
    assert [("not signed" in fault) for fault in faults] == [True]


def test_a_lost_head_is_named_and_nothing_is_written_over(hub: Any) -> None:
    """Its next number would be one again, where another event stands: an action that is not kept says so."""
    event_id = grant(hub, 99)
    nodes.this().store.rows.run("DELETE FROM feed_head WHERE feed = %s", [ev.REGISTRY])
    with pytest.raises(IntegrityError):
        grant(hub, 98)
    assert nodes.this().store.rows.all("SELECT feed FROM feed_grant WHERE feed IN (98, 99)") == [(99,)]
    assert [fault for fault in checking.faults(nodes.this()) if "head" in fault] == [
        f"feed {ev.REGISTRY}: the head over event {make_id(ev.REGISTRY, 1)} and those after it is missing"
    ]
    assert [("head" in fault) for found, _ in parts() for fault in found] == [True]
    assert seq_of(event_id) > 1
    assert nodes.this().store.rows.all("SELECT code, event_id FROM feed_alarm") == [
        ("own_chain_broken", make_id(ev.REGISTRY, 1))
    ]


def test_what_stands_above_the_signed_head_is_named_at_the_next_start(hub: Any) -> None:
    forged = forge(grant(hub, 99))
    assert [(str(forged) in fault) for found, _ in parts() for fault in found] == [True]
    assert nodes.this().store.rows.all("SELECT code FROM feed_alarm") == [("own_chain_broken",)]


def test_single_events_of_the_feed_of_somebody_else_need_no_head(hub: Any, settings: Any) -> None:
    """A laptop is told them by its mailbox, with numbers between that are not its business."""
    settings.ROLE = "centre"
    facts = people.CitizenRegistered("10", "10", "f", "0-4")
    one, forged = (branch_event(700, seq, people.CITIZEN_REGISTERED, facts) for seq in (40, 41))
    node = nodes.this()
    node_id, digest = node.identity.node_id, wire.mail_hash(GENESIS, 1, one.hash)
    with writing():
        node.store.add([one])
        node.store.set_inbox([(1, one.id, digest)])
        signature = node.signer.sign(wire.mail_message(node_id, 1, digest))
        node.store.keep_signature(wire.MAILBOX, 1, signature)
        node.log.tell({one.subject})
    assert list(checking.faults(nodes.this())) == []
    with writing():
        nodes.this().store.add([forged])
        nodes.this().log.tell({forged.subject})
    assert list(checking.faults(nodes.this())) == [
        f"feed 700: nobody signed for event {forged.id} (number 41): no mailbox brought it"
    ]
    settings.ROLE = "hub"  # which has heard every feed whole
    assert [("feed 700" in fault) for fault in checking.faults(nodes.this())] == [True]
