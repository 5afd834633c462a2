"""What happens to money: a fee is taken, a refund is owed or paid, a drawer is counted, money passed on. Never why.

`about` is the id of whatever the money is for; it is also the subject of these events; a count of the drawer, and
what leaves it by being passed on, is a subject of its own. Amounts are whole minor units. `on` is the business day
(ISO) where the money changed hands or was counted, as that place's own calendar had it.
"""

from dorgora.feed.kinds import CENTRE, HUB, OFFICE, Kind, Part


class FeeTaken(Part, frozen=True):
    """A fee was taken at a centre in two lines: the state's, owed to an office, and the centre's own."""

    about: int
    centre: str
    office: str
    state_minor: int
    operator_minor: int
    method: str
    on: str


class RefundOwed(Part, frozen=True):
    """The citizen is owed these two lines back; `cause` is the event that made it so."""

    about: int
    centre: str
    office: str
    cause: int
    state_minor: int
    operator_minor: int


class RefundPaid(Part, frozen=True):
    """The citizen was handed this amount out of a centre's drawer."""

    about: int
    centre: str
    office: str
    amount_minor: int
    on: str


class DrawerCounted(Part, frozen=True):
    """An operator counted a centre's drawer: by notes and coins, beside what the book said at that moment.

    when: `opening` or `closing`. counts: (denomination in minor units, how many), the largest first, those there
    are. reason: a word for the difference of the two sums, never a text: who or what it was about stays out.
    """

    centre: str
    when: str
    on: str
    counts: tuple[tuple[int, int], ...]
    counted_minor: int
    book_minor: int
    reason: str


class DrawerTakenOver(Part, frozen=True):
    """An operator counted out the drawer of somebody who left it, and took what lay in it into her own.

    whose: who left it. when: why another may, `ended`, `away` or `let_in`. The rest as in a count of her own.
    """

    centre: str
    whose: int
    when: str
    on: str
    counts: tuple[tuple[int, int], ...]
    counted_minor: int
    book_minor: int
    reason: str


class PassedOn(Part, frozen=True):
    """Money left an operator's drawer on purpose: to whom it is owed, to another drawer, or as the centre's earnings.

    purpose: `owed`, to the office or company `to`, whose receipt or bank slip bears the number `slip`: digits and
    strokes alone, so that no name stands in it; `handed`, to the operator `whose` of the same centre; `earned`, what
    the centre earned, taken home or to a bank.
    """

    centre: str
    purpose: str
    to: str
    whose: int
    amount_minor: int
    slip: str
    on: str


class PassingConfirmed(Part, frozen=True):
    """The operator to whom it was handed says that she has it: now it lies in her drawer."""

    centre: str
    on: str


class PassingUndone(Part, frozen=True):
    """It did not happen so: the money is in the drawer again that it is said to have left."""

    centre: str
    on: str


FEE_TAKEN = Kind("money.fee_taken", 1, FeeTaken, rank=60, is_fact_of_the_world=True, by=CENTRE)
REFUND_OWED = Kind("money.refund_owed", 1, RefundOwed, rank=21, by=OFFICE | HUB)
REFUND_PAID = Kind("money.refund_paid", 1, RefundPaid, rank=61, is_fact_of_the_world=True, by=CENTRE)
DRAWER_COUNTED = Kind("money.drawer_counted", 1, DrawerCounted, rank=63, is_fact_of_the_world=True, by=CENTRE)
DRAWER_TAKEN_OVER = Kind(
    "money.drawer_taken_over", 1, DrawerTakenOver, rank=64, is_fact_of_the_world=True, by=CENTRE
)

PASSED_ON = Kind("money.passed_on", 1, PassedOn, rank=65, is_fact_of_the_world=True, by=CENTRE)
PASSING_CONFIRMED = Kind(
    "money.passing_confirmed", 1, PassingConfirmed, rank=66, is_fact_of_the_world=True, by=CENTRE
)
PASSING_UNDONE = Kind("money.passing_undone", 1, PassingUndone, rank=67, is_fact_of_the_world=True, by=CENTRE)

KINDS = (
    FEE_TAKEN, REFUND_OWED, REFUND_PAID, DRAWER_COUNTED, DRAWER_TAKEN_OVER, PASSED_ON, PASSING_CONFIRMED,
    PASSING_UNDONE,
)  # fmt: skip
