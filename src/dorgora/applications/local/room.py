"""When the disk takes no more, whoever wanted something kept is told so, and may show again what was typed."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from dorgora.kernel.errors import Refused

DISK_FULL = "disk_full"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def needed() -> Iterator[None]:
    """Around what is written down: files, and rows of the database.

    Raises:
        Refused: `disk_full`, nothing of it is kept.
    """
    try:
        yield
    except OSError as wrong:
        if wrong.errno not in _FULL:
            raise
        raise Refused(DISK_FULL) from wrong
    except OperationalError as wrong:
        if "is full" not in str(wrong):  # as SQLite words it
            raise
        raise Refused(DISK_FULL) from wrong
