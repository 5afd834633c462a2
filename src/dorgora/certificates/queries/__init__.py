"""Every read of certificates: one, its QR text, its number, and the key set by which anyone verifies them."""

from dorgora.certificates.queries.issued import (
    Certificate,
    certificate,
    certificate_of,
    granted_by,
    issued_for,
    key_named,
    next_index,
    taken_back,
)
from dorgora.certificates.queries.numbers import (
    Block,
    blocks_of,
    digest_of,
    is_accepted,
    is_refused,
    n_left,
    n_refused,
    next_block,
    next_number,
    number_fault,
    refused_serial,
    token_of,
)
from dorgora.certificates.queries.papers import PaperOf, file_of_serial, papers_of_serial
from dorgora.certificates.queries.published import judge, key_set, keys, receipt_of, receipt_text

__all__ = [
    "Block",
    "Certificate",
    "PaperOf",
    "blocks_of",
    "certificate",
    "certificate_of",
    "digest_of",
    "file_of_serial",
    "granted_by",
    "is_accepted",
    "is_refused",
    "issued_for",
    "judge",
    "key_named",
    "key_set",
    "keys",
    "n_left",
    "n_refused",
    "next_block",
    "next_index",
    "next_number",
    "number_fault",
    "papers_of_serial",
    "receipt_of",
    "receipt_text",
    "refused_serial",
    "taken_back",
    "token_of",
]
