"""Some of a laptop's disk held back in a file, and given up when nothing is left, so that what must go on goes on."""

import os
import shutil
import sys
from pathlib import Path

NAME, BYTES = "ballast", 16 << 20
LEAST_BYTES = 1 << 20
"""With less left a transaction may not end: the ballast is given up before it is tried."""


def lay(folder: Path) -> None:
    """Holds it back, if there is plenty.

    Raises:
        OSError: the disk did not take it.
    """
    if held(folder) == BYTES or free(folder) < 4 * BYTES:
        return
    try:
        with (folder / NAME).open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, BYTES)
    except OSError:
        give_up(folder)
        raise


def look(folder: Path) -> bool:
    """Gives it up if next to nothing is left beside it; gives whether it did."""
    return free(folder) < LEAST_BYTES and give_up(folder)


def give_up(folder: Path) -> bool:
    """Gives it back to the disk, which takes no room; gives whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True


def held(folder: Path) -> int:
    """How many bytes are held back now."""
    try:
        return (folder / NAME).stat().st_size
    except OSError:
        return 0


def free(folder: Path) -> int:
    """What may still be written there; where nobody can say it, nobody is held up."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return sys.maxsize
