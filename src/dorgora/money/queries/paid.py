"""What was paid for something, and what is owed back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from dorgora.feed import node as nodes
from dorgora.kernel.clock import from_seconds
from dorgora.money import accounts, models


@dataclass(frozen=True)
class Paid:
    """What was taken for one subject, and what of it is owed back and was paid back."""

    about_id: int
    centre: str
    office: str
    state_minor: int
    operator_minor: int
    at: datetime
    method: str
    refund_owed_minor: int
    refund_paid_minor: int

    @property
    def total_minor(self) -> int:
        """The sum that was taken."""
        return self.state_minor + self.operator_minor

    @property
    def to_pay_back_minor(self) -> int:
        """What the citizen is still owed."""
        return max(0, self.refund_owed_minor - self.refund_paid_minor)


_PAID = (
    "about_id", "centre", "office", "state_minor", "operator_minor", "taken_at", "method", "owed_minor", "paid_minor",
)  # fmt: skip


def paid_for(about: int) -> Paid | None:
    """What was taken for a subject; None when nothing was."""
    return paid_for_all([about]).get(about)


def paid_for_all(abouts: Iterable[int]) -> dict[int, Paid]:
    """The same for many subjects, in one question."""
    found = nodes.this().store.rows.of("money_fee", _PAID, "about_id", abouts)
    return {row[0]: _paid(row) for row in found}


def _paid(row: Sequence[Any]) -> Paid:
    values = list(row)
    values[5] = from_seconds(values[5])
    return Paid(*values)


def given_back_at(about: int) -> datetime | None:
    """When what was owed for a subject was last given back; None when nothing was."""
    found = models.Transfer.objects.filter(debit=accounts.owed_citizen(about)).order_by("-at")
    at = found.values_list("at", flat=True).first()
    return None if at is None else from_seconds(at)


def is_paid(about: int) -> bool:
    """Whether a fee was taken for it, be it zero."""
    return models.Fee.objects.filter(about_id=about).exists()


def refunds_due(centre: str, *, most: int = 50) -> list[Paid]:
    """What a centre still has to pay back, oldest first."""
    rows = models.Fee.objects.filter(centre=centre, owed_minor__gt=F("paid_minor")).order_by("about_id")
    return [_paid(row) for row in rows.values_list(*_PAID)[:most]]
