"""The hub's database is put back to an earlier copy: what it lost comes back from a node, and no number twice."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from msgspec.structs import replace

from dorgora.feed import aftermath, awaiting, checking, generations, log, projecting, went_back
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.core import Draft, Log
from dorgora.feed.fold import Told
from dorgora.feed.roads import founding
from dorgora.feed.sync import mailbox, wire
from dorgora.feed.sync.exchange import HubSide, NodeSide
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel.ids import feed_of, make_id
from dorgora.kernel.sealing import KEY_BYTES
from dorgora.kernel.signing import Signer
from dorgora.people import events as people
from tests.simulator.memory import MemoryStore
from tests.simulator.world import SHARED

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
OFFICE, FAR = "10", "20"
FAR_FEED = 600
FACTS = people.CitizenRegistered(FAR, FAR, "f", "25-59")


def words(n: int) -> people.CitizenWords:
    return people.CitizenWords(f"নাগরিক {n}", f"Citizen {n}", "1990-01-01", "", str(n), "")


class Copy:
    """All tables of the hub's database, as a backup holds them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"SELECT * FROM {table}")
                self.rows[table] = cursor.fetchall()

    def put_back(self) -> None:
        with writing(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.execute(f"DELETE FROM {table}")
                if rows:
                    cursor.executemany(
                        f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows
                    )
        nodes.forget()


class Far:
    """Another centre, over a store in memory."""

    def __init__(self, number: int = FAR_FEED, place: str = FAR, role: str = "centre") -> None:
        signer = Signer(secrets.token_bytes(32))
        enrolled = registry.Enrolled(f"far {place}", signer.public, bytes(32))
        (self.id,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
        founding.write_registry([(registry.GRANTED, registry.Granted(number, role, place, 0))], self.id)
        self.store = MemoryStore(projecting.projections(), self.id)
        self.store.log = self.log = Log(self.store, projecting.kinds(), projecting.projections())
        self.side = NodeSide(self.log, self.store, signer, self.id, nodes.this().identity.hub_key, SHARED)

    def register(self, n: int) -> int:
        draft = Draft(
            people.CITIZEN_REGISTERED, FACTS, words(n), None, 0, 1, None, secrets.token_bytes(KEY_BYTES)
        )
        with self.store.transaction():
            (event,) = self.log.append(FAR_FEED, [draft], self.side.signer)
        return event.id

    def round(self) -> bool:
        reply = self.ask(self.side.request())
        with self.store.transaction():
            return self.side.take(reply)

    def ask(self, request: wire.Request) -> wire.Reply:
        node = nodes.this()
        with writing(BACKGROUND):
            hub = HubSide(node.log, node.store, node.signer, SHARED, lambda: went_back.fresh(node))
            return hub.answer(self.id, request, 1_790_000_000)

    def exchange(self) -> None:
        while self.round():
            pass


def tell(event_id: int, place: str = FAR) -> None:
    """The hub's worker puts an event into the mailbox of a centre."""
    there = mailbox.Route(frozenset({("centre", place)}))
    with writing():
        mailbox.fill(nodes.this().store, projecting.kinds(), [event_id], lambda told, whole: there)


def enter() -> int:
    """Somebody is registered at the hub's own desk."""
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        event_id = action.add(people.CITIZEN_REGISTERED, FACTS, person=words(1))
    return event_id


def act() -> int:
    """As `enter`; the far centre is told."""
    event_id = enter()
    tell(event_id)
    return event_id


@pytest.fixture
def far(hub: Callable[[str, str], int]) -> Far:
    hub("office", OFFICE)
    found = Far()
    act()
    found.register(1)
    found.exchange()
    return found


def hashes(store: Any, event_ids: list[int]) -> dict[int, bytes]:
    return dict(store.held(event_ids))


def test_what_the_hub_lost_comes_back_and_no_number_twice(far: Far) -> None:
    copy = Copy()
    lost = [act(), act(), far.register(2), *founding.write_registry([
        (registry.ENROLLED, registry.Enrolled("third", bytes(32), bytes(32)))], None)]  # fmt: skip
    far.exchange()
    before = hashes(nodes.this().store, lost)
    assert far.store.acknowledged(FAR_FEED) == 2
    copy.put_back()
    assert hashes(nodes.this().store, lost) == {}
    far.round()
    assert far.store.acknowledged(FAR_FEED) == 1  # again on this laptop only
    far.exchange()
    node = nodes.this()
    assert hashes(node.store, lost) == before
    assert {event.person for event in node.store.read("e.id", lost[:2])} == {
        event.person for event in far.store.read("e.id", lost[:2])
    }
    assert node.store.mail_head(far.id) == far.store.inbox()
    assert far.store.acknowledged(FAR_FEED) == 2
    assert [alarm.code for alarm in feed.alarms()] == ["hub_went_back"]
    again = act()
    assert feed_of(again) in generations.span(node.store.registry())
    far.exchange()
    assert far.store.held([again]) == node.store.held([again])
    assert node.store.mail_head(far.id) == far.store.inbox()
    assert list(checking.faults(node)) == []


def test_a_hub_put_back_twice_to_the_same_copy_begins_two_registries(
    far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(went_back.secrets, "choice", min)  # as likely as any other draw
    copy = Copy()
    begun = []
    for _ in range(2):
        copy.put_back()
        begun.append(went_back.go_on(nodes.this()))
    assert begun[0] != begun[1]
    assert all(generations.is_registry(one) for one in begun)


def test_a_node_that_heard_nothing_more_changes_nothing(far: Far) -> None:
    copy = Copy()
    copy.put_back()
    far.exchange()
    assert nodes.this().store.registry() == registry.REGISTRY
    assert feed.alarms() == []


def test_who_may_have_heard_more_is_waited_for_or_passed_over(far: Far) -> None:
    mine, theirs = act(), make_id(FAR_FEED, 1)
    far.exchange()
    assert not feed.is_awaited(theirs)
    went_back.go_on(nodes.this())
    assert feed.is_awaited(mine) and feed.is_awaited(theirs)
    awaiting.pass_over(nodes.this(), far.id, reason="burnt", by=99)
    assert not feed.is_awaited(mine) and not feed.is_awaited(theirs)
    went_back.go_on(nodes.this())
    assert feed.is_awaited(theirs)
    far.exchange()
    assert not feed.is_awaited(mine) and not feed.is_awaited(theirs)


def test_no_node_is_at_a_place_that_no_database_can_name(far: Far) -> None:
    """A lying centre writes it as the office of its file; a hub that went back asks for it at each of its steps."""
    assert nodes.this().store.nodes_of("centre", FAR) == [far.id]
    assert nodes.this().store.nodes_of("centre", FAR + "\0") == []


def test_what_follows_an_event_waits_with_its_subject(far: Far) -> None:
    went_back.go_on(nodes.this())
    event_id = act()
    answered: list[int] = []

    def answer(told: Told) -> None:
        answered.append(told.id)

    reaction = projecting.Reaction("test", frozenset({people.CITIZEN_REGISTERED.name}), answer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projecting, "reactions", lambda: (reaction,))
        aftermath.drain()
        assert event_id not in answered
        far.exchange()
        with writing():
            nodes.this().store.rows.run("UPDATE feed_todo SET next_at = 0")
        aftermath.drain()
        assert event_id in answered


def test_another_event_under_a_lost_number_is_kept_apart(far: Far) -> None:
    """The whole machine was put back and nobody said so: the hub wrote on before it heard the laptop."""
    copy = Copy()
    lost = act()
    far.exchange()
    copy.put_back()
    assert act() == lost
    own = nodes.this().store.held([lost])
    far.exchange()
    store = nodes.this().store
    assert store.held([lost]) == own != far.store.held([lost])
    assert store.is_apart([far.store.held([lost])[lost]])
    assert {alarm.code for alarm in feed.alarms()} == {"hub_went_back", "lost_differs"}
    assert store.mail_head(far.id) == far.store.inbox()
    assert feed_of(act()) in generations.span(store.registry())


def test_an_old_question_begins_no_further_registry(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Copy()
    act()
    far.exchange()
    copy.put_back()
    act()
    asked: list[wire.Request] = []
    ask = far.ask

    def listened(request: wire.Request) -> wire.Reply:
        asked.append(request)
        return ask(request)

    monkeypatch.setattr(far, "ask", listened)
    far.exchange()
    store = nodes.this().store
    registry_now = store.registry()
    assert registry_now != registry.REGISTRY and any(one.lost_mail for one in asked)
    for old in asked:
        ask(old)
    assert store.registry() == registry_now
    assert store.is_heard(far.id)


def test_words_that_one_node_left_out_come_with_their_owner(far: Far) -> None:
    liar = Far(700, "30")
    liar.exchange()
    copy = Copy()
    person = far.register(2)
    far.exchange()
    tell(person, "30")
    liar.exchange()
    copy.put_back()
    more = True
    while more:
        request = liar.side.request()
        if request.lost_mail is not None:
            bare = [
                replace(one, event=replace(one.event, person=None)) for one in request.lost_mail.deliveries
            ]
            request = replace(request, lost_mail=replace(request.lost_mail, deliveries=tuple(bare)), keys=())
        reply = liar.ask(request)
        with liar.store.transaction():
            more = liar.side.take(reply)
    store = nodes.this().store
    assert [event.person for event in store.read("e.id", [person])] == [None]
    far.exchange()
    assert store.read("e.id", [person]) == far.store.read("e.id", [person])
    corrected = people.CitizenCorrected(("name",), FAR, "f", "25-59")
    with far.store.transaction():
        draft = Draft(people.CITIZEN_CORRECTED, corrected, words(9), person, 0, 2, person)
        far.log.append(FAR_FEED, [draft], far.side.signer)
    far.exchange()
    head = far.store.head(FAR_FEED)
    assert head is not None and far.store.acknowledged(FAR_FEED) == head.seq
    assert list(checking.faults(nodes.this())) == []
