"""Certificates by the number that stands on them."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.applications import queries as applications
from dorgora.certificates import models
from dorgora.kernel.clock import from_seconds


@dataclass(frozen=True)
class PaperOf:
    """A certificate by its number: whose file it is for, and when it was taken back, if it was."""

    file_id: int
    revoked_at: datetime | None


def papers_of_serial(serial: str, *, most: int = 20) -> list[PaperOf]:
    """The certificates that bear a serial from a block, the first one first; a second is a liar's or a copy's."""
    place, year, number, _ = serial.rsplit("-", 3)
    found = models.Certificate.objects.filter(
        office=place, number=int(number), list_name__startswith=f"{year}-"
    )
    rows = found.order_by("id").values_list("about_id", "revoked_at")[:most]
    return [PaperOf(file_id, None if at is None else from_seconds(at)) for file_id, at in rows]


def file_of_serial(serial: str) -> applications.File | None:
    """The file whose certificate bears a serial from a block; of two with one number the first one's."""
    found = papers_of_serial(serial, most=1)
    return applications.file(found[0].file_id) if found else None
