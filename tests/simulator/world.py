"""Two centres, an office and a hub, each a machine with a disk; how they are founded and what they say to whom."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations
from typing import TypeVar

import msgspec

from dorgora.feed import canonical, generations
from dorgora.feed import events as registry
from dorgora.feed.core import Draft, Forged, Log
from dorgora.feed.event import Event
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.rules import FIRST
from dorgora.feed.sync import frames, gate, mailbox, snapshot, wire
from dorgora.feed.sync.exchange import HubSide, NodeSide
from dorgora.feed.sync.regaining import go_over
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer
from tests.simulator import domain
from tests.simulator.memory import MemoryStore

SHARED = (registry.REGISTRY, registry.CATALOGUE)
HUB_ACTS = 4
PEOPLE = ("hub", generations.PEOPLE_PLACE)
HUB_ID = make_id(registry.REGISTRY, 1)
PLACES = {
    "c1": (("centre", "C1"), ("office", "L")),
    "c2": (("centre", "C2"),),
    "office": (("office", "U"),),
    "hub": (("office", "D"),),
}
"""The laptop of centre 1 is the union's office too, as most are: two roles, two feeds, one disk."""
NODE_ROOM = 1500
"""Small, so that a run or a mailbox often takes several exchanges."""


@dataclass
class Machine:
    """One node: a disk, a key and, when it runs, a side of the exchange."""

    name: str
    node_id: int
    signer: Signer
    secret: bytes
    store: MemoryStore
    feed: int = 0
    hub_key: bytes = b""
    is_linked: bool = True
    waits_for: bytes = b""
    trouble: set[str] = field(default_factory=set)
    promised: dict[bytes, int] = field(default_factory=dict)
    on_disk: dict[bytes, int] = field(default_factory=dict)
    asked: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = Log(self.store, domain.KINDS, domain.PROJECTIONS)
        self.store.log = self.log

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        return PLACES[self.name.removesuffix("'")]

    def side(self) -> NodeSide:
        return NodeSide(
            self.log, self.store, self.signer, self.node_id, self.hub_key, SHARED, asked=self.asked
        )

    def writes(self, role: str = "") -> int:
        """The feed it writes now for a role: its own, or the first spare not used up; 0 when none is left."""
        if self.name == "hub":
            return self.store.feed_in(generations.span(self.store.registry()), *PLACES["hub"][0])
        role = role or self.places[0][0]
        node = self.store.node(self.node_id)
        left = [
            feed
            for feed in self.store.own_feeds()
            if feed not in self.store.tables["stopped"] and self.store.author(feed).role == role
        ]
        return left[0] if left and node is not None and node[4] is None else 0

    def rows(self, table: str) -> list[tuple[object, ...]]:
        return self.store.told(table)


@dataclass(frozen=True)
class Message:
    """Bytes under way between a node and the hub; asked: the tag of the question this is, or answers."""

    machine: str
    asked: bytes
    body: bytes
    is_reply: bool = False


@lru_cache(maxsize=8)
def signer(number: int) -> Signer:
    return Signer(bytes([number]) * 32)


def secret_of(name: str) -> bytes:
    return canonical.digest(name.removesuffix("'").encode())


FEEDS = tuple(permutations((5, 12, 20, 30)))
"""Which of the hub's desk, the centres and the office has the smaller feed number differs between worlds."""


@lru_cache(maxsize=len(FEEDS))
def founded(feeds: tuple[int, ...]) -> dict[str, tuple[int, int, dict[str, dict[object, object]]]]:
    """Disks of a world on its first morning: name to node id, own feed and image."""
    store = MemoryStore(domain.PROJECTIONS, HUB_ID)
    log = Log(store, domain.KINDS, domain.PROJECTIONS)
    hub = Machine("hub", HUB_ID, signer(1), b"", store, feeds[0])
    keys = registry.Founded("hub", hub.signer.public, bytes(32))
    first = [Draft(registry.FOUNDED, keys, None, None, 0, 1)]
    places = [(registry.REGISTRY, "hub", "registry"), (registry.CATALOGUE, "hub", "catalogue"),
              (HUB_ACTS, *PEOPLE), (feeds[0], *PLACES["hub"][0])]  # fmt: skip
    first += [_grant(HUB_ID, feed, role, place) for feed, role, place in places]
    node_ids = {}
    for name, feed in zip(("c1", "c2", "office"), feeds[1:], strict=True):
        node_ids[name] = make_id(registry.REGISTRY, len(first) + 1)
        enrolled = registry.Enrolled(name, signer(feed).public, bytes(32))
        first.append(Draft(registry.ENROLLED, enrolled, None, None, 0, 1))
        for more, place in enumerate(PLACES[name]):
            own = feed + 3 * more
            first += [_grant(node_ids[name], own + n, *place, own if n else 0) for n in range(3)]
    with store.transaction():
        log.append(registry.REGISTRY, first, hub.signer)
        for name in ("birth", "land"):
            log.append(
                registry.CATALOGUE,
                [Draft(domain.OFFERED, domain.Offered(name), None, None, 0, 1)],
                hub.signer,
            )
        store.done(list(store.tables["todo"]))
    images = {"hub": (HUB_ID, feeds[0], store.image())}
    for name, feed in zip(("c1", "c2", "office"), feeds[1:], strict=True):
        machine = Machine(
            name, node_ids[name], signer(feed), b"", MemoryStore(domain.PROJECTIONS, node_ids[name])
        )
        machine.hub_key = hub.signer.public
        answering = HubSide(log, store, hub.signer, SHARED, lambda: 0)
        with machine.store.transaction():
            if name == "c2":
                _begin_from_snapshots(machine, log, store, hub.signer)
            while machine.side().take(answering.answer(node_ids[name], machine.side().request(), 1)):
                pass
            machine.store.done(list(machine.store.tables["todo"]))
        images[name] = (node_ids[name], feed, machine.store.image())
    return images


