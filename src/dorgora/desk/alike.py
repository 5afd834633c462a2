"""Files that may be the same request twice: for citizens who may be the same person."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from dorgora.applications import queries as applications
from dorgora.desk import shown
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.parts import Pick


def files_like(file: applications.File) -> list[Pick]:
    """Other files of the same service for somebody who may be the same; those of other offices lead nowhere."""
    citizen = people.citizen(file.citizen_id)
    if citizen is None or citizen.is_erased:
        return []
    same = people.likely_same(
        place=citizen.place,
        local_name=citizen.local_name,
        latin_name=citizen.latin_name,
        date_of_birth=citizen.date_of_birth,
        phone=citizen.phone,
        number=citizen.number,
    )
    whole = people.linked({person.id for person in same} | {citizen.id})
    records = {one for hers in whole.values() for one in hers}
    files = applications.files_of_citizen(citizen.id, records=records, most=100)
    like = [
        row
        for row in files
        if row.service == file.service and row.id != file.id and row.office == file.office
    ]
    back = applications.sent_back(like)
    return [_pick(row, back) for row in like]


def _pick(row: Any, back: Collection[int]) -> Pick:
    return Pick(
        label=formats.file_number(row.number),
        url=reverse("desk:file", args=[row.id]),
        note=shown.state_words(row, back=back),
    )
