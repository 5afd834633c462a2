"""An office's laptop over a store in memory, its copies and its older disks; the hub of this process hears them."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from dorgora.certificates import cose, qr, rules, serials
from dorgora.certificates import events as ev
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document, to_claims
from dorgora.feed import aftermath, projecting
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft, Log
from dorgora.feed.roads import founding
from dorgora.feed.sync.exchange import HubSide, NodeSide
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import codes
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.ids import feed_of
from dorgora.kernel.sealing import KEY_BYTES
from dorgora.kernel.signing import Signer, agreement_public
from dorgora.people import events as people
from tests.simulator.memory import MemoryStore
from tests.simulator.world import SHARED

PLACE = "20"
DESK, SPARES = 601, (602, 603)
BOOK = 600
AT = 1_795_000_000
YEAR = 2026
OFFICE_KEY = Signer(b"o" * 32)


@dataclass
class Paper:
    """What somebody carries: its event, its number, and the text of its QR."""

    id: int
    hash: bytes
    number: int
    text: str


@dataclass
class Laptop:
    """One machine with the disk of an enrolled node; `copy` is another with the same."""

    id: int
    signer: Signer
    store: MemoryStore
    papers: list[Paper] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store.log = self.log = Log(self.store, projecting.kinds(), projecting.projections())
        hub_key = nodes.this().identity.hub_key
        self.side = NodeSide(self.log, self.store, self.signer, self.id, hub_key, SHARED)

    def copy(self, image: Any = None) -> "Laptop":
        """Another machine with this disk, or with an older one."""
        store = MemoryStore(projecting.projections(), self.id)
        store.load(self.store.image() if image is None else image)
        return Laptop(self.id, self.signer, store)

    def exchange(self) -> None:
        """Exchanges until both sides are level, and the hub has done what follows."""
        for _ in range(40):
            node = nodes.this()
            with writing(BACKGROUND):
                reply = HubSide(node.log, node.store, node.signer, SHARED, lambda: 0).answer(
                    self.id, self.side.request(), AT
                )
            with self.store.transaction():
                is_more = self.side.take(reply)
            n_followed = aftermath.drain()
            if not is_more and not n_followed:
                return
        raise AssertionError("it never ends")

    def write(self, feed: int, *drafts: Draft) -> list[Any]:
        with self.store.transaction():
            return self.log.append(feed, drafts, self.signer)

    @property
    def desk(self) -> int:
        """The feed it writes as an office now; 0 when no spare is left."""
        return next((one for one in (DESK, *SPARES) if one not in self.store.tables["stopped"]), 0)

    def numbers(self) -> list[int]:
        """All numbers that its feed may give, by what it heard of the hub."""
        rows = [row for row in self.store.told("certificates_block") if row[1] == self.desk]
        return [one for row in sorted(rows, key=lambda row: row[3]) for one in range(row[3], row[4] + 1)]

    def next_number(self) -> int:
        """The first it has not given; 0 when there is none."""
        feed = self.desk
        given = {row[14] for row in self.store.told("certificates_certificate") if feed_of(row[0]) == feed}
        return next((one for one in self.numbers() if one not in given), 0)

    def issue(
        self, citizen: int, number: int | None = None, index: int | None = None, by: int = 0, **said: Any
    ) -> Paper:
        """Issues a certificate. index: a place on the list; said: what its token says and its event does not.

        at: when its clock says it is, in both.
        """
        at = said.get("at", AT)
        feed, number = self.desk, self.next_number() if number is None else number
        event_id = self.log.next_id(feed)
        on_list = f"{YEAR}-{feed}"
        if index is None:
            index = sum(row[5] == on_list for row in self.store.told("certificates_certificate"))
        serial = serials.serial(PLACE, YEAR, number) if number else codes.public_code(event_id, b"k" * 16)
        document = Document(
            kind=Kind.CERTIFICATE, issuer=rules.issuer_of_office(PLACE), serial=said.get("serial", serial),
            issued_at=from_seconds(at), service="citizenship", service_version=1,
            fields={1: secrets.token_hex(4)}, status=(on_list, index),
        )  # fmt: skip
        token = cose.sign1(to_claims(document), OFFICE_KEY, cose.key_id(OFFICE_KEY.public))
        facts = ev.CertificateNumbered(
            7, PLACE, PLACE, "citizenship", on_list, index, 7, self.key_id(), number
        )
        person = ev.CertificateToken(token)
        (event,) = self.write(feed, Draft(ev.CERTIFICATE_NUMBERED, facts, person, None, by, at, citizen))
        paper = Paper(event.id, event.hash, number, qr.to_qr_text(token))
        self.papers.append(paper)
        return paper

    def key_id(self) -> int:
        (key,) = self.store.told("certificates_issuing_key")
        return int(key[0])


def enrolled(node_feed: int = DESK) -> tuple[Laptop, int]:
    """A laptop of the office of PLACE that has exchanged once, and a citizen in its book."""
    signer = Signer(secrets.token_bytes(32))
    keys = registry.Enrolled("desk", signer.public, agreement_public(secrets.token_bytes(32)))
    (node_id,) = founding.write_registry([(registry.ENROLLED, keys)], None)
    grants = [(BOOK, "centre", 0), (node_feed, "office", 0), *((one, "office", node_feed) for one in SPARES)]
    founding.write_registry(
        [(registry.GRANTED, registry.Granted(feed, role, PLACE, of)) for feed, role, of in grants], node_id
    )
    laptop = Laptop(node_id, signer, MemoryStore(projecting.projections(), node_id))
    laptop.exchange()
    words = people.CitizenWords("রহিমা", "Rahima", "1990-01-01", "", "1", "")
    facts = people.CitizenRegistered(PLACE, PLACE, "f", "25-59")
    (citizen,) = laptop.write(
        BOOK,
        Draft(people.CITIZEN_REGISTERED, facts, words, None, 0, AT, None, secrets.token_bytes(KEY_BYTES)),
    )
    proof = OFFICE_KEY.sign(rules.possession(PLACE, YEAR))
    made = ev.IssuingKeyMade(cose.key_id(OFFICE_KEY.public), PLACE, YEAR, OFFICE_KEY.public, proof)
    laptop.write(node_feed, Draft(ev.ISSUING_KEY_MADE, made, None, None, 0, AT))
    laptop.exchange()
    return laptop, citizen.id
