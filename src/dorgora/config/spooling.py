"""What is sent and is large waits on the disk instead of in memory, and nobody reads it there.

Each file is sealed under a key that is never written down, and has no name: a power cut leaves nothing of it.
"""

import secrets
import tempfile
from contextlib import suppress
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
        # In the data folder: what a system calls its temporary folder is often memory.
        self._file = tempfile.SpooledTemporaryFile(n_held, dir=str(folder))  # noqa: SIM115  lives as long as the request
        # One key for one file, so counting from zero never repeats itself.
        cipher = Cipher(AES(secrets.token_bytes(32)), CTR(bytes(16)))
        self._sealing, self._opening = cipher.encryptor(), cipher.decryptor()
        self.size = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *wrong: Any) -> None:
        self.close()

    def write(self, content: bytes) -> None:
        """Adds to it.

        Raises:
            Full: there is no room for it.
        """
        try:
            self._file.write(self._sealing.update(content))
        except OSError as wrong:
            raise Full from wrong
        self.size += len(content)

    def rewind(self) -> None:
        """It is written; reading begins.

        Raises:
            Full: there is no room for the last of it.
        """
        try:
            self._file.seek(0)
        except OSError as wrong:
            raise Full from wrong

    def read(self, size: int = -1) -> bytes:
        """The next bytes; all that are left when no number is given."""
        return self._opening.update(self._file.read(size))

    def fileno(self) -> int:
        """Where the system keeps it."""
        return self._file.fileno()

    @property
    def closed(self) -> bool:
        """Whether it is gone."""
        return self._file.closed

    def close(self) -> None:
        """It is gone."""
        with suppress(OSError):  # what found no room is let go with the rest
            self._file.close()
