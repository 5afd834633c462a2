"""What rules may ask for: the answers, and the age on a day where a service counts one."""

from collections.abc import Mapping
from datetime import date

from dorgora.catalogue import answers as typed_answers
from dorgora.catalogue.expressions import Value
from dorgora.catalogue.forms import ServiceVersion
from dorgora.kernel.errors import Refused


def rule_names(service: ServiceVersion, answers: Mapping[str, str], on: date) -> dict[str, Value]:
    """The names of a rule with their values; an answer not given is empty.

    Raises:
        Refused: `in_future` or `required` (field: the date the age is counted from).
    """
    return {**(_age_names(service, answers, on) if service.age_of else {}), **answer_names(service, answers)}


def answer_names(service: ServiceVersion, answers: Mapping[str, str]) -> dict[str, Value]:
    """The same without an age."""
    return {"answers": dict.fromkeys(service.fields, "") | dict(answers)}


def _age_names(service: ServiceVersion, answers: Mapping[str, str], on: date) -> dict[str, int]:
    given = answers.get(service.age_of, "")
    if not given:
        raise Refused("required", service.age_of)
    if date.fromisoformat(given) > on:
        raise Refused("in_future", service.age_of)
    return age_names(given, on)


def age_names(birthday: str, on: date) -> dict[str, int]:
    """The names a rule has for an age on a day; the birthday is ISO and not after it."""
    born = date.fromisoformat(birthday)
    years = on.year - born.year
    if typed_answers.years_later(born, years) > on:
        years -= 1
    last = typed_answers.years_later(born, years)
    return {
        "age_days": (on - born).days,
        "age_years": years,
        "days_since_birthday": (on - last).days,
    }
