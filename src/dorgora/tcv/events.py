"""What the citizen said when the paper was handed over, and what the hub says of dates that cannot be."""

from dorgora.feed.kinds import CENTRE, HUBS_PEOPLE, Kind, Part


class Answered(Part, frozen=True):
    """Up to three answers at hand-over, None where she gave none; is_confirmed: they were read back to her."""

    own_minutes: int | None
    own_cost_minor: int | None
    n_visits: int | None
    is_confirmed: bool


class Misdated(Part, frozen=True):
    """A hand-over with dates that cannot be: the hub heard it before its day, or its file is older than its laptop."""

    handed_over: int


ANSWERED = Kind("tcv.answered", 1, Answered, rank=62, is_fact_of_the_world=True, by=CENTRE)

MISDATED = Kind("tcv.misdated", 1, Misdated, rank=63, is_fact_of_the_world=True, by=HUBS_PEOPLE)

KINDS = (ANSWERED, MISDATED)
