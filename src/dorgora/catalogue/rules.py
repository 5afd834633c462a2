"""What a service decides by itself: whether answers are accepted, what it costs, by when, with which papers.

Pure: the day is passed in, the country comes as its pack, the service as the version a file was opened with.
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

import msgspec
from jsonschema_rs import ValidationErrorKind

from dorgora.catalogue import answers as typed_answers
from dorgora.catalogue import coherence, expressions, schemas, soundness
from dorgora.catalogue.eligibility import unmet
from dorgora.catalogue.expressions import RuleError, evaluate
from dorgora.catalogue.forms import Case, Evidence, Fee, Problem, Question, ServiceVersion, Tariff
from dorgora.catalogue.known import rule_names
from dorgora.feed.fold import Told
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack

__all__ = [
    "FeeLine",
    "FeeQuote",
    "Problem",
    "RuleError",
    "ServiceVersion",
    "bands",
    "days_by_stage",
    "deadline",
    "evaluate",
    "evidence_asked",
    "fee",
    "is_age_known",
    "load_service",
    "read_measures",
    "read_register_number",
    "register_number_problem",
    "tariff",
    "unmet",
    "validate_all",
    "validate_section",
    "working_days_between",
]

Problems = dict[str, Problem]

NOT_ELIGIBLE = "not_eligible"
"""The answer is one the form takes, and whoever gives it cannot get the service; the detail says why."""


@dataclass(frozen=True)
class FeeLine:
    """One line of what is to be paid: whose it is (`state` or `operator`), how much, and why in each language."""

    kind: str
    minor: int
    labels: Mapping[str, str]
    because: Mapping[str, str]


@dataclass(frozen=True)
class FeeQuote:
    """What a citizen pays on that day."""

    state_minor: int
    operator_minor: int
    lines: tuple[FeeLine, ...]

    @property
    def total_minor(self) -> int:
        """The sum the operator asks for."""
        return self.state_minor + self.operator_minor


def load_service(content: bytes) -> ServiceVersion:
    """Read one version of a service and check all of it: its form, its schema, and that its rules compile.

    Raises:
        ValueError: the content is no service, its parts contradict each other, or it points to another document.
        RuleError: a rule does not compile or gives a value of the wrong type.
    """
    service = msgspec.json.decode(content, type=ServiceVersion)
    for path, wrong in coherence.complaints(service):
        raise ValueError(f"{path}: {wrong}")
    for path, wrong in soundness.rule_faults(service):
        raise RuleError(f"{path}: {wrong}")
    return service


def validate_section(
    service: ServiceVersion,
    section: str,
    typed: Mapping[str, str],
    *,
    pack: Pack,
    on: date,
    area_exists: Callable[[str], bool] = lambda code: True,
) -> tuple[dict[str, str], Problems]:
    """Read what was typed on one page of the form: the answers as they are kept, and what is wrong by field.

    Whoever cannot get the service is told so at the answer it hangs on. A date may come as `name` or as
    `name_day`, `name_month`, `name_year`. A field left empty is not among the answers, unless the form fills it
    from another field of the page.
    """
    reading = typed_answers.Reading(pack, on, area_exists)
    clean: dict[str, str] = {}
    problems: Problems = {}
    for field in service.section(section).fields:
        text = typed.get(field.name, "")
        if field.type == "date":
            text = typed_answers.typed_date(field.name, typed)
        text = text if text.strip() else typed_answers.suggestion(field, typed, clean)
        if not text:
            is_owed = field.required and field.suggested_from not in problems
            problems |= {field.name: Problem("required")} if is_owed else {}
            continue
        answer = typed_answers.read(field, text, reading)
        if isinstance(answer, Problem):
            problems[field.name] = answer
        else:
            clean[field.name] = answer
    for one in unmet(service, clean, on):
        problems.setdefault(one.told_at, Problem(NOT_ELIGIBLE, {"because": one.because}))
    return clean, problems


def validate_all(service: ServiceVersion, answers: Mapping[str, Any]) -> Problems:
    """Check all kept answers against the form's schema; no problem means they may be submitted."""
    problems: Problems = {}
    try:
        errors = list(schemas.validator(bytes(service.schema)).iter_errors(dict(answers)))
    except ValueError:  # half a character, or what JSON cannot say
        return {"": Problem("broken_text")}
    for error in errors:
        kind = error.kind
        if isinstance(kind, ValidationErrorKind.Required):
            problems[kind.property] = Problem("required")
        elif isinstance(kind, ValidationErrorKind.AdditionalProperties):
            problems |= {name: Problem("unknown_field") for name in kind.unexpected}
        else:
            field = str(error.instance_path[0]) if error.instance_path else ""
            problems.setdefault(field, Problem(_REASONS.get(kind.name, "not_accepted")))
    for name, asked in service.fields.items():
        if asked.most_minor and name not in problems and int(answers.get(name) or 0) > asked.most_minor:
            problems[name] = Problem("amount_too_large")
    return problems


