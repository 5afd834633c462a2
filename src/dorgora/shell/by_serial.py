"""A paper sought by the number that stands on it, by who may see its file (ADR 0036)."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.applications import queries as applications
from dorgora.certificates import queries as certificates
from dorgora.certificates import serials
from dorgora.places import queries as places
from dorgora.shell import formats

WRONG, NOT_HERE = "serial_wrong", "no_such_paper"
"""Why a number leads to nothing: its check says it was mistyped; no paper with it is for a file she may see."""


@dataclass(frozen=True)
class Sought:
    """What a number leads to: a file, with the day its paper was taken back, if it was; or why to none."""

    file: applications.File | None = None
    revoked_at: datetime | None = None
    reason: str = ""


def seek(text: str, *, centre: str | None = None, office: str | None = None) -> Sought | None:
    """What a typed number leads to at a centre or an office; None when it is no number of a certificate.

    Who may not open the file is told what she is told of a number that nobody ever gave.
    """
    typed = formats.pack().script.to_ascii_digits(text[: serials.MOST_TYPED + 1]).strip()
    right = serials.readings(typed)
    for serial in right:
        for paper in certificates.papers_of_serial(serial):
            file = applications.file(paper.file_id, centre=centre, office=office)
            if file is not None:
                return Sought(file, paper.revoked_at)
    if not serials.is_parted(typed) and not any(map(places.office, serials.places_meant(typed))):
        return None
    return Sought(reason=NOT_HERE if right else WRONG)
