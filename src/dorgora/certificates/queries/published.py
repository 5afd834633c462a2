"""What anyone verifies by: a receipt's QR text, the key set with its status lists, and the hub's own judgement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from dorgora.applications import queries as applications
from dorgora.certificates import cose, keyset, models, qr, rules, status, verify
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document, to_claims
from dorgora.certificates.kept import Kept
from dorgora.certificates.status import StatusList
from dorgora.certificates.verify import Verdict
from dorgora.feed import node as nodes
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer
from dorgora.money import queries as money


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


_LISTS = """
    WITH RECURSIVE list (name) AS (
        SELECT MIN(list_name) FROM certificates_certificate
        UNION ALL
        SELECT (SELECT MIN(list_name) FROM certificates_certificate WHERE list_name > list.name)
        FROM list WHERE list.name IS NOT NULL
    )
    SELECT name, (
        SELECT office FROM certificates_certificate WHERE list_name = list.name ORDER BY list_index LIMIT 1
    ) FROM list WHERE name IS NOT NULL
"""
_key_set: Kept[str] = Kept()
_receipt_keys: Kept[dict[bytes, tuple[keyset.Key, ...]]] = Kept()


def key_set(at: datetime) -> str:
    """The document by which anyone verifies certificates and receipts without a network, signed by the hub.

    It is made anew when a key or a list came, when a certificate was revoked, and every hour.

    Raises:
        Refused: `not_the_hub`.
    """
    hub = _hub()

    def make() -> str:
        return keyset.make([*_office_keys(hub, at), *_node_keys()], hub=hub, issued_at=at)

    return _key_set.get(lambda: _state(at), make)


def keys() -> list[keyset.Key]:
    """Every key whose certificates and receipts count, without the status lists.

    Raises:
        Refused: `not_the_hub`.
    """
    _hub()
    return [*_issuing_keys(models.IssuingKey.objects.all()).values(), *_node_keys()]


def judge(text: str, at: datetime) -> Verdict:
    """The judgement of the hub on a scanned certificate or receipt: what its key set says, from the same tables.

    Of the tables only the key and the list that the text names are read; of what is no token, nothing.

    Raises:
        Refused: `not_the_hub`.
    """
    _hub()
    return verify.verify(text, _Told(at), at)


@dataclass(frozen=True)
class _Told:
    """What the key set would hold, looked up one key and one list at a time."""

    at: datetime

    def keys_named(self, kid: bytes) -> tuple[keyset.Key, ...]:
        offices = models.IssuingKey.objects.filter(kid=kid)
        return (
            *_issuing_keys(offices).values(),
            *_receipt_keys.get(_nodes_state, _receipt_keys_now).get(kid, ()),
        )

    def lists_named(self, issuer: str, name: str) -> tuple[StatusList, ...]:
        office = _office_of_list(name)
        if office is None or rules.issuer_of_office(office) != issuer:
            return ()
        revoked = _with_a_bit().filter(office=office, list_name=name)
        indexes = revoked.values_list("list_index", flat=True)
        refused = models.Refused.objects.filter(list_name=name).values_list("digest", flat=True)
        return (_status_list(office, name, indexes, map(bytes, refused), self.at),)


def _receipt_keys_now() -> dict[bytes, tuple[keyset.Key, ...]]:
    named: dict[bytes, tuple[keyset.Key, ...]] = {}
    for key in _node_keys():
        named[key.kid] = (*named.get(key.kid, ()), key)
    return named


def _hub() -> Signer:
    node = nodes.this()
    if not node.is_hub:
        raise Refused("not_the_hub")
    return node.signer


def _state(at: datetime) -> tuple[Any, ...]:
    """What a key set is made of: keys by number and last, lists by name, the revoked, the hour.

    No part of it looks at the certificates one by one: there are a million of them and more. A key may come in
    any feed, so that the greatest id alone would not tell of it.
    """
    ((n_keys, last_key),) = nodes.this().store.rows.all(
        "SELECT COUNT(*), MAX(id) FROM certificates_issuing_key"
    )
    revoked = nodes.this().store.rows.all(
        "SELECT COUNT(*), SUM(list_index) FROM certificates_certificate WHERE revoked_at IS NOT NULL"
    )
    refused = nodes.this().store.rows.all("SELECT COUNT(*), MAX(id) FROM certificates_refused")
    made_of = (_nodes_state(), n_keys, last_key, tuple(revoked), tuple(refused), tuple(_lists()))
    return (*made_of, int(at.timestamp()) // 3600)


def _nodes_state() -> tuple[Any, ...]:
    node = nodes.this()
    rows = node.store.rows
    return (
        node,
        node.signer.public,
        tuple(rows.all("SELECT COUNT(*), COUNT(revoked_at), MAX(node_id) FROM feed_node")),
        tuple(rows.all("SELECT COUNT(*), MAX(event_id) FROM feed_nodekey")),
    )


def _lists() -> list[tuple[str, str]]:
    """All status lists by name, and whose each is: one feed names its certificates on it, and is one office's.

    From one name to the next through the index: a list has thousands of certificates. A list may hold nothing but
    what was refused.
    """
    rows = nodes.this().store.rows
    refused = rows.all("SELECT DISTINCT list_name, office FROM certificates_refused")
    return sorted({(name, office) for name, office in (*rows.all(_LISTS), *refused)})


def _office_of_list(name: str) -> str | None:
    found = models.Certificate.objects.filter(list_name=name).order_by("list_index")
    office: str | None = found.values_list("office", flat=True).first()
    if office is None:
        office = models.Refused.objects.filter(list_name=name).values_list("office", flat=True).first()
    return office


def _office_keys(hub: Signer, at: datetime) -> list[keyset.Key]:
    """Issuing keys; each issuer's status lists stand with its first key of the year."""
    lists = _status_lists(hub, at)
    return [
        replace(key, status_lists=lists.pop((key.place, key.year), {}))
        for key in _issuing_keys(models.IssuingKey.objects.all()).values()
    ]


