"""Every read of certificates: one, its QR text, a receipt's, and the key set by which anyone verifies them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from dorgora.applications import queries as applications
from dorgora.certificates import cose, keyset, models, qr, rules, status, verify
from dorgora.certificates.cose import BadToken, Kind
from dorgora.certificates.document import Document, from_claims, to_claims
from dorgora.certificates.status import StatusList
from dorgora.certificates.verify import Verdict
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import SEQ_BITS
from dorgora.kernel.signing import Signer
from dorgora.money import queries as money


@dataclass(frozen=True)
class Certificate:
    """A certificate; without its key or once the citizen is erased there is no document and no text of a QR."""

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

    @property
    def is_revoked(self) -> bool:
        """Whether it no longer holds, as far as this node has heard."""
        return self.revoked_at is not None

    @property
    def serial(self) -> str:
        """Its own number; empty when the document is gone."""
        return self.document.serial if self.document else ""


_CERTIFICATE = (
    "id", "about_id", "office", "centre", "service", "cause_id", "issued_at", "revoked_at", "revoked_reason",
    "key_id", "citizen_id", "token", "list_name", "list_index",
)  # fmt: skip


def certificate(certificate_id: int) -> Certificate | None:
    """One certificate by its id."""
    return next(iter(_certificates(models.Certificate.objects.filter(id=certificate_id))), None)


def certificate_of(file_id: int) -> Certificate | None:
    """The certificate of a file: the one that holds, else the last that did; None when none was issued."""
    found = _certificates(models.Certificate.objects.filter(about_id=file_id).order_by("id"))
    file = applications.rows_of([file_id]).get(file_id) if found else None
    # Any office can write that it issued one; only the file's own did.
    found = [one for one in found if file is not None and one.office == file.office]
    holding = [one for one in found if not one.is_revoked]
    return next(iter(holding or found[-1:]), None)


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


def _certificates(found: Any) -> list[Certificate]:
    rows = list(found.values_list(*_CERTIFICATE))
    keys = {
        row[0]: bytes(row[1])
        for row in models.IssuingKey.objects.filter(id__in={row[9] for row in rows}).values_list(
            "id", "public_key"
        )
    }
    opened = feed.open_rows("certificates_certificate", "token", [(row[0], row[10], row[11]) for row in rows])
    return [_certificate(row, token, keys.get(row[9])) for row, token in zip(rows, opened, strict=True)]


def _certificate(row: tuple[Any, ...], token: bytes | None, public: bytes | None) -> Certificate:
    document = None
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
    return Certificate(*values)


def _is_of_row(document: Document, row: tuple[Any, ...]) -> bool:
    """Whether a token says what the row says: who issued it, for which service, where it would be revoked."""
    said = (document.kind, document.issuer, document.service, document.status)
    return said == (Kind.CERTIFICATE, rules.issuer_of_office(row[2]), row[4], (row[12], row[13]))


def receipt_of(file_id: int) -> Document | None:
    """What a file's receipt says: its codes, the fee in its two lines, the day promised. It names nobody."""
    file, paid = applications.file(file_id), money.paid_for(file_id)
    if file is None or paid is None:
        return None
    return Document(
        kind=Kind.RECEIPT,
        issuer=rules.issuer_of_node(nodes.this().identity.node_id),
        serial=file.code,
        issued_at=paid.at,
        service=file.service,
        service_version=file.service_version,
        fields={
            rules.RECEIPT_NUMBER: file.number,
            rules.RECEIPT_STATE: paid.state_minor,
            rules.RECEIPT_OPERATOR: paid.operator_minor,
            rules.RECEIPT_PROMISED_ON: file.promised_on,
            rules.RECEIPT_CENTRE: file.centre,
        },
    )


def receipt_text(file_id: int) -> str | None:
    """The text of a receipt's QR, signed by this node as it is printed; None when nothing was paid for the file."""
    receipt = receipt_of(file_id)
    if receipt is None:
        return None
    signer = nodes.this().signer
    return qr.to_qr_text(cose.sign1(to_claims(receipt), signer, cose.key_id(signer.public)))


_published: dict[tuple[Any, ...], str] = {}


