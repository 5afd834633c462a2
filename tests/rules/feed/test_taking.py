"""What a liar with a laptop may load on the hub is bounded, and only its own signature loads anything."""

import msgspec
import pytest

from dorgora.feed import canonical
from dorgora.feed.core import Draft
from dorgora.feed.event import Event, Head
from dorgora.feed.events import ENDED, REGISTRY, REVOKED, Ended, Revoked
from dorgora.feed.sync import gate, taking, wire
from dorgora.feed.sync.footing import MANY
from dorgora.kernel.ids import make_id
from tests.rules.feed.test_exchange import busy, hub_side, level
from tests.simulator import domain, people
from tests.simulator.faults import revoke
from tests.simulator.invariants import Watch
from tests.simulator.memory import LOCAL
from tests.simulator.world import Machine, World

RUNS = wire.Request.__struct_fields__.index("runs")
APART = wire.Request.__struct_fields__.index("apart")


def alarms(world: World) -> set[str]:
    return {code for code, _, _ in world.hub.store.tables["alarms"]}


def flood(world: World, machine: Machine, subject: int | None, n: int) -> wire.Request:
    """A request whose one run has `n` events about one subject."""
    feed = machine.writes()
    draft = world.draft(domain.CORRECTED, domain.Words("again"), subject)
    machine.log.append(feed, [draft] * n, machine.signer)
    after = machine.store.acknowledged(feed)
    events = machine.store.run_of(feed, after, n)
    head = machine.store.head(feed)
    assert head is not None
    base = machine.store.held([(feed << 40) + after]).get((feed << 40) + after, b"")
    run = wire.Run(feed, after, base[:8], head.seq, head, tuple(wire.to_wire(one) for one in events))
    return msgspec.structs.replace(machine.side().request(), runs=(run,))


def flooded(world: World, machine: Machine, subject: int, n: int) -> int:
    """How the hub says that a feed stands once it has sent so many events about one subject."""
    request = flood(world, machine, subject, n)
    with world.hub.store.transaction():
        reply = hub_side(world).answer(machine.node_id, request, 1)
    (ack,) = reply.acks
    if ack.state == wire.OK:
        machine.store.acknowledge(ack.feed, ack.seq, 1)
    return ack.state


@pytest.mark.parametrize(
    ("runs", "state"),
    [([MANY], wire.OK), ([MANY, 1], wire.BROKEN), ([300, 200, 1], wire.BROKEN)],
    ids=str,
)
def test_a_feed_may_speak_only_so_often_of_another_nodes_file(runs: list[int], state: int) -> None:
    """However many exchanges it takes for it: every later fold of that file loads all of them."""
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    theirs = next(row[0] for row in world.hub.rows("sim_file") if row[0] >> 40 == world.machines["c2"].feed)
    assert [flooded(world, machine, theirs, n) for n in runs] == [*[wire.OK] * (len(runs) - 1), state]
    assert ("too_many_about_one" in alarms(world)) is (state == wire.BROKEN)
    if state == wire.BROKEN:
        n_held = sum(runs[:-1])
        assert world.hub.store.n_about(machine.feed, [theirs]) == ({theirs: n_held} if n_held else {})
        Watch(world).only(world.hub, LOCAL, "a flood")


def test_no_request_has_two_runs_of_one_feed() -> None:
    world = busy()
    request = world.machines["c1"].side().request()
    plain = canonical.decode(canonical.encode(request), list)
    assert gate.unpack(gate.pack(plain), wire.Request) == request
    plain[RUNS] = [plain[RUNS][0]] * 2
    with pytest.raises(gate.Refused, match="shape"):
        gate.unpack(gate.pack(plain), wire.Request)


def test_a_feed_may_speak_of_its_own_file_as_often_as_it_likes() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    own = next(row[0] for row in machine.rows("sim_file") if row[0] >> 40 == machine.feed)
    assert [flooded(world, machine, own, n) for n in (MANY, 1)] == [wire.OK, wire.OK]


