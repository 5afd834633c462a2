"""What the citizen said when the paper was handed over, and what the hub says of dates that cannot be."""

from functools import partial

from dorgora.feed.kinds import CENTRE, HUBS_PEOPLE, Kind, Part


class Answered(Part, frozen=True):
    """Up to three answers at hand-over, None where she gave none; is_confirmed: they were read back to her."""

    own_minutes: int | None
    own_cost_minor: int | None
    n_visits: int | None
    is_confirmed: bool


class AnsweredBeside(Answered, frozen=True):
    """The same where some answers stood in the page already; unchanged: those of them that she let stand (ADR 0045)."""

    suggested: tuple[str, ...]
    unchanged: tuple[str, ...]


class Misdated(Part, frozen=True):
    """A hand-over with dates that cannot be: the hub heard it before its day, or its file is older than its laptop."""

    handed_over: int


_SAID = partial(Kind, "tcv.answered", rank=62, is_fact_of_the_world=True, by=CENTRE)
ANSWERED = _SAID(1, Answered)
ANSWERED_BESIDE = _SAID(2, AnsweredBeside)

MISDATED = Kind("tcv.misdated", 1, Misdated, rank=63, is_fact_of_the_world=True, by=HUBS_PEOPLE)

KINDS = (ANSWERED, ANSWERED_BESIDE, MISDATED)
