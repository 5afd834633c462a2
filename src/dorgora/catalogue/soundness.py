"""Whether the rules of a service can ever run: each looked at where it stands, none run."""

from collections.abc import Collection, Iterator, Mapping

from dorgora.catalogue import expressions
from dorgora.catalogue.expressions import RuleError
from dorgora.catalogue.forms import Case, ServiceVersion, Tariff
from dorgora.kernel.bounds import day_of

_OF_AGE = {"age_days": "int", "age_years": "int", "days_since_birthday": "int"}


def rule_faults(service: ServiceVersion) -> Iterator[tuple[str, str]]:
    """Where in its JSON a rule of a service is wrong, as `fees.state.tariffs[0].cases[1].when`, and why."""
    names = names_of_rules(service)
    for path, rule, gives in rules_of(service):
        yield from _check(path, rule, names, gives)
    yield from _eligibility(service)
    yield from _numbers_of_papers(service)
    for path, tariff in tariffs_of(service):
        if not day_of(tariff.valid_from):
            yield f"{path}.valid_from", f"{tariff.valid_from} is no day"
        for number, case in enumerate(tariff.cases):
            if case.minor_of and not _is_amount(service, case):
                yield (
                    f"{path}.cases[{number}].minor_of",
                    f"{case.minor_of} is no amount that everybody is asked for, or another stands beside it",
                )


def _eligibility(service: ServiceVersion) -> Iterator[tuple[str, str]]:
    pages = [{field.name for field in section.fields} for section in service.sections]
    for number, one in enumerate(service.eligibility):
        path = f"eligibility[{number}]"
        if not one.of or not any(set(one.of) <= page for page in pages):
            yield f"{path}.of", "names no fields of one page of the form"
        if one.told_at not in one.of:
            yield f"{path}.told_at", f"{one.told_at} is none of the fields it is of"
        yield from _check(f"{path}.when", one.when, names_of_rules(service, of=one.of), "bool")


def names_of_rules(service: ServiceVersion, *, of: Collection[str] | None = None) -> dict[str, str]:
    """What a rule may speak of, with its kind; of: the fields alone that it hangs on, where it does not on all."""
    is_of_age = bool(service.age_of) and (of is None or service.age_of in of)
    return {"answers": "map", **(_OF_AGE if is_of_age else {})}


def _check(path: str, rule: str, names: Mapping[str, str], gives: str) -> Iterator[tuple[str, str]]:
    try:
        expressions.check(rule, names, gives)
    except RuleError as wrong:
        yield path, str(wrong)


def rules_of(service: ServiceVersion) -> Iterator[tuple[str, str, str]]:
    """Each rule but the conditions of who can get it: its path, its text, the kind of what it gives."""
    for path, tariff in tariffs_of(service):
        for number, case in enumerate(tariff.cases):
            yield f"{path}.cases[{number}].when", case.when, "bool"
    for number, evidence in enumerate(service.evidence):
        yield f"evidence[{number}].required_when", evidence.required_when, "bool"
    for number, band in enumerate(service.bands):
        yield f"bands[{number}].rule", band.rule, "str"


def _numbers_of_papers(service: ServiceVersion) -> Iterator[tuple[str, str]]:
    """Papers whose number is said to be an answer that the form does not ask for."""
    for number, evidence in enumerate(service.evidence):
        if evidence.number_of and evidence.number_of not in service.fields:
            yield f"evidence[{number}].number_of", f"the form has no question {evidence.number_of}"


def tariffs_of(service: ServiceVersion) -> Iterator[tuple[str, Tariff]]:
    """Each tariff of both fees with its path."""
    for name, charge in (("state", service.fees.state), ("operator", service.fees.operator)):
        for number, tariff in enumerate(charge.tariffs):
            yield f"fees.{name}.tariffs[{number}]", tariff


def _is_amount(service: ServiceVersion, case: Case) -> bool:
    said = service.fields.get(case.minor_of)
    return not case.minor and said is not None and said.type == "money" and said.required
