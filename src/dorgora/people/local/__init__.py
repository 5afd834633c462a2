"""What of people never leaves this node: the search index, one-time codes, PINs, and officers' accounts."""

from dorgora.people.local.accounts import open_officer_account, recovery_codes, sign_in_with_recovery_code
from dorgora.people.local.codes import code_digests, give_code, keep_digests
from dorgora.people.local.index import (
    AFTER_TOLD,
    FAULTS,
    forget_citizens,
    index_citizens,
    index_words,
    reindex,
)
from dorgora.people.local.pins import check_pin, has_pin, set_pin

__all__ = [
    "AFTER_TOLD",
    "FAULTS",
    "check_pin",
    "code_digests",
    "forget_citizens",
    "give_code",
    "has_pin",
    "index_citizens",
    "index_words",
    "keep_digests",
    "open_officer_account",
    "recovery_codes",
    "reindex",
    "set_pin",
    "sign_in_with_recovery_code",
]