_REASONS = {
    "format": "not_a_date",
    "maxLength": "too_long",
    "minLength": "required",
    "enum": "not_a_choice",
    "pattern": "not_accepted",
    "type": "not_accepted",
}


def fee(
    service: ServiceVersion, answers: Mapping[str, str], on: date, *, lives_in: str, asked_in: str
) -> FeeQuote:
    """Say what is to be paid when these answers are submitted on that day.

    lives_in: the area of the citizen, whose council decided the state's fee; asked_in: that of the centre, for its own.

    Raises:
        Refused: `in_future` or `required` (field: the date the age is counted from, or the sum that is passed on),
            `no_fee_known` (no tariff holds on that day).
        RuleError: a rule of the service failed.
    """
    names = rule_names(service, answers, on)
    lines = tuple(
        _line(kind, tariff(charge, on, area), charge, names, answers, on)
        for kind, charge, area in (
            ("state", service.fees.state, lives_in),
            ("operator", service.fees.operator, asked_in),
        )
    )
    return FeeQuote(state_minor=lines[0].minor, operator_minor=lines[1].minor, lines=lines)


def tariff(charge: Fee, on: date, area: str) -> Tariff | None:
    """The tariff that holds on a day where somebody lives: of the narrowest area that decided itself, the newest."""
    holding = [
        (
            max((len(one) for one in tariff.areas if area.startswith(one)), default=0),
            tariff.valid_from,
            tariff,
        )
        for tariff in charge.tariffs
        if date.fromisoformat(tariff.valid_from) <= on and (not tariff.areas or area.startswith(tariff.areas))
    ]
    return max(holding, key=lambda one: one[:2])[2] if holding else None


def _line(
    kind: str,
    holding: Tariff | None,
    charge: Fee,
    names: Mapping[str, expressions.Value],
    answers: Mapping[str, str],
    on: date,
) -> FeeLine:
    for case in holding.cases if holding else ():
        if evaluate(case.when, names) is True:
            return FeeLine(kind, _minor(case, answers), charge.labels, case.because)
    raise Refused("no_fee_known", detail={"kind": kind, "on": on.isoformat()})


def _minor(case: Case, answers: Mapping[str, str]) -> int:
    if not case.minor_of:
        return case.minor
    if not answers.get(case.minor_of):
        raise Refused("required", case.minor_of)
    return int(answers[case.minor_of])


def bands(service: ServiceVersion, answers: Mapping[str, str], on: date) -> dict[str, str]:
    """Give the coarse facts that are kept for ever, by name.

    Raises:
        Refused: `in_future` or `required`, as for `fee`.
        RuleError: a rule failed, or gave a value the service does not list.
    """
    names = rule_names(service, answers, on)
    found = {band.name: str(evaluate(band.rule, names)) for band in service.bands}
    for band in service.bands:
        if found[band.name] not in band.values:
            raise RuleError(f"{band.name}: {found[band.name]} is none of its values")
    return found


def evidence_asked(
    service: ServiceVersion, answers: Mapping[str, str], on: date
) -> tuple[tuple[Evidence, bool], ...]:
    """Give the papers of the service, each with whether this file needs it.

    Raises:
        Refused: `in_future` or `required`, as for `fee`.
        RuleError: a rule of the service failed.
    """
    names = rule_names(service, answers, on)
    return tuple((paper, evaluate(paper.required_when, names) is True) for paper in service.evidence)


