"""What happens to a file: lodged, sent on or out, returned, corrected, decided, opened again, taken back, handed over.

The file bears the id of its submission, which is the subject of all its events. Facts are kept for ever and name
nobody; the person part is sealed under the key of the citizen the file is for.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from dorgora.feed.kinds import CENTRE, HUBS_PEOPLE, OFFICE, Kind, Part
from dorgora.money.rules import offices
from dorgora.people.events import Cleared

Answers = tuple[tuple[str, str], ...]
"""Field and answer, as the form of that service version keeps it."""

Evidence = tuple[tuple[str, str, bool, str], ...]
"""Kind of paper, its number, whether the operator saw it, and the SHA-256 of its picture in hex (or empty)."""


class Submitted(Part, frozen=True):
    """A citizen asked for a service; promised_on and submitted_on are days (ISO) of that place's calendar."""

    service: str
    service_version: int
    centre: str
    office: str
    citizen_id: int
    applicant_id: int
    number: str
    code: str
    promised_on: str
    area: str
    sex: str
    age_band: str
    consent: str
    submitted_on: str


class SubmittedOnward(Submitted, frozen=True):
    """The same of a service that several offices decide one after the other: `office` first, then those of `onward`.

    due_on: for each of them in this order the day (ISO) by which it is to have done its part; the last is promised_on.
    """

    onward: tuple[str, ...]
    due_on: tuple[str, ...]


class SubmittedPerson(Part, frozen=True):
    """What was answered and shown."""

    answers: Answers
    evidence: Evidence


class Returned(Part, frozen=True):
    """The office sent it back with these fields marked."""

    fields: tuple[str, ...]
    reason: str


class Reopened(Part, frozen=True):
    """The office opens again what it granted, as the paper says something wrong; these fields are to be put right."""

    fields: tuple[str, ...]
    reason: str


class Forwarded(Part, frozen=True):
    """The office that holds it sent it on to the next, with its recommendation: a word of ours."""

    office: str
    recommendation: str


class Advice(Part, frozen=True):
    """What an office wrote to the office after it."""

    note: str


class Note(Part, frozen=True):
    """What the office wrote to the citizen."""

    note: str


class Corrected(Part, frozen=True):
    """The centre answered the marked fields anew."""

    fields: tuple[str, ...]


class CorrectedOnward(Corrected, frozen=True):
    """The same, and the days moved by as long as the file waited for its citizen (ADR 0044).

    due_on: for the office that has it and each after it, in order, the day (ISO) by which it is to have done its part.
    """

    due_on: tuple[str, ...]


class CorrectedPerson(Part, frozen=True):
    """Only what changed."""

    answers: Answers
    evidence: Evidence


class Approved(Part, frozen=True):
    """The office granted it; the ground is left empty, as what an officer wrote is no fact."""

    ground: str


class ApprovedPerson(Part, frozen=True):
    """The number another register gave, typed from its paper, and a note."""

    register_number: str
    note: str


class ListMade(Part, frozen=True):
    """An office made a list of files for an authority outside that decides them; it bears the id of this event.

    number: counted from 1 at each office; made_on: the day (ISO) on it; files: by id, in the order of the list.
    """

    office: str
    authority: str
    number: int
    made_on: str
    files: tuple[int, ...]


class SentOut(Part, frozen=True):
    """The file left on a list: its id, and the number people know it by."""

    authority: str
    list_id: int
    list_number: int


class ApprovedOutside(Part, frozen=True):
    """The authority outside granted it, on the day (ISO) its own paper bears."""

    decided_on: str


class ApprovedOutsidePerson(Part, frozen=True):
    """The number of that paper as it stands there, and a note."""

    paper_number: str
    note: str


class Rejected(Part, frozen=True):
    """The office refused it, on this legal ground: among the facts only in files refused before version 2."""

    legal_ground: str


class Refusal(Part, frozen=True):
    """The office refused it."""


class Ground(Part, frozen=True):
    """On what legal ground, as the officer wrote it: she may have named somebody. And her words to the citizen."""

    legal_ground: str
    note: str


class HandedOver(Part, frozen=True):
    """The paper was handed over, to the applicant or someone else."""

    to: str
    n_pages: int


