"""One thing that takes long to make, kept beside what it was made of."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last thing made, and never more than one: made anew when what it is made of is another.

    Threads that ask while it is being made wait for the one that makes it, instead of each making its own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[Hashable, T] | None = None

    def get(self, state: Callable[[], Hashable], make: Callable[[], T]) -> T:
        """What was made of this state, or what `make` gives now.

        `state` is asked before `make`: what changes in between is told by the next state, never missed.
        """
        with self._lock:
            now = state()
            if self._held is None or self._held[0] != now:
                self._held = (now, make())
            return self._held[1]
