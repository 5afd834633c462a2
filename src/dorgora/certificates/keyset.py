"""The published key set: every key whose certificates and receipts count, with the status lists, in one file.

Anyone may copy it; who holds it verifies without a network. It is canonical JSON (names sorted, no spaces)::

    {"key_set": {"hub": {"kid", "public_key"}, "issued_at", "version": 1, "keys": [
        {"issuer", "kid", "not_after", "not_before", "place", "public_key",
         "status_lists": [{"name", "signed"}], "use", "year"}]},
     "signature": ...}

Instants are seconds since 1970, keys and ids hexadecimal, signed lists base64. `use` is "certificates" (an
office's key of one year) or "receipts" (a node's key, `year` null). The signature is the hub's Ed25519, in
hexadecimal, over the canonical CBOR (RFC 7049 3.9: shorter keys first) of ["dorgora key set", key_set]: it
does not depend on how the JSON is written. A status list is signed by a certificate key of its issuer or by
the hub, which alone may hear of two certificates with one number.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, TypeAlias

import cbor2
import msgspec

from dorgora.certificates import cose, status
from dorgora.certificates.cose import BadToken
from dorgora.certificates.status import StatusList
from dorgora.kernel.clock import from_seconds, to_seconds
from dorgora.kernel.signing import Signer, is_signed

Use: TypeAlias = Literal["certificates", "receipts"]

MAX_KEY_SET_BYTES: Final = 32 * 1024 * 1024
"""About five years of a whole country: 5,000 offices, each year with a key of 260 bytes and a list of at most some 800,
make 5 MB a year; 10,000 laptops with a key of 250 each, 3 MB."""
PUBLIC_KEY_BYTES: Final = 32

_LABEL = "dorgora key set"


class BadKeySet(Exception):
    """Not a key set of this hub: damaged, altered, too large or signed by someone else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One published key: signed status lists by name; no `not_after_at` means until further notice."""

    public: bytes
    use: Use
    issuer: str
    place: str
    not_before_at: datetime
    not_after_at: datetime | None = None
    year: int | None = None
    status_lists: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def kid(self) -> bytes:
        """The id by which tokens name this key."""
        return cose.key_id(self.public)

    def within(self, at: datetime) -> datetime:
        """The instant nearest to `at` at which this key counts: a laptop's clock may be years off."""
        not_too_late = at if self.not_after_at is None else min(at, self.not_after_at)
        return max(not_too_late, self.not_before_at)


@dataclass(frozen=True, kw_only=True)
class KeySet:
    """A key set that was verified: keys by issuer and id, status lists by issuer and name."""

    issued_at: datetime
    hub_public: bytes
    keys: Mapping[tuple[str, bytes], Key]
    status_lists: Mapping[tuple[str, str], tuple[StatusList, ...]]

    @cached_property
    def by_kid(self) -> Mapping[bytes, tuple[Key, ...]]:
        """The keys that a token may mean by an id; nearly always one."""
        named: dict[bytes, tuple[Key, ...]] = {}
        for (_, kid), key in self.keys.items():
            named[kid] = (*named.get(kid, ()), key)
        return named

    def keys_named(self, kid: bytes) -> tuple[Key, ...]:
        """The keys that a token may mean by an id; nearly always one."""
        return self.by_kid.get(kid, ())

    def lists_named(self, issuer: str, name: str) -> tuple[StatusList, ...]:
        """An issuer's status list of that name."""
        return self.status_lists.get((issuer, name), ())


class _SignedList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    signed: str


class _Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kid: str
    use: Use
    issuer: str
    year: int | None
    public_key: str
    place: str
    not_before: int
    not_after: int | None
    status_lists: list[_SignedList]


class _Hub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kid: str
    public_key: str


class _KeySet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    version: Literal[1]
    issued_at: int
    hub: _Hub
    keys: list[_Key]


class _Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key_set: _KeySet
    signature: str


