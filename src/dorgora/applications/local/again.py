"""What was written in a file that was lodged for the wrong person, until it is lodged for the right one.

The file itself is let go of wherever the hub hears that it was taken back (ADR 0040), maybe within seconds. So whoever
takes it back keeps it as a page that was left half filled, pictures too, which goes as such pages do.
"""

from collections.abc import Mapping
from typing import Any

from dorgora.applications import queries
from dorgora.applications.local import pages, pictures
from dorgora.applications.local.naming import Borne
from dorgora.applications.shapes import File
from dorgora.catalogue import queries as catalogue
from dorgora.people import queries as people


def keep_for_another(file: File, by: int) -> None:
    """Inside the transaction that takes the file back: keeps its answers and papers.

    What is known of the wrong person by any record of hers is not among them, wherever it stood and in either script,
    nor what her other files here say of her; where that cannot be told, as one is damaged here, nothing is kept.

    Raises:
        Refused: `disk_full`.
    """
    records = people.citizens({file.applicant_id, *people.records_of(file.applicant_id)})
    if any(one.is_damaged for one in records.values()):
        return
    borne, said = Borne.by(records), {text for one in records.values() for text in _alike(one)}
    told = queries.ever_said(records, file.centre, without=file.id)
    known = _known_by_files(file, told)
    papers = {
        paper.kind: {
            "seen": False,
            "number": "" if borne.stands_in(paper.number) or paper.number in told["number"] else paper.number,
            "picture": paper.picture,
        }
        for paper in file.evidence
    }
    answers = {
        name: answer
        for name, answer in file.answers.items()
        if not (answer in said or name in known or borne.stands_in(answer))
    }
    key = pages.keep_page(by, file.centre, _page(file.id), {"answers": answers, "papers": papers})
    pictures.share_pictures((paper.picture for paper in file.evidence), key)


def kept_for_another(file: File, by: int) -> dict[str, Any]:
    """The answers, and the papers as they stand in a form, each to be looked at once more; empty when they went."""
    return pages.kept_page(by, file.centre, _page(file.id))


def _known_by_files(file: File, told: Mapping[str, set[str]]) -> set[str]:
    """The questions whose answer her other files here say of her: her parents, her ward, her number."""
    service = catalogue.service(file.service, file.service_version)
    asked = service.fields.values() if service else ()
    return {one.name for one in asked if file.answers.get(one.name) in told.get(one.known_as, ())}


def _page(file_id: int) -> str:
    return f"again-{file_id}"


def _alike(citizen: people.Citizen) -> set[str]:
    """What is no name and no number of hers, and would stand in the form word for word."""
    return {text for text in (citizen.date_of_birth, citizen.village) if text}
