"""What goes wrong: on the wire, on the disk, and by someone's hand. Each says what it did, or None if it could not."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import msgspec

from dorgora.feed import canonical
from dorgora.feed import events as registry
from dorgora.feed.core import Draft, Forged
from dorgora.feed.event import Head
from dorgora.feed.sync import wire
from dorgora.feed.sync.exchange import make_run
from dorgora.kernel.signing import MAC_BYTES
from tests.simulator import domain, liar, people
from tests.simulator.invariants import Watch
from tests.simulator.memory import LOCAL, MemoryStore, PowerCut
from tests.simulator.world import Machine, Message, World, answered_to, asked_by

Fault = Callable[[World, Watch], str | None]


def _flying(world: World) -> Message | None:
    return world.rng.choice(world.flying) if world.flying else None


def lose(world: World, watch: Watch) -> str | None:
    message = _flying(world)
    if message is None:
        return None
    world.flying.remove(message)
    return f"a message of {message.machine} is lost"


def duplicate(world: World, watch: Watch) -> str | None:
    message = _flying(world)
    if message is None:
        return None
    world.flying.append(message)
    return f"a message of {message.machine} is doubled"


def reorder(world: World, watch: Watch) -> str | None:
    """Messages are taken from the front; after this another one is there."""
    if len(world.flying) < 2:
        return None
    world.rng.shuffle(world.flying)
    return "messages overtake one another"


def crash(world: World, watch: Watch) -> str | None:
    machine = world.rng.choice(list(world.machines.values()))
    world.restart(machine)
    watch.promises_kept(machine)
    watch.received_is_true(world.nodes())
    return f"{machine.name} loses power at rest"


def crash_in_the_act(world: World, watch: Watch) -> str | None:
    """Power goes after a few writes of a transaction."""
    machine = world.rng.choice(list(world.machines.values()))
    machine.store.cut_in = world.rng.randrange(12)
    done = ""
    with suppress(PowerCut):
        done = people.act(world, machine)
    world.restart(machine)
    machine.store.last = []
    watch.promises_kept(machine)
    return f"{machine.name} loses power in the act ({done or 'nothing was said'})"


def crash_in_exchange(world: World, watch: Watch) -> str | None:
    """Either end goes down while it takes in what the other sent; or just after, before it answers."""
    machine = world.rng.choice(world.nodes())
    if not machine.is_linked:
        return None
    victim = world.rng.choice((machine, world.hub))
    message = world.send(machine)
    victim.store.cut_in = world.rng.randrange(40)
    try:
        answer = world.answer(message)
        if answer is not None and world.rng.random() < 0.7:
            world.take(answer)
    except PowerCut:
        pass
    world.restart(victim)
    victim.store.last = []
    watch.promises_kept(victim)
    for one in (machine, world.hub):
        watch.after(one)
    return f"{victim.name} loses power in an exchange of {machine.name}"


def crash_of_worker(world: World, watch: Watch) -> str | None:
    hub = world.hub
    hub.store.cut_in = world.rng.randrange(10)
    with suppress(PowerCut):
        world.fill()
    world.restart(hub)
    hub.store.last = []
    return "the hub loses power while it fills mailboxes"


def cut_link(world: World, watch: Watch) -> str | None:
    linked = [one for one in world.nodes() if one.is_linked]
    if not linked:
        return None
    machine = world.rng.choice(linked)
    machine.is_linked = False
    return f"the line of {machine.name} goes down"


def cut_office(world: World, watch: Watch) -> str | None:
    """Late decisions: the office decides on what it knew, for a long time."""
    office = world.machines["office"]
    if not office.is_linked:
        return None
    office.is_linked = False
    return "the line of office goes down"


def revoke(world: World, watch: Watch) -> str | None:
    hub = world.hub
    trusted = [one for one in world.nodes() if hub.store.is_trusted(one.node_id)]
    if len(trusted) < 3 or world.is_unnoticed:
        return None
    machine = world.rng.choice(trusted)
    draft = Draft(registry.REVOKED, registry.Revoked("stolen"), None, machine.node_id, 0, world.at)
    world.act(hub, hub.store.registry(), [draft])
    for feed in machine.store.own_feeds():
        head = hub.store.head(feed)
        world.revoked[feed] = head.seq if head else 0
    watch.after(hub)
    return f"{machine.name} is revoked"


def clone(world: World, watch: Watch) -> str | None:
    """A disk is copied; from now on two machines say they are the same node."""
    names = [name for name in ("c1", "c2", "office") if name + "'" not in world.machines]
    name = world.rng.choice(names)
    if len(names) < 3 or world.hub.store.registry() != registry.REGISTRY or world.is_unnoticed:
        return None  # a copied disk and a hub that went back, both: docs/feed.md says what is left open there
    old = world.machines[name]
    store = MemoryStore(old.store.projections, old.node_id)
    store.load(old.store.image())
    copy = Machine(name + "'", old.node_id, old.signer, old.secret, store, old.feed, old.hub_key)
    copy.promised = {}
    world.machines[copy.name] = copy
    world.doubled.update(place for _, place in old.places)
    return f"the disk of {name} is copied, and the copy started"


def restore(world: World, watch: Watch) -> str | None:
    """An old backup replaces the disk; what was written since and reached nobody is lost with the disk.

    Half of the time its operator does not wait for the first answer.
    """
    names = sorted(set(world.backups) - {"hub"})
    if not names or world.hub.store.registry() != registry.REGISTRY or world.is_unnoticed:
        return None
    name = world.rng.choice(names)
    machine = world.machines[name]
    machine.store.load(world.backups.pop(name))
    machine.waits_for = b""
    tables, hub = machine.store.tables, world.hub.store.tables
    here = {event.hash for event in tables["events"].values()} | set(tables["aside"])
    machine.on_disk = {digest: one for digest, one in machine.on_disk.items() if digest in here}
    here |= {event.hash for event in hub["events"].values()} | set(hub["quarantine"])
    machine.promised = {digest: one for digest, one in machine.promised.items() if digest in here}
    world.doubled.update(place for _, place in machine.places)
    world.warned -= {(name, feed) for feed in machine.store.own_feeds()}
    machine.store.last = []
    if not machine.is_linked or world.rng.random() < 0.5:
        return f"{name} is restored from an old backup"
    world.flying.append(world.send(machine))
    done = people.act(world, machine)
    watch.after(machine)
    return f"{name} is restored from an old backup, asks, and {done or 'does nothing'} meanwhile"


def restore_hub(world: World, watch: Watch) -> str | None:
    """The hub's database is an earlier copy; what it wrote since is where it was sent, or nowhere.

    Half of the time it is told so at once; else it is for the first node that heard more to show it.
    """
    if world.doubled or world.is_unnoticed:
        return None
    hub = world.hub
    image = world.backups.setdefault("hub", hub.store.image())
    if world.rng.random() < 0.9:
        return None  # life goes on for a while
    lost = set(hub.store.tables["events"]) - set(image["events"])
    gone = [
        one for event_id in lost if (one := hub.store.tables["events"][event_id]).kind in domain.ENDING_WORDS
    ]
    world.unsaid |= {one.subject for one in gone}
    hub.store.load(image)
    here = {event.hash for one in world.machines.values() for event in one.store.tables["events"].values()}
    hub.on_disk = {digest: one for digest, one in hub.on_disk.items() if one in image["events"]}
    hub.promised = {digest: one for digest, one in hub.promised.items() if digest in here}
    world.revoked = {
        feed: seq
        for feed, seq in world.revoked.items()
        if not hub.store.is_trusted(hub.store.writer_of(feed))
    }
    world.flying = [one for one in world.flying if not one.is_reply]
    world.answered.clear()
    world.sent = list(world.flying)
    world.not_told = {one.name for one in world.nodes()}
    world.is_unnoticed = bool(lost)
    if world.rng.random() < 0.5:
        world.go_over()
    hub.store.last = []
    for _ in range(9):  # the officer goes through her tray
        people.act(world, hub)
        watch.after(hub)
    told = "not told" if world.is_unnoticed else "told"
    return f"the hub is restored from an old backup, {len(lost)} events less, {told}"


def forge_on_the_wire(world: World, watch: Watch) -> str | None:
    """Bytes change on the way; the tag does not hold."""
    message = _flying(world)
    if message is None:
        return None
    body = bytearray(message.body)
    body[world.rng.randrange(len(body))] ^= 1 << world.rng.randrange(8)
    altered = replace(message, body=bytes(body))
    world.flying.remove(message)
    receiver = world.machines[message.machine] if message.is_reply else world.hub
    receiver.store.last = []
    waits = receiver.waits_for
    world.take(altered) if message.is_reply else world.answer(altered)
    receiver.waits_for = waits
    watch.only(receiver, LOCAL, "an altered message")
    return f"a message of {message.machine} is altered on its way"


def forge_request(world: World, watch: Watch) -> str | None:
    """Someone with the node's exchange key, not its signing key, writes history anew."""
    machine = world.rng.choice(world.nodes())
    request = machine.side().request()
    runs = [run for run in request.runs if run.events]
    if not runs:
        return None
    run = world.rng.choice(runs)
    forged = _altered_run(world, run)
    hub = world.hub
    hub.store.last = []
    # What it shows of the hub's own words is true, and would be taken.
    bare = msgspec.structs.replace(request, runs=(forged,), apart=(), lost=(), lost_mail=None, unshown=())
    world.answer(asked_by(machine, bare))
    watch.only(hub, LOCAL, "a forged run")
    return f"a run of {machine.name} is forged"


