"""A service of a pack held up to its rules: every fault with the line of its JSON and the field it is in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dorgora.catalogue import rules
from dorgora.catalogue.forms import BORN_FIELD, CertificateField, ServiceVersion
from dorgora.catalogue.soundness import rule_faults
from dorgora.kernel.json_lines import lines_of
from dorgora.kernel.pack import Pack

SAID_IN_EACH_LANGUAGE = frozenset({"names", "labels", "hints", "advice", "because", "titles", "says"})
"""Members of a service that hold one text a language."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the file as named in the pack, the line from 1 (0: none), the field."""

    file: str
    line: int
    field: str
    why: str


class EarlierLines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines that stood on a certificate of a version that another took the place of."""

    fields: tuple[CertificateField, ...]


class EarlierVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack keeps of such a version: by it `dorgora verify` names what an older paper says."""

    key: str
    version: int
    certificate: EarlierLines


_Kind = TypeVar("_Kind", ServiceVersion, EarlierVersion)


def service_faults(
    path: Path, file: str, pack: Pack, areas: set[str], seen: dict[tuple[str, int], str]
) -> Iterator[Fault]:
    """One service: its JSON, its shape, its rules, its words in each language, and what of the pack it names."""
    read = _read(path, file, ServiceVersion)
    if isinstance(read, Fault):
        yield read
        return
    service, text, lines = read
    told = [
        *rule_faults(service),
        *_missing_words(json.loads(text), "$", pack.languages),
        *_strange_names(service, pack, areas),
    ]
    told += _standing_twice(service, file, seen)
    yield from _placed(told, file, lines)
    if not told:
        yield from _whole(text.encode(), file)


def earlier_faults(
    path: Path, file: str, pack: Pack, current: Mapping[str, int], seen: dict[tuple[str, int], str]
) -> Iterator[Fault]:
    """What is kept of an earlier version: its shape, its words, and that it is earlier than the one of the pack.

    current: the version of each service of the pack, by key; one that is offered no more has none.
    """
    read = _read(path, file, EarlierVersion)
    if isinstance(read, Fault):
        yield read
        return
    service, text, lines = read
    told = list(_missing_words(json.loads(text), "$", pack.languages))
    if service.version >= current.get(service.key, service.version + 1):
        told.append(("version", f"is no earlier than that of {service.key!r} in the pack"))
    yield from _placed([*told, *_standing_twice(service, file, seen)], file, lines)


def _read(path: Path, file: str, kind: type[_Kind]) -> tuple[_Kind, str, Mapping[str, int]] | Fault:
    """What a file says, its text and the line of each of its values."""
    try:
        text = path.read_text(encoding="utf-8")
        lines = lines_of(text)
        return msgspec.json.decode(text, type=kind), text, lines
    except json.JSONDecodeError as wrong:
        return Fault(file, wrong.lineno, "", wrong.msg)
    except msgspec.ValidationError as wrong:
        why, _, where = str(wrong).partition(" - at `")
        where = where.rstrip("`")
        return Fault(file, _line(lines, where), where.removeprefix("$."), why)
    except (ValueError, RecursionError) as wrong:
        return Fault(file, 0, "", str(wrong)[:200])


def _standing_twice(
    service: ServiceVersion | EarlierVersion, file: str, seen: dict[tuple[str, int], str]
) -> Iterator[tuple[str, str]]:
    if (service.key, service.version) in seen:
        yield "version", f"stands in {seen[service.key, service.version]} too"
    seen[service.key, service.version] = file


def _placed(told: Iterable[tuple[str, str]], file: str, lines: Mapping[str, int]) -> Iterator[Fault]:
    for field, why in told:
        yield Fault(file, _line(lines, f"$.{field.removeprefix('$.')}"), field.removeprefix("$."), why)


def _whole(content: bytes, file: str) -> Iterator[Fault]:
    """What is wrong between parts of a service, each sound by itself."""
    try:
        rules.load_service(content)
    except (ValueError, rules.RuleError) as wrong:
        yield Fault(file, 0, "", str(wrong)[:200])


def _line(lines: Mapping[str, int], path: str) -> int:
    """The line of a value; of one that is not there, that of the nearest one around it."""
    while path and path not in lines:
        path = (
            path[: max(path.rfind("."), path.rfind("["))] if max(path.rfind("."), path.rfind("[")) > 0 else ""
        )
    return lines.get(path, 1)


def _missing_words(value: Any, path: str, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _missing_words(one, f"{path}[{number}]", languages)
    elif isinstance(value, dict) and path != "$.schema":
        for name, one in value.items():
            if name in SAID_IN_EACH_LANGUAGE and isinstance(one, dict) and one:
                for language in languages:
                    if not str(one.get(language, "")).strip():
                        yield f"{path}.{name}", f"says nothing in {language!r}"
            else:
                yield from _missing_words(one, f"{path}.{name}", languages)


def _strange_names(service: ServiceVersion, pack: Pack, areas: set[str]) -> Iterator[tuple[str, str]]:
    """Levels, areas, days and answers that a service names and nobody knows."""
    yield from _strange_levels(service, pack)
    for who, charge in (("state", service.fees.state), ("operator", service.fees.operator)):
        for n, tariff in enumerate(charge.tariffs):
            strange = ((m, code) for m, code in enumerate(tariff.areas) if code not in areas)
            for m, code in strange:
                yield f"fees.{who}.tariffs[{n}].areas[{m}]", f"{code} is no area of the pack"
    for n, line in enumerate(service.certificate.fields):
        for language, answer in line.values.items():
            if answer not in service.fields:
                yield f"certificate.fields[{n}].values.{language}", f"{answer!r} is no field of the form"
    yield from _strange_numbers(service)
    yield from _strange_once(service, pack)


def _strange_once(service: ServiceVersion, pack: Pack) -> Iterator[tuple[str, str]]:
    if service.once and service.is_done_at_once:
        yield "once", "what is done at once is neither open nor granted"
    if service.once and service.age_of == BORN_FIELD and set(pack.name_fields) & set(service.fields):
        yield "once", "the form describes somebody who is in no book yet: it tells nobody apart"


def _strange_levels(service: ServiceVersion, pack: Pack) -> Iterator[tuple[str, str]]:
    levels = {"", *(tier.kind for tier in pack.tiers)}
    named = [("decided_by.office_level", service.decided_by.office_level)]
    named += [(f"steps[{n}].office_level", step.office_level) for n, step in enumerate(service.steps)]
    named += [
        (f"sections[{n}].fields[{m}].area_level", field.area_level)
        for n, section in enumerate(service.sections)
        for m, field in enumerate(section.fields)
    ]
    yield from ((path, f"{level!r} is no tier of pack.toml") for path, level in named if level not in levels)


def _strange_numbers(service: ServiceVersion) -> Iterator[tuple[str, str]]:
    for n, baseline in enumerate(service.baselines):
        if not _is_decimal(baseline.before):
            yield f"baselines[{n}].before", f"{baseline.before!r} is no number"
    if not _is_day(service.valid_from):
        yield "valid_from", f"{service.valid_from!r} is no day"


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
