"""What happens to money: a fee is taken, a refund comes to be owed, a refund is paid. It never knows why.

`about` is the id of whatever the money is for; it is also the subject of these events. Amounts are whole minor
units. `on` is the business day (ISO) where the money changed hands, as that place's own calendar had it.
"""

from dorgora.feed.kinds import Kind, Part


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


FEE_TAKEN = Kind("money.fee_taken", 1, FeeTaken, rank=60, is_fact_of_the_world=True)
REFUND_OWED = Kind("money.refund_owed", 1, RefundOwed, rank=21)
REFUND_PAID = Kind("money.refund_paid", 1, RefundPaid, rank=61, is_fact_of_the_world=True)

KINDS = (FEE_TAKEN, REFUND_OWED, REFUND_PAID)
