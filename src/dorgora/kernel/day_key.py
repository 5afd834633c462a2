"""The disk key of a laptop behind words that its keepers know: nothing on the disk tells it (FAULTS 5.3).

What lies beside the database is one share of the key; the words give the other. Argon2id makes each guess cost a
quarter of a second and 64 MB; source of the numbers: RFC 9106, the second recommended choice.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec
from argon2.low_level import Type, hash_secret_raw
from msgspec.structs import replace

from dorgora.kernel.secrets_file import subkey

FILES: Final = ("day.key", "day.key.2")
"""Twice the same: without it all that the hub has not received is gone."""
MEMORY_KIB: Final = 64 * 1024
ROUNDS: Final = 3
_MOST_MEMORY_KIB: Final = 1024 * 1024


class WrongWords(Exception):
    """These are not the words, or not in their order."""


class Damaged(Exception):
    """The file is not as it was written: no words open it."""


class _Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    memory_kib: int
    rounds: int
    salt: bytes
    share: bytes
    check: bytes
    whole: bytes | None = None
    """Digest of the others: a worn disk is told from wrong words. None in files that an early program wrote."""


def hide(key: bytes, words: Sequence[str]) -> bytes:
    """What may lie on the disk. key: 32 bytes. words: as they are compared, each already folded."""
    salt = secrets.token_bytes(16)
    share = _mixed(key, _stretched(words, salt, MEMORY_KIB, ROUNDS))
    held = _Share(MEMORY_KIB, ROUNDS, salt, share, subkey(key, "day"), b"")
    return msgspec.json.encode(replace(held, whole=_digest(held)))


def find(content: bytes, words: Sequence[str]) -> bytes:
    """The key that was hidden.

    Raises:
        WrongWords: other words, or a file without a digest is worn.
        Damaged: this is not what `hide` made.
    """
    held = _read(content)
    key = _mixed(held.share, _stretched(words, held.salt, held.memory_kib, held.rounds))
    if not hmac.compare_digest(subkey(key, "day"), held.check):
        raise WrongWords
    return key


def with_digest(content: bytes) -> bytes:
    """The same file with its digest: of one that opened and that an early program wrote; any other as it is.

    Raises:
        Damaged: this is not what `hide` made.
    """
    held = _read(content)
    return msgspec.json.encode(replace(held, whole=_digest(held))) if held.whole is None else content


def _read(content: bytes) -> _Share:
    try:
        held = msgspec.json.decode(content, type=_Share)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Damaged from wrong
    is_sane = 8 <= held.memory_kib <= _MOST_MEMORY_KIB and 1 <= held.rounds <= 20 and len(held.share) == 32
    is_whole = held.whole is None or hmac.compare_digest(_digest(held), held.whole)
    if not (is_sane and is_whole):
        raise Damaged
    return held


def _digest(held: _Share) -> bytes:
    return hashlib.sha256(msgspec.json.encode(replace(held, whole=b""))).digest()


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _stretched(words: Sequence[str], salt: bytes, memory_kib: int, rounds: int) -> bytes:
    return hash_secret_raw(
        " ".join(words).encode(), salt, time_cost=rounds, memory_cost=memory_kib, parallelism=1, hash_len=32,
        type=Type.ID,
    )  # fmt: skip
