"""The disk key of a laptop behind words that its keepers know: nothing on the disk tells it (FAULTS 5.3).

What lies beside the database is one share of the key; the words give the other. Argon2id makes each guess cost a
quarter of a second and 64 MB; source of the numbers: RFC 9106, the second recommended choice.
"""

import hmac
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec
from argon2.low_level import Type, hash_secret_raw

from dorgora.kernel.secrets_file import subkey

FILE: Final = "day.key"
MEMORY_KIB: Final = 64 * 1024
ROUNDS: Final = 3
_MOST_MEMORY_KIB: Final = 1024 * 1024


class WrongWords(Exception):
    """These are not the words, or not in their order."""


class _Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    memory_kib: int
    rounds: int
    salt: bytes
    share: bytes
    check: bytes


def hide(key: bytes, words: Sequence[str]) -> bytes:
    """What may lie on the disk. key: 32 bytes. words: as they are compared, each already folded."""
    salt = secrets.token_bytes(16)
    share = _mixed(key, _stretched(words, salt, MEMORY_KIB, ROUNDS))
    return msgspec.json.encode(_Share(MEMORY_KIB, ROUNDS, salt, share, subkey(key, "day")))


def find(content: bytes, words: Sequence[str]) -> bytes:
    """The key that was hidden.

    Raises:
        WrongWords: other words, or the file is damaged: nobody can tell which.
        ValueError: the file is none that `hide` made.
    """
    held = msgspec.json.decode(content, type=_Share)
    if not (8 <= held.memory_kib <= _MOST_MEMORY_KIB and 1 <= held.rounds <= 20 and len(held.share) == 32):
        raise ValueError("no such day key was ever made")
    key = _mixed(held.share, _stretched(words, held.salt, held.memory_kib, held.rounds))
    if not hmac.compare_digest(subkey(key, "day"), held.check):
        raise WrongWords
    return key


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _stretched(words: Sequence[str], salt: bytes, memory_kib: int, rounds: int) -> bytes:
    return hash_secret_raw(
        " ".join(words).encode(), salt, time_cost=rounds, memory_cost=memory_kib, parallelism=1, hash_len=32,
        type=Type.ID,
    )  # fmt: skip
