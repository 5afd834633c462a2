"""What is told of people: who works where, who was registered, corrected, linked, erased, and what she allows whom.

Names are in the person parts.
"""

from collections.abc import Sequence
from typing import Any

from dorgora.feed.kinds import CENTRE, HUBS_PEOPLE, Kind, Part


class OperatorAppointed(Part, frozen=True):
    """Somebody may serve at a centre."""

    place: str


class StaffNames(Part, frozen=True):
    """An operator's names."""

    local_name: str
    latin_name: str


class StaffEnded(Part, frozen=True):
    """Somebody no longer works there; reason is a word, never a name."""

    reason: str


class OfficerAppointed(Part, frozen=True):
    """Somebody may act for an office, or at the hub; powers are words of `rules.POWERS`."""

    role: str
    place: str
    powers: tuple[str, ...]


class OfficerNames(Part, frozen=True):
    """An officer's names and titles."""

    local_name: str
    latin_name: str
    local_title: str
    latin_title: str


class CitizenRegistered(Part, frozen=True):
    """A citizen is known at a centre. sex is f, m or o; age_band one of `rules.AGE_BANDS` at that time."""

    place: str
    area: str
    sex: str
    age_band: str


class CitizenWords(Part, frozen=True):
    """Everything readable of a citizen; an unknown thing is empty. date_of_birth: ISO; number: of another register."""

    local_name: str
    latin_name: str
    date_of_birth: str
    phone: str
    number: str
    village: str


class CitizenCorrected(Part, frozen=True):
    """What was kept of a citizen was wrong in these fields; the rest of the facts and her words as they now are."""

    fields: tuple[str, ...]
    area: str
    sex: str
    age_band: str


class CitizenWithdrawn(Part, frozen=True):
    """She was registered by mistake and is taken out of the book again; reason is a word of `rules.MISTAKES`."""

    reason: str


class CitizenErased(Part, frozen=True):
    """A citizen's words are erased: by which law, what it keeps, and the two officers who decided."""

    law: str
    keeps: str
    asked_by: int
    confirmed_by: int


class MandateGiven(Part, frozen=True):
    """A citizen lets a centre do this for her: words of `rules.SCOPES`, from one day (ISO) to another, both included.

    shown_by: what of hers stands on the printed slip, a word of `rules.SIGNS`.
    """

    centre: str
    citizen_id: int
    scopes: tuple[str, ...]
    given_on: str
    until: str
    shown_by: str


class MandateWords(Part, frozen=True):
    """What the slip says that names somebody: her, and who stood by while it was read to her (or nobody)."""

    name: str
    witness: str


class MandateEnded(Part, frozen=True):
    """What she allowed is over before its day; reason is a word of `rules.ENDINGS`."""

    reason: str


class RecordAsked(Part, frozen=True):
    """A centre asks for the record of a citizen of another one, by the code on the slip that she showed."""

    centre: str
    code: str


class RecordAnswered(Part, frozen=True):
    """What the hub says to it: a word of `rules.OUTCOMES`; who she is, if she is lent (else 0)."""

    outcome: str
    citizen_id: int


class CitizenLent(Part, frozen=True):
    """What is kept of her goes to another centre too, by this mandate, until this day (ISO), which ends at ends_at.

    The words are hers as the hub knew them: the centre may have let go of what it was told before.
    """

    centre: str
    mandate_id: int
    until: str
    ends_at: int


class CitizenRecalled(Part, frozen=True):
    """The mandate was ended: the centre is told no more of her and lets go of her words."""

    centre: str
    mandate_id: int


class Cleared(Part, frozen=True):
    """The hub lets go of all that was written of it, as it was taken back; cause_id: the event that took it back."""

    cause_id: int


class CitizenLinked(Part, frozen=True):
    """An officer of the hub found that two records are of one person; reason is a word of `linking.GROUNDS`.

    first_id: the smaller. centres: who hears of it, all that have any record of hers then. beside: the links that
    stand among her other records.
    """

    first_id: int
    second_id: int
    reason: str
    centres: tuple[str, ...]
    beside: tuple[int, ...]