def _begin_from_snapshots(machine: Machine, log: Log, store: MemoryStore, hub: Signer) -> None:
    """As a laptop does that is enrolled: who it is itself first, then the rest by exchanges."""
    newcomer = Newcomer(machine.node_id, frozenset(place for _, place in machine.places))
    for feed in SHARED:
        made = snapshot.first(log, store, hub, feed, newcomer, dict(FIRST), 1 << 20)
        assert made is not None
        snapshot.begin(machine.log, machine.store, hub.public, feed, made)


def _grant(node_id: int, feed: int, role: str, place: str, spare_for: int = 0) -> Draft:
    return Draft(registry.GRANTED, registry.Granted(feed, role, place, spare_for), None, node_id, 0, 1)


class Reused(AssertionError):
    """A number means two things."""


class Leaked(AssertionError):
    """A node that is trusted no more is told of people."""


class World:
    """All machines, the bytes between them, and what everybody was promised."""

    is_asking = False
    """In its last answer the hub asked to be shown what it lost."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        feeds = FEEDS[self.rng.randrange(len(FEEDS))]
        self.machines: dict[str, Machine] = {}
        for name, (node_id, feed, image) in founded(feeds).items():
            store = MemoryStore(domain.PROJECTIONS, node_id)
            store.load(image)
            key = signer(1) if name == "hub" else signer(feed)
            self.machines[name] = Machine(name, node_id, key, secret_of(name), store, feed, signer(1).public)
        self.flying: list[Message] = []
        self.sent: list[Message] = []
        self.at = 1_000
        self.authored: dict[bytes, Event] = {e.hash: e for e in self.hub.store.tables["events"].values()}
        self.decided: set[bytes] = set()
        self.about: dict[bytes, bytes] = {}
        self.doubled: set[str] = set()
        self.revoked: dict[int, int] = {}
        self.backups: dict[str, dict[str, dict[object, object]]] = {}
        self.answered: set[bytes] = set()
        """Questions the hub heard, but those after which it asked to be shown what it lost: it took nothing then."""
        self.trace: list[str] = []
        self.lies: dict[bytes, Event] = {}
        self.liars: set[str] = set()
        self.written: dict[int, bytes] = {}
        self.warned: set[tuple[str, int]] = set()
        """(machine, feed): the hub showed, in an answer taken there, events of the feed that were not there.

        That it holds more than an old question told says nothing: the node may have written it meanwhile.
        """
        self.begun: list[int] = []
        self.is_unnoticed = False
        self.unsaid: set[int] = set()
        """Persons and files of whom the hub, going back, lost that their words are gone: nodes may lack them since."""
        self.not_told: set[str] = set()
        """Nodes that took no answer since the hub went back: what they show of it is what they last heard."""

    @property
    def hub(self) -> Machine:
        return self.machines["hub"]

    def nodes(self) -> list[Machine]:
        return [one for name, one in self.machines.items() if name != "hub"]

    def say(self, words: str) -> None:
        self.trace.append(words)

    # acting

    def fresh(self) -> int:
        """The number for a new registry."""
        registry = self.rng.choice(generations.free([*self.hub.store.granted_feeds(), *self.begun]))
        self.begun.append(registry)  # beside the keys, not in the database
        return registry

    def go_over(self) -> None:
        """The operator says that the hub went back; or it saw so itself."""
        hub = self.hub
        with hub.store.transaction():
            go_over(hub.log, hub.store, hub.signer, self.fresh(), self.at)
        self.hear(hub)

    def hear(self, hub: Machine) -> None:
        """What the hub wrote by itself in an exchange, and whether it knows now that it went back."""
        for table, key, _ in hub.store.last:
            if table == "events" and generations.is_registry(key >> 40) and key & 1:
                event = hub.store.tables["events"][key]
                self.authored.setdefault(event.hash, event)
            self.is_unnoticed = self.is_unnoticed and (table, key) != ("went_on", "registry")

    def hub_feed(self, role: str, place: str) -> int:
        """The feed the hub writes now for a role at a place, opened when there is none."""
        hub = self.hub
        feeds = generations.span(hub.store.registry())
        feed = hub.store.feed_in(feeds, role, place)
        if not feed:
            feed = max(one for one in hub.store.granted_feeds() if one in feeds) + 1
            self.act(hub, hub.store.registry(), [_grant(HUB_ID, feed, role, place)])
        return feed

    def act(self, machine: Machine, feed: int, drafts: Sequence[Draft]) -> list[Event]:
        """One user action: one transaction; promised to the person once it is committed."""
        self.at += self.rng.randrange(1, 100)
        with machine.store.transaction():
            events = machine.log.append(feed, drafts, machine.signer)
        for event in events:
            is_twice = self.written.setdefault(event.id, event.hash) != event.hash
            # A node that was put back, or copied, cannot know before it heard so.
            if is_twice and (machine.name == "hub" or (machine.name, feed) in self.warned):
                raise Reused(f"{machine.name} gave the number {event.id:x} twice")
            self.authored[event.hash] = event
            machine.promised[event.hash] = machine.on_disk[event.hash] = event.id
            self.about[event.hash] = machine.store.tables["events"][event.subject].hash
            if event.kind in domain.OFFICE_ACTS:
                self.decided.add(event.hash)
        return events

    def draft(
        self, kind: Kind, facts: Part, subject: int | None, person: Part | None = None, owner: int | None = 0
    ) -> Draft:
        key = self.rng.randbytes(16) if kind.opens_person else None
        return Draft(kind, facts, person, subject, 0, self.at, owner, key)

    # the network

    def send(self, machine: Machine) -> Message:
        """The node asks; it waits for the answer to this question and no other."""
        message = asked_by(machine, machine.side().request(NODE_ROOM))
        machine.waits_for = message.asked
        self.sent.append(message)
        return message

    def answer(self, message: Message) -> Message | None:
        """The hub takes a request; None when it does not believe who speaks."""
        machine, hub = self.machines[message.machine], self.hub
        try:
            payload, asked = frames.opened_ask(message.body, machine.secret)
        except gate.Refused as refused:
            self.alarm(hub, "refused_" + refused.reason, machine)
            return None
        self.at += 1
        with hub.store.transaction():
            side = HubSide(hub.log, hub.store, hub.signer, SHARED, self.fresh)
            reply = side.answer(machine.node_id, _unpacked(payload, wire.Request), self.at)
        self.hear(hub)
        self.is_asking = bool(reply.asks)
        if (reply.mail is not None or reply.keys) and not hub.store.is_trusted(machine.node_id):
            raise Leaked(f"{machine.name} is revoked, and told of people")
        return answered_to(machine, asked, reply)

    def take(self, message: Message) -> bool:
        """The node takes an answer, if it is the one it waits for; gives whether it would ask again at once."""
        machine = self.machines[message.machine]
        if message.asked != machine.waits_for:
            return False
        side = machine.side()
        machine.waits_for = b""
        try:
            reply = _unpacked(frames.opened_answer(message.body, machine.secret, message.asked), wire.Reply)
            shown = {(machine.name, run.feed) for run in reply.runs if _is_news(machine, run)}
            with machine.store.transaction():
                more = side.take(reply)
        except (gate.Refused, Forged) as wrong:
            self.alarm(machine, "hub_" + wrong.reason, machine)
            return False
        machine.trouble.update(side.trouble)
        self.warned |= shown
        self.not_told.discard(machine.name)
        return more

    def alarm(self, where: Machine, code: str, about: Machine) -> None:
        with where.store.transaction():
            where.store.alarm(code, about.node_id, 0)

    def fill(self, limit: int = 1000) -> int:
        """The hub's worker: mailboxes of what was not looked at yet."""
        hub = self.hub.store
        due = list(hub.tables["todo"])[:limit]
        with hub.transaction():
            n_new = mailbox.fill(hub, domain.KINDS, due, domain.route)
            hub.done(due)
        return n_new

    def restart(self, machine: Machine) -> None:
        """What was fsynced is there, what was not is gone, and so is everything in the process."""
        machine.store.lose_power()
        machine.waits_for = b""


def _is_news(machine: Machine, run: wire.Run) -> bool:
    """Whether a run is not what this machine holds already."""
    last = machine.store.tables["events"].get(make_id(run.feed, run.head.seq))
    return last is None or last.hash != run.head.hash


def asked_by(machine: Machine, request: wire.Request) -> Message:
    body, asked = frames.ask(machine.node_id, machine.secret, canonical.encode(request))
    return Message(machine.name, asked, body)


def answered_to(machine: Machine, asked: bytes, reply: wire.Reply) -> Message:
    return Message(machine.name, asked, frames.answer(machine.secret, asked, canonical.encode(reply)), True)


Shape = TypeVar("Shape", bound=wire.Wire)


def _unpacked(payload: bytes, shape: type[Shape]) -> Shape:
    # Not compressed, that would be a third of the time; the gate has tests of its own.
    return msgspec.msgpack.decode(payload, type=shape)
