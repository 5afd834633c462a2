"""A laptop is opened by words on paper (DESIGN 7): which ones, whether these are they, and how long to wait."""

import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, log2
from pathlib import Path

from dorgora.kernel import day_key
from dorgora.kernel.pack import Pack
from dorgora.kernel.secrets_file import write_durably

BITS = 56
"""How hard the words are to guess; with a quarter of a second a guess, a billion years for one computer."""
FEWEST_NAMES = 500
"""Of fewer too many words would have to be typed."""
PATIENCE = 5
"""So many wrong tries before one has to wait, each time twice as long."""
LONGEST_WAIT_SECONDS = 300


def new_words(pack: Pack) -> list[str]:
    """So many words by lot that guessing them is hopeless: of names of places, no two of which sound alike.

    Where a country has few such names they are numbers of four digits.
    """
    by_sound: dict[str, str] = {}
    local, _latin = pack.name_fields
    for row in pack.rows("areas"):
        name = row[local]
        if len(pack.script.name_parts(name)) == 1:
            by_sound.setdefault(pack.script.fold_name(name), name)
    names = list(by_sound.values())
    if len(names) < FEWEST_NAMES:
        names = [f"{number:04d}" for number in range(10_000)]
    return [secrets.choice(names) for _ in range(ceil(BITS / log2(len(names))))]


def as_compared(pack: Pack, typed: str) -> tuple[str, ...]:
    """The words as they are compared: by their sound, in whichever script they were typed."""
    return pack.script.name_parts(typed)


@dataclass
class Door:
    """One laptop that is shut: what was typed, and the key once it is found."""

    folder: Path
    pack: Pack
    n_wrong: int = 0
    shut_until: float = 0.0
    key: bytes = b""
    shown: Sequence[str] = ()
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_new(self) -> bool:
        """Whether this laptop has no words yet: it is told its own."""
        return not (self.folder / day_key.FILE).exists()

    @property
    def seconds_to_wait(self) -> int:
        """How long no words are looked at, after too many wrong ones."""
        return max(0, ceil(self.shut_until - time.monotonic()))

    def words(self) -> Sequence[str]:
        """The words a new laptop is told, the same until they are written down; of an older one none."""
        with self.one_at_a_time:
            if self.is_new and not self.shown:
                self.shown = new_words(self.pack)
            return self.shown if self.is_new else ()

    def try_words(self, typed: str) -> bool:
        """Tries them, unless one has to wait; gives whether the key is found."""
        with self.one_at_a_time:
            if self.seconds_to_wait:
                return False
            words = as_compared(self.pack, typed)
            self.key = self._first(words) if self.is_new else self._found(words)
            if self.key:
                return True
            self.n_wrong += 1
            if self.n_wrong >= PATIENCE:
                self.shut_until = time.monotonic() + min(2 ** (self.n_wrong - PATIENCE), LONGEST_WAIT_SECONDS)
            return False

    def _found(self, words: tuple[str, ...]) -> bytes:
        try:
            return day_key.find((self.folder / day_key.FILE).read_bytes(), words)
        except day_key.WrongWords:
            return b""

    def _first(self, words: tuple[str, ...]) -> bytes:
        """The new key, once she has typed the words she wrote down: only then anything is written."""
        if not self.shown or words != as_compared(self.pack, " ".join(self.shown)):
            return b""
        key = secrets.token_bytes(32)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_durably(self.folder / day_key.FILE, day_key.hide(key, words))
        return key
