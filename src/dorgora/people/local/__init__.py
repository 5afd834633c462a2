"""What of people never leaves this node: the search index, who may be registered twice, codes, PINs, phones."""

from collections.abc import Iterable

from dorgora.feed.projecting import after_told
from dorgora.people.local import index, pairs, phone_life, phones
from dorgora.people.local.accounts import open_officer_account, recovery_codes, sign_in_with_recovery_code
from dorgora.people.local.codes import code_digests, give_code, keep_digests
from dorgora.people.local.index import index_citizens, index_words
from dorgora.people.local.pairs import drop_lookalike
from dorgora.people.local.pins import check_pin, has_pin, set_pin

__all__ = [
    "AFTER_TOLD",
    "DAILY",
    "FAULTS",
    "check_pin",
    "code_digests",
    "drop_lookalike",
    "forget_citizens",
    "give_code",
    "has_pin",
    "index_citizens",
    "index_words",
    "keep_digests",
    "open_officer_account",
    "phones",
    "recovery_codes",
    "reindex",
    "set_pin",
    "sign_in_with_recovery_code",
]

AFTER_TOLD = after_told(index.AFTER_TOLD, pairs.AFTER_TOLD)
"""What the worker does after events of these kinds, own or from other nodes, about these subjects."""

FAULTS = (*index.FAULTS, *pairs.FAULTS)
"""What `dorgora check` asks."""


def forget_citizens(ids: Iterable[int]) -> None:
    """Leaves nothing of these citizens in the search index, nor among those who may be registered twice."""
    gone = list(ids)
    index.forget_citizens(gone)
    pairs.forget_pairs(gone)


def reindex() -> int:
    """Makes anew by what citizens are found, and at the hub who may be registered twice. Gives how many citizens."""
    n_done = index.reindex()
    pairs.pair_all()
    return n_done


DAILY = phone_life.DAILY
"""What the worker does once a day."""
