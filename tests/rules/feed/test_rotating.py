"""A node changes its key: the old one names the new, and nothing that is lost or comes twice parts it from the hub."""

from dataclasses import replace as copied

import pytest
from msgspec.structs import replace

from dorgora.feed import events as ev
from dorgora.feed.core import Draft
from dorgora.feed.fold import Author, Told
from dorgora.feed.rules import fold_registry
from dorgora.feed.sync import rotating, wire
from dorgora.feed.sync.exchange import HubSide, NodeSide, make_run
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer, is_signed
from tests.simulator import people
from tests.simulator.memory import MemoryStore
from tests.simulator.world import HUB_ID, SHARED, Machine, World, signer

DAY = 24 * 60 * 60
NOON = 1_000_000


class Rotating:
    """Centre 1 with a new key ready, as its identity file has it, and the hub."""

    def __init__(self) -> None:
        self.world = World(3)
        self.node: Machine = self.world.machines["c1"]
        self.following: Signer | None = signer(200)
        self.at = NOON

    def side(self) -> NodeSide:
        made = self.node.side()
        made.following = self.following
        return made

    def ask(self) -> wire.Request:
        return self.side().request()

    def answer(self, request: wire.Request) -> wire.Reply:
        self.at += 1
        hub = self.world.hub
        with hub.store.transaction():
            side = HubSide(hub.log, hub.store, hub.signer, SHARED, lambda: 0)
            return side.answer(self.node.node_id, request, self.at)

    def take(self, reply: wire.Reply, keeps: bool = True) -> bool:
        """keeps: whether it lives to write into its identity file what it has read."""
        side = self.side()
        with self.node.store.transaction():
            more = side.take(reply)
        if keeps:
            self.node.signer, self.following = side.signer, side.following
        return more

    def level(self) -> None:
        for _ in range(30):
            if not self.take(self.answer(self.ask())):
                return
        raise AssertionError("they never come to rest")

    def write(self) -> None:
        people.register(self.world, self.node, self.node.writes())

    def is_whole(self) -> bool:
        """The hub has all that the node wrote, believes it, and has nothing to tell anybody."""
        feed, hub = self.node.writes(), self.world.hub.store
        mine, theirs = self.node.store.head(feed), hub.head(feed)
        assert mine is not None and theirs is not None
        assert hub.tables["alarms"] == {} and self.node.store.tables["alarms"] == {}
        standing = hub.standing(feed)
        assert standing is not None and standing.signing_key == self.node.signer.public
        return (mine.seq, mine.hash) == (theirs.seq, theirs.hash)


@pytest.fixture
def pair() -> Rotating:
    made = Rotating()
    made.write()
    return made


def test_the_new_key_counts_for_all_after_one_exchange(pair: Rotating) -> None:
    old = pair.node.signer.public
    pair.level()
    assert pair.node.signer.public == signer(200).public != old and pair.following is None
    assert pair.world.hub.store.keys_of(pair.node.writes()) == [signer(200).public, old]
    pair.write()
    pair.level()
    assert pair.is_whole()
    head = pair.world.hub.store.head(pair.node.writes())
    assert head is not None and is_signed(signer(200).public, head.message(), head.signature)
    other = pair.world.machines["c2"]
    while pair.world.take(pair.world.answer(pair.world.send(other)) or pytest.fail("not answered")):
        pass
    assert other.store.keys_of(pair.node.writes()) == [signer(200).public, old]


