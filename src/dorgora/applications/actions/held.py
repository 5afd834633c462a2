"""The file an act is about: there, not erased, still open to it, with the rules it was opened with."""

from dorgora.applications import queries
from dorgora.applications.queries import File
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.kernel.errors import Refused
from dorgora.people import queries as staff


def known(file_id: int) -> File:
    """The file.

    Raises:
        Refused: `not_open` (no such file), `erased`.
    """
    file = queries.file(file_id)
    if file is None:
        raise Refused("not_open")
    if file.is_blank:
        raise Refused("erased")
    return file


def check_open(file: File, is_open: bool) -> None:
    """Holds a page that was opened before somebody else acted.

    Raises:
        Refused: `already_decided`.
    """
    if not is_open:
        happened = {"at": file.changed_at, "by": file.changed_by, "state": file.state}
        raise Refused("already_decided", detail=happened)


def check_operator(by: int, centre: str) -> None:
    """Holds who acts at a centre.

    Raises:
        Refused: `not_yours`.
    """
    who = staff.operator(by)
    if who is None or not who.is_active or who.place != centre:
        raise Refused("not_yours")


def version_of(file: File) -> ServiceVersion:
    """The service as the file was opened with it.

    Raises:
        Refused: `unknown_service`.
    """
    version = catalogue.service(file.service, file.service_version)
    if version is None:
        raise Refused("unknown_service")
    return version
