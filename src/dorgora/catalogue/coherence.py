"""What holds between the parts of a service, each sound by itself; every breach with the path it is mended at."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from dorgora.catalogue import schemas
from dorgora.catalogue.faults import Complaint, twice
from dorgora.catalogue.forms import Field, ServiceVersion, Tariff
from dorgora.catalogue.shapes import is_no_pattern
from dorgora.kernel.bounds import day_of


def complaints(service: ServiceVersion) -> Iterator[Complaint]:
    """All that contradicts itself in a service."""
    for look in (_form, _relatives, _schema, _grants, _stages, _tariffs, _register, _each_once):
        yield from look(service)


def _form(service: ServiceVersion) -> Iterator[Complaint]:
    fields = list(service.fields.values())
    if service.age_of and service.age_of not in [one.name for one in fields if one.type == "date"]:
        yield "age_of", f"{service.age_of!r} names no date of the form"
    names = set()
    for n, section in enumerate(service.sections):
        page: dict[str, Field] = {}
        for m, field in enumerate(section.fields):
            path = f"sections[{n}].fields[{m}]"
            if field.name in names:
                yield f"{path}.name", f"{field.name} stands twice: two fields of one name"
            names.add(field.name)
            yield from _field(path, field, page)
            page[field.name] = field
    for n, one in enumerate(service.sections):
        if one.name in {before.name for before in service.sections[:n]}:
            yield f"sections[{n}].name", f"{one.name} stands twice"


def _field(path: str, field: Field, above: dict[str, Field]) -> Iterator[Complaint]:
    for member, named in (("suggested_from", field.suggested_from), ("same_as", field.same_as)):
        if named and named not in above:
            yield f"{path}.{member}", f"{named!r} is no field above it on its page"
    if bool(field.choices) != (field.type == "choice"):
        yield f"{path}.choices", "are empty" if field.type == "choice" else "belong to a field of type choice"
    if bool(field.lengths) != (field.type == "digits"):
        yield f"{path}.lengths", "are empty" if field.type == "digits" else "belong to a field of type digits"
    yield from twice(f"{path}.choices", "value", (one.value for one in field.choices))
    yield from twice(f"{path}.lengths", "", field.lengths)


def _relatives(service: ServiceVersion) -> Iterator[Complaint]:
    relation = service.fields.get("applicant_relation")
    choices = {one.value for one in relation.choices} if relation else set()
    for n, section in enumerate(service.sections):
        for m, field in enumerate(section.fields):
            if field.relative and field.relative.relation not in choices:
                path = f"sections[{n}].fields[{m}].relative.relation"
                yield path, f"{field.relative.relation!r} is no choice of applicant_relation"


def _schema(service: ServiceVersion) -> Iterator[Complaint]:
    schema = msgspec.json.decode(service.schema)
    try:
        schemas.validator(bytes(service.schema))
    except ValueError as wrong:
        yield "schema", str(wrong)[:200]
        return
    parts = schema if isinstance(schema, dict) else {}
    fields = service.fields
    yield from _alike("properties", parts.get("properties"), set(fields), "name different fields")
    required = {name for name, field in fields.items() if field.required}
    yield from _alike("required", parts.get("required"), required, "require different fields")
    if parts.get("additionalProperties") is not False:
        yield "schema.additionalProperties", "is not false: the form would take answers it never asked for"


def _alike(part: str, told: Any, fields: set[str], why: str) -> Iterator[Complaint]:
    differing = fields ^ set(told or ())
    if differing:
        yield f"schema.{part}", f"the schema and the form {why}: {', '.join(sorted(differing))}"


def _grants(service: ServiceVersion) -> Iterator[Complaint]:
    """Who decides, and whose paper the citizen gets, belong together."""
    is_granted_here = bool(service.certificate.fields or service.register_number)
    if service.is_done_at_once and (is_granted_here or service.steps or service.outside):
        yield "decided_by", "names no office: what is done at once grants nothing and waits for nobody"
    elif service.outside is not None:
        if is_granted_here:
            yield "certificate", "an authority outside decides, and its paper would be ours"
        if not any(field.on_list for field in service.fields.values()):
            yield "sections", "no answer stands on the list that goes to the authority outside (on_list)"
    elif not service.is_done_at_once and not service.certificate.fields:
        yield "certificate.fields", "an office decides, and nothing is granted"


def _stages(service: ServiceVersion) -> Iterator[Complaint]:
    stages, steps = service.stages, service.steps
    if not stages:
        return
    if not steps:
        yield "steps", "are empty, and an office decides"
        return
    if stages[-1].office_level != service.decided_by.office_level:
        yield f"steps[{len(steps) - 1}].office_level", "the office that decides is not that of the last step"
    days = sum(step.working_days for step in steps)
    if days != service.charter.working_days:
        yield (
            "charter.working_days",
            f"the days of the steps are not the days that are promised: {days} in all",
        )
    elif not days:
        yield "charter.working_days", "an office decides in no day at all"


def _tariffs(service: ServiceVersion) -> Iterator[Complaint]:
    for who, charge in (("state", service.fees.state), ("operator", service.fees.operator)):
        path = f"fees.{who}.tariffs"
        if any(not day_of(one.valid_from) for one in charge.tariffs):
            continue  # told where the day stands
        yield from _order(path, charge.tariffs)
        everywhere = [one.valid_from for one in charge.tariffs if not one.areas]
        if not everywhere:
            yield path, "a fee holds nowhere but in some areas"
        elif day_of(service.valid_from) and min(everywhere) > service.valid_from:
            first = charge.tariffs.index(next(one for one in charge.tariffs if not one.areas))
            yield (
                f"{path}[{first}].valid_from",
                f"nobody knows the fee from {service.valid_from}, when the service begins, to {min(everywhere)}",
            )


def _order(path: str, tariffs: Sequence[Tariff]) -> Iterator[Complaint]:
    newest: dict[frozenset[str], str] = {}
    for number, one in enumerate(tariffs):
        before = newest.get(frozenset(one.areas), "")
        if before >= one.valid_from:
            yield (
                f"{path}[{number}].valid_from",
                f"{one.valid_from} is not after {before}, the tariff before it",
            )
        newest[frozenset(one.areas)] = max(before, one.valid_from)


def _register(service: ServiceVersion) -> Iterator[Complaint]:
    asked = service.register_number
    if asked is None:
        return
    if is_no_pattern(asked.pattern):
        yield "register_number.pattern", f"{asked.pattern} is no pattern"
    if asked.year_of and asked.year_of not in service.fields:
        yield "register_number.year_of", f"the form has no question {asked.year_of}"


_NAMED: tuple[tuple[str, str, Callable[[ServiceVersion], Sequence[Any]]], ...] = (
    ("steps", "name", lambda service: service.steps),
    ("eligibility", "name", lambda service: service.eligibility),
    ("evidence", "kind", lambda service: service.evidence),
    ("bands", "name", lambda service: service.bands),
    ("certificate.fields", "name", lambda service: service.certificate.fields),
    ("tcv_questions", "name", lambda service: service.tcv_questions),
    ("tcv_questions", "stored_as", lambda service: service.tcv_questions),
    ("baselines", "metric", lambda service: service.baselines),
)


def _each_once(service: ServiceVersion) -> Iterator[Complaint]:
    return chain.from_iterable(
        twice(path, member, (getattr(one, member) for one in parts(service)))
        for path, member, parts in _NAMED
    )
