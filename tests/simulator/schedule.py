"""One schedule from one seed: steps, faults among them, checks after each, and a quiet end."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulator import people
from tests.simulator.faults import FAULTS
from tests.simulator.invariants import Violated, Watch
from tests.simulator.world import Machine, Message, World

MIN_STEPS = 60
MIN_FAULTS = 3
MAX_STEPS = 400
MAX_ROUNDS = 60


class Failed(AssertionError):
    """A schedule broke an invariant; its words are enough to replay it."""


@dataclass
class Outcome:
    """What one or many schedules did."""

    n_schedules: int = 0
    n_steps: int = 0
    n_checks: int = 0
    n_events: int = 0
    fewest_steps: int = 1_000
    fewest_faults: int = 1_000
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        self.n_schedules += other.n_schedules
        self.n_steps += other.n_steps
        self.n_checks += other.n_checks
        self.n_events += other.n_events
        self.fewest_steps = min(self.fewest_steps, other.n_steps)
        self.fewest_faults = min(self.fewest_faults, other.faults.total())
        self.faults += other.faults

    def __str__(self) -> str:
        faults = ", ".join(f"{n} {name}" for name, n in sorted(self.faults.items()))
        return (
            f"{self.n_schedules} schedules, {self.n_steps} steps (never under {self.fewest_steps}), {self.n_events} "
            f"events, {self.n_checks} checks, {self.faults.total()} faults (never under {self.fewest_faults}): {faults}"
        )


def run(seed: int, trace: list[str] | None = None) -> Outcome:
    """Plays the schedule of a seed.

    Raises:
        Failed: an invariant does not hold; the message bears seed and step.
    """
    world = World(seed)
    if trace is not None:
        world.trace = trace
    watch = Watch(world)
    outcome = Outcome(1)
    try:
        _play(world, watch, outcome)
        _settle(world, watch)
    except Exception as wrong:
        last = "; ".join(world.trace[-4:])
        raise Failed(
            f"seed {seed}, step {outcome.n_steps}: {type(wrong).__name__}: {wrong} (after: {last})"
        ) from wrong
    outcome.n_checks = watch.n_checks
    outcome.n_events = len(world.authored)
    return outcome


def _play(world: World, watch: Watch, outcome: Outcome) -> None:
    rng = world.rng
    n_steps = rng.randrange(MIN_STEPS, MIN_STEPS + 25)
    names = sorted(FAULTS)
    due = sorted((rng.randrange(8, n_steps), rng.choice(names)) for _ in range(rng.randrange(MIN_FAULTS, 9)))
    while outcome.n_steps < n_steps or outcome.faults.total() < MIN_FAULTS:
        outcome.n_steps += 1
        if not due and outcome.faults.total() < MIN_FAULTS:
            due = [(0, rng.choice(names))]
        said = _fault(world, watch, outcome, due) or _step(world, watch)
        world.say(f"{outcome.n_steps}: {said}")
        if outcome.n_steps > MAX_STEPS:
            raise Violated("the faults of this schedule never happened")


def _fault(world: World, watch: Watch, outcome: Outcome, due: list[tuple[int, str]]) -> str | None:
    """The first fault that is due and can happen now; one that could not for long is exchanged for another."""
    for number, (step, name) in enumerate(due):
        if step > outcome.n_steps:
            return None
        if outcome.n_steps > step + 15:
            name = world.rng.choice(sorted(FAULTS))
            due[number] = (outcome.n_steps, name)
        said = FAULTS[name](world, watch)
        if said is not None:
            del due[number]
            outcome.faults[name] += 1
            return said
    return None


def _step(world: World, watch: Watch) -> str:
    rng = world.rng
    dice = rng.random()
    machine = rng.choice(list(world.machines.values()))
    if dice < 0.5:
        done = people.act(world, machine)
        watch.after(machine)
        return f"{machine.name} {done or 'has nothing to do'}"
    if dice < 0.53:
        n_new = world.fill()
        watch.after(world.hub)
        return f"the hub fills mailboxes ({n_new})"
    if dice < 0.55:
        return _seldom(world, watch)
    if dice < 0.58:
        machine.is_linked = True
        return f"the line of {machine.name} is up"
    if world.flying and (machine.name == "hub" or rng.random() < 0.4):
        return _deliver_one(world, watch)
    if machine.name == "hub":
        return "nothing is under way"
    return _exchange(world, watch, machine)


def _seldom(world: World, watch: Watch) -> str:
    machine = world.rng.choice(world.nodes())
    if world.rng.random() < 0.5:
        said = people.clear(world) or people.erase(world)
        watch.after(world.hub)
        return f"the hub {said or 'has nobody to erase'}"
    world.backups[machine.name] = machine.store.image()
    return f"{machine.name} makes a backup"


def _exchange(world: World, watch: Watch, machine: Machine) -> str:
    if not machine.is_linked:
        return f"{machine.name} has no line"
    if machine.waits_for and world.rng.random() < 0.7:
        return f"{machine.name} still waits"
    message = world.send(machine)
    if world.rng.random() < 0.3:
        world.flying.append(message)
        return f"{machine.name} asks, the question is under way"
    for _ in range(world.rng.randrange(1, 4)):
        answer = _answered(world, watch, message)
        more = world.take(answer) if answer is not None else False
        watch.after(machine)
        if not more:
            break
        message = world.send(machine)
    return f"{machine.name} exchanges"


def _answered(world: World, watch: Watch, message: Message) -> Message | None:
    answer = world.answer(message)
    if not world.is_asking:
        world.answered.add(message.asked)
    watch.after(world.hub)
    if world.rng.random() < 0.7:
        world.fill()
        watch.after(world.hub)
    return answer


def _deliver_one(world: World, watch: Watch) -> str:
    if not world.flying:
        return ""
    message = world.flying.pop(0)
    if message.is_reply:
        world.take(message)
        watch.after(world.machines[message.machine])
        return f"{message.machine} hears an answer"
    answer = _answered(world, watch, message)
    if answer is not None:
        world.flying.append(answer)
    return f"the hub hears a question of {message.machine}"


def _settle(world: World, watch: Watch) -> None:
    """Every line up, every message there, and then nothing more to say."""
    while world.flying:
        _deliver_one(world, watch)
    nodes = world.nodes()
    for _ in range(MAX_ROUNDS):
        before = _written(world)
        world.fill()
        watch.after(world.hub)
        for machine in nodes:
            answer = _answered(world, watch, world.send(machine))
            if answer is not None:
                world.take(answer)
                watch.after(machine)
        if _written(world) == before:
            break
    else:
        raise Violated("the nodes never come to rest")
    watch.at_the_end()


def _written(world: World) -> list[object]:
    """What an exchange can move; the same twice means that nothing more is to be said."""
    whole = ("events", "mail", "todo", "aside", "quarantine", "stopped")
    return [
        (
            [len(tables[name]) for name in whole],
            *(dict(tables[name]) for name in ("acked", "handed", "mail_head", "heads", "went_on")),
        )
        for tables in (one.store.tables for one in world.machines.values())
    ] + [list(one.asked) for one in world.nodes()]
