"""A birth certificate of a made-up child, a receipt, and the keys of a made-up union, node and hub."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dorgora.certificates import cose, keyset, qr, status
from dorgora.certificates.document import Document, to_claims
from dorgora.kernel.signing import Signer

OFFICE = Signer(b"o" * 32)
OTHER_OFFICE = Signer(b"x" * 32)
NODE = Signer(b"n" * 32)
HUB = Signer(b"h" * 32)
STRANGER = Signer(b"s" * 32)

ISSUED_AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LIST_AT = ISSUED_AT + timedelta(days=2)
NOW = ISSUED_AT + timedelta(days=5)

TEN_BANGLA_FIELDS = {
    1: "মিম আক্তার",
    2: "১৪ আগস্ট ২০২৬",
    3: "মেয়ে",
    4: "কুকরীমূকরী, চরফ্যাশন, ভোলা",
    5: "বিনা খাতুন",
    6: "বাংলাদেশি",
    7: "আবির আলম",
    8: "বাংলাদেশি",
    9: "চর পাতিলা, ওয়ার্ড ৩, কুকরীমূকরী",
    10: "তন্ময় মজুমদার",
}
CERTIFICATE = Document(
    kind=cose.Kind.CERTIFICATE,
    issuer="10092570",
    serial="10092570-2026-000142",
    issued_at=ISSUED_AT,
    service="birth_registration",
    service_version=1,
    fields={0: "20260902570000142", **TEN_BANGLA_FIELDS},
    status=("10092570-2026", 142),
)
RECEIPT = Document(
    kind=cose.Kind.RECEIPT,
    issuer="centre 5",
    serial="0000PGQMSBQD19",
    issued_at=ISSUED_AT,
    service="birth_registration",
    service_version=1,
    fields={1: 2500, 2: 5000, 3: "4829173"},
)


def token_of(document=CERTIFICATE, signer=OFFICE):
    return cose.sign1(to_claims(document), signer, cose.key_id(signer.public))


def text_of(document=CERTIFICATE, signer=OFFICE):
    return qr.to_qr_text(token_of(document, signer))


def status_list(*revoked, **changes):
    made = status.StatusList(
        name="10092570-2026",
        issuer="10092570",
        year=2026,
        issued_at=LIST_AT,
        bits=status.bits_of(revoked),
    )
    return replace(made, **changes)


def signed_list(made, signer=OFFICE):
    return status.sign(made, signer, cose.key_id(signer.public))


def office_key(token=None, **changes):
    key = keyset.Key(
        public=OFFICE.public,
        use="certificates",
        issuer="10092570",
        year=2026,
        place="10092570",
        not_before_at=datetime(2026, 1, 1, tzinfo=UTC),
        not_after_at=datetime(2027, 1, 31, tzinfo=UTC),
        status_lists={"10092570-2026": token} if token else {},
    )
    return replace(key, **changes)


def node_key(**changes):
    key = keyset.Key(
        public=NODE.public,
        use="receipts",
        issuer="centre 5",
        place="10092570",
        not_before_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return replace(key, **changes)


def key_set(*tokens, keys=None):
    published = [office_key(*tokens), node_key()] if keys is None else keys
    return keyset.load(keyset.make(published, hub=HUB, issued_at=LIST_AT), HUB.public)
