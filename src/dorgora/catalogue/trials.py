"""The rules of a service tried on made-up answers before anybody asks them: each choice, each age, what is left empty.

What fails on answers the form takes, gives what is not listed, or is met by nobody, is told with the answers it failed
on. Numbers that stand in a rule are tried themselves, with those beside them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from dorgora.catalogue import expressions
from dorgora.catalogue.cel_tree import Asked
from dorgora.catalogue.expressions import RuleError, Value
from dorgora.catalogue.faults import Complaint
from dorgora.catalogue.forms import Field, ServiceVersion
from dorgora.catalogue.samples import ages_of, answers_of, beside
from dorgora.catalogue.soundness import names_of_rules, rules_of, tariffs_of

MOST_TRIALS = 20_000


@dataclass(frozen=True)
class _Rule:
    """One rule of a service: where it stands, which answers it may find empty; of: those a condition hangs on."""

    path: str
    text: str
    gives: str
    kinds: Mapping[str, str]
    may_be_empty: Callable[[Field], bool]
    of: tuple[str, ...] | None = None

    def asked(self) -> Asked:
        """What it asks for.

        Raises:
            RuleError: it does not compile, or gives something else than it should.
        """
        expressions.check(self.text, self.kinds, self.gives)
        return expressions.asked(self.text, self.kinds)


def complaints(service: ServiceVersion) -> Iterator[Complaint]:
    """Rules of a service that compile and are still wrong; those that do not compile are told by `soundness`."""
    for rule in _rules(service):
        try:
            asked = rule.asked()
        except RuleError:
            continue
        strange = list(_strange(service, rule, asked))
        yield from strange or _tried(service, rule, asked)
    yield from _charges(service)


def _rules(service: ServiceVersion) -> Iterator[_Rule]:
    """Papers are asked for while the form is still being filled; a condition only once all it is of is answered."""
    for path, text, gives in rules_of(service):
        is_paper = path.startswith("evidence")
        yield _Rule(
            path, text, gives, names_of_rules(service), (lambda field: True) if is_paper else _optional
        )
    for number, one in enumerate(service.eligibility):
        kinds = names_of_rules(service, of=one.of)
        yield _Rule(f"eligibility[{number}].when", one.when, "bool", kinds, lambda field: False, one.of)


def _optional(field: Field) -> bool:
    return not field.required


def _strange(service: ServiceVersion, rule: _Rule, asked: Asked) -> Iterator[Complaint]:
    """Answers and choices that a rule names and the form does not have."""
    fields = service.fields
    for name in sorted(asked.answers):
        if name not in fields:
            yield rule.path, f"{rule.text}: the form has no question {name}"
        elif rule.of is not None and name not in rule.of:
            yield rule.path, f"{rule.text}: asks for {name}, which is not among the fields it is of"
    for name, text in sorted(asked.compared):
        if name in fields and fields[name].type == "choice" and text not in _choices(fields[name]) | {""}:
            yield rule.path, f"{rule.text}: {text!r} is no choice of {name}"


def _choices(field: Field) -> set[str]:
    return {one.value for one in field.choices}


def _tried(service: ServiceVersion, rule: _Rule, asked: Asked) -> Iterator[Complaint]:
    """The first failure of a rule on made-up answers, and whether anybody at all can meet a condition."""
    band = next((one for n, one in enumerate(service.bands) if rule.path == f"bands[{n}].rule"), None)
    given = set[Any]()
    for names in _trials(service, [(rule, asked)]):
        try:
            value = expressions.evaluate(rule.text, names)
        except RuleError as wrong:
            why = str(wrong).removeprefix(f"{rule.text}: ").splitlines()[0]
            yield rule.path, f"{rule.text}: fails {_on(names, asked)}: {why}"
            return
        if band is not None and value not in band.values:
            yield rule.path, f"{rule.text}: gives {value!r} {_on(names, asked)}, which is none of its values"
            return
        given.add(value)
    fields = {service.fields[name].type for name in asked.answers}
    if rule.of is not None and fields <= {"choice"} and True not in given:
        yield rule.path, f"{rule.text}: is met by nobody, whatever is answered"


def _charges(service: ServiceVersion) -> Iterator[Complaint]:
    """Whoever asks is told a fee: of each tariff one case holds."""
    for path, tariff in tariffs_of(service):
        rules = [
            _Rule(f"{path}.cases[{n}].when", one.when, "bool", names_of_rules(service), _optional)
            for n, one in enumerate(tariff.cases)
        ]
        try:
            read = [(rule, rule.asked()) for rule in rules]
            if any(name not in service.fields for _, asked in read for name in asked.answers):
                continue
            for names in _trials(service, read):
                if not any(expressions.evaluate(rule.text, names) for rule in rules):
                    yield f"{path}.cases", f"no case holds {_on(names, *(asked for _, asked in read))}"
                    break
        except RuleError:
            continue  # told of the rule itself


def _trials(service: ServiceVersion, rules: Sequence[tuple[_Rule, Asked]]) -> Iterator[Mapping[str, Value]]:
    """Names as the rules find them, in all combinations of what they ask for; the rarest left out where too many."""
    asked = [one for _, one in rules]
    named = sorted({name for one in asked for name in one.answers})
    samples = [
        [*answers_of(service.fields[name], asked), *_empty(service.fields[name], rules)] for name in named
    ]
    spoken = {name for one in asked for name in one.names}
    ages = (
        ages_of(frozenset(beside(asked)))
        if spoken & {"age_days", "age_years", "days_since_birthday"}
        else ({},)
    )
    empty = dict.fromkeys(service.fields, "")
    for answers in islice(product(*samples), max(1, MOST_TRIALS // len(ages))):
        found: dict[str, Value] = {"answers": empty | dict(zip(named, answers, strict=True))}
        yield from ({**found, **age} for age in ages)


def _empty(field: Field, rules: Sequence[tuple[_Rule, Asked]]) -> list[str]:
    return [""] if any(rule.may_be_empty(field) for rule, _ in rules) else []


def _on(names: Mapping[str, Value], *asked: Asked) -> str:
    """The answers and the age a rule failed on, in words."""
    answers = names["answers"]
    said = sorted({name for one in asked for name in one.answers})
    parts = [f"{name} = {answers[name]!r}" for name in said] if isinstance(answers, Mapping) else []
    parts += [f"{name} = {names[name]}" for one in asked[:1] for name in sorted(one.names & names.keys())]
    return f"with {', '.join(parts)}" if parts else "for anybody"
