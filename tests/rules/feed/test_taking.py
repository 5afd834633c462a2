"""What a liar with a laptop may load on the hub is bounded, and only its own signature loads anything."""

import msgspec
import pytest

from dorgora.feed.sync import taking, wire
from dorgora.feed.sync.footing import MANY
from tests.rules.feed.test_exchange import busy, hub_side, level
from tests.simulator import domain, people
from tests.simulator.faults import revoke
from tests.simulator.invariants import Watch
from tests.simulator.memory import LOCAL
from tests.simulator.world import Machine, World


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


@pytest.mark.parametrize(("n", "state"), [(MANY, wire.OK), (MANY + 1, wire.BROKEN)])
def test_a_run_may_speak_only_so_often_of_another_nodes_file(n: int, state: int) -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    theirs = next(row[0] for row in world.hub.rows("sim_file") if row[0] >> 40 == world.machines["c2"].feed)
    request = flood(world, machine, theirs, n)
    with world.hub.store.transaction():
        reply = hub_side(world).answer(machine.node_id, request, 1)
    assert reply.acks[0].state == state
    assert ("too_many_about_one" in alarms(world)) is (state == wire.BROKEN)
    if state == wire.BROKEN:
        Watch(world).only(world.hub, LOCAL, "a flood")


def test_a_run_may_speak_of_its_own_file_as_often_as_it_likes() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    own = next(row[0] for row in machine.rows("sim_file") if row[0] >> 40 == machine.feed)
    request = flood(world, machine, own, MANY + 1)
    with world.hub.store.transaction():
        assert hub_side(world).answer(machine.node_id, request, 1).acks[0].state == wire.OK


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