def _altered_run(world: World, run: wire.Run) -> wire.Run:
    events = list(run.events)
    at = world.rng.randrange(len(events))
    how = world.rng.randrange(5)
    if how == 0:
        events[at] = msgspec.structs.replace(events[at], facts=canonical.encode(["forged"]))
    elif how == 1:
        events[at] = msgspec.structs.replace(events[at], at=events[at].at + 1)
    elif how == 2:
        del events[at]
        return msgspec.structs.replace(run, events=(*events, *run.events[-1:], *run.events[-1:]))
    elif how == 3:
        events.append(events[at])
    else:
        signature = bytes([run.head.signature[0] ^ 1]) + run.head.signature[1:]
        head = Head(run.head.feed, run.head.seq, run.head.hash, signature)
        events[at] = msgspec.structs.replace(events[at], by=events[at].by + 1)
        return msgspec.structs.replace(run, head=head, events=tuple(events))
    return msgspec.structs.replace(run, events=tuple(events))


def forge_batch(world: World, watch: Watch) -> str | None:
    """At the log's own door: a genuine signed head over events that were touched, dropped or swapped."""
    machine, hub = world.rng.choice(world.nodes()), world.hub
    feed = machine.writes(world.rng.choice(machine.places)[0])
    have = hub.store.head(feed)
    after = have.seq if have else 0
    if not feed or not hub.store.is_trusted(machine.node_id):
        return None
    run, events = make_run(machine.store, machine.signer, feed, after, 10_000)
    if not events or (have and have.hash != events[0].prev):
        return None
    at = world.rng.randrange(len(events))
    how = world.rng.randrange(4)
    if how == 0:
        events[at] = msgspec.structs.replace(events[at], facts=canonical.encode(["forged"]))
    elif how == 1:
        events[at] = msgspec.structs.replace(events[at], at=events[at].at + 1)
    elif how == 2 and len(events) > 1:
        del events[min(at, len(events) - 2)]
    else:
        events[at] = msgspec.structs.replace(events[at], prev=bytes(32), by=7)
    keys = dict(machine.store.tables["keys"])
    hub.store.last = []
    try:
        with hub.store.transaction():
            hub.log.receive_run(events, run.head, machine.signer.public, keys)
    except Forged as forged:
        with hub.store.transaction():
            hub.store.alarm("forged_" + forged.reason, machine.node_id, forged.event_id)
    watch.only(hub, LOCAL, "a forged batch")
    watch.after(hub)
    return f"a batch of {machine.name} is forged"


