"""Slow digests of what people remember: argon2id, sized for an old machine with 2 GB that does other work too."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# 32 MiB and three passes: over the least that OWASP asks for, and two at once are no burden on 2 GB.
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_two_at_once = threading.BoundedSemaphore(2)


def digest_of(words: str) -> str:
    """The digest to keep; slow, so never inside a transaction."""
    with _two_at_once:
        return _hasher.hash(words)


def is_of(digest: str, words: str) -> bool:
    """Whether the digest is of these words."""
    try:
        with _two_at_once:
            return _hasher.verify(digest, words)
    except (Argon2Error, InvalidHashError):
        return False
