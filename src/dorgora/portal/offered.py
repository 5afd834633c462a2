"""A service as anyone may read it: fees by case, days, papers, who decides, and the law."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Fee, ServiceVersion, Tariff
from dorgora.shell import formats
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Pick


@dataclass(frozen=True)
class Case:
    """One amount and when it is due."""

    minor: int
    when: str


def pick(service: ServiceVersion) -> Pick:
    """One service in the list: its days, and what it costs at least."""
    return Pick(
        label=labelled(service.names),
        url=reverse("portal:service", args=[service.key]),
        note=_("%(n)s working days") % {"n": formats.number(service.charter.working_days)},
        end=_("from %(sum)s") % {"sum": formats.money(least_minor(service))},
    )


def least_minor(service: ServiceVersion) -> int:
    """The smallest sum anybody pays by the newest tariffs."""
    fees = (service.fees.state, service.fees.operator)
    return sum(min(case.minor for case in _newest(fee).cases) for fee in fees)


def cases(fee: Fee, on: date) -> list[Case]:
    """The amounts of the tariff that holds on a day."""
    holding = [one for one in fee.tariffs if date.fromisoformat(one.valid_from) <= on]
    tariff = max(holding, key=lambda one: one.valid_from) if holding else _newest(fee)
    return [Case(case.minor, labelled(case.labels or case.because)) for case in tariff.cases]


def _newest(fee: Fee) -> Tariff:
    return max(fee.tariffs, key=lambda one: one.valid_from)


def papers(service: ServiceVersion) -> list[dict[str, Any]]:
    """The papers asked for; `always` says that every file needs it, `never` that none does."""
    return [
        {
            "label": labelled(paper.labels),
            "is_needed": paper.required_when == "true",
            "is_spare": paper.required_when == "false",
        }
        for paper in service.evidence
    ]


def questions(service: ServiceVersion) -> list[str]:
    """What is asked, so that people can prepare."""
    return [labelled(field.labels) for field in service.fields.values() if field.required]
