"""What happens to certificates: a key of a year is made, numbers are reserved, one is issued, revoked or refused."""

from dorgora.feed.kinds import HUB, HUBS_PEOPLE, OFFICE, Kind, Part


class IssuingKeyMade(Part, frozen=True):
    """An office has a key for the certificates of one year; the private half stays on the node that made it.

    proof: the key's signature over place and year, so that nobody publishes another's key as their own.
    """

    kid: bytes
    place: str
    year: int
    public_key: bytes
    proof: bytes


class CertificateIssued(Part, frozen=True):
    """A certificate was issued for a file; `list_index` on the list `list_name` revokes it.

    cause: the decision it follows from. key_id: the issuing_key.made whose key signed it.
    """

    about: int
    office: str
    centre: str
    service: str
    list_name: str
    list_index: int
    cause: int
    key_id: int


class CertificateNumbered(CertificateIssued, frozen=True):
    """The same with its number of a block of the feed; 0: none was left, and its serial is this event's own code."""

    number: int


class CertificateToken(Part, frozen=True):
    """The signed token: all that the certificate says."""

    token: bytes


class CertificateRevoked(Part, frozen=True):
    """A certificate no longer holds; `reason` is a word, never a name."""

    reason: str


class SerialsReserved(Part, frozen=True):
    """The hub lets a feed give these numbers, both included, to certificates of its place (ADR 0036)."""

    feed: int
    place: str
    first: int
    last: int


class CertificateRefused(Part, frozen=True):
    """The hub refuses a token that is on paper: its digest, the list it names, and the event and number it came with.

    event_id: in the log, or of a branch that is kept apart. reason: a word of `rules.REFUSALS`.
    """

    office: str
    list_name: str
    digest: bytes
    event_id: int
    number: int
    reason: str


ISSUING_KEY_MADE = Kind("issuing_key.made", 1, IssuingKeyMade, rank=29, by=OFFICE)
CERTIFICATE_ISSUED = Kind("certificate.issued", 1, CertificateIssued, CertificateToken, rank=30, by=OFFICE)
CERTIFICATE_NUMBERED = Kind(
    "certificate.issued", 2, CertificateNumbered, CertificateToken, rank=30, by=OFFICE
)
CERTIFICATE_REVOKED = Kind("certificate.revoked", 1, CertificateRevoked, rank=31, by=OFFICE | HUB)

SERIALS_RESERVED = Kind("serials.reserved", 1, SerialsReserved, rank=28, by=HUBS_PEOPLE)
CERTIFICATE_REFUSED = Kind("certificate.refused", 1, CertificateRefused, rank=31, by=HUBS_PEOPLE)

KINDS = (
    ISSUING_KEY_MADE, SERIALS_RESERVED, CERTIFICATE_ISSUED, CERTIFICATE_NUMBERED, CERTIFICATE_REVOKED,
    CERTIFICATE_REFUSED,
)  # fmt: skip
