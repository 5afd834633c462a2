"""What the last look found of the phones' door, in memory: every request by it asks that, and strangers send many.

Kept by the front's thread alone, and always as a whole: who asks has what was found before or now, and no half of it.
"""

from dataclasses import dataclass

PORT_TAKEN = "port_taken"
"""Why phones cannot be served, where it is no fault of the certificate nor of the network."""


@dataclass(frozen=True)
class Seen:
    """listens: the addresses at which phones are answered now. in_vain: those at which they cannot be.

    hosts: what may stand in the address of a page; nothing while nobody is answered.
    """

    listens: tuple[str, ...] = ()
    in_vain: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()

    @property
    def is_in_vain(self) -> bool:
        """Whether it should be open, and no address is free to listen at."""
        return bool(self.in_vain) and not self.listens


_seen = Seen()


def seen() -> Seen:
    """What the last look found."""
    return _seen


def keep(found: Seen) -> None:
    """From now on that."""
    global _seen
    _seen = found
