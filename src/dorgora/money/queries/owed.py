"""What a centre has to pass on, to whom, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum

from dorgora.feed import node as nodes
from dorgora.kernel.bounds import day_of
from dorgora.money import accounts, models, rules

_SPANS = (31, 366)
"""How many days back the oldest fee that is not passed on is looked for, before all are."""


@dataclass(frozen=True)
class Due:
    """What a centre has of an office's or a company's (`to`), below zero where more was passed on than it had.

    since: the day of the oldest fee in it, as what is passed on settles the oldest first; None where nothing is left.
    """

    to: str
    left_minor: int
    since: date | None
    last_paid_on: date | None


def owed(centre: str) -> dict[str, int]:
    """What a centre has of each office's and company's, by its key; of all it ever had anything of."""
    prefix = accounts.balance_cell(accounts.owed_state(centre, ""))
    found = nodes.this().store.rows.all(
        "SELECT cell, n FROM feed_counter WHERE projection = 'money' AND cell >= %s AND cell < %s",
        [prefix, prefix[:-1] + ";"],  # the sign after the colon: all that begins with it
    )
    return {cell.removeprefix(prefix): -n for cell, n in found}


def dues(centre: str, on: date) -> list[Due]:
    """What a centre has to pass on and to whom, the oldest first; then those that have all of theirs."""
    left = owed(centre)
    since = _since(centre, {to: minor for to, minor in left.items() if minor > 0}, on)
    paid = _last_paid(centre)
    those = [Due(to, minor, since.get(to), paid.get(to)) for to, minor in left.items() if minor or to in paid]
    return sorted(those, key=lambda one: (one.since or date.max, one.to))


def _last_paid(centre: str) -> dict[str, date]:
    those = models.Passing.objects.filter(centre=centre, state=rules.PASSED, purpose=rules.OWED)
    found = those.values_list("payee").annotate(last=Max("passed_on"))
    return {payee: day for payee, last in found if (day := day_of(last))}


def _since(centre: str, left: Mapping[str, int], on: date) -> dict[str, date]:
    """For each the day of the oldest fee that what is left still comes of.

    Not among them: fees of which the state's line went back. Of one taken twice only the second sum does.
    """
    found: dict[str, date] = {}
    boxes = [accounts.owed_state(centre, to) for to in left]
    back = models.Transfer.objects.filter(debit__in=boxes, credit__startswith=accounts.CITIZENS)
    fees = models.Fee.objects.filter(centre=centre, state_minor__gt=0)
    kept = fees.exclude(owed_minor__gt=0, about_id__in=back.values("about_id"))
    for days in (*_SPANS, on.toordinal() - 1):
        if left.keys() <= found.keys():
            break
        taken = kept.filter(taken_on__gte=(on - timedelta(days=days)).isoformat())
        sums = taken.values_list("office", "taken_on").annotate(Sum("state_minor")).order_by("-taken_on")
        found |= _reached(left, list(sums))
    return found


def _reached(left: Mapping[str, int], sums: list[tuple[str, str, int]]) -> dict[str, date]:
    """The day on which the fees of each, from the newest back, come to all that is left of it."""
    open_minor, found = dict(left), {}
    for office, day, minor in sums:
        on = day_of(day)
        if open_minor.get(office, 0) <= 0 or on is None:
            continue
        open_minor[office] -= minor
        if open_minor[office] <= 0:
            found[office] = on
    return found