def make(keys: Iterable[Key], *, hub: Signer, issued_at: datetime) -> str:
    """The document to publish, signed by the hub and read once as anyone would.

    Raises:
        BadKeySet: it would not load, say because a status list is not signed by its issuer or the hub.
    """
    key_set = _KeySet(
        version=1,
        issued_at=to_seconds(issued_at),
        hub=_Hub(kid=cose.key_id(hub.public).hex(), public_key=hub.public.hex()),
        keys=[_written(key) for key in sorted(keys, key=lambda key: (key.kid, key.issuer))],
    )
    published = _Published(key_set, hub.sign(_to_be_signed(key_set)).hex())
    text = msgspec.json.encode(published, order="sorted").decode()
    load(text, hub.public)
    return text


def load(text: str | bytes, hub_public: bytes | None = None) -> KeySet:
    """Read a published key set, held against the hub's public key when that is pinned.

    Without a pinned key the set is only known to be whole, not whose it is.

    Raises:
        BadKeySet: it is not a whole key set, signed by that hub.
    """
    if len(text) > MAX_KEY_SET_BYTES:
        raise BadKeySet("larger than any key set")
    try:
        published = msgspec.json.decode(text, type=_Published)
        signer = bytes.fromhex(published.key_set.hub.public_key)
        signature = bytes.fromhex(published.signature)
        if hub_public is not None and signer != hub_public:
            raise BadKeySet("signed by another hub")
        if not is_signed(signer, _to_be_signed(published.key_set), signature):
            raise BadKeySet("the signature does not hold")
        return _read(published.key_set, signer)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, BadToken) as fault:
        raise BadKeySet(f"not a key set: {fault}") from fault


def _read(key_set: _KeySet, hub_public: bytes) -> KeySet:
    keys: dict[tuple[str, bytes], Key] = {}
    for written in key_set.keys:
        key = _read_key(written)
        if key.kid.hex() != written.kid or (key.issuer, key.kid) in keys:
            raise BadKeySet("a key id is wrong or an issuer has it twice")
        keys[key.issuer, key.kid] = key
    return KeySet(
        issued_at=from_seconds(key_set.issued_at),
        hub_public=hub_public,
        keys=keys,
        status_lists=_read_lists(keys.values(), hub_public),
    )


def _read_lists(keys: Iterable[Key], hub_public: bytes) -> dict[tuple[str, str], tuple[StatusList, ...]]:
    may_sign: dict[str, dict[bytes, bytes]] = {}
    for key in keys:
        if key.use == "certificates":
            own = may_sign.setdefault(key.issuer, {cose.key_id(hub_public): hub_public})
            own[key.kid] = key.public
    lists: dict[tuple[str, str], tuple[StatusList, ...]] = {}
    for key in keys:
        for name, token in key.status_lists.items():
            status_list = status.verify(token, may_sign.get(key.issuer, {}))
            if (status_list.issuer, status_list.name) != (key.issuer, name):
                raise BadKeySet("a status list is not the one it is published as")
            lists[key.issuer, name] = (*lists.get((key.issuer, name), ()), status_list)
    return lists


def _read_key(written: _Key) -> Key:
    public = bytes.fromhex(written.public_key)
    if len(public) != PUBLIC_KEY_BYTES:
        raise BadKeySet("a public key is not of 32 bytes")
    return Key(
        public=public,
        use=written.use,
        issuer=written.issuer,
        place=written.place,
        not_before_at=from_seconds(written.not_before),
        not_after_at=None if written.not_after is None else from_seconds(written.not_after),
        year=written.year,
        status_lists={named.name: _unpacked(named.signed) for named in written.status_lists},
    )


def _written(key: Key) -> _Key:
    return _Key(
        kid=key.kid.hex(),
        use=key.use,
        issuer=key.issuer,
        year=key.year,
        public_key=key.public.hex(),
        place=key.place,
        not_before=to_seconds(key.not_before_at),
        not_after=None if key.not_after_at is None else to_seconds(key.not_after_at),
        status_lists=[
            _SignedList(name, base64.b64encode(signed).decode())
            for name, signed in sorted(key.status_lists.items())
        ],
    )


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise BadKeySet("a status list is not base64") from fault


def _to_be_signed(key_set: _KeySet) -> bytes:
    return cbor2.dumps([_LABEL, msgspec.to_builtins(key_set)], canonical=True)
