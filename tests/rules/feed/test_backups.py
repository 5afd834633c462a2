"""Backups taken at any time and in any order between exchanges: all nodes come to the same, and nobody is set back."""

import random

import pytest

from dorgora.feed.sync import backup, wire
from tests.rules.feed.test_exchange import level
from tests.simulator import people
from tests.simulator.invariants import Watch
from tests.simulator.world import Machine, World

LAPTOPS = ("c1", "c2")


def parts_of(machine: Machine) -> list[wire.Request]:
    making = backup.Making(machine.store, machine.signer, backup.reach_of(machine.store), ())
    return list(iter(making.part, None))


def take(world: World, machine: Machine, part: wire.Request) -> set[str]:
    hub = world.hub
    before = {feed: head.seq for feed, head in hub.store.tables["heads"].items()}
    with hub.store.transaction():
        came = backup.take(hub.log, hub.store, machine.node_id, part)
    after = {feed: head.seq for feed, head in hub.store.tables["heads"].items()}
    assert all(after[feed] >= seq for feed, seq in before.items())
    return set(came.trouble)


class Weeks:
    """What happens at laptops, office and hub, with sticks carried about and answers lost."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = World(seed)
        self.sticks: list[tuple[Machine, wire.Request]] = []

    def pass_by(self, n: int) -> None:
        for _ in range(n):
            machine = self.world.machines[self.chance.choice(LAPTOPS)]
            self.chance.choice((self._work, self._work, self._keep, self._bring, self._exchange))(machine)
            if self.chance.random() < 0.3:
                self.world.fill()

    def settle(self) -> None:
        for _ in range(4):
            for machine in self.world.nodes():
                level(self.world, machine)
            self.world.fill()

    def _work(self, machine: Machine) -> None:
        for one in (machine, machine, machine, self.world.machines["office"], self.world.hub):
            people.act(self.world, one)
        if self.chance.random() < 0.1:
            people.erase(self.world)

    def _keep(self, machine: Machine) -> None:
        self.sticks += [(machine, part) for part in parts_of(machine)]

    def _bring(self, machine: Machine) -> None:
        if self.sticks:
            assert take(self.world, *self.chance.choice(self.sticks)) <= {"gap"}

    def _exchange(self, machine: Machine) -> None:
        answer = self.world.answer(self.world.send(machine))
        if answer is not None and self.chance.random() < 0.7:  # or it is lost on the way
            self.world.take(answer)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_any_order_of_sticks_and_exchanges_ends_alike(seed: int) -> None:
    weeks = Weeks(seed)
    weeks.pass_by(40)
    weeks.settle()
    Watch(weeks.world).at_the_end()
    store = weeks.world.hub.store
    told = [table for projection in store.projections for table in projection.tables]
    before = {name: dict(store.tables[name]) for name in ("events", "heads", "keys", "counters", *told)}
    for machine, part in weeks.sticks:
        assert take(weeks.world, machine, part) == set()
    assert {name: store.tables[name] for name in before} == before
    assert store.tables["quarantine"] == {}
