"""What was written in a file that was lodged for the wrong person, until it is lodged for the right one.

The file itself is let go of wherever the hub hears that it was taken back (ADR 0040), maybe within seconds. So whoever
takes it back keeps it as a page that was left half filled, pictures too, which goes as such pages do.
"""

from typing import Any

from dorgora.applications.local import pages, pictures
from dorgora.applications.shapes import File
from dorgora.people import queries as people


def keep_for_another(file: File, by: int) -> None:
    """Inside the transaction that takes the file back: keeps its answers and papers.

    What is known of the wrong person is not among them, wherever it stood; where that cannot be told, as her record is
    damaged here, nothing is kept.

    Raises:
        Refused: `disk_full`.
    """
    applicant = people.citizens([file.applicant_id]).get(file.applicant_id)
    if applicant is not None and applicant.is_damaged:
        return
    hers = _known(applicant)
    papers = {
        paper.kind: {
            "seen": False,
            "number": "" if paper.number in hers else paper.number,
            "picture": paper.picture,
        }
        for paper in file.evidence
    }
    answers = {name: answer for name, answer in file.answers.items() if answer not in hers}
    key = pages.keep_page(by, file.centre, _page(file.id), {"answers": answers, "papers": papers})
    pictures.share_pictures((paper.picture for paper in file.evidence), key)


def kept_for_another(file: File, by: int) -> dict[str, Any]:
    """The answers, and the papers as they stand in a form, each to be looked at once more; empty when they went."""
    return pages.kept_page(by, file.centre, _page(file.id))


def _page(file_id: int) -> str:
    return f"again-{file_id}"


def _known(citizen: Any) -> set[str]:
    """What is known of her, word for word; nothing of somebody who is not here any more."""
    if citizen is None:
        return set()
    told = (
        citizen.local_name,
        citizen.latin_name,
        citizen.phone,
        citizen.number,
        citizen.date_of_birth,
        citizen.village,
    )
    return {text for text in told if text}
