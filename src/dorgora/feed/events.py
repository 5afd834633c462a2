"""What the registry feed says: who is enrolled, which feeds they write, and who is no longer trusted."""

from dorgora.feed import canonical
from dorgora.feed.kinds import REGISTRIES, Kind, Part

REGISTRY = 1
CATALOGUE = 2
HUB_PEOPLE = 3


class Founded(Part, frozen=True):
    """The hub began. Both keys are 32 raw bytes."""

    name: str
    signing_key: bytes
    exchange_key: bytes


class Enrolled(Part, frozen=True):
    """A node was enrolled with its keys (32 raw bytes each)."""

    name: str
    signing_key: bytes
    exchange_key: bytes


class Granted(Part, frozen=True):
    """A node may write this feed for a role at a place; spare_for names the feed it stands by for, or 0."""

    feed: int
    role: str
    place: str
    spare_for: int


class Ended(Part, frozen=True):
    """A feed takes no more events after `seq` (-1: from wherever it stands)."""

    feed: int
    seq: int
    reason: str


class Revoked(Part, frozen=True):
    """A node is no longer trusted; what it sends from now on is kept apart."""

    reason: str


class PassedOver(Part, frozen=True):
    """The hub went back to an earlier copy and goes on without having heard this node since."""

    reason: str


class Rotated(Part, frozen=True):
    """A node signs with a new key from now on; `proof` is the old key's signature over `rotation_message`."""

    signing_key: bytes
    proof: bytes


def rotation_message(node_id: int, signing_key: bytes) -> bytes:
    """What a node's old key signs when it names the new one."""
    return canonical.encode(["dorgora key 1", node_id, signing_key])


FOUNDED = Kind("hub.founded", 1, Founded, rank=0, by=REGISTRIES)
ENROLLED = Kind("node.enrolled", 1, Enrolled, rank=1, by=REGISTRIES)
GRANTED = Kind("feed.granted", 1, Granted, rank=2, by=REGISTRIES)
ENDED = Kind("feed.ended", 1, Ended, rank=3, by=REGISTRIES)
ROTATED = Kind("node.key_rotated", 1, Rotated, rank=3, by=REGISTRIES)
REVOKED = Kind("node.revoked", 1, Revoked, rank=4, by=REGISTRIES)
PASSED_OVER = Kind("node.passed_over", 1, PassedOver, rank=4, by=REGISTRIES)

KINDS = (FOUNDED, ENROLLED, GRANTED, ENDED, ROTATED, REVOKED, PASSED_OVER)
