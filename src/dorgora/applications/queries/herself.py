"""What somebody said of herself in earlier files, so that nobody types it twice."""

from collections.abc import Collection, Iterable
from typing import Any

from dorgora.applications import models, rules
from dorgora.applications.queries.finding import files
from dorgora.applications.queries.lists import MOST_OF_ONE
from dorgora.applications.shapes import File
from dorgora.catalogue import queries as catalogue
from dorgora.people import queries as people

OF_HER_FILES = ("father_name", "mother_name", "ward", "number")
"""What is taken from them, by what forms call it (`known_as`)."""
FEW_FILES = 5
_NOT_TRUSTED = (rules.WITHDRAWN, rules.REJECTED, rules.RETURNED)
"""What stands in such a file was another's, or is what an office found wrong."""


def said_of_herself(records: Collection[int], centre: str, *, without: int = 0) -> dict[str, str]:
    """Her parents, her ward and her number, of her newest files at a centre in which she asked for herself.

    By what forms call it, as answers are kept. A file says nothing that was taken back, refused or sent back, or that
    names somebody else than the book, be it by a number: it was filled in for another, whoever asked for it.

    Args:
        records: all records of hers.
        without: a file that is not looked at.
    """
    hers = models.File.objects.filter(applicant_id__in=records).exclude(id=without)
    # One index, and no other condition beside it: a citizen has few files, a centre very many.
    rows = hers.order_by("-id").values_list("id", "centre", "state", "citizen_id")[:MOST_OF_ONE]
    found = [
        file_id
        for file_id, where, state, whom in rows
        if where == centre and whom in records and state not in _NOT_TRUSTED
    ]
    in_book = people.citizens(records).values() if found else ()
    told: dict[str, str] = {}
    for file in reversed(files(found[:FEW_FILES])):
        said = _known(file)
        if _is_of(in_book, said):
            told = {name: answer for name, answer in said.items() if name in OF_HER_FILES} | told
    return told


def _known(file: File) -> dict[str, str]:
    """What it says of the applicant, by what forms call it."""
    service = catalogue.service(file.service, file.service_version)
    asked = service.fields.values() if service else ()
    return {one.known_as: answer for one in asked if one.known_as and (answer := file.answers.get(one.name))}


def _is_of(records: Iterable[Any], said: dict[str, str]) -> bool:
    """Whether a file names her as one of her records does, and by no other number than they bear."""
    numbers = {one.number for one in records if one.number}
    return said.get("name") in {one.local_name for one in records if one.local_name} and (
        not numbers or said.get("number", "") in {"", *numbers}
    )
