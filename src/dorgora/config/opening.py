"""A laptop is opened by words on paper (DESIGN 7): which ones, whether these are they, and how long to wait."""

import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
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
TRIES = "day.tries"
"""How many wrong tries there were since the right one; the wait outlives a start."""


def new_words(pack: Pack) -> list[str]:
    """So many words by lot that guessing them is hopeless: of names of places, no two of which sound alike.

    Each sounds the same in Latin letters, as she may type it in either script. Where a country has few such names they
    are numbers of four digits.
    """
    by_sound: dict[str, str] = {}
    local, _latin = pack.name_fields
    for row in pack.rows("areas"):
        name = row[local]
        parts = as_compared(pack, name)
        if len(parts) == 1 and as_compared(pack, pack.script.romanise(name)) == parts:
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
    """One laptop that is shut: what was typed, and the key once it is found.

    is_full: the disk takes no more, so the words that were typed last are not kept. held: the key of one whose words
    are being changed, until the new ones were typed from paper.
    """

    folder: Path
    pack: Pack
    database: Path | None = None
    n_wrong: int = 0
    shut_until: float = 0.0
    is_damaged: bool = False
    is_full: bool = False
    key: bytes = b""
    held: bytes = b""
    shown: Sequence[str] = ()
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Starting the laptop again gives nobody new tries."""
        tries = self.folder / TRIES
        said = tries.read_bytes()[:6] if tries.exists() else b""
        self.n_wrong = int(said) if said.isdigit() else 0
        self._wait()

    @property
    def is_new(self) -> bool:
        """Whether this laptop has no words yet: it is told its own."""
        return not (self._has_file or self.is_lost)

    @property
    def is_lost(self) -> bool:
        """Whether there is a database and no file with its key: no words open it, and new ones would be another's."""
        is_kept = self.database is not None and self.database.exists() and self.database.stat().st_size > 0
        return is_kept and not self._has_file

    @property
    def _has_file(self) -> bool:
        return any((self.folder / name).exists() for name in day_key.FILES)

    @property
    def seconds_to_wait(self) -> int:
        """How long no words are looked at, after too many wrong ones."""
        return max(0, ceil(self.shut_until - time.monotonic()))

    def words(self) -> Sequence[str]:
        """The words a new laptop is told, or one whose words change, the same until they were typed; else none."""
        with self.one_at_a_time:
            if self.is_new and not self.shown:
                self.shown = new_words(self.pack)
            return self.shown if self.is_new or self.held else ()

    def try_words(self, typed: str) -> bool:
        """Tries them, unless one has to wait; gives whether the key is found.

        Where words are being changed the new ones take the place of the old ones; these open it as before.
        """
        with self.one_at_a_time:
            if self.seconds_to_wait or self.is_lost:
                return False
            self.is_full, words = False, as_compared(self.pack, typed)
            self.key = self._by_new(words) or (b"" if self.is_new else self._found(words))
            return self._is_right(self.key)

    def change_words(self, typed: str) -> bool:
        """Tries the old words, unless one has to wait; if they are right, tells new ones and opens nothing yet."""
        with self.one_at_a_time:
            if self.seconds_to_wait or self.is_lost or self.is_new:
                return False
            self.held = self._found(as_compared(self.pack, typed))
            if self.held:
                self.shown = new_words(self.pack)
            return self._is_right(self.held)

    def _is_right(self, key: bytes) -> bool:
        if key:
            (self.folder / TRIES).unlink(missing_ok=True)
        elif not (self.is_new or self.is_damaged or self.is_full):
            self.n_wrong += 1
            with suppress(OSError):  # a full disk
                write_durably(self.folder / TRIES, str(self.n_wrong).encode())
            self._wait()
        return bool(key)

    def _wait(self) -> None:
        if self.n_wrong >= PATIENCE:
            doubled = 2 ** min(self.n_wrong - PATIENCE, 9)
            self.shut_until = time.monotonic() + min(doubled, LONGEST_WAIT_SECONDS)

    def _found(self, words: tuple[str, ...]) -> bytes:
        """The key, by the first of the two files that opens; that it was found puts the other one right.

        One without a digest gets it then: each file is the old one or the new one, and both open by the same words.
        """
        files = [self.folder / name for name in day_key.FILES]
        held = [file.read_bytes() if file.exists() else b"" for file in files]
        self.is_damaged = True
        for content in dict.fromkeys(held):
            try:
                key = day_key.find(content, words)
            except day_key.Damaged:
                continue
            except day_key.WrongWords:
                self.is_damaged = False
                continue
            self.is_damaged = False
            with suppress(OSError):  # a full disk keeps nobody out
                self._keep(day_key.with_digest(content))
            return key
        return b""

    def _keep(self, content: bytes) -> None:
        for file in (self.folder / name for name in day_key.FILES):
            if not file.exists() or file.read_bytes() != content:
                write_durably(file, content)

    def _by_new(self, words: tuple[str, ...]) -> bytes:
        """The key, a new one or what is held, once she has typed the words she wrote down: only then it is written.

        With the plug pulled between the two files each opens by its own words; which are typed next, those stay.
        """
        if not self.shown or words != as_compared(self.pack, " ".join(self.shown)):
            return b""
        key = self.held or secrets.token_bytes(32)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._keep(day_key.hide(key, words))
        except OSError:
            self.is_full = True
            return b""
        return key