def forge_reply(world: World, watch: Watch) -> str | None:
    """Someone on the hub's side without its signing key puts words into a mailbox or a shared feed."""
    replies = [one for one in world.flying if one.is_reply]
    if not replies:
        return None
    message = world.rng.choice(replies)
    machine = world.machines[message.machine]
    reply = msgspec.msgpack.decode(message.body[MAC_BYTES:], type=wire.Reply)
    if reply.mail is None or not reply.mail.deliveries or machine.waits_for != message.asked:
        return None
    if reply.mail.after != machine.store.inbox()[0]:
        return None
    letters = list(reply.mail.deliveries)
    at = world.rng.randrange(len(letters))
    how = world.rng.randrange(3)
    if how == 0:
        facts = canonical.encode(["forged"])
        letters[at] = msgspec.structs.replace(
            letters[at], event=msgspec.structs.replace(letters[at].event, facts=facts)
        )
    elif how == 1:
        del letters[at]
    else:
        letters.append(letters[at])
    forged = msgspec.structs.replace(
        reply, mail=msgspec.structs.replace(reply.mail, deliveries=tuple(letters))
    )
    world.flying.remove(message)
    machine.store.last = []
    world.take(answered_to(machine, message.asked, forged))
    watch.only(machine, LOCAL, "a forged mailbox")
    return f"the mailbox of {machine.name} is forged"


