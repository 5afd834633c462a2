"""A laptop over a store in memory that keeps its work on a stick; the hub of this process takes it."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import projecting
from dorgora.feed.core import Draft, Log
from dorgora.feed.roads import founding, restoring
from dorgora.feed.sync import backup, frames, gate, wire
from dorgora.feed.sync.exchange import HubSide, NodeSide
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import envelope
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import KEY_BYTES
from dorgora.kernel.signing import Signer, agree, agreement_public
from dorgora.people import events as people
from tests.simulator.memory import MemoryStore
from tests.simulator.world import SHARED

PLACE = "20"
FEED, DESK = 600, 601
AT = 1_795_000_000
FACTS = people.CitizenRegistered(PLACE, PLACE, "f", "25-59")


def words(n: int) -> people.CitizenWords:
    return people.CitizenWords(f"নাগরিক {n}", f"Citizen {n}", "1990-01-01", "", str(n), "")


class Boat:
    """A laptop that is centre and office of one place."""

    def __init__(self) -> None:
        self.signer, self.seed = Signer(secrets.token_bytes(32)), secrets.token_bytes(32)
        enrolled = registry.Enrolled("boat", self.signer.public, agreement_public(self.seed))
        (self.id,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
        for feed, role in ((FEED, "centre"), (DESK, "office")):
            founding.write_registry([(registry.GRANTED, registry.Granted(feed, role, PLACE, 0))], self.id)
        self.store = MemoryStore(projecting.projections(), self.id)
        self.store.log = self.log = Log(self.store, projecting.kinds(), projecting.projections())
        own = nodes.this().identity
        self.hub_exchange_key = own.hub_exchange_key
        self.side = NodeSide(self.log, self.store, self.signer, self.id, own.hub_key, SHARED)
        self.exchange()

    def exchange(self) -> None:
        while self.round():
            pass

    def round(self) -> bool:
        node = nodes.this()
        with writing(BACKGROUND):
            hub = HubSide(node.log, node.store, node.signer, SHARED, lambda: 0)
            reply = hub.answer(self.id, self.side.request(), AT)
        with self.store.transaction():
            return self.side.take(reply)

    def register(self, *numbers: int, feed: int = FEED) -> list[int]:
        """New citizens in the book, each under a key of her own."""
        drafts = [
            Draft(
                people.CITIZEN_REGISTERED, FACTS, words(n), None, 0, 1, None, secrets.token_bytes(KEY_BYTES)
            )
            for n in numbers
        ]
        with self.store.transaction():
            return [event.id for event in self.log.append(feed, drafts, self.signer)]

    def parts(self) -> list[wire.Request]:
        """What the hub has not confirmed."""
        making = backup.Making(self.store, self.signer, backup.reach_of(self.store), ())
        return list(iter(making.part, None))

    def backup(self, path: Path, parts: Iterable[wire.Request] | None = None, at: int = AT) -> Path:
        """Keeps it in a file."""
        bodies = [self.framed(gate.pack(one)) for one in (self.parts() if parts is None else parts)]
        path.write_bytes(b"".join(self.pieces(bodies, at)))
        return path

    def framed(self, payload: bytes) -> bytes:
        return frames.ask(self.id, agree(self.seed, self.hub_exchange_key), payload)[0]

    def pieces(self, bodies: Iterable[bytes], at: int = AT) -> list[bytes]:
        letter = envelope.sealed_for(self.hub_exchange_key)
        reach = backup.reach_of(self.store)
        cover = backup.Cover(self.hub_exchange_key[:8], self.id, at, letter.public, reach)
        begins = backup.opening(cover)
        pieces = [begins]
        for body in bodies:
            pieces.append(backup.sealed_part(letter, len(pieces) - 1, body, begins))
        return [*pieces, backup.sealed_part(letter, len(pieces) - 1, b"", begins, is_last=True)]


def taken(path: Path) -> restoring.Restored:
    """What the hub makes of a file."""
    (found,) = restoring.restore(path)
    return found


def head_at_hub(feed: int = FEED) -> int:
    head = nodes.this().store.head(feed)
    return head.seq if head is not None else 0


def at_hub(ids: Iterable[int]) -> set[int]:
    """Those of the events that are in the hub's log."""
    return set(nodes.this().store.held(ids))


def numbered(first: int, last: int, feed: int = FEED) -> list[int]:
    return [make_id(feed, n) for n in range(first, last + 1)]
