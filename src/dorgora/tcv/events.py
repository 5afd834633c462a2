"""What the citizen said when the paper was handed over: her own time, her own cost, her visits."""

from dorgora.feed.kinds import CENTRE, Kind, Part


class Answered(Part, frozen=True):
    """Up to three answers at hand-over, None where she gave none; is_confirmed: they were read back to her."""

    own_minutes: int | None
    own_cost_minor: int | None
    n_visits: int | None
    is_confirmed: bool


ANSWERED = Kind("tcv.answered", 1, Answered, rank=62, is_fact_of_the_world=True, by=CENTRE)

KINDS = (ANSWERED,)
