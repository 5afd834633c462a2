"""Room on the disk: who wants something kept on a full one is told so, and what was kept is never called lost.

A laptop holds some of its disk back (the ballast). When nothing is left it gives that up: nobody lodges or registers
anything then, but people sign in, look, count out, exchange and erase, until somebody makes room.
"""

import errno
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError

from dorgora.kernel import ballast
from dorgora.kernel.errors import Refused

DISK_FULL = "disk_full"
WORK_BYTES = 4 << 20
"""With less than this beside the ballast nothing new is begun: no money is taken that could not be booked."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_WORDS = ("is full", "No space left on device", "Disk quota exceeded")
"""As SQLite words it, and PostgreSQL."""
_MAYBE = ("disk I/O error", "unable to open database file")
"""SQLite's words where there is no room for the files beside the database; and for a broken disk."""
_here = threading.local()
logger = logging.getLogger("dorgora.room")


def begin() -> None:
    """Another request, command or turn begins on this thread: nothing is written for it yet."""
    _here.is_written = False
    _tell(ballast.look(settings.DATA_DIR))


def note_written() -> None:
    """What was asked for is committed: whatever fails from now on, it is done."""
    _here.is_written = True


def is_written() -> bool:
    """Whether something was committed to the log since this thread's last `begin`."""
    return bool(getattr(_here, "is_written", False))


def is_full(wrong: BaseException | None) -> bool:
    """Whether this went wrong because the disk takes no more; if so, its ballast is given up."""
    if not _says_full(wrong):
        return False
    _tell(ballast.give_up(settings.DATA_DIR))
    return True


def _says_full(wrong: BaseException | None) -> bool:
    while wrong is not None and not _is_one(wrong):
        wrong = wrong.__cause__ or wrong.__context__  # a session that was not kept does not say why itself
    return wrong is not None


def _is_one(wrong: BaseException) -> bool:
    if isinstance(wrong, Refused):
        return wrong.reason == DISK_FULL
    if isinstance(wrong, OperationalError):
        said = str(wrong)
        return any(one in said for one in _WORDS) or (said in _MAYBE and _is_empty())
    return isinstance(wrong, OSError) and wrong.errno in _FULL


def _is_empty() -> bool:
    return ballast.free(settings.DATA_DIR) < ballast.LEAST_BYTES


@contextmanager
def needed() -> Iterator[None]:
    """Around what is written down: files, and rows of the database.

    Raises:
        Refused: `disk_full`, nothing of it is kept.
        OSError: whatever else went wrong.
        OperationalError: the same.
    """
    try:
        yield
    except (OSError, OperationalError) as wrong:
        if not is_full(wrong):
            raise
        raise Refused(DISK_FULL) from wrong


@contextmanager
def spared() -> Iterator[None]:
    """Around what only tidies up behind something that is done: on a full disk it is left, and nobody is alarmed.

    Raises:
        OSError: whatever else went wrong.
        OperationalError: the same.
        Refused: the same.
    """
    try:
        yield
    except (OSError, OperationalError, Refused) as wrong:
        if not is_full(wrong):
            raise


def check() -> None:
    """Before something new is begun.

    Raises:
        Refused: `disk_full`, there is too little room to end it.
    """
    here = settings.DATA_DIR
    if ballast.free(here) + ballast.held(here) < ballast.BYTES + WORK_BYTES:
        raise Refused(DISK_FULL)


def lay_ballast() -> None:
    """Holds some of the disk back where the database lies on it."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        return
    try:
        ballast.lay(settings.DATA_DIR)
    except OSError as wrong:
        logger.warning("no ballast: %s", os.strerror(wrong.errno or 0))


def _tell(is_given_up: bool) -> None:
    if is_given_up:
        logger.warning("the disk is full: the ballast is given up")
