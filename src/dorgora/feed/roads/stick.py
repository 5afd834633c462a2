"""A file on a second device: whole and read back from the device itself before anybody may say that it is kept."""

import errno
import fcntl
import hashlib
import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dorgora.kernel.errors import Refused

BLOCK = 1 << 20
UNFINISHED = ".part"
DEVICES, MOUNTS = Path("/sys/dev/block"), Path("/proc/self/mountinfo")
_MEMORY = ("tmpfs", "ramfs", "devtmpfs")


def check_folder(folder: Path, beside: Path, *, is_same_allowed: bool) -> None:
    """Holds that a folder is there, and neither on the disk that `beside` is on nor in the machine's memory.

    Raises:
        Refused: `no_folder`, `same_device`, `in_memory`.
    """
    try:
        is_there, is_same = folder.is_dir(), _disk(folder) == _disk(beside)
        is_memory = _is_memory(folder)
    except (OSError, ValueError) as wrong:
        raise Refused("no_folder", None, {"folder": str(folder)}) from wrong
    if not is_there:
        raise Refused("no_folder", None, {"folder": str(folder)})
    if is_same and not is_same_allowed:
        raise Refused("same_device", None, {"folder": str(folder)})
    if is_memory and not is_same_allowed:
        raise Refused("in_memory", None, {"folder": str(folder)})


def _is_memory(path: Path) -> bool:
    """Whether what is written there is gone with the power, as far as the system says (proc(5), mountinfo)."""
    number = path.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    if not MOUNTS.exists():
        return False
    mounts = (line.split() for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines())
    return any(name == words[2] and words[words.index("-") + 1] in _MEMORY for words in mounts)


def _disk(path: Path) -> str:
    """The whole disk a path is on, as far as the system says: one disk of two partitions is lost as one."""
    number = path.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    device = (DEVICES / name).resolve()
    return (
        str(device.parent)
        if (device / "partition").exists()
        else name
        if not device.exists()
        else str(device)
    )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else writes a backup into this folder meanwhile.

    Raises:
        Refused: `backup_busy`, or `not_kept`: the folder is gone.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)
    except BlockingIOError as wrong:
        raise Refused("backup_busy", None, {"folder": str(folder)}) from wrong
    except OSError as wrong:
        raise Refused("not_kept", None, _why(folder, wrong)) from wrong


def keep(path: Path, pieces: Iterable[bytes]) -> int:
    """Writes a new file, so that it is there whole after a power cut or not at all; gives how long it is.

    Raises:
        Refused: `not_kept`: the device took it not; `not_read_back`: it says it did, and gives back other bytes.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        written = _write(unfinished, pieces)
        os.rename(unfinished, path)
        _flush(path.parent)
        is_there = _read(path) == written
    except OSError as wrong:
        _drop(unfinished, path)
        raise Refused("not_kept", None, _why(path.parent, wrong)) from wrong
    except BaseException:
        _drop(unfinished)
        raise
    if not is_there:
        _drop(path)
        raise Refused("not_read_back", None, {"folder": str(path.parent)})
    return written[0]


def _why(folder: Path, wrong: OSError) -> dict[str, str]:
    return {"folder": str(folder), "why": wrong.strerror or type(wrong).__name__}


def _drop(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def remove(paths: Iterable[Path]) -> None:
    """Takes files away that a kept one took the place of; one that stays does no harm."""
    for path in paths:
        with suppress(OSError):
            os.unlink(path)
            _flush(path.parent)


def _write(path: Path, pieces: Iterable[bytes]) -> tuple[int, bytes]:
    """Length and digest of what was to be written; the device has said that it has it."""
    size, digest = 0, hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            left = memoryview(piece)
            while left:
                left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    return size, digest.digest()


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> tuple[int, bytes]:
    """Length and digest of what is there now, past whatever this machine remembers of it where that can be.

    Raises:
        OSError: the device does not give it.
    """
    try:
        return _read_by(path, os.O_DIRECT)
    except OSError as wrong:
        if wrong.errno != errno.EINVAL:
            raise
    return _read_by(path, 0)


def _read_by(path: Path, how: int) -> tuple[int, bytes]:
    size, digest = 0, hashlib.sha256()
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | how)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        with mmap.mmap(-1, BLOCK) as block:  # begins where a page does, as a direct reading must
            while n := os.readv(handle, [block]):
                digest.update(block[:n])
                size += n
                if n < BLOCK:
                    break
    finally:
        os.close(handle)
    return size, digest.digest()
