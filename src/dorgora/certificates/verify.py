"""The judgement on a scanned certificate or receipt: from what is published and the time, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from dorgora.certificates import cose, qr
from dorgora.certificates.cose import BadToken, Claims, Kind, UnknownKey
from dorgora.certificates.document import Document, from_claims
from dorgora.certificates.keyset import Key
from dorgora.certificates.status import StatusList
from dorgora.kernel.clock import is_to_come

Outcome: TypeAlias = Literal["valid", "altered", "expired", "revoked", "unknown_key", "future"]

_SIGNED_BY = {Kind.CERTIFICATE: "certificates", Kind.RECEIPT: "receipts"}


class Published(Protocol):
    """Where keys and status lists are looked up: a key set that was loaded, or the tables it is made of."""

    def keys_named(self, kid: bytes) -> Sequence[Key]:
        """The keys that a token may mean by an id; nearly always one."""
        ...

    def lists_named(self, issuer: str, name: str) -> Sequence[StatusList]:
        """What is known of an issuer's status list of that name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a text: claims and document only if the signature holds and the key counts.

    `status_at` is when the newest status list for it was made, `status_age` how long ago that is: "not
    revoked" is true as of then. Both are None if no such list is known. is_refused: of a revoked one, that this very
    paper never counted: a copied laptop issued it, or its number was not its writer's to give.
    """

    outcome: Outcome
    kid: bytes | None = None
    claims: Claims | None = None
    document: Document | None = None
    status_at: datetime | None = None
    status_age: timedelta | None = None
    is_refused: bool = False


def verify(qr_text: str, published: Published, at: datetime, *, is_named: bool = False) -> Verdict:
    """Judge the text of a QR code at an instant; what is no token is judged before anything is looked up.

    is_named: somebody named the instant, no clock told it. Then a certificate does not hold before it was issued, but
    for the day that clocks may be apart (`clock.APART`): it has not begun.

    *altered*: not a token, its signature does not hold, or its key is not one for what it says.
    *unknown_key*: no published key, or dated outside that key's time. *revoked*: on a status list of its
    issuer, expired or not. *expired*: past its end, or not begun yet. *future*: genuine, but its date is still to come
    by the clock here: that is ahead where it was issued, or behind here, and the paper does not say which (RFC 8392
    gives `iat` no sense of a beginning, 3.1.6). A receipt's date is held against it by nobody.
    """
    kid: bytes | None = None
    try:
        token = qr.from_qr_text(qr_text)
        kid = cose.kid_of(token)
        key, claims = _opened(token, published.keys_named(kid))
        document = from_claims(claims)
    except UnknownKey:
        return Verdict(outcome="unknown_key", kid=kid)
    except BadToken:
        return Verdict(outcome="altered", kid=kid)
    if key.use != _SIGNED_BY[document.kind] or key.issuer != document.issuer:
        return Verdict(outcome="altered", kid=kid)
    if not _is_dated_by(document, key):
        return Verdict(outcome="unknown_key", kid=kid)
    lists = _lists_for(document, published)
    status_at = max((known.issued_at for known in lists), default=None)
    digest = cose.digest(token)
    return Verdict(
        outcome=_judged(document, digest, lists, at, is_named),
        is_refused=any(known.is_refused(digest) for known in lists),
        kid=kid,
        claims=claims,
        document=document,
        status_at=status_at,
        status_age=None if status_at is None else max(at - status_at, timedelta()),
    )


def _opened(token: bytes, named: Sequence[Key]) -> tuple[Key, Claims]:
    """The claims, and the key that signed them: their issuer's own when two issuers have a key of that id.

    Raises:
        UnknownKey: the key it names is not published.
        BadToken: its signature does not hold.
    """
    opened: list[tuple[Key, Claims]] = []
    fault: BadToken = UnknownKey("no such key")
    for key in named:
        try:
            opened.append((key, cose.verify1(token, {key.kid: key.public})))
        except BadToken as wrong:
            fault = wrong
    if not opened:
        raise fault
    return next((one for one in opened if one[0].issuer == one[1].get(cose.ISSUER)), opened[0])


def _is_dated_by(document: Document, key: Key) -> bool:
    """A receipt's date is what a laptop's clock said, maybe years off; an issuer keeps to its key's time."""
    return document.kind is Kind.RECEIPT or key.within(document.issued_at) == document.issued_at


def _lists_for(document: Document, published: Published) -> Sequence[StatusList]:
    if document.status is None:
        return ()
    return published.lists_named(document.issuer, document.status[0])


def _judged(
    document: Document, digest: bytes, lists: Sequence[StatusList], at: datetime, is_named: bool
) -> Outcome:
    if document.status is not None and any(known.is_revoked(document.status[1], digest) for known in lists):
        return "revoked"
    if document.expires_at is not None and at >= document.expires_at:
        return "expired"
    if document.not_before_at is not None and at < document.not_before_at:
        return "expired"
    if document.kind is Kind.CERTIFICATE and is_to_come(document.issued_at, at):
        return "expired" if is_named else "future"
    return "valid"