def is_age_known(service: ServiceVersion, answers: Mapping[str, str]) -> bool:
    """Whether the rules of a service can be asked: those that ask for an age have its date."""
    return not service.age_of or service.age_of in answers


def deadline(submitted_on: date, working_days: int, weekend: Set[int], holidays: Set[date]) -> date:
    """Give the day a promise of so many working days runs out; the day of submission does not count.

    `weekend` holds weekdays as `date.weekday()` counts them: Monday is 0.
    """
    day, left = submitted_on, working_days
    while left > 0:
        day += timedelta(days=1)
        left -= _is_working_day(day, weekend, holidays)
    return day


def days_by_stage(service: ServiceVersion) -> tuple[int, ...]:
    """By which working day each office is to have done its part, counted from the day of submission."""
    days = [stage.working_days for stage in service.stages[:-1]]
    return (*accumulate(days), service.charter.working_days)


def working_days_between(start: date, end: date, weekend: Set[int], holidays: Set[date]) -> int:
    """Count the working days after `start` up to `end`, that one too; none if it is not later."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(_is_working_day(day, weekend, holidays) for day in days)


def _is_working_day(day: date, weekend: Set[int], holidays: Set[date]) -> bool:
    return day.weekday() not in weekend and day not in holidays


def read_register_number(typed: str, pack: Pack) -> str:
    """Give a register number as it is kept: ASCII digits, without the spaces and hyphens of its paper."""
    return re.sub(r"[\s\-]", "", pack.script.to_ascii_digits(typed))


def register_number_problem(
    service: ServiceVersion, answers: Mapping[str, str], number: str
) -> Problem | None:
    """Say why the register's number cannot be this file's, or None; without the date its year is not compared."""
    rule = service.register_number
    if rule is None:
        return Problem("unknown_field") if number else None
    if not number:
        return Problem("required")
    problem = typed_answers.digits_problem(number, (rule.length,))
    if problem:
        return problem
    if not re.fullmatch(rule.pattern, number, re.ASCII):
        return Problem("not_accepted")
    born = answers.get(rule.year_of, "")
    if rule.year_digits and born and number[: rule.year_digits] != born[: rule.year_digits]:
        return Problem("year_does_not_match", {"given": number[: rule.year_digits], "year": born[:4]})
    return None


def read_measures(
    service: ServiceVersion, typed: Mapping[str, str], pack: Pack
) -> tuple[dict[str, int], Problems]:
    """Read the answers at hand-over: minutes, minor units and counts under the names they are kept by.

    A question left empty is not among them: it was not answered, which is not zero.
    """
    measured: dict[str, int] = {}
    problems: Problems = {}
    for question in service.tcv_questions:
        text = typed.get(question.name, "").strip()
        if not text:
            continue
        answer = _measure(question, text, pack)
        if isinstance(answer, Problem):
            problems[question.name] = answer
        else:
            measured[question.stored_as] = answer
    return measured, problems


def _measure(question: Question, text: str, pack: Pack) -> int | Problem:
    ascii_text = pack.script.to_ascii_digits(text)
    hours = ascii_text.replace(pack.currency.decimal_sign, ".")
    if question.kind == "money":
        try:
            value = pack.currency.parse(ascii_text)
        except Refused as refused:
            return Problem(refused.reason, refused.detail)
    elif question.kind == "count" and re.fullmatch(r"\d{1,6}", ascii_text, re.ASCII):
        value = int(ascii_text)
    elif question.kind == "hours" and re.fullmatch(r"\d{1,6}(\.\d{1,2})?", hours, re.ASCII):
        value = int(Decimal(hours) * 60)
    else:
        return Problem("not_a_number")
    if question.kind == "count" and value == 0:  # visits are asked for where somebody stands
        return Problem("no_visit")
    return value if value <= question.most else Problem("too_much", {"most": question.most})


def _is_offered(told: Told, newcomer: Newcomer) -> int:
    """Every service is open to everybody; a newcomer needs its own areas before them."""
    return 1


FIRST = [("service.published", _is_offered)]