@pytest.mark.parametrize(
    ("sizes", "is_let_in"),
    [([500], True), ([501], False), ([500, 319], True), ([500, 320], False)],
    ids=str,
)
def test_a_request_has_no_more_events_than_an_honest_node_sends(sizes: list[int], is_let_in: bool) -> None:
    """48 KB of events of at least 60 bytes each are 819; one run has 500."""
    event = wire.WireEvent("a.b", 1, 7, 0, 0, (), -1, b"\x90", None, b"")
    head = Head(1, 1, bytes(32), bytes(64))
    runs = [wire.Run(feed, 0, b"", n, head, (event,) * n) for feed, n in enumerate(sizes, 1)]
    plain = canonical.decode(canonical.encode(busy().machines["c1"].side().request()), list)
    plain[RUNS] = runs
    if is_let_in:
        assert [len(run.events) for run in gate.unpack(gate.pack(plain), wire.Request).runs] == sizes
    else:
        with pytest.raises(gate.Refused, match="shape"):
            gate.unpack(gate.pack(plain), wire.Request)


def branch(world: World, machine: Machine) -> tuple[wire.Apart, ...]:
    """Two events that the machine wrote and has put aside."""
    level(world, machine)
    feed = machine.writes()
    after = machine.store.acknowledged(feed)
    people.submit(world, machine, feed)
    machine.store.set_aside(feed, after)
    apart = machine.side().request().apart
    assert len(apart) == 2
    return apart


def kept(world: World, machine: Machine, apart: tuple[wire.Apart, ...]) -> tuple[bytes, ...]:
    request = msgspec.structs.replace(machine.side().request(), runs=(), apart=apart)
    with world.hub.store.transaction():
        return hub_side(world).answer(machine.node_id, request, 1).kept


def test_only_what_its_writer_signed_is_kept_apart() -> None:
    world = busy()
    machine = world.machines["c1"]
    first, second = branch(world, machine)
    forged = msgspec.structs.replace(first, signature=second.signature)
    assert kept(world, machine, (forged,)) == ()
    assert world.hub.store.tables["quarantine"] == {} and "forged_signature" in alarms(world)
    assert len(kept(world, machine, (first, second))) == 2


def test_one_alarm_tells_of_all_that_is_forged_in_a_feed() -> None:
    """The numbers are the liar's to choose: they would fill the list of what a person must look at."""
    world = busy()
    machine = world.machines["c1"]
    first, _ = branch(world, machine)
    feed = machine.writes()
    for start in (1000, 2000):
        forged = [
            msgspec.structs.replace(first, told=msgspec.structs.replace(first.told, id=make_id(feed, seq)))
            for seq in range(start, start + wire.MANY_APART)
        ]
        assert kept(world, machine, tuple(forged)) == ()
    assert set(world.hub.store.tables["alarms"]) == {("forged_signature", machine.node_id, feed << 40)}


@pytest.mark.parametrize(("n", "is_let_in"), [(50, True), (51, False)])
def test_a_request_has_no_more_of_a_branch_than_an_honest_node_sends(n: int, is_let_in: bool) -> None:
    world = busy()
    machine = world.machines["c1"]
    first, _ = branch(world, machine)
    plain = canonical.decode(canonical.encode(machine.side().request()), list)
    plain[APART] = [first] * n
    if is_let_in:
        assert len(gate.unpack(gate.pack(plain), wire.Request).apart) == n
    else:
        with pytest.raises(gate.Refused, match="shape"):
            gate.unpack(gate.pack(plain), wire.Request)


def test_no_more_is_kept_apart_for_one_node_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    world = busy()
    machine = world.machines["c1"]
    first, second = branch(world, machine)
    monkeypatch.setattr(taking, "MOST_APART", 1)
    assert len(kept(world, machine, (first, second))) == 1
    assert "apart_full" in alarms(world)
    world.hub.store.tables["alarms"].clear()
    assert len(kept(world, machine, (first,))) == 1
    assert alarms(world) == set()


def test_no_more_bytes_are_kept_apart_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    world = busy()
    machine = world.machines["c1"]
    apart = branch(world, machine)
    monkeypatch.setattr(taking, "MOST_APART_BYTES", 100)
    assert len(kept(world, machine, apart)) < 2
    assert "apart_full" in alarms(world)


