"""An enrolled node made by hand: it speaks the wire alone, so a test can send what no program of ours would."""

import http.client
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec.structs import replace

from dorgora.applications import events as applications
from dorgora.demo.processes import NodeProcess
from dorgora.feed import canonical
from dorgora.feed.event import GENESIS, Event, Head, hash_of
from dorgora.feed.events import GRANTED, Granted
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.roads.enrol import Ask, SignedWelcome, Welcome
from dorgora.feed.sync import frames, gate, wire
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import KEY_BYTES, person_digest
from dorgora.kernel.signing import Signer, agree, agreement_public
from dorgora.money import events as money
from dorgora.people import events as people
from tests.journeys.country import BIRTH, COUNTRY, HERE

PLACE, NAME = HERE.elsewhere, HERE.mother
AT = 1_795_000_000


@dataclass
class Rogue:
    """Its keys, its one feed, and everything it ever told."""

    hub: NodeProcess
    node_id: int
    feed: int
    signer: Signer
    key: bytes
    events: list[Event] = field(default_factory=list)
    persons: dict[int, bytes] = field(default_factory=dict)

    def tell(self, kind: Kind, facts: Part, person: Part | None = None, **more: int) -> Event:
        """The next event of its feed, chained as it should be. `more`: subject, person_of."""
        event_id = make_id(self.feed, len(self.events) + 1)
        owner = event_id if kind.opens_person else more.get("person_of", 0)
        if kind.opens_person:
            self.persons[event_id] = secrets.token_bytes(KEY_BYTES)
        packed = canonical.encode(person) if person is not None else None
        salted = person_digest(self.persons[owner], event_id, packed) if packed is not None else b""
        event = Event(
            event_id, kind.name, kind.version, more.get("subject", event_id), 0, AT, (), owner, canonical.encode(facts),
            salted, self.events[-1].hash if self.events else GENESIS, b"", packed,
        )  # fmt: skip
        event = replace(event, hash=hash_of(event))
        self.events.append(event)
        return event

    def works(self) -> list[Event]:
        """A citizen, her file and its fee: what an honest centre tells of one visit."""
        number = f"{len(self.events):07d}"
        born = people.CitizenWords(NAME.local_name, NAME.latin_name, "2026-01-01", "", "", "")
        one = self.tell(people.CITIZEN_REGISTERED, people.CitizenRegistered(PLACE, PLACE, "f", "0-4"), born)
        facts = applications.Submitted(
            BIRTH, 2, PLACE, PLACE, one.id, one.id, number, "", "2026-12-01", PLACE, "f", "0-4",
            "heard", "2026-11-01",
        )  # fmt: skip
        said = applications.SubmittedPerson(((COUNTRY.pack.name_fields[0], NAME.local_name),), ())
        file = self.tell(applications.SUBMITTED, facts, said, person_of=one.id)
        fee = money.FeeTaken(file.id, PLACE, PLACE, 2500, 5000, "cash", "2026-11-01")
        return [one, file, self.tell(money.FEE_TAKEN, fee, subject=file.id)]

    def run(self, after: int = 0, upto: int | None = None, signer: Signer | None = None) -> wire.Run:
        """Its events in a row, under a head signed for just them."""
        events = self.events[after:upto]
        base = self.events[after - 1].hash if after else GENESIS
        last = events[-1] if events else None
        head = Head(self.feed, last.seq if last else after, last.hash if last else base)
        head = replace(head, signature=(signer or self.signer).sign(head.message()) if last else b"")
        return wire.Run(
            self.feed, after, base[:8], len(self.events), head, tuple(wire.to_wire(one) for one in events)
        )

    def request(self, *runs: wire.Run) -> wire.Request:
        """What it says in one exchange: these runs, and the keys of all its citizens."""
        keys = tuple(sorted(self.persons.items()))
        return wire.Request(wire.VERSION, 0, GENESIS, (), runs, keys, (), 1 << 15)

    def body(self, *runs: wire.Run) -> bytes:
        """The bytes of that, under its MAC."""
        return self.framed(gate.pack(self.request(*runs)))

    def framed(self, payload: bytes, node_id: int | None = None) -> bytes:
        """Any payload under its MAC."""
        return frames.ask(node_id or self.node_id, self.key, payload)[0]

    def send(self, body: bytes) -> wire.Reply:
        """The hub's answer to a body it takes."""
        status, answered = post(self.hub, body)
        assert status == 200, answered
        return gate.unpack(frames.opened_answer(answered, self.key, body[8:24]), wire.Reply)

    def ack(self, body: bytes) -> tuple[int, int]:
        """How far the hub says it holds the feed, and how it stands."""
        (ack,) = self.send(body).acks
        return ack.seq, ack.state


def post(hub: NodeProcess, body: bytes, path: str = "/exchange") -> tuple[int, bytes]:
    """What the hub answers to these bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has read all
            connection.request("POST", path, body, {"Content-Type": "application/octet-stream"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def enrol(hub: NodeProcess, name: str) -> Rogue:
    """A centre that the hub has let in with a slip of paper like any other."""
    hub.do("open", "centre", PLACE)
    _url, _pin, code = hub.do("invite", "--name", name, f"centre:{PLACE}")[0].split()
    signer, seed = Signer(secrets.token_bytes(32)), secrets.token_bytes(32)
    status, answered = post(hub, gate.pack(Ask(code, signer.public, agreement_public(seed))), "/enrol")
    assert status == 200, answered
    welcome = gate.unpack(gate.unpack(answered, SignedWelcome).packed, Welcome)
    granted = [
        canonical.decode(one.event.facts, Granted)
        for one in welcome.snapshots[0].piece.deliveries
        if one.event.kind == GRANTED.name and one.event.subject == welcome.node_id
    ]
    feed = next(one.feed for one in granted if not one.spare_for)
    return Rogue(hub, welcome.node_id, feed, signer, agree(seed, welcome.hub_exchange_key))
