"""A node that is trusted and lies: well-chained, well-signed events that its places give it no right to tell.

It is not held to the truth about itself: what it says of its own files, to its own till, stands in its own name.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from dorgora.feed import canonical
from dorgora.feed import events as registry
from dorgora.feed.event import GENESIS, Event, Head, hash_of
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.order import unseen_by
from dorgora.kernel.ids import feed_of, make_id
from dorgora.kernel.sealing import person_digest
from tests.simulator import domain
from tests.simulator.invariants import Watch
from tests.simulator.world import Machine, World, asked_by


class Lie(NamedTuple):
    """An event to be: what it is about (0: itself), and under whose key its words would be."""

    kind: Kind
    facts: Part
    subject: int = 0
    owner: int = 0
    words: Part | None = None


Teller = Callable[[World, Machine, str, str], Lie | None]


def lie(world: World, watch: Watch) -> str | None:
    """It tells what is none of its business, as if it had seen more, or other things, than it has."""
    machine = world.rng.choice(world.nodes())
    role, place = world.rng.choice(machine.places)
    feed = machine.writes(role)
    told = world.rng.choice(TELLERS)(world, machine, role, place) if feed else None
    if told is None:
        return None
    event = written(world, machine, feed, told)
    watch.after(machine)
    return f"{machine.name} lies: {event.kind} {event.id:x} about {event.subject:x}"


def steal_keys(world: World, watch: Watch) -> str | None:
    """It sends keys of its own making for citizens of others, known and still to come."""
    machine = world.rng.choice(world.nodes())
    others = [one for one in world.nodes() if one.node_id != machine.node_id]
    theirs = world.rng.choice(others)
    feed = theirs.writes("centre") or theirs.feed
    persons = {theirs.log.next_id(feed), *(row[0] for row in _of_others(world, machine, "sim_citizen"))}
    request = machine.side().request()
    planted = tuple((person, world.rng.randbytes(16)) for person in sorted(persons))
    keys, hub = dict(world.hub.store.tables["keys"]), world.hub
    hub.store.last = []
    world.answer(asked_by(machine, msgspec.structs.replace(request, keys=(*request.keys, *planted))))
    watch.after(hub)
    for person, key in planted:
        held = hub.store.tables["keys"].get(person)
        watch.hold(held == keys.get(person) and held != key, f"{machine.name} planted a key for {person:x}")
    return f"{machine.name} sends keys for {len(planted)} citizens of others"


def written(world: World, machine: Machine, feed: int, told: Lie) -> Event:
    """The event at the end of its feed, chained and signed as it should be."""
    rng, store = world.rng, machine.store
    head = store.head(feed) or Head(feed, 0, GENESIS)
    event_id = make_id(feed, head.seq + 1)
    owner = event_id if told.kind.opens_person else told.owner
    key = store.keys([owner]).get(owner) or rng.randbytes(16)
    words = canonical.encode(told.words) if told.words is not None else None
    digest = rng.randbytes(32) if owner and words is None else b""
    event = Event(
        event_id, told.kind.name, told.kind.version, told.subject or event_id, 0, world.at, _seen(world, feed, told),
        owner, canonical.encode(told.facts), person_digest(key, event_id, words) if words else digest, head.hash, b"",
        words,
    )  # fmt: skip
    event = msgspec.structs.replace(event, hash=hash_of(event))
    signed = Head(feed, head.seq + 1, event.hash)
    with store.transaction():
        store.add_keys({owner: key} if words is not None else {})
        store.add([event])
        store.set_head(Head(feed, signed.seq, signed.hash, machine.signer.sign(signed.message())))
        machine.log.tell({event.subject})
    world.authored[event.hash] = event
    machine.on_disk[event.hash] = event.id
    world.lies[event.hash] = event
    world.liars.add(machine.name.removesuffix("'"))
    return event


def _seen(world: World, feed: int, told: Lie) -> tuple[int, ...]:
    """Nothing; all there is; or any events, also such as never were."""
    story = world.hub.store.events_of([told.subject]).get(told.subject, [])
    how = world.rng.randrange(4)
    if how == 0:
        return ()
    if how < 3:
        return unseen_by(story, feed)
    others = [one.id for one in story if one.feed != feed]
    return tuple(sorted(one + world.rng.randrange(3) for one in others[:4]))


def _of_others(world: World, machine: Machine, table: str) -> list[tuple[object, ...]]:
    """Rows at the hub of subjects that another node opened."""
    own = set(machine.store.own_feeds())
    return [row for row in world.hub.rows(table) if feed_of(row[0]) not in own]  # type: ignore[arg-type]


def _a_file(world: World, role: str, place: str, machine: Machine) -> int:
    """A file of others that neither was, nor is, nor goes to, this place."""
    columns = (3, 4) if role == "centre" else (2,)
    files = [row for row in _of_others(world, machine, "sim_file") if place not in [row[n] for n in columns]]
    return int(world.rng.choice(files)[0]) if files else 0  # type: ignore[call-overload]


def _a_citizen(world: World, machine: Machine) -> int:
    keys = machine.store.tables["keys"]
    citizens = [row for row in _of_others(world, machine, "sim_citizen") if row[0] not in keys]
    return int(world.rng.choice(citizens)[0]) if citizens else 0  # type: ignore[call-overload]


def on_anothers_file(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """A step of a file it has no part in, of its own role or of another's."""
    file = _a_file(world, role, place, machine)
    kind = domain.BY_NAME[world.rng.choice([*domain.STEPS, domain.HANDED_OVER.name])]
    facts: Part = domain.Words("as said")
    if kind is domain.FORWARDED:
        facts = domain.Forwarded(
            place if role == "office" else "L"
        )  # to itself, to be told of all that follows
    return Lie(kind, facts, file) if file else None


