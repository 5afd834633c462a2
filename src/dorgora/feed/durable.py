"""When something may be promised to anybody: once it is committed and the disk has it (DESIGN 9: 1 and 4). Sans-IO."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager


class NotDurable(RuntimeError):
    """What was written might not survive a power cut; nobody may be told that it is kept."""


@contextmanager
def promised(transaction: AbstractContextManager[None], flush: Callable[[], None]) -> Iterator[None]:
    """One transaction that has ended, and is on the disk, before whoever wrote in it goes on to say so.

    flush: comes back when all that was committed survives a power cut.

    Raises:
        NotDurable: `flush` cannot say so.
    """
    with transaction:
        yield
    flush()
