"""Certificates that were issued: one, that of a file, and what the next one of a feed is to bear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from dorgora.applications import queries as applications
from dorgora.certificates import cose, models, qr, rules, serials
from dorgora.certificates.cose import BadToken, Kind
from dorgora.certificates.document import Document, from_claims
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.ids import SEQ_BITS


@dataclass(frozen=True)
class Certificate:
    """A certificate; without its key or once the citizen is erased there is no document and no text of a QR.

    Nor while its token does not open here (`is_damaged`).
    """

    id: int
    file_id: int
    office: str
    centre: str
    service: str
    cause_id: int
    issued_at: datetime
    revoked_at: datetime | None
    revoked_reason: str
    qr_text: str
    document: Document | None
    list_name: str
    number: int
    is_damaged: bool = False

    @property
    def is_revoked(self) -> bool:
        """Whether it no longer holds, as far as this node has heard."""
        return self.revoked_at is not None

    @property
    def dated_at(self) -> datetime:
        """The date on the paper; that of its event when the document is gone."""
        return self.document.issued_at if self.document else self.issued_at

    @property
    def serial(self) -> str:
        """Its own number; empty when the document is gone."""
        return self.document.serial if self.document else ""


_CERTIFICATE = (
    "id", "about_id", "office", "centre", "service", "cause_id", "issued_at", "revoked_at", "revoked_reason",
    "key_id", "citizen_id", "token", "list_name", "list_index", "number",
)  # fmt: skip


def certificate(certificate_id: int, *, goes_on: bool = False) -> Certificate | None:
    """One certificate by its id. goes_on: also one whose token does not open, for who needs no word of it.

    Raises:
        Spoilt: its token does not open.
    """
    return next(iter(_certificates(models.Certificate.objects.filter(id=certificate_id), goes_on)), None)


def certificate_of(file_id: int, *, goes_on: bool = False) -> Certificate | None:
    """The certificate of a file: the one that holds, else the last that did; None when none was issued.

    Raises:
        Spoilt: the token of one of them does not open.
    """
    found = _certificates(models.Certificate.objects.filter(about_id=file_id).order_by("id"), goes_on)
    file = applications.rows_of([file_id]).get(file_id) if found else None
    # Any office can write that it issued one; only the file's own did.
    found = [one for one in found if file is not None and one.office == file.office]
    holding = [one for one in found if not one.is_revoked]
    return next(iter(holding or found[-1:]), None)


def granted_by(file: applications.File, *, goes_on: bool = False) -> Certificate | None:
    """The certificate of the decision that stands; None while none is issued for it, whatever went before.

    Raises:
        Spoilt: its token does not open.
    """
    issued = issued_for(file.id, file.decision_id, file.office) if file.decision_id else None
    return None if issued is None else certificate(issued, goes_on=goes_on)


def signer_of(file: applications.File) -> int:
    """Who took the decision that stands: her name is on the certificate. 0 when no step of the file says so."""
    return next((step.by for step in applications.story(file.id) if step.event_id == file.decision_id), 0)


def taken_back(file_ids: Iterable[int]) -> set[int]:
    """Those of these files of whose decision that stands the certificate was taken back; set-wise."""
    columns = ("about_id", "office", "cause_id", "revoked_at")
    rows = nodes.this().store.rows.of("certificates_certificate", columns, "about_id", file_ids)
    stands = applications.decisions({row[0] for row in rows})
    return {row[0] for row in rows if row[3] is not None and stands.get(row[0]) == (row[1], row[2])}


def issued_for(file_id: int, cause: int, office: str) -> int | None:
    """The certificate an office issued on one decision on a file."""
    found = models.Certificate.objects.filter(about_id=file_id, cause_id=cause, office=office).order_by("id")
    return found.values_list("id", flat=True).first()


def key_named(kid: bytes, place: str, year: int) -> int | None:
    """The id of an office's published issuing key of a year."""
    found = models.IssuingKey.objects.filter(kid=kid, place=place, year=year)
    return found.order_by("id").values_list("id", flat=True).first()


def next_index(list_name: str, feed: int) -> int:
    """The next free place on a status list of this feed; what another wrote there does not count."""
    own = models.Certificate.objects.filter(
        list_name=list_name, id__gte=feed << SEQ_BITS, id__lt=(feed + 1) << SEQ_BITS
    )
    last = own.aggregate(last=Max("list_index"))["last"]
    return 0 if last is None else last + 1


def speaks_otherwise(certificate_id: int) -> bool:
    """Whether the key that a certificate names is known, and its token is not what that key's owner says it is."""
    found = certificate(certificate_id)
    row = models.Certificate.objects.filter(id=certificate_id).values_list("key_id", "token").first()
    if found is None or row is None or row[1] is None or found.document is not None:
        return False
    return models.IssuingKey.objects.filter(id=row[0], place=found.office).exists()


def _certificates(found: Any, goes_on: bool) -> list[Certificate]:
    rows = list(found.values_list(*_CERTIFICATE))
    keys = {
        row[0]: bytes(row[1])
        for row in models.IssuingKey.objects.filter(id__in={row[9] for row in rows}).values_list(
            "id", "public_key"
        )
    }
    sealed = [(row[0], row[10], row[11]) for row in rows]
    opened = feed.open_rows("certificates_certificate", "token", sealed, goes_on=goes_on)
    return [_certificate(row, token, keys.get(row[9])) for row, token in zip(rows, opened, strict=True)]


def _certificate(row: tuple[Any, ...], opened: Any, public: bytes | None) -> Certificate:
    document, is_damaged = None, opened == feed.SPOILT
    token = None if is_damaged else opened
    if token is not None and public is not None:
        try:
            document = from_claims(cose.verify1(token, {cose.key_id(public): public}))
        except BadToken:
            document = None
        if document is not None and not _is_of_row(document, row):
            document = None
    values = list(row[:9])
    values[6] = from_seconds(values[6])
    values[7] = None if values[7] is None else from_seconds(values[7])
    values += [qr.to_qr_text(token) if token is not None and document is not None else "", document]
    values += [row[12], row[14], is_damaged]
    return Certificate(*values)


def _is_of_row(document: Document, row: tuple[Any, ...]) -> bool:
    """Whether a token says what the row says: who issued it, its number, which service, where it would be revoked."""
    said = (document.kind, document.issuer, document.service, document.status)
    is_whole = said == (Kind.CERTIFICATE, rules.issuer_of_office(row[2]), row[4], (row[12], row[13]))
    return is_whole and serials.is_serial_of(document.serial, row[2], row[12], row[14])
