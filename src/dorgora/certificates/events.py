"""What happens to certificates: an office's key of a year is made, a certificate is issued, or revoked."""

from dorgora.feed.kinds import Kind, Part


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


class CertificateToken(Part, frozen=True):
    """The signed token: all that the certificate says."""

    token: bytes


class CertificateRevoked(Part, frozen=True):
    """A certificate no longer holds; `reason` is a word, never a name."""

    reason: str


ISSUING_KEY_MADE = Kind("issuing_key.made", 1, IssuingKeyMade, rank=29)
CERTIFICATE_ISSUED = Kind("certificate.issued", 1, CertificateIssued, CertificateToken, rank=30)
CERTIFICATE_REVOKED = Kind("certificate.revoked", 1, CertificateRevoked, rank=31)

KINDS = (ISSUING_KEY_MADE, CERTIFICATE_ISSUED, CERTIFICATE_REVOKED)