def test_a_revoked_laptop_gets_no_mail_for_a_forged_run(monkeypatch: pytest.MonkeyPatch) -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    people.submit(world, machine, machine.writes())
    monkeypatch.setattr(world.rng, "choice", lambda options: machine if machine in options else options[0])
    assert revoke(world, Watch(world)) == "c1 is revoked"
    request = machine.side().request()
    (run,) = (one for one in request.runs if one.events)
    head = msgspec.structs.replace(run.head, signature=bytes(64))
    forged = msgspec.structs.replace(request, mail_number=0, runs=(msgspec.structs.replace(run, head=head),))
    reply = hub_side(world).answer(machine.node_id, forged, 1)
    assert reply.acks[0].state == wire.REVOKED and reply.mail is None


def lodging(world: World, machine: Machine, n: int) -> list[Event]:
    """Citizens and their files, as an honest centre tells them; gives the events."""
    feed = machine.writes()
    after = head.seq if (head := machine.store.head(feed)) else 0
    for _ in range(n):
        people.register(world, machine, feed)
        people.submit(world, machine, feed)
    return machine.store.run_of(feed, after, 9_999)


def keys_apart(world: World) -> dict[bytes, bytes]:
    return {digest: row[3] for digest, row in world.hub.store.tables["quarantine"].items()}


def own_keys(machine: Machine, events: list[Event]) -> dict[bytes, bytes]:
    keys = machine.store.tables["keys"]
    return {one.hash: keys[one.id] if one.person_of == one.id else b"" for one in events}


def test_all_that_a_revoked_laptop_did_is_kept_with_its_keys() -> None:
    """Far more than one exchange takes; each one goes on where the last one stopped."""
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    events = lodging(world, machine, 40)
    world.act(world.hub, REGISTRY, [Draft(REVOKED, Revoked("stolen"), None, machine.node_id, 0, 1)])
    head = world.hub.store.head(machine.feed)
    assert level(world, machine) > 5
    assert keys_apart(world) == own_keys(machine, events)
    assert world.hub.store.head(machine.feed) == head
    acknowledged = machine.store.acknowledged(machine.feed)
    assert head is not None and acknowledged == head.seq
    assert level(world, machine) == 1
    later = lodging(world, machine, 1) if machine.writes() else []
    assert later == []


def test_a_branch_is_sent_whole_with_its_keys() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    image, feed = machine.store.image(), machine.writes()
    people.submit(world, machine, feed)
    level(world, machine)
    machine.store.load(image)
    events = lodging(world, machine, 40)
    keys = own_keys(machine, events)
    level(world, machine)
    assert keys_apart(world) == keys
    assert not any(one.id in machine.store.tables["keys"] for one in events if keys[one.hash])


def test_a_key_that_is_not_hers_is_not_kept_apart() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    feed = machine.writes()
    after = machine.store.acknowledged(feed)
    people.register(world, machine, feed)
    machine.store.set_aside(feed, after)
    (one,) = machine.side().request().apart
    forged = msgspec.structs.replace(one, key=bytes(16))
    assert len(one.key) == 16 and len(kept(world, machine, (forged,))) == 1
    assert set(keys_apart(world).values()) == {b""}


@pytest.mark.parametrize("n_more", [0, 1, 4], ids=["at once", "after one more", "after four more"])
@pytest.mark.parametrize("knows", [True, False], ids=["the node knows", "the node has not heard"])
def test_what_is_behind_the_end_of_a_feed_is_kept_apart(n_more: int, knows: bool) -> None:
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    level(world, machine)
    feed, have = machine.writes(), machine.store.acknowledged(machine.feed)
    events = lodging(world, machine, 3)
    ended = Ended(feed, have + n_more, "taken back")
    world.act(hub, REGISTRY, [Draft(ENDED, ended, None, machine.node_id, 0, 1)])
    if knows:
        request = msgspec.structs.replace(machine.side().request(), runs=())
        machine.side().take(hub_side(world).answer(machine.node_id, request, 1))
    level(world, machine)
    level(world, machine)
    head = hub.store.head(feed)
    assert head is not None and head.seq == have + n_more
    assert keys_apart(world) == own_keys(machine, events[n_more:])
    told = {row[0] for table in ("sim_file", "sim_citizen", "sim_fee") for row in hub.rows(table)}
    assert [one.id in told for one in events] == [True] * n_more + [False] * (len(events) - n_more)
