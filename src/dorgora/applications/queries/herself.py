"""What somebody said of herself in earlier files, so that nobody types it twice."""

from collections import ChainMap
from collections.abc import Collection, Iterable
from typing import Any

from dorgora.applications import models, rules
from dorgora.applications.queries.finding import files
from dorgora.applications.queries.lists import MOST_OF_ONE
from dorgora.applications.shapes import File
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.people import queries as people

OF_HER_FILES = ("father_name", "mother_name", "ward", "number")
"""What is taken from them, by what forms call it (`known_as`)."""
FEW_FILES, MANY_FILES = 5, 100
_NEVER_CHANGES = ("father_name", "mother_name", "number")
_NOT_TRUSTED = (rules.WITHDRAWN, rules.REJECTED, rules.RETURNED)
"""What stands in such a file was another's, or is what an office found wrong."""


def said_of_herself(records: Collection[int], centre: str) -> dict[str, str]:
    """Her parents, her ward and her number, of her newest files at a centre in which she asked for herself.

    By what forms call it, as answers are kept. A file says nothing that was taken back, refused or sent back, or that
    names somebody else than the book, be it by a number: it was filled in for another, whoever asked for it. Where
    two of them name other parents or bear other numbers, none says anything: they may be of two people.

    Args:
        records: all records of hers.
    """
    rows = [row for row in _rows(records, centre) if row.state not in _NOT_TRUSTED]
    in_book = people.citizens(records).values() if rows else ()
    said = [one for one in _said(rows[:FEW_FILES]) if _is_of(in_book, one)]
    if any(len({one[name] for one in said if name in one}) > 1 for name in _NEVER_CHANGES):
        return {}
    return dict(ChainMap(*({name: one[name] for name in OF_HER_FILES if name in one} for one in said)))


def ever_said(records: Collection[int], centre: str, *, without: int) -> dict[str, set[str]]:
    """All that her other files at a centre say of the same, whatever became of them, by what forms call it.

    What filled in her form then may say nothing any more: her name was corrected, an office sent the file back.

    Args:
        records: all records of hers.
        without: a file that is not looked at.
    """
    told: dict[str, set[str]] = {name: set() for name in OF_HER_FILES}
    for one in _said([row for row in _rows(records, centre) if row.id != without][:MANY_FILES]):
        for name in told.keys() & one.keys():
            told[name].add(one[name])
    return told


def _rows(records: Collection[int], centre: str) -> list[Any]:
    """Her files in which she asked for herself, the newest first."""
    # One index, and no other condition beside it: a citizen has few files, a centre very many.
    hers = models.File.objects.filter(applicant_id__in=records).order_by("-id")
    rows = hers.values_list("id", "centre", "state", "citizen_id", named=True)[:MOST_OF_ONE]
    return [row for row in rows if row.centre == centre and row.citizen_id in records]


def _said(rows: Collection[Any]) -> list[dict[str, str]]:
    """What each of them says of the applicant, the newest first."""
    found = files(row.id for row in rows)
    services = catalogue.versions((file.service, file.service_version) for file in found)
    return [_known(file, services.get((file.service, file.service_version))) for file in reversed(found)]


def _known(file: File, service: ServiceVersion | None) -> dict[str, str]:
    """What it says of the applicant, by what forms call it; nothing where its service has not come yet."""
    asked = service.fields.values() if service else ()
    return {one.known_as: answer for one in asked if one.known_as and (answer := file.answers.get(one.name))}


def _is_of(records: Iterable[Any], said: dict[str, str]) -> bool:
    """Whether a file names her as one of her records does, and by no other number than they bear."""
    numbers = {one.number for one in records if one.number}
    return said.get("name") in {one.local_name for one in records if one.local_name} and (
        not numbers or said.get("number", "") in {"", *numbers}
    )
