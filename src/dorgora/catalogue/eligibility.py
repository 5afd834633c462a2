"""Who can get a service: told where the answers are known, before anybody consents or pays."""

from collections.abc import Mapping
from datetime import date

from dorgora.catalogue import expressions
from dorgora.catalogue.forms import Criterion, ServiceVersion
from dorgora.catalogue.known import answer_names, rule_names


def unmet(service: ServiceVersion, answers: Mapping[str, str], on: date) -> tuple[Criterion, ...]:
    """The conditions that these answers do not meet; one whose answers are not all given says nothing yet.

    Raises:
        Refused: `in_future`, as for `fee`.
        RuleError: a rule of the service failed.
    """
    return tuple(
        one
        for one in service.eligibility
        if all(answers.get(name) for name in one.of) and not _is_met(one, service, answers, on)
    )


def _is_met(one: Criterion, service: ServiceVersion, answers: Mapping[str, str], on: date) -> bool:
    is_of_age = bool(service.age_of) and service.age_of in one.of
    names = rule_names(service, answers, on) if is_of_age else answer_names(service, answers)
    return expressions.evaluate(one.when, names) is True
