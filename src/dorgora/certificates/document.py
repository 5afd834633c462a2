"""What a certificate or a receipt says: the claims of a token as plain values, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dorgora.certificates import cose, scsu
from dorgora.certificates.cose import BadToken, Claims, Kind
from dorgora.kernel.clock import from_seconds, to_seconds

FieldValue: TypeAlias = str | int | bool | list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A certificate or a receipt.

    `serial` is the certificate's serial or the receipt's code. `fields` goes by the numbers of the service's
    template; a number once given never gets another meaning. `status` is the name of the status list and the
    index in it; receipts have none.
    """

    kind: Kind
    issuer: str
    serial: str
    issued_at: datetime
    service: str
    service_version: int
    fields: Mapping[int, FieldValue] = field(default_factory=dict)
    status: tuple[str, int] | None = None
    not_before_at: datetime | None = None
    expires_at: datetime | None = None


def to_claims(document: Document) -> Claims:
    """The claims to sign; `cose` writes down what each number means."""
    content: dict[int, Any] = {
        cose.KIND: int(document.kind),
        cose.SERVICE: document.service,
        cose.VERSION: document.service_version,
        cose.FIELDS: {number: _shortened(value) for number, value in document.fields.items()},
    }
    if document.status is not None:
        content[cose.STATUS] = list(document.status)
    claims: Claims = {
        cose.ISSUER: document.issuer,
        cose.SUBJECT: document.serial,
        cose.ISSUED: to_seconds(document.issued_at),
        cose.CONTENT: content,
    }
    if document.not_before_at is not None:
        claims[cose.NOT_BEFORE] = to_seconds(document.not_before_at)
    if document.expires_at is not None:
        claims[cose.EXPIRES] = to_seconds(document.expires_at)
    return claims


def from_claims(claims: Claims) -> Document:
    """Read claims that were verified.

    Raises:
        BadToken: they are not those of a certificate or a receipt.
    """
    content = typed(claims, cose.CONTENT, dict)
    kind = typed(content, cose.KIND, int)
    if kind not in {Kind.CERTIFICATE, Kind.RECEIPT}:
        raise BadToken("neither a certificate nor a receipt")
    return Document(
        kind=Kind(kind),
        issuer=typed(claims, cose.ISSUER, str),
        serial=typed(claims, cose.SUBJECT, str),
        issued_at=from_seconds(typed(claims, cose.ISSUED, int)),
        service=typed(content, cose.SERVICE, str),
        service_version=typed(content, cose.VERSION, int),
        fields=_fields(content),
        status=_status(content),
        not_before_at=_instant(claims, cose.NOT_BEFORE),
        expires_at=_instant(claims, cose.EXPIRES),
    )


def typed(values: dict[int, Any], number: int, wanted: type) -> Any:
    """The value under a number, of exactly the wanted type.

    Raises:
        BadToken: it is missing or of another type.
    """
    value = values.get(number)
    if type(value) is not wanted:
        raise BadToken(f"claim {number} is missing or of the wrong type")
    return value


def _instant(claims: Claims, number: int) -> datetime | None:
    return from_seconds(typed(claims, number, int)) if number in claims else None


def _shortened(value: FieldValue) -> FieldValue | bytes:
    return (scsu.packed(value) or value) if isinstance(value, str) else value


def _fields(content: dict[int, Any]) -> dict[int, FieldValue]:
    return {number: _read_field(value) for number, value in typed(content, cose.FIELDS, dict).items()}


def _read_field(value: object) -> FieldValue:
    if isinstance(value, bytes):
        try:
            return scsu.unpacked(value)
        except ValueError as fault:
            raise BadToken(str(fault)) from fault
    if not isinstance(value, str | int | list):
        raise BadToken("a field of this type has no place in a document")
    return value


def _status(content: dict[int, Any]) -> tuple[str, int] | None:
    if cose.STATUS not in content:
        return None
    status = typed(content, cose.STATUS, list)
    if [type(part) for part in status] != [str, int] or status[1] < 0:
        raise BadToken("not the name of a status list and an index")
    return status[0], status[1]
