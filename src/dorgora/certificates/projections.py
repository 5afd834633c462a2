"""The tables of issuing keys and certificates."""

from dorgora.certificates import rules
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "issuing_keys",
        1,
        frozenset({"issuing_key.made"}),
        rules.fold_keys,
        {"certificates_issuing_key": rules.KEY_COLUMNS},
    ),
    Projection(
        "certificates",
        1,
        frozenset({"certificate.issued", "certificate.revoked"}),
        rules.fold_certificates,
        {"certificates_certificate": rules.CERTIFICATE_COLUMNS},
    ),
)
