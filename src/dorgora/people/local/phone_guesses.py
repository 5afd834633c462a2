"""How often each address has guessed at each code that is shown: counted in memory, before a guess is looked at.

So who guesses on the Wi-Fi has used up his own tries long before those of all, and takes no turn at writing for more.
"""

import threading
from collections import Counter
from collections.abc import Iterable

TRIES = 5
"""Of one address, at one code."""
MOST_CODES = 64
"""Remembered: more than operators of one laptop show within five minutes."""


class Guesses:
    """By the digest of a code. After a restart it begins anew: what all have guessed stands in the database."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._counted: dict[str, Counter[str]] = {}

    def take(self, shown: Iterable[str], address: str) -> frozenset[str]:
        """Counts one guess at each of the codes that are shown; gives those at which this address had one left."""
        left = set()
        with self._counting:
            for code in shown:
                counted = self._counted.setdefault(code, Counter())
                if counted[address] < TRIES:
                    counted[address] += 1
                    left.add(code)
            while len(self._counted) > MOST_CODES:
                self._counted.pop(next(iter(self._counted)))
        return frozenset(left)
