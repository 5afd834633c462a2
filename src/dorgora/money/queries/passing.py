"""What a centre passed on; what was handed to an operator and not confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Replace

from dorgora.kernel.clock import from_seconds
from dorgora.money import models, rules
from dorgora.people import queries as people


@dataclass(frozen=True)
class Passing:
    """Money that left an operator's drawer on purpose. settled_at: when it was confirmed or undone."""

    id: int
    operator_id: int
    purpose: str
    payee: str
    whose_id: int
    amount_minor: int
    slip: str
    at: datetime
    state: str
    settled_at: datetime | None


def passing(passing_id: int, centre: str) -> Passing | None:
    """One, of this centre; None when it is another's or there is none."""
    found = _passings(models.Passing.objects.filter(passing_id=passing_id, centre=centre))
    return found[0] if found else None


def passings(centre: str, operator_id: int, on: date, *, most: int = 100) -> list[Passing]:
    """What went out of an operator's drawer on a day, or came into it from another; what was undone too. Oldest first.

    As the day's counters have it: also what two laptops' clocks settled before it went out. Of very many the last ones.
    """
    day = on.isoformat()
    theirs = models.Passing.objects.filter(centre=centre).order_by("-passing_id")
    went = theirs.filter(passed_on=day, operator_id=operator_id)
    came = Q(whose_id=operator_id, state=rules.CONFIRMED) | Q(operator_id=operator_id, state=rules.UNDONE)
    settled = theirs.filter(came, settled_on=day)
    # Two questions, each with an index of its own: together they would walk through all that the centre ever passed on.
    found = {row.passing_id: row for row in (*went[:most], *settled[:most])}
    return _passings(sorted(found.values(), key=lambda row: (row.passed_on, row.passing_id))[-most:])


def unconfirmed(centre: str, *, most: int = 100) -> list[Passing]:
    """What was handed from one drawer to another and lies in neither until it is confirmed, the oldest first."""
    those = models.Passing.objects.filter(centre=centre, state=rules.OPEN)
    return _passings(those.order_by("passing_id")[:most])


def is_left(one: Passing, centre: str) -> bool:
    """Whether it was handed over, and neither who gave it nor who was to get it serves at the centre any more."""
    serving = {operator.id for operator in people.operators(centre) if operator.is_active}
    return bool(one.whose_id) and serving.isdisjoint({one.operator_id, one.whose_id})


def passed_with(centre: str, payee: str, slip: str) -> Passing | None:
    """What was passed on with a slip of this number to the same office or company, and not undone.

    However its strokes and the zeros before it were typed: one paper is read in more ways than one.
    """
    those = models.Passing.objects.filter(centre=centre, payee=payee, state=rules.PASSED)
    same = those.annotate(number=_NUMBER).filter(number=rules.number_of_slip(slip))
    found = _passings(same.order_by("passing_id")[:1])
    return found[0] if found else None


_BARE: Final = Replace(Replace("slip", Value("-"), Value("")), Value("/"), Value(""))
_NUMBER: Final = Func(_BARE, Value("0"), function="LTRIM", output_field=CharField())
"""As `rules.number_of_slip`; asked of one payee's payments, which an index holds together."""


def _passings(those: Iterable[models.Passing]) -> list[Passing]:
    return [
        Passing(
            row.passing_id, row.operator_id, row.purpose, row.payee, row.whose_id, row.amount_minor, row.slip,
            from_seconds(row.passed_at), row.state, from_seconds(row.settled_at) if row.settled_at else None,
        )
        for row in those
    ]  # fmt: skip