def test_where_no_key_changes_nobodys_standing_is_looked_at(
    pair: Rotating, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hardly an exchange brings a new key, and each look at a feed is a question to the database."""
    pair.following = None
    hub, node_id, request = pair.world.hub, pair.node.node_id, pair.ask()
    monkeypatch.setattr(hub.store, "standing", None)
    assert rotating.heard(hub.store, node_id, request) is request
    rotating.write(hub.log, hub.store, hub.signer, node_id, request, NOON)


def test_work_done_while_the_answer_was_lost_is_no_forgery(pair: Rotating) -> None:
    pair.answer(pair.ask())
    pair.write()
    pair.answer(pair.ask())
    pair.write()
    pair.level()
    assert pair.is_whole()
    assert pair.node.signer.public == signer(200).public


def test_dying_right_behind_reading_of_it_changes_nothing(pair: Rotating) -> None:
    pair.take(pair.answer(pair.ask()), keeps=False)
    assert pair.node.signer.public != signer(200).public
    pair.write()
    pair.level()
    assert pair.is_whole()
    assert pair.node.signer.public == signer(200).public


def test_old_requests_that_come_again_change_nothing(pair: Rotating) -> None:
    first = pair.ask()
    pair.level()
    pair.write()
    pair.level()
    before = pair.world.hub.store.image()
    pair.answer(first)
    assert pair.world.hub.store.image() == before


def test_the_old_key_signs_nothing_new_afterwards(pair: Rotating) -> None:
    thief = pair.node.signer
    pair.level()
    before = pair.world.hub.store.head(pair.node.writes())
    pair.write()
    pair.node.signer = thief
    pair.following = None
    pair.answer(pair.ask())
    hub = pair.world.hub.store
    assert hub.head(pair.node.writes()) == before
    assert ("forged_signature", pair.node.node_id) in {one[:2] for one in hub.tables["alarms"]}


def _by(hand: Signer, node_id: int, key: bytes) -> wire.Rotation:
    return wire.Rotation(key, hand.sign(ev.rotation_message(node_id, key)))


def test_only_the_key_of_today_names_the_next(pair: Rotating) -> None:
    own, other = pair.node, pair.world.machines["c2"]
    key = signer(200).public
    honest = pair.ask()
    for forged in (
        _by(signer(99), own.node_id, key),
        _by(other.signer, own.node_id, key),
        _by(own.signer, other.node_id, key),
        replace(_by(own.signer, own.node_id, key), signing_key=signer(201).public),
    ):
        pair.answer(replace(honest, rotation=forged))
    hub = pair.world.hub.store
    assert hub.keys_of(own.writes()) == [own.signer.public]
    assert ("forged_key", own.node_id, 0) in hub.tables["alarms"]


def test_a_node_changes_its_key_at_most_once_a_day(pair: Rotating) -> None:
    pair.level()
    pair.following = signer(201)
    pair.level()
    assert pair.node.signer.public == signer(200).public and pair.following is not None
    pair.at += DAY
    pair.level()
    assert pair.node.signer.public == signer(201).public and pair.following is None
    pair.following = signer(200)
    pair.at += 2 * DAY
    before = pair.world.hub.store.head(ev.REGISTRY)
    pair.level()
    assert pair.world.hub.store.head(ev.REGISTRY) == before
    assert pair.node.signer.public == signer(201).public, "no key comes twice"


def test_a_revoked_node_gets_no_new_key(pair: Rotating) -> None:
    hub = pair.world.hub
    pair.world.act(hub, ev.REGISTRY, [Draft(ev.REVOKED, ev.Revoked("lost"), None, pair.node.node_id, 0, 1)])
    pair.answer(pair.ask())
    assert len(hub.store.keys_of(pair.node.writes())) == 1


def test_what_an_earlier_key_signed_comes_back_to_a_restored_node(pair: Rotating) -> None:
    """The disk is older than two changes of its key; its identity, kept apart, is not."""
    backup = pair.node.store.image()
    feed = pair.node.writes()
    pair.level()
    pair.write()
    pair.level()
    whole = pair.node.store.head(feed)
    pair.following = signer(201)
    pair.at += DAY
    pair.level()
    pair.node.store.load(backup)
    pair.level()
    assert whole is not None
    have = pair.node.store.head(feed)
    assert have is not None and (have.seq, have.hash) == (whole.seq, whole.hash)


def test_a_node_left_with_an_earlier_key_says_so(pair: Rotating) -> None:
    old = pair.node.signer
    backup = pair.node.store.image()
    pair.level()
    pair.node.store.load(backup)
    pair.node.signer, pair.following = old, None
    pair.level()
    assert ("key_lost", 0, 0) in pair.node.store.tables["alarms"]


def test_the_branch_of_a_copied_disk_is_kept_apart(pair: Rotating) -> None:
    """The copy knows nothing of the new key; what it wrote is not lost."""
    pair.level()
    pair.following = signer(201)
    pair.at += DAY
    image, key = pair.node.store.image(), pair.node.signer
    twin = copied(pair.node, store=MemoryStore(pair.node.store.projections, pair.node.node_id))
    twin.store.load(image)
    pair.write()
    pair.level()
    assert pair.node.signer.public == signer(201).public
    people.register(pair.world, twin, twin.writes())
    run, (lost,) = make_run(twin.store, key, twin.writes(), 1, 10_000)
    pair.node, pair.following = twin, None
    pair.answer(pair.ask())
    assert run.events and lost.hash in pair.world.hub.store.tables["quarantine"]


def _told(number: int, kind: str, at: int, facts: object) -> Told:
    event_id = make_id(ev.REGISTRY, number)
    return Told(event_id, kind, 1, HUB_ID, 0, at, Author("hub", "registry"), facts, None, 0)


def test_each_key_is_told_with_the_time_it_counted() -> None:
    first, second, third = (signer(n) for n in (1, 2, 3))

    def rotated(number: int, by: Signer, key: bytes) -> Told:
        proof = by.sign(ev.rotation_message(HUB_ID, key))
        return _told(number, "node.key_rotated", number * 100, ev.Rotated(key, proof))

    told = [
        _told(1, "hub.founded", 100, ev.Founded("hub", first.public, bytes(32))),
        rotated(2, first, second.public),
        rotated(3, first, third.public),  # the first key names no other any more
        rotated(4, second, first.public),  # nor does a key come back
        rotated(5, second, b"short"),
        rotated(6, second, third.public),
    ]
    rows = fold_registry(told).rows
    assert rows["feed_nodekey"] == [
        (make_id(1, 1), HUB_ID, first.public, 100, 200),
        (make_id(1, 2), HUB_ID, second.public, 200, 600),
        (make_id(1, 6), HUB_ID, third.public, 600, None),
    ]
    assert rows["feed_node"] == [(HUB_ID, "hub", third.public, bytes(32), None)]
