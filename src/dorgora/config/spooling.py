"""What is sent and is large waits on the disk instead of in memory, and nobody reads it there.

Each file is sealed under a key that is never written down, and has no name: a power cut leaves nothing of it.
"""

import secrets
import tempfile
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR


class Full(Exception):
    """The disk takes no more."""


class Spool:
    """Bytes written once and then read once, from the first to the last; `n_held` of them may be in memory."""

    def __init__(self, folder: Path, n_held: int) -> None:
        self._folder, self._most_held = folder, n_held
        self._held = bytearray()
        self._file: FileIO | None = None
        # One key for one file, so counting from zero never repeats itself.
        cipher = Cipher(AES(secrets.token_bytes(32)), CTR(bytes(16)))
        self._sealing, self._opening = cipher.encryptor(), cipher.decryptor()
        self.size, self._n_read = 0, 0
        self.closed = False

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *wrong: Any) -> None:
        self.close()

    def write(self, content: bytes) -> None:
        """Adds to it. What was written before stays to be read when there is no room for more.

        Raises:
            Full: there is no room for it; nothing is to be written to it any more.
        """
        sealed = self._sealing.update(content)
        try:
            if self._file is None and len(self._held) + len(sealed) <= self._most_held:
                self._held += sealed
            else:
                self._store(sealed)
        except OSError as wrong:
            raise Full from wrong
        self.size += len(content)

    def _store(self, sealed: bytes) -> None:
        if self._file is None:
            # In the data folder: what a system calls its temporary folder is often memory. Nothing is held back, so
            # that what was taken once has its room.
            file = tempfile.TemporaryFile(buffering=0, dir=self._folder)  # noqa: SIM115  as long as the request
            try:
                _put(file, self._held)
            except OSError:
                file.close()
                raise
            self._file, self._held = file, bytearray()
        _put(self._file, sealed)

    def rewind(self) -> None:
        """It is written; reading begins."""
        if self._file is not None:
            self._file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """The next bytes; all that are left when no number is given."""
        left = self.size - self._n_read
        size = left if size < 0 else min(size, left)
        held = bytes(self._held[self._n_read : self._n_read + size])
        self._n_read += size
        return self._opening.update(held if self._file is None else self._file.read(size))

    def fileno(self) -> int:
        """Where the system keeps it.

        Raises:
            OSError: it is in memory.
        """
        if self._file is None:
            raise OSError("in memory")
        return self._file.fileno()

    def close(self) -> None:
        """It is gone."""
        self.closed = True
        self._held.clear()
        if self._file is not None:
            with suppress(OSError):
                self._file.close()


def _put(file: FileIO, content: bytes | bytearray) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
