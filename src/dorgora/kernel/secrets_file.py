"""Secrets of one node on disk: the key everything hangs from, and a small sealed file of the others."""

import hmac
import os
import secrets
from pathlib import Path

from dorgora.kernel.sealing import open_sealed, seal


def disk_key(folder: Path, given: str) -> bytes:
    """The node's 32-byte key: handed in as hex by whoever starts it, else a file only its owner reads.

    A laptop is handed its key (FAULTS 5.3); the file is for a hub, whose database is elsewhere.

    Raises:
        ValueError: what was handed in is not 64 hex digits.
    """
    if given:
        key = bytes.fromhex(given)
        if len(key) != 32:
            raise ValueError("the disk key must be 64 hex digits")
        return key
    path = folder / "disk.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, secrets.token_bytes(32))
    return path.read_bytes()


def subkey(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    return hmac.digest(key, b"dorgora " + purpose.encode(), "sha256")


def write_durably(path: Path, content: bytes) -> None:
    """Replaces a file whole: after a power cut it is the old one or the new one."""
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_sealed(path: Path, key: bytes, content: bytes) -> None:
    """Replaces a sealed file."""
    write_durably(path, seal(subkey(key, "file"), path.name.encode(), content))


def read_sealed(path: Path, key: bytes) -> bytes:
    """What was sealed there.

    Raises:
        ValueError: another key.
        FileNotFoundError: no such file.
    """
    return open_sealed(subkey(key, "file"), path.name.encode(), path.read_bytes())
