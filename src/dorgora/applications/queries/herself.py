"""What somebody said of herself in earlier files, so that nobody types it twice."""

from collections.abc import Collection

from dorgora.applications import models, rules
from dorgora.applications.queries.finding import files
from dorgora.applications.queries.lists import MOST_OF_ONE
from dorgora.catalogue import queries as catalogue

OF_HER_FILES = ("father_name", "mother_name", "ward", "number")
"""What is taken from them, by what forms call it (`known_as`)."""
FEW_FILES = 5
_NOT_TRUSTED = (rules.WITHDRAWN, rules.REJECTED, rules.RETURNED)
"""What stands in such a file was another's, or is what an office found wrong."""


def said_of_herself(records: Collection[int], centre: str, *, without: int = 0) -> dict[str, str]:
    """Her parents, her ward and her number, of her newest files at a centre in which she asked for herself.

    By what forms call it, as answers are kept. A file that was taken back, refused or sent back says nothing.

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
    told: dict[str, str] = {}
    for file in reversed(files(found[:FEW_FILES])):
        version = catalogue.service(file.service, file.service_version)
        for question in version.fields.values() if version else ():
            if question.known_as in OF_HER_FILES and (answer := file.answers.get(question.name)):
                told.setdefault(question.known_as, answer)
    return told