class Withdrawn(Part, frozen=True):
    """The centre takes back, within minutes and before an office looked at it, what it lodged by mistake.

    reason: a word of `people.rules.MISTAKES`; on: the day (ISO) at that place, when the fee was handed back.
    """

    reason: str
    on: str


class Outlined(Part, frozen=True):
    """The hub tells another centre that has a record of hers that she has this file, and no word of hers (ADR 0034).

    centre: who is told; record_id: the record that is hers in the file; place: the centre that has it. Said first, it
    opens a subject; said again of that, the file has moved on.
    """

    centre: str
    record_id: int
    file_id: int
    service: str
    service_version: int
    place: str
    number: str
    submitted_on: str
    state: str
    is_handed_over: bool


class ToldAnew(Part, frozen=True):
    """The hub tells anew what stands in a file that was closed and is open again, as its centre may hold no word of it.

    cause_id: the event by which it is open.
    """

    cause_id: int


def _nobody(told: Sequence[Any]) -> tuple[()]:
    """Beside the hub nobody has a say in what it tells."""
    return ()


def _offices(told: Sequence[Any]) -> list[tuple[str, str]]:
    """Beside the centre that lodged a file, the offices it names have a say in it."""
    return [("office", office) for one in told if one.id == one.subject for office in offices(one.facts)]


_AS_LODGED = partial(Kind, "application.submitted", rank=40, names_service=True, parties=_offices, by=CENTRE)
SUBMITTED = _AS_LODGED(1, Submitted, SubmittedPerson)
SUBMITTED_ONWARD = _AS_LODGED(2, SubmittedOnward, SubmittedPerson)
FORWARDED = Kind("application.forwarded", 1, Forwarded, Advice, rank=20, by=OFFICE)
RETURNED = Kind("application.returned", 1, Returned, Note, rank=20, by=OFFICE)
REOPENED = Kind("application.reopened", 1, Reopened, Note, rank=20, by=OFFICE)
CORRECTED_AT_FIRST = Kind("application.corrected", 1, Corrected, CorrectedPerson, rank=40, by=CENTRE)
CORRECTED = Kind("application.corrected", 2, CorrectedOnward, CorrectedPerson, rank=40, by=CENTRE)
APPROVED = Kind("application.approved", 1, Approved, ApprovedPerson, rank=20, by=OFFICE)
APPROVED_OUTSIDE = Kind("application.approved", 2, ApprovedOutside, ApprovedOutsidePerson, rank=20, by=OFFICE)
SENT_OUT = Kind("application.sent_out", 1, SentOut, rank=20, by=OFFICE)
LIST_MADE = Kind("outgoing_list.made", 1, ListMade, rank=20, by=OFFICE)
REJECTED_AT_FIRST = Kind("application.rejected", 1, Rejected, Note, rank=20, by=OFFICE)
REJECTED = Kind("application.rejected", 2, Refusal, Ground, rank=20, by=OFFICE)
WITHDRAWN = Kind("application.withdrawn", 1, Withdrawn, rank=40, by=CENTRE)
CLEARED = Kind("application.cleared", 1, Cleared, clears_words=True, by=HUBS_PEOPLE)
TOLD_ANEW = Kind("application.told_anew", 1, ToldAnew, SubmittedPerson, by=HUBS_PEOPLE)
HANDED_OVER = Kind("application.handed_over", 1, HandedOver, rank=60, is_fact_of_the_world=True, by=CENTRE)
OUTLINED = Kind("file.outlined", 1, Outlined, names_service=True, parties=_nobody, by=HUBS_PEOPLE)

KINDS = (
    SUBMITTED,
    SUBMITTED_ONWARD,
    FORWARDED,
    SENT_OUT,
    LIST_MADE,
    RETURNED,
    REOPENED,
    CORRECTED_AT_FIRST,
    CORRECTED,
    APPROVED,
    APPROVED_OUTSIDE,
    REJECTED_AT_FIRST,
    REJECTED,
    WITHDRAWN,
    CLEARED,
    TOLD_ANEW,
    HANDED_OVER,
    OUTLINED,
)