def _issuing_keys(found: QuerySet[models.IssuingKey]) -> dict[tuple[str, bytes], keyset.Key]:
    """Keys by issuer and id: the first that an office published as that."""
    zone = ZoneInfo(settings.TIME_ZONE)
    keys: dict[tuple[str, bytes], keyset.Key] = {}
    for place, year, public in found.order_by("id").values_list("place", "year", "public_key"):
        begins, ends = rules.key_times(year, zone)
        key = keyset.Key(
            public=bytes(public),
            use="certificates",
            issuer=rules.issuer_of_office(place),
            place=place,
            not_before_at=begins,
            not_after_at=ends,
            year=year,
        )
        keys.setdefault((key.issuer, key.kid), key)
    return keys


def _status_lists(hub: Signer, at: datetime) -> dict[tuple[str, int | None], dict[str, bytes]]:
    """For each office and year its lists by name, signed by the hub."""
    gone: dict[tuple[str, str], list[int]] = {(office, name): [] for name, office in _lists()}
    for office, name, index in _with_a_bit().values_list("office", "list_name", "list_index"):
        gone.setdefault((office, name), []).append(index)
    refused: dict[str, list[bytes]] = {}
    for name, digest in models.Refused.objects.values_list("list_name", "digest"):
        refused.setdefault(name, []).append(bytes(digest))
    found: dict[tuple[str, int | None], dict[str, bytes]] = {}
    for (office, name), indexes in gone.items():
        status_list = _status_list(office, name, indexes, refused.get(name, ()), at)
        signed = status.sign(status_list, hub, cose.key_id(hub.public))
        found.setdefault((office, status_list.year), {})[name] = signed
    return found


def _with_a_bit() -> models.Certificates:
    """The revoked, but for one whose token the hub refused while another that holds has its place on the list.

    A bit stands for both of them; the digest for the one alone.
    """
    of_that = {"list_name": OuterRef("list_name"), "list_index": OuterRef("list_index")}
    holds = models.Certificate.objects.filter(**of_that, revoked_at__isnull=True)
    refused = models.Refused.objects.filter(event_id=OuterRef("id"), reason__in=rules.NUMBER_FAULTS)
    return models.Certificate.objects.filter(revoked_at__isnull=False).exclude(
        Exists(refused) & Exists(holds)
    )


def _status_list(
    office: str, name: str, indexes: Iterable[int], refused: Iterable[bytes], at: datetime
) -> StatusList:
    return StatusList(
        name=name,
        issuer=rules.issuer_of_office(office),
        year=int(name.split("-")[0]),
        issued_at=at,
        bits=status.bits_of(indexes),
        refused=frozenset(refused),
    )


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
