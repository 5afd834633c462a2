"""What people do: operators at two centres, the union's officer, the hub's desk. Only what their screen allows."""

from collections.abc import Callable
from typing import Any

from dorgora.feed.events import REGISTRY
from dorgora.feed.fold import story
from dorgora.kernel.ids import feed_of
from tests.simulator import domain
from tests.simulator.world import PEOPLE, Machine, World

Row = tuple[Any, ...]
Choice = Callable[[World, Machine, int], str]


def act(world: World, machine: Machine) -> str:
    """One action of the person at this machine; says what was done, empty when there was nothing to do."""
    role = world.rng.choice(machine.places)[0]
    if machine.name == "hub":
        if world.is_unnoticed:
            return ""
        world.hub_feed(*machine.places[0])
    feed = machine.writes(role)
    if not feed:
        return ""
    choices = CENTRE if role == "centre" else OFFICE
    left = dict(choices)
    while left:
        (choice,) = world.rng.choices(list(left), list(left.values()))
        del left[choice]
        done = choice(world, machine, feed)
        if done:
            return done
    return ""


def register(world: World, machine: Machine, feed: int) -> str:
    name = f"citizen {world.rng.randrange(10_000)}"
    draft = world.draft(domain.REGISTERED, domain.Registered("f"), None, domain.Names(name), None)
    (event,) = world.act(machine, feed, [draft])
    return f"registers {event.id:x}"


def submit(world: World, machine: Machine, feed: int) -> str:
    """A file and its fee, one transaction."""
    keys = machine.store.tables["keys"]
    citizens = [row[0] for row in machine.rows("sim_citizen") if keys.get(row[0])]
    services = [row[0] for row in machine.rows("sim_service")]
    if not citizens:
        return ""
    citizen, service = world.rng.choice(citizens), world.rng.choice(services)
    office, collect = world.rng.choice("ULD"), world.rng.choice(("C1", "C2"))
    facts = domain.Submitted(service, citizen, office, collect)
    about = machine.log.next_id(feed)
    world.act(machine, feed, [
        world.draft(domain.SUBMITTED, facts, None, domain.Words(f"wish {about:x}"), citizen),
        world.draft(domain.FEE_TAKEN, domain.FeeTaken(about, 5_000, dict(machine.places)["centre"]), None),
    ])  # fmt: skip
    return f"submits {about:x} to {office}, collect at {collect}"


def _files(machine: Machine, role: str, states: set[str]) -> list[Row]:
    place = dict(machine.places)[role]
    mine = (3, 4) if role == "centre" else (2,)
    files: list[Row] = machine.rows("sim_file")
    found = [row for row in files if row[1] in states and place in [row[n] for n in mine]]
    return found if machine.name != "hub" else [row for row in found if _is_heard(machine, row)]


def _is_heard(hub: Machine, file: Row) -> bool:
    """The desk waits for all who may have heard what the hub lost of a file; here any office may have been sent it."""
    store = hub.store
    if store.registry() == REGISTRY:
        return True
    told = story(store.events_of([file[0]])[file[0]], domain.KINDS, store.author)
    nodes = {store.writer_of(feed_of(one.id)) for one in told} | store.nodes_told_of([file[0]])[file[0]]
    places = domain.route(told[-1], told).places | {("office", place) for place in "UL"}
    nodes |= {node for place in places for node in store.nodes_of(*place)}
    return all(store.is_heard(node) for node in nodes if store.is_trusted(node))


def _step(world: World, machine: Machine, feed: int, name: str) -> str:
    kind, step = domain.BY_NAME[name], domain.STEPS[name]
    files = _files(machine, step.role, set(step.before))
    if not files:
        return ""
    row = world.rng.choice(files)
    facts: Any = domain.Words("as said")
    if name == domain.FORWARDED.name:
        facts = domain.Forwarded(world.rng.choice(sorted(set("ULD") - {row[2]})))
    person = None
    if kind.person is not None and machine.store.tables["keys"].get(row[5]):
        person = domain.Words(f"{name} {world.rng.randrange(1000)}")
    owner = row[5] if person is not None else 0
    (event,) = world.act(machine, feed, [world.draft(kind, facts, row[0], person, owner)])
    return f"{name} {row[0]:x} as {event.id:x}"


def correct(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.CORRECTED.name)


def withdraw(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.WITHDRAWN.name)


def hand_over(world: World, machine: Machine, feed: int) -> str:
    files = [row for row in _files(machine, "centre", {"approved"}) if not row[7]]
    if not files:
        return ""
    row = world.rng.choice(files)
    world.act(machine, feed, [world.draft(domain.HANDED_OVER, domain.Words("in her hand"), row[0])])
    return f"hands over {row[0]:x}"


def send_back(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.RETURNED.name)


def approve(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.APPROVED.name)


def reject(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.REJECTED.name)


def forward(world: World, machine: Machine, feed: int) -> str:
    return _step(world, machine, feed, domain.FORWARDED.name)


def erase(world: World) -> str:
    """The hub erases a citizen; her files stay without her."""
    hub = world.hub
    keys = hub.store.tables["keys"]
    citizens = [row[0] for row in hub.rows("sim_citizen") if keys.get(row[0])]
    if not citizens or world.is_unnoticed:
        return ""
    citizen = world.rng.choice(citizens)
    world.act(
        hub, world.hub_feed(*PEOPLE), [world.draft(domain.ERASED, domain.Erased("section 12"), citizen)]
    )
    return f"erases {citizen:x}"


def clear(world: World) -> str:
    """The hub lets go of what was written in a file that was withdrawn."""
    hub = world.hub
    files = [row for row in hub.rows("sim_file") if row[1] == "withdrawn" and any(row[-1] or ())]
    if not files or world.is_unnoticed:
        return ""
    file = world.rng.choice(files)[0]
    world.act(hub, world.hub_feed(*PEOPLE), [world.draft(domain.CLEARED, domain.Words("taken back"), file)])
    return f"clears {file:x}"


CENTRE: dict[Choice, int] = {correct: 8, hand_over: 8, submit: 5, register: 2, withdraw: 2}
OFFICE: dict[Choice, int] = {send_back: 6, approve: 3, reject: 1, forward: 2}
"""How often each is tried first; what a screen does not offer is passed over."""
