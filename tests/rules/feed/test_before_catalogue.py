"""The line is there for minutes, and the catalogue is new: what was decided comes first (ADR 0031)."""

from dorgora.feed.events import CATALOGUE
from tests.rules.feed.test_exchange import busy, level
from tests.simulator import domain, people
from tests.simulator.invariants import Watch
from tests.simulator.world import Machine, World

N_OFFERED = 40
"""More than one answer of the simulator's narrow line brings."""


def at_rest() -> World:
    world = busy()
    for _ in range(3):
        for machine in world.nodes():
            level(world, machine)
        world.fill()
    return world


def offer(world: World) -> list[int]:
    drafts = [world.draft(domain.OFFERED, domain.Offered(f"service {n}"), None) for n in range(N_OFFERED)]
    return [event.id for event in world.act(world.hub, CATALOGUE, drafts)]


def decided(world: World, lodged_by: Machine) -> int:
    """A file of that centre goes back to it; gives its id."""
    office, centre = world.machines["office"], dict(lodged_by.places)["centre"]
    file = next(row[0] for row in lodged_by.rows("sim_file") if row[2] == "U" and row[3] == centre)
    world.act(office, office.writes(), [world.draft(domain.RETURNED, domain.Words("look again"), file)])
    return int(file)


def lodged(world: World, machine: Machine, service: int, collect: str) -> int:
    citizen = machine.rows("sim_citizen")[0][0]
    facts = domain.Submitted(service, citizen, "U", collect)
    draft = world.draft(domain.SUBMITTED, facts, None, domain.Words("of the new ones"), citizen)
    return world.act(machine, machine.writes(), [draft])[0].id


def one_round(world: World, machine: Machine) -> bool:
    answer = world.answer(world.send(machine))
    assert answer is not None
    return world.take(answer)


def ids(machine: Machine, table: str) -> set[int]:
    return {row[0] for row in machine.rows(table)}


def state_of(machine: Machine, file: int) -> str:
    return next(row[1] for row in machine.rows("sim_file") if row[0] == file)


def test_a_decision_comes_before_a_new_catalogue() -> None:
    world = World(5)
    c1, office = world.machines["c1"], world.machines["office"]
    people.register(world, c1, c1.writes())
    lodged(world, c1, c1.rows("sim_service")[0][0], "C1")
    for machine in (c1, office, c1):
        level(world, machine)
        world.fill()
    level(world, office)
    file = decided(world, c1)
    level(world, office)
    world.fill()
    services = offer(world)
    one_round(world, c1)
    assert state_of(c1, file) == "returned"
    assert not ids(c1, "sim_service") & set(services), "the answer was kept for what is waited for"
    level(world, c1)
    assert ids(c1, "sim_service") >= set(services)


def test_a_file_of_a_new_service_comes_behind_that_service() -> None:
    world = at_rest()
    c1, c2 = world.machines["c1"], world.machines["c2"]
    services = offer(world)
    level(world, c2)
    file = lodged(world, c2, services[-1], "C1")
    level(world, c2)
    world.fill()
    n_rounds = 0
    while one_round(world, c1):
        n_rounds += 1
        assert file not in ids(c1, "sim_file") or c1.store.head(CATALOGUE) == world.hub.store.head(CATALOGUE)
    assert n_rounds > 1 and file in ids(c1, "sim_file")
    for machine in world.nodes():
        level(world, machine)
    Watch(world).at_the_end()


def test_a_small_catalogue_and_the_mail_come_in_one_answer() -> None:
    world = at_rest()
    c1, c2 = world.machines["c1"], world.machines["c2"]
    draft = world.draft(domain.OFFERED, domain.Offered("one"), None)
    (service,) = world.act(world.hub, CATALOGUE, [draft])
    level(world, c2)
    file = lodged(world, c2, service.id, "C1")
    level(world, c2)
    world.fill()
    one_round(world, c1)
    assert file in ids(c1, "sim_file") and service.id in ids(c1, "sim_service")
