"""The file an officer has before her, and whether this desk may act on it."""

from typing import Any

from dorgora.applications import queries as applications
from dorgora.desk import frame
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused


def of(request: Any, file_id: int) -> applications.File:
    """A file that the officer's own office has, or had and sent on.

    Raises:
        Refused: `no_such_file`.
    """
    if request.officer.role != "office" or file_id >= 1 << 63:
        raise Refused("no_such_file")
    found = applications.file(file_id, office=request.place)
    if found is None:
        raise Refused("no_such_file")
    return found


def check_may_decide(request: Any) -> None:
    """Whether she may decide, and here.

    Raises:
        Refused: `not_your_power`, `office_elsewhere`.
    """
    if "decide" not in request.officer.powers:
        raise Refused("not_your_power")
    if frame.is_hub() and feed.writer_of("office", request.place):
        raise Refused("office_elsewhere")


def may_decide(request: Any) -> bool:
    """Whether she may decide, and here."""
    try:
        check_may_decide(request)
    except Refused:
        return False
    return True