def key_set(at: datetime) -> str:
    """The document by which anyone verifies certificates and receipts without a network, signed by the hub.

    Raises:
        Refused: `not_the_hub`.
    """
    node = nodes.this()
    if not node.is_hub:
        raise Refused("not_the_hub")
    state = _state(at)
    if state not in _published:
        keys = [*_office_keys(node.signer, at), *_node_keys()]
        _published.clear()
        _published[state] = keyset.make(keys, hub=node.signer, issued_at=at)
    return _published[state]


def _state(at: datetime) -> tuple[Any, ...]:
    """What a key set depends on; it is made anew when any of it changes, and every hour."""
    certificates = models.Certificate.objects
    return (
        nodes.this().signer.public,
        models.IssuingKey.objects.aggregate(last=Max("id"))["last"],
        certificates.filter(revoked_at__isnull=False).count(),
        certificates.values("list_name").distinct().count(),
        tuple(nodes.this().store.rows.all("SELECT COUNT(*), COUNT(revoked_at), MAX(node_id) FROM feed_node")),
        tuple(nodes.this().store.rows.all("SELECT COUNT(*), MAX(event_id) FROM feed_nodekey")),
        int(at.timestamp()) // 3600,
    )


def _office_keys(hub: Signer, at: datetime) -> list[keyset.Key]:
    """Issuing keys; each issuer's status lists stand with its first key of the year."""
    zone = ZoneInfo(settings.TIME_ZONE)
    lists = _status_lists(hub, at)
    keys: dict[tuple[str, bytes], keyset.Key] = {}
    for place, year, public in models.IssuingKey.objects.order_by("id").values_list(
        "place", "year", "public_key"
    ):
        begins, ends = rules.key_times(year, zone)
        issuer = rules.issuer_of_office(place)
        key = keyset.Key(
            public=bytes(public),
            use="certificates",
            issuer=issuer,
            place=place,
            not_before_at=begins,
            not_after_at=ends,
            year=year,
            status_lists=lists.get((place, year), {}),
        )
        if (issuer, key.kid) not in keys:
            keys[issuer, key.kid] = key
            lists.pop((place, year), None)
    return list(keys.values())


def _status_lists(hub: Signer, at: datetime) -> dict[tuple[str, int], dict[str, bytes]]:
    """For each office and year its lists by name, signed by the hub."""
    names = models.Certificate.objects.values_list("office", "list_name").distinct()
    gone: dict[tuple[str, str], list[int]] = {(office, name): [] for office, name in names}
    revoked = models.Certificate.objects.filter(revoked_at__isnull=False)
    for office, name, index in revoked.values_list("office", "list_name", "list_index"):
        gone[office, name].append(index)
    found: dict[tuple[str, int], dict[str, bytes]] = {}
    for (office, name), indexes in gone.items():
        year = int(name.split("-")[0]) if name.split("-")[0].isdigit() else 0
        status_list = StatusList(
            name=name,
            issuer=rules.issuer_of_office(office),
            year=year,
            issued_at=at,
            bits=status.bits_of(indexes),
        )
        signed = status.sign(status_list, hub, cose.key_id(hub.public))
        found.setdefault((office, year), {})[name] = signed
    return found


def _node_keys() -> Iterable[keyset.Key]:
    """Keys that sign receipts: every node's own, earlier ones until it changed them, the last until it was revoked."""
    rows = nodes.this().store.rows.all(
        "SELECT k.node_id, k.signing_key, COALESCE(k.ends_at, n.revoked_at), k.begins_at"
        " FROM feed_nodekey k JOIN feed_node n ON n.node_id = k.node_id"
    )
    places: Mapping[int, str] = dict(
        nodes.this().store.rows.all("SELECT node_id, MIN(place) FROM feed_grant GROUP BY node_id")
    )
    for node_id, public, ends_at, begins_at in rows:
        yield keyset.Key(
            public=bytes(public),
            use="receipts",
            issuer=rules.issuer_of_node(node_id),
            place=places.get(node_id, ""),
            not_before_at=from_seconds(begins_at if ends_at is None else min(begins_at, ends_at)),
            not_after_at=None if ends_at is None else from_seconds(ends_at),
        )


def judge(text: str, at: datetime) -> Verdict:
    """The judgement of the hub on a scanned certificate or receipt.

    Raises:
        Refused: `not_the_hub`.
    """
    return verify.verify(text, keyset.load(key_set(at), nodes.this().signer.public), at)
