"""A service as anyone may read it: fees by case, days, papers, who decides, and the law."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import rules
from dorgora.catalogue.forms import Fee, Promised, ServiceVersion, Tariff
from dorgora.shell import formats
from dorgora.shell.answers import area_name, labelled
from dorgora.shell.parts import Pick

MOST_AREAS = 5
"""So many areas that decided otherwise are named; the centre tells everybody her own sum."""


@dataclass(frozen=True)
class Case:
    """One amount and when it is due."""

    minor: int
    when: str
    is_said_by_bill: bool = False
    """The amount stands on a paper of hers, and nobody knows it before."""


def pick(service: Promised) -> Pick:
    """One service in the list: its days, and what it costs at least."""
    days = service.charter.working_days
    promised = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": formats.number(days)}
    return Pick(
        label=labelled(service.names),
        url=reverse("portal:service", args=[service.key]),
        note=_("at once") if service.is_done_at_once else promised,
        end=_("from %(sum)s") % {"sum": formats.money(least_minor(service))},
    )


def least_minor(service: Promised) -> int:
    """The smallest sum anybody pays by the newest tariffs."""
    fees = (service.fees.state, service.fees.operator)
    return sum(min(case.minor for one in _newest(fee) for case in one.cases) for fee in fees)


def cases(fee: Fee, on: date) -> list[Case]:
    """The amounts of the tariff that holds on a day, and those that some areas decided for themselves."""
    everywhere = rules.tariff(fee, on, "")
    tariffs = [everywhere] if everywhere else _newest(fee)[:1]
    decided = {code for one in fee.tariffs for code in one.areas}
    own: list[Tariff] = []
    for holding in (rules.tariff(fee, on, code) for code in sorted(decided)):
        if holding and holding not in (*tariffs, *own):
            own.append(holding)
    found = [
        Case(case.minor, labelled(case.labels or case.because), bool(case.minor_of))
        for one in tariffs
        for case in one.cases
    ]
    return found + [Case(case.minor, _named(one.areas)) for one in own for case in one.cases]


def _named(codes: tuple[str, ...]) -> str:
    names = [area_name(code) for code in codes[:MOST_AREAS]]
    return ", ".join(name for name in names if name) + ("…" if len(codes) > MOST_AREAS else "")


def _newest(fee: Fee) -> list[Tariff]:
    """The last word of everybody who decided one: the country's first, then those of single areas."""
    last: dict[tuple[str, ...], Tariff] = {}
    for one in sorted(fee.tariffs, key=lambda one: (bool(one.areas), one.valid_from)):
        last[one.areas] = one
    return list(last.values())


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
