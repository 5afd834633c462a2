"""The tables of issuing keys, blocks of numbers, certificates, and refused tokens."""

from dorgora.certificates import rules, serials
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
        3,  # told as before: once it is told again, earlier papers go by for who granted them
        frozenset({"certificate.issued", "certificate.revoked"}),
        rules.fold_certificates,
        {"certificates_certificate": rules.CERTIFICATE_COLUMNS},
    ),
    Projection(
        "serials",
        1,
        frozenset({"serials.reserved"}),
        serials.fold_block,
        {"certificates_block": serials.BLOCK_COLUMNS},
    ),
    Projection(
        "refused_certificates",
        1,
        frozenset({"certificate.refused"}),
        serials.fold_refused,
        {"certificates_refused": serials.REFUSED_COLUMNS},
    ),
)