def an_act_of_an_office(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """A centre decides on its own files."""
    files = [row for row in machine.rows("sim_file") if feed_of(row[0]) in machine.store.own_feeds()]  # type: ignore[arg-type]
    if role != "centre" or not files:
        return None
    kind = domain.BY_NAME[world.rng.choice(sorted(domain.OFFICE_ACTS))]
    facts = domain.Forwarded("L") if kind is domain.FORWARDED else domain.Words("as said")
    return Lie(kind, facts, int(world.rng.choice(files)[0]))  # type: ignore[call-overload]


def a_file_for_anothers_citizen(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """Naming her is to bring it her record."""
    citizen = _a_citizen(world, machine)
    facts = domain.Submitted(0, citizen, world.rng.choice("ULD"), world.rng.choice(("C1", "C2")))
    return Lie(domain.SUBMITTED, facts) if citizen else None


def a_citizen_again(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """Another's citizen is registered anew, under a key of its own."""
    citizen = _a_citizen(world, machine)
    return (
        Lie(domain.REGISTERED, domain.Registered("x"), citizen, 0, domain.Names("nobody"))
        if citizen
        else None
    )


def under_anothers_key(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """As if it had her words, so that it is told when she is erased; or with words under a key it made up."""
    citizen = _a_citizen(world, machine)
    words = domain.Words("made up") if world.rng.random() < 0.2 else None
    return Lie(domain.CORRECTED, domain.Words("as said"), 0, citizen, words) if citizen else None


def an_erasure(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    citizens = _of_others(world, machine, "sim_citizen")
    if not citizens:
        return None
    return Lie(domain.ERASED, domain.Erased("no law"), int(world.rng.choice(citizens)[0]))  # type: ignore[call-overload]


def a_clearing(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """What somebody wrote in a file is to go, by whom it is not for to say; of its own file too."""
    files = machine.rows("sim_file")
    return Lie(domain.CLEARED, domain.Words("no ground"), int(world.rng.choice(files)[0])) if files else None


def money_of_another(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """Cash into another centre's till, for its file or for none."""
    till = world.rng.choice([one for one in ("C1", "C2", "C3") if one != place])
    return Lie(domain.FEE_TAKEN, domain.FeeTaken(1, 9_000, till), _a_file(world, role, place, machine))


def a_word_of_the_hub(world: World, machine: Machine, role: str, place: str) -> Lie | None:
    """Who is trusted, who may write what, which services there are."""
    node = world.rng.choice([one.node_id for one in world.machines.values()])
    feed = 40 + world.rng.randrange(3)
    return world.rng.choice([
        Lie(registry.REVOKED, registry.Revoked("no reason"), node),
        Lie(registry.GRANTED, registry.Granted(feed, "office", "D", 0), node),
        Lie(registry.ENDED, registry.Ended(world.hub.feed, -1, "no reason"), node),
        Lie(domain.OFFERED, domain.Offered("nothing")),
    ])  # fmt: skip


TELLERS: list[Teller] = [
    on_anothers_file, on_anothers_file, an_act_of_an_office, a_file_for_anothers_citizen, a_citizen_again,
    under_anothers_key, an_erasure, a_clearing, money_of_another, a_word_of_the_hub,
]  # fmt: skip