class CitizenUnlinked(Part, frozen=True):
    """They are two people after all; reason is a word of `linking.UNDOINGS`."""

    reason: str


class CitizenToldApart(Part, frozen=True):
    """An officer of the hub found that two records that look alike are of two people; first_id is the smaller."""

    first_id: int
    second_id: int


def _nobody(told: Sequence[Any]) -> tuple[()]:
    """Beside who wrote a person down, and the hub, nobody has a say in what is kept of her."""
    return ()


OPERATOR_APPOINTED = Kind(
    "operator.appointed", 1, OperatorAppointed, StaffNames, opens_person=True, parties=_nobody, by=HUBS_PEOPLE
)
OPERATOR_ENDED = Kind("operator.ended", 1, StaffEnded, by=HUBS_PEOPLE)
OFFICER_APPOINTED = Kind(
    "officer.appointed", 1, OfficerAppointed, OfficerNames, opens_person=True, parties=_nobody, by=HUBS_PEOPLE
)
OFFICER_ENDED = Kind("officer.ended", 1, StaffEnded, by=HUBS_PEOPLE)
CITIZEN_REGISTERED = Kind(
    "citizen.registered",
    1,
    CitizenRegistered,
    CitizenWords,
    opens_person=True,
    parties=_nobody,
    by=CENTRE | HUBS_PEOPLE,
)
CITIZEN_CORRECTED = Kind("citizen.corrected", 1, CitizenCorrected, CitizenWords, by=CENTRE | HUBS_PEOPLE)
CITIZEN_WITHDRAWN = Kind("citizen.withdrawn", 1, CitizenWithdrawn, by=CENTRE | HUBS_PEOPLE)
CITIZEN_CLEARED = Kind("citizen.cleared", 1, Cleared, clears_words=True, by=HUBS_PEOPLE)
CITIZEN_ERASED = Kind("citizen.erased", 1, CitizenErased, rank=1, erases_person=True, by=HUBS_PEOPLE)
MANDATE_GIVEN = Kind("mandate.given", 1, MandateGiven, MandateWords, parties=_nobody, by=CENTRE)
MANDATE_CLEARED = Kind("mandate.cleared", 1, Cleared, clears_words=True, by=HUBS_PEOPLE)
MANDATE_ENDED = Kind("mandate.ended", 1, MandateEnded, by=CENTRE | HUBS_PEOPLE)
RECORD_ASKED = Kind("record.asked", 1, RecordAsked, parties=_nobody, by=CENTRE)
RECORD_ANSWERED = Kind("record.answered", 1, RecordAnswered, by=HUBS_PEOPLE)
CITIZEN_LENT = Kind("citizen.lent", 1, CitizenLent, CitizenWords, by=HUBS_PEOPLE)
CITIZEN_RECALLED = Kind("citizen.recalled", 1, CitizenRecalled, by=HUBS_PEOPLE)
CITIZEN_LINKED = Kind("citizen.linked", 1, CitizenLinked, parties=_nobody, by=HUBS_PEOPLE)
CITIZEN_UNLINKED = Kind("citizen.unlinked", 1, CitizenUnlinked, by=HUBS_PEOPLE)
CITIZEN_TOLD_APART = Kind("citizen.told_apart", 1, CitizenToldApart, parties=_nobody, by=HUBS_PEOPLE)

KINDS = (
    OPERATOR_APPOINTED, OPERATOR_ENDED, OFFICER_APPOINTED, OFFICER_ENDED,
    CITIZEN_REGISTERED, CITIZEN_CORRECTED, CITIZEN_WITHDRAWN, CITIZEN_CLEARED,
    CITIZEN_ERASED,
    MANDATE_GIVEN, MANDATE_ENDED, MANDATE_CLEARED,
    RECORD_ASKED, RECORD_ANSWERED, CITIZEN_LENT, CITIZEN_RECALLED,
    CITIZEN_LINKED, CITIZEN_UNLINKED, CITIZEN_TOLD_APART,
)  # fmt: skip