def replay(world: World, watch: Watch) -> str | None:
    """An old request comes again, long after; of a copied disk it may bear numbers that mean something else by now."""
    known = [one for one in world.sent if one.asked in world.answered]
    if not known:
        return None
    message = world.rng.choice(known)
    hub = world.hub
    hub.store.last = []
    world.answer(message)
    is_copied = any(place in world.doubled for _, place in world.machines[message.machine].places)
    watch.only(hub, LOCAL if is_copied else frozenset({"went_on"}), "an old request")
    watch.after(hub)
    return f"an old request of {message.machine} comes again"


def other_name(world: World, watch: Watch) -> str | None:
    """A node sends what another node asked, under its own name."""
    if not world.sent:
        return None
    message = world.rng.choice(world.sent)
    others = [one for one in world.nodes() if one.node_id != world.machines[message.machine].node_id]
    thief = world.rng.choice(others)
    request = msgspec.msgpack.decode(message.body[8 + MAC_BYTES :], type=wire.Request)
    if not request.runs:
        return None
    hub = world.hub
    hub.store.last = []
    world.answer(asked_by(thief, request))
    watch.only(hub, LOCAL, "another node's batch")
    return f"{thief.name} sends a batch of {message.machine} as its own"


FAULTS: dict[str, Fault] = {
    "loss": lose,
    "duplication": duplicate,
    "reordering": reorder,
    "crash": crash,
    "crash in the act": crash_in_the_act,
    "crash in an exchange": crash_in_exchange,
    "crash of the worker": crash_of_worker,
    "line down": cut_link,
    "late office": cut_office,
    "revoked node": revoke,
    "cloned disk": clone,
    "restored backup": restore,
    "restored hub": restore_hub,
    "altered message": forge_on_the_wire,
    "forged run": forge_request,
    "forged batch": forge_batch,
    "forged mailbox": forge_reply,
    "old request": replay,
    "another's request": other_name,
    "lie": liar.lie,
    "stolen keys": liar.steal_keys,
}
