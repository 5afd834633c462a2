"""Who acts for an office, and the file it is about: there, not erased, still open to it, with the rules it has."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from dorgora.applications import queries
from dorgora.applications.queries import File
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import log
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.people import queries as staff

MAX_NOTE = 500
"""Letters of what an officer writes beside an act."""


def known(file_id: int) -> File:
    """The file.

    Raises:
        Refused: `not_open` (no such file), `erased`, `not_told_anew` (its words were let go of here).
    """
    file = queries.file(file_id)
    if file is None:
        raise Refused("not_open")
    if file.is_blank:
        raise Refused("not_told_anew" if queries.let_go([file_id]) else "erased")
    return file


def check_open(file: File, is_open: bool) -> None:
    """Holds a page that was opened before somebody else acted.

    Raises:
        Refused: `already_decided`.
    """
    if not is_open:
        happened = {"at": file.changed_at, "by": file.changed_by, "state": file.state}
        raise Refused("already_decided", detail=happened)


def check_fresh(file: File, seen: str) -> None:
    """Holds a page up to the file as it is now. seen: the file's `stamp` when the page was made.

    Raises:
        Refused: `already_decided` or `file_changed` (detail: at, by, state): somebody acted since.
    """
    if seen != file.stamp:
        happened = {"at": file.decided_at or file.changed_at, "by": file.changed_by, "state": file.state}
        raise Refused("file_changed" if file.decided_at is None else "already_decided", detail=happened)


def version_of(file: File) -> ServiceVersion:
    """The service as the file was opened with it.

    Raises:
        Refused: `unknown_service`.
    """
    version = catalogue.service(file.service, file.service_version)
    if version is None:
        raise Refused("unknown_service")
    return version


def check_officer(by: int, office: str) -> None:
    """Holds that somebody decides for this office.

    Raises:
        Refused: `not_yours`.
    """
    who = staff.officer(by)
    if (
        who is None
        or not who.is_active
        or (who.role, who.place) != ("office", office)
        or "decide" not in who.powers
    ):
        raise Refused("not_yours")


@contextmanager
def acting(office: str, by: int, at: datetime, *locked: int) -> Iterator[log.Act]:
    """An act of an office, with these subjects locked.

    Raises:
        Refused: `office_elsewhere`: this node does not act for it.
    """
    try:
        with log.act(role="office", place=office, by=by, at=at, subjects=locked) as act:
            yield act
    except Refused as refusal:
        if refusal.reason == "no_feed":
            raise Refused("office_elsewhere") from refusal
        raise


@contextmanager
def deciding(
    file_id: int, office: str, by: int, at: datetime, *locked: int, seen: str | None = None
) -> Iterator[tuple[log.Act, File]]:
    """An officer's act on a file of her office, the file read after it and what else is `locked` were.

    seen: as for `check_fresh`; None: whoever decides has seen no page.

    Raises:
        Refused: `not_yours`, `sent_on` (it had the file), `not_open`, `erased`, `office_elsewhere`,
            `laptop_not_heard` (the hub went back), or what `check_fresh` finds.
    """
    check_officer(by, office)
    with acting(office, by, at, file_id, *locked) as act:
        file = known(file_id)
        if file.office != office:
            is_past = file.is_known_to(office)
            raise Refused("sent_on", detail={"at": file.changed_at}) if is_past else Refused("not_yours")
        if feed.is_awaited(file_id):
            raise Refused("laptop_not_heard")
        if seen is not None:
            check_fresh(file, seen)
        yield act, file


def check_offices(file: File) -> None:
    """Holds the offices a file names against its service: its centre wrote them.

    Raises:
        Refused: `offices_wrong`, `unknown_service`.
    """
    if not queries.has_its_offices(file, version_of(file)):
        raise Refused("offices_wrong")
