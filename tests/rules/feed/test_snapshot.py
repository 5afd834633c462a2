"""A newcomer begins from signed snapshots: its own first, the rest later, and in the end the same rows as all."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from dorgora.feed import canonical
from dorgora.feed import events as ev
from dorgora.feed.core import Draft, Forged
from dorgora.feed.event import Head
from dorgora.feed.generations import LATER_FROM
from dorgora.feed.kinds import Kind, Kinds
from dorgora.feed.rules import FIRST
from dorgora.feed.sync import gate, snapshot, wire
from dorgora.feed.sync.exchange import HubSide, make_run
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.kernel.ids import make_id
from tests.simulator import domain, people
from tests.simulator.memory import MemoryStore
from tests.simulator.world import HUB_ID, SHARED, Machine, World, signer

LISTED = Kind("areas.listed", 1, domain.Words, is_replaced=True)
N_STRANGERS = 600
ROOM = 1 << 20


@pytest.fixture
def world() -> World:
    """A hub with more nodes than fit into one run; what it says of areas it has said twice."""
    made = World(1)
    hub = made.hub
    hub.log.kinds = Kinds([*domain.KINDS, LISTED])
    strangers = [
        Draft(ev.ENROLLED, ev.Enrolled(f"far {n}", bytes([n % 251] * 32), bytes(32)), None, None, 0, 1)
        for n in range(N_STRANGERS)
    ]
    made.act(hub, ev.REGISTRY, strangers)
    (first,) = made.act(hub, ev.CATALOGUE, [Draft(LISTED, domain.Words("old"), None, None, 0, 1)])
    made.act(hub, ev.CATALOGUE, [Draft(LISTED, domain.Words("new"), None, first.id, 0, 1)])
    made.act(hub, ev.CATALOGUE, [made.draft(domain.OFFERED, domain.Offered("deed"), None)])
    return made


def laptop(world: World) -> Machine:
    """Centre 2 with an empty disk."""
    old = world.machines["c2"]
    made = Machine("c2", old.node_id, old.signer, old.secret, MemoryStore(domain.PROJECTIONS, old.node_id))
    made.hub_key = world.hub.signer.public
    return made


def first(world: World, feed: int, most: int = ROOM) -> wire.Snapshot:
    newcomer = Newcomer(world.machines["c2"].node_id, frozenset({"C2"}))
    hub = world.hub
    made = snapshot.first(hub.log, hub.store, hub.signer, feed, newcomer, dict(FIRST), most)
    assert made is not None
    return made


def begun(world: World) -> Machine:
    machine = laptop(world)
    for feed in SHARED:
        snapshot.begin(machine.log, machine.store, machine.hub_key, feed, first(world, feed))
    return machine


def answered(world: World, machine: Machine) -> tuple[wire.Reply, bool]:
    hub = world.hub
    side = HubSide(hub.log, hub.store, hub.signer, SHARED, lambda: LATER_FROM)
    reply = side.answer(machine.node_id, machine.side().request(), 1)
    return reply, machine.side().take(reply)


def level(world: World, machine: Machine) -> list[wire.Reply]:
    replies = []
    for _ in range(100):
        reply, more = answered(world, machine)
        replies.append(reply)
        if not more:
            return replies
    raise AssertionError("they never come to rest")


def rows(machine: Machine, table: str) -> list[tuple[object, ...]]:
    return sorted(machine.rows(table), key=lambda row: str(row[0]))


def test_a_newcomer_finds_its_own_grants_among_hundreds(world: World) -> None:
    machine = begun(world)
    assert machine.writes() == world.machines["c2"].writes()
    assert [row[0] for row in machine.rows("feed_node")] == [HUB_ID, machine.node_id]


def test_it_comes_to_the_rows_of_the_whole_feeds(world: World) -> None:
    machine = begun(world)
    replies = level(world, machine)
    assert len(replies) < 20
    for table in ("feed_node", "feed_grant", "sim_service"):
        assert rows(machine, table) == rows(world.hub, table), table
    assert len(machine.rows("feed_node")) == N_STRANGERS + 4
    assert snapshot.lacks(machine.store, SHARED) == ()


def test_only_what_was_replaced_is_left_out(world: World) -> None:
    machine = begun(world)
    level(world, machine)
    hub, here = world.hub.store, machine.store
    for feed in SHARED:
        head, start = hub.head(feed), here.start(feed)
        assert head is not None and start is not None and start.head == head
        whole = {make_id(feed, seq) for seq in range(1, head.seq + 1)}
        left_out = whole - here.held(whole).keys()
        said = {hub.tables["events"][one].facts for one in left_out}
        assert said == ({canonical.encode(domain.Words("old"))} if feed == ev.CATALOGUE else set())
        numbers = {seq for begins, ends in start.held for seq in range(begins, ends + 1)}
        assert {make_id(feed, seq) for seq in numbers} == whole - left_out


def test_afterwards_the_feed_goes_on_from_its_hash(world: World) -> None:
    machine = begun(world)
    world.act(world.hub, ev.CATALOGUE, [world.draft(domain.OFFERED, domain.Offered("trade"), None)])
    run, events = make_run(world.hub.store, world.hub.signer, ev.CATALOGUE, first_seq(machine), ROOM)
    with pytest.raises(Forged, match="chain"):
        forged = [replace(events[0], prev=bytes(32))]
        machine.log.receive_run(forged, run.head, machine.hub_key, {})
    level(world, machine)
    assert rows(machine, "sim_service") == rows(world.hub, "sim_service")
    assert machine.store.head(ev.CATALOGUE) == world.hub.store.head(ev.CATALOGUE)


def first_seq(machine: Machine) -> int:
    head = machine.store.head(ev.CATALOGUE)
    assert head is not None
    return head.seq


def test_what_comes_first_is_bounded_in_bytes(world: World) -> None:
    """Of many services the newest go along."""
    hub, most = world.hub, 4_000
    deeds = [world.draft(domain.OFFERED, domain.Offered(f"deed {n}"), None) for n in range(300)]
    newest = world.act(hub, ev.CATALOGUE, deeds)[-1]
    ranks = {domain.OFFERED.name: lambda told, newcomer: 0}
    newcomer = Newcomer(0, frozenset())
    made = snapshot.first(hub.log, hub.store, hub.signer, ev.CATALOGUE, newcomer, ranks, most)
    assert made is not None
    assert most // 2 < len(gate.pack(made)) <= most
    chosen = [one.id for one in made.piece.deliveries]
    assert chosen == list(range(chosen[0], newest.id + 1)) and len(chosen) < 300


def test_mail_comes_before_the_rest_and_says_who_wrote_it(world: World) -> None:
    """The file was lodged at centre 1, which the newcomer has not heard of yet."""
    other = world.machines["c1"]
    people.register(world, other, other.writes())
    (file,) = world.act(
        other,
        other.writes(),
        [
            world.draft(
                domain.SUBMITTED,
                domain.Submitted(1, make_id(other.writes(), 1), "D", "C2"),
                None,
                domain.Words("w"),
                make_id(other.writes(), 1),
            )
        ],
    )
    while world.take(world.answer(world.send(other)) or pytest.fail("not answered")):
        pass
    world.fill()
    machine = begun(world)
    assert machine.store.standing(other.writes()) is None
    reply, more = answered(world, machine)
    assert reply.mail is not None and more
    assert {row[0] for row in machine.rows("sim_file")} == {file.id}
    standing = machine.store.standing(other.writes())
    assert standing is not None and standing.node_id == other.node_id
    assert len(machine.rows("feed_node")) == 3, "the strangers are still to come"
    level(world, machine)
    assert rows(machine, "feed_node") == rows(world.hub, "feed_node")
    assert [row for row in rows(world.hub, "sim_file") if row[0] == file.id] == rows(machine, "sim_file")


def _facts(made: wire.Snapshot) -> wire.Snapshot:
    last = made.piece.deliveries[-1]
    lie = replace(last, event=replace(last.event, facts=canonical.encode(["forged"])))
    return replace(made, piece=replace(made.piece, deliveries=(*made.piece.deliveries[:-1], lie)))


Forgery = Callable[[wire.Snapshot], wire.Snapshot]
FORGERIES: dict[str, Forgery] = {
    "other facts": _facts,
    "one left out": lambda one: replace(one, piece=replace(one.piece, deliveries=one.piece.deliveries[1:])),
    "one doubled": lambda one: replace(
        one, piece=replace(one.piece, deliveries=(one.piece.deliveries[0], *one.piece.deliveries))
    ),
    "another head": lambda one: replace(one, head=replace(one.head, hash=bytes(32))),
    "an older number": lambda one: replace(one, head=replace(one.head, seq=one.head.seq - 1)),
    "said to be all": lambda one: replace(one, piece=replace(one.piece, upto=one.head.seq)),
    "another hand": lambda one: replace(
        one, head=Head(one.head.feed, one.head.seq, one.head.hash, signer(9).sign(one.head.message()))
    ),
    "a piece by another hand": lambda one: replace(
        one, piece=replace(one.piece, signature=signer(9).sign(b"anything"))
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_snapshot_is_refused_whole(world: World, name: str) -> None:
    machine = laptop(world)
    forged = FORGERIES[name](first(world, ev.REGISTRY))
    with pytest.raises(Forged), machine.store.transaction():
        snapshot.begin(machine.log, machine.store, machine.hub_key, ev.REGISTRY, forged)
    assert machine.store.tables["events"] == {} and machine.store.head(ev.REGISTRY) is None


def test_a_snapshot_of_another_feed_or_hub_is_refused(world: World) -> None:
    machine = laptop(world)
    registry, catalogue = (first(world, feed) for feed in SHARED)
    crossed = replace(registry, piece=catalogue.piece)
    for one, feed, key in (
        (catalogue, ev.REGISTRY, machine.hub_key),
        (crossed, ev.REGISTRY, machine.hub_key),
        (registry, ev.REGISTRY, signer(9).public),
    ):
        with pytest.raises(Forged), machine.store.transaction():
            snapshot.begin(machine.log, machine.store, key, feed, one)
    assert machine.store.tables["events"] == {}


def pieces(world: World, machine: Machine) -> list[wire.Piece]:
    hub = world.hub
    made = [
        snapshot.next_piece(hub.log, hub.store, hub.signer, lack, 2_000)
        for lack in snapshot.lacks(machine.store, SHARED)
    ]
    return [piece for piece in made if piece is not None]


def test_a_piece_that_comes_again_or_too_early_changes_nothing(world: World) -> None:
    machine = begun(world)
    early, _ = pieces(world, machine)
    snapshot.go_on(machine.log, machine.store, machine.hub_key, early)
    late, _ = pieces(world, machine)
    before = machine.store.image()
    snapshot.go_on(machine.log, machine.store, machine.hub_key, early)
    snapshot.go_on(machine.log, machine.store, machine.hub_key, replace_after(world, late))
    assert machine.store.image() == before


def replace_after(world: World, piece: wire.Piece) -> wire.Piece:
    """What follows on a piece that has not come yet."""
    hub = world.hub
    lack = wire.Lack(piece.feed, piece.upto, piece.seq)
    made = snapshot.next_piece(hub.log, hub.store, hub.signer, lack, 2_000)
    assert made is not None
    return made


def test_an_altered_piece_or_one_of_an_older_snapshot_is_refused(world: World) -> None:
    machine = begun(world)
    registry, catalogue = pieces(world, machine)
    hub = world.hub
    older = snapshot.next_piece(
        hub.log, hub.store, hub.signer, wire.Lack(ev.REGISTRY, 0, registry.seq - 1), 2_000
    )
    assert older is not None
    for wrong in (
        replace(registry, upto=registry.upto + 1),
        replace(registry, deliveries=registry.deliveries[1:]),
        replace(registry, feed=ev.CATALOGUE),
        replace(catalogue, signature=bytes(64)),
        older,
    ):
        with pytest.raises(Forged):
            snapshot.go_on(machine.log, machine.store, machine.hub_key, wrong)


def test_a_snapshot_older_than_what_is_held_changes_nothing(world: World) -> None:
    stale = first(world, ev.CATALOGUE)
    world.act(world.hub, ev.CATALOGUE, [world.draft(domain.OFFERED, domain.Offered("trade"), None)])
    machine = begun(world)
    level(world, machine)
    before = machine.store.image()
    snapshot.begin(machine.log, machine.store, machine.hub_key, ev.CATALOGUE, stale)
    assert machine.store.image() == before


def test_a_broken_line_goes_on_where_it_was(world: World) -> None:
    machine = begun(world)
    answered(world, machine)
    (lack, *_) = snapshot.lacks(machine.store, SHARED)
    assert 0 < lack.after < lack.upto
    image = machine.store.image()
    again = Machine(
        "c2", machine.node_id, machine.signer, b"", MemoryStore(domain.PROJECTIONS, machine.node_id)
    )
    again.store.load(image)
    again.hub_key = machine.hub_key
    level(world, again)
    assert rows(again, "feed_node") == rows(world.hub, "feed_node")


def test_a_hub_that_went_back_is_not_held_up_by_what_was_left_out() -> None:
    """The newcomer alone heard of a list, and cannot show the one before it: its own work is taken all the same."""
    world = World(1)
    hub = world.hub
    hub.log.kinds = Kinds([*domain.KINDS, LISTED])
    (listed,) = world.act(hub, ev.CATALOGUE, [Draft(LISTED, domain.Words("old"), None, None, 0, 1)])
    backup = hub.store.image()
    for words in ("newer", "newest"):
        world.act(hub, ev.CATALOGUE, [Draft(LISTED, domain.Words(words), None, listed.id, 0, 1)])
    machine = begun(world)
    level(world, machine)
    hub.store.load(backup)
    people.register(world, machine, machine.writes())
    level(world, machine)
    mine, theirs = machine.store.head(machine.writes()), hub.store.head(machine.writes())
    assert mine is not None and theirs is not None and mine.hash == theirs.hash
    assert hub.store.registry() == LATER_FROM, "its head was proof that the hub would write numbers twice"
    level(world, machine)
    assert hub.store.registry() == LATER_FROM and hub.store.is_heard(machine.node_id)
