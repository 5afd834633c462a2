"""A service of a pack held up to its rules: every fault with the line of its JSON and the field it is in."""

from collections.abc import Iterator, Mapping, Set
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dorgora.catalogue import coherence, faults, shapes, trials
from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Complaint, Fault, Source
from dorgora.catalogue.forms import BORN_FIELD, CertificateField, ServiceVersion
from dorgora.catalogue.kinds import Word
from dorgora.catalogue.published import MAX_CONTENT
from dorgora.catalogue.soundness import rule_faults, tariffs_of
from dorgora.kernel.bounds import day_of

SAID_IN_EACH_LANGUAGE = frozenset({"names", "labels", "hints", "advice", "because", "titles", "says"})
"""Members of a service that hold one text a language."""


class EarlierLines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines that stood on a certificate of a version that another took the place of."""

    fields: tuple[CertificateField, ...]


class EarlierVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack keeps of such a version: by it `dorgora verify` names what an older paper says."""

    key: Word
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    certificate: EarlierLines


Seen = dict[tuple[str, int], str]
"""In which file each version of each service stands."""


def service_faults(source: Source, country: Country, areas: Set[str], seen: Seen) -> Iterator[Fault]:
    """One service: its shape, its parts together, its rules, its words, and what of the pack it names."""
    misshapen = list(shapes.complaints(source.told, ServiceVersion))
    yield from source.faults([*misshapen, *_missing_words(source.told, "", country.languages)])
    if misshapen:
        return
    service = msgspec.json.decode(source.text, type=ServiceVersion)
    told = [
        *coherence.complaints(service),
        *rule_faults(service),
        *_strange_names(service, country, areas),
        *_unwritten(service, country),
        *_standing_twice(service, source.file, seen),
        *trials.complaints(service),
    ]
    yield from source.faults(told)


def earlier_faults(
    source: Source, languages: tuple[str, ...], current: Mapping[str, int], seen: Seen
) -> Iterator[Fault]:
    """What is kept of an earlier version: its shape, its words, and that it is earlier than the one of the pack.

    current: the version of each service of the pack, by key; one that is offered no more has none.
    """
    misshapen = list(shapes.complaints(source.told, EarlierVersion))
    yield from source.faults([*misshapen, *_missing_words(source.told, "", languages)])
    if misshapen:
        return
    earlier = msgspec.convert(source.told, type=EarlierVersion)
    if earlier.version >= current.get(earlier.key, earlier.version + 1):
        yield source.fault("version", f"is no earlier than that of {earlier.key!r} in the pack")
    yield from source.faults(_standing_twice(earlier, source.file, seen))


def read(path: Path, file: str) -> Source | Fault:
    """A service or an earlier one, and that its shape can be judged at all."""
    found = faults.read(path, file)
    if isinstance(found, Source) and len(found.text.encode()) > MAX_CONTENT:
        return found.fault("", f"has more than the {MAX_CONTENT} bytes a service may have")
    if isinstance(found, Source) and not isinstance(found.told, dict):
        return found.fault("", "is no service: a table of names and values")
    return found


def _standing_twice(service: ServiceVersion | EarlierVersion, file: str, seen: Seen) -> Iterator[Complaint]:
    if (service.key, service.version) in seen:
        yield "version", f"stands in {seen[service.key, service.version]} too"
    seen[service.key, service.version] = file


def _missing_words(value: Any, path: str, languages: tuple[str, ...]) -> Iterator[Complaint]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _missing_words(one, f"{path}[{number}]", languages)
    elif isinstance(value, dict) and path != "schema":
        for name, one in value.items():
            inner = f"{path}.{name}" if path else name
            if name in SAID_IN_EACH_LANGUAGE and isinstance(one, dict) and one:
                yield from words_missing(inner, one, languages)
            else:
                yield from _missing_words(one, inner, languages)


def words_missing(path: str, said: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Complaint]:
    """In which of the languages nothing is said, and what is said in another."""
    for language in languages:
        if not str(said.get(language, "")).strip():
            yield path, f"says nothing in {language!r}"
    strange = [one for one in said if languages and one not in languages]
    yield from ((f"{path}.{one}", f"{one!r} is no language of the pack") for one in strange)


def _unwritten(service: ServiceVersion, country: Country) -> Iterator[Complaint]:
    """What is to stand on a certificate and no font can write."""
    paper = service.certificate
    said = [("certificate.titles", paper.titles), ("certificate.says", paper.says)]
    said += [(f"certificate.fields[{n}].labels", line.labels) for n, line in enumerate(paper.fields)]
    for path, texts in said:
        for language, text in texts.items():
            if why := country.cannot_write(text):
                yield f"{path}.{language}", why


def _strange_names(service: ServiceVersion, country: Country, areas: Set[str]) -> Iterator[Complaint]:
    """Levels, areas, days and answers that a service names and nobody knows; areas: none where nobody can tell."""
    yield from _strange_levels(service, country)
    for path, tariff in tariffs_of(service) if areas else ():
        strange = ((n, code) for n, code in enumerate(tariff.areas) if code not in areas)
        yield from ((f"{path}.areas[{n}]", f"{code} is no area of the pack") for n, code in strange)
    for n, line in enumerate(service.certificate.fields):
        for language, answer in line.values.items():
            if answer not in service.fields:
                yield f"certificate.fields[{n}].values.{language}", f"{answer!r} is no field of the form"
    yield from _strange_numbers(service)
    yield from _strange_once(service, country)


def _strange_once(service: ServiceVersion, country: Country) -> Iterator[Complaint]:
    if service.once and service.is_done_at_once:
        yield "once", "what is done at once is neither open nor granted"
    if service.once and service.age_of == BORN_FIELD and set(country.name_fields) & set(service.fields):
        yield "once", "the form describes somebody who is in no book yet: it tells nobody apart"


def _strange_numbers(service: ServiceVersion) -> Iterator[Complaint]:
    for n, baseline in enumerate(service.baselines):
        if not _is_decimal(baseline.before):
            yield f"baselines[{n}].before", f"{baseline.before!r} is no number"
    if not day_of(service.valid_from):
        yield "valid_from", f"{service.valid_from!r} is no day"


def _strange_levels(service: ServiceVersion, country: Country) -> Iterator[Complaint]:
    offices = [("decided_by.office_level", service.decided_by.office_level)]
    offices += [(f"steps[{n}].office_level", step.office_level) for n, step in enumerate(service.steps)]
    places = [
        (f"sections[{n}].fields[{m}].area_level", field.area_level)
        for n, section in enumerate(service.sections)
        for m, field in enumerate(section.fields)
    ]
    for path, level in (*offices, *places):
        if level and country.tiers and level not in country.tiers:
            yield path, f"{level!r} is no tier of pack.toml"
    for path, level in offices:
        if level in country.tiers and not country.tiers[level].office_names:
            yield path, f"a {level} has no offices: its tier in pack.toml names none (office_names)"


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
