"""A country pack held up to its rules before anybody loads it: every fault with its file, line and field."""

from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from dorgora.catalogue import faults as reading
from dorgora.catalogue import pack_tables as tables
from dorgora.catalogue import published, service_check, shapes, table
from dorgora.catalogue.area_check import area_faults
from dorgora.catalogue.country import Country
from dorgora.catalogue.country_check import pack_complaints
from dorgora.catalogue.faults import Fault, Source
from dorgora.catalogue.number_forms import WordsOf
from dorgora.catalogue.pack_forms import PackTable
from dorgora.catalogue.script_forms import ScriptTable
from dorgora.catalogue.service_check import Seen
from dorgora.catalogue.words_check import script_complaints, words_complaints
from dorgora.kernel.pack import UNREADABLE, load_pack

DEMO_PLACES = "demo_places.csv"


def faults(folder: Path) -> list[Fault]:
    """All that is wrong with a pack, in one go; of a file that cannot be read at all, that alone."""
    told = reading.read(folder / "pack.toml", "pack.toml")
    if isinstance(told, Fault):
        return [told]
    country = Country.of(folder, told.told)
    listed = table.read(country, country.files.get("areas", ""), ())
    # Of a table of which something could not be read nobody can tell what is not there.
    areas = set[str]() if listed.faults else {code for _, code in listed.values("code")}
    seen: Seen = {}
    found = [
        *_pack_faults(told, country),
        *_text_faults(country),
        *_table_faults(country),
        *_services_faults(country, areas, seen),
        *_played_faults(country, areas, _keys(country, seen)),
    ]
    return found or list(_unreadable(folder))


def _pack_faults(source: Source, country: Country) -> Iterator[Fault]:
    misshapen = list(shapes.complaints(source.told, PackTable))
    yield from source.faults([*misshapen, *pack_complaints(source.told, country, _members(misshapen))])
    for name, file in country.files.items():
        if not (country.folder / file).exists():
            yield Fault(file, 0, "", f"is named in pack.toml (files.{name}) and not there")


def _members(misshapen: list[reading.Complaint]) -> set[str]:
    return {path.partition(".")[0].partition("[")[0] for path, _ in misshapen}


def _text_faults(country: Country) -> Iterator[Fault]:
    """The letters, and numbers in words."""
    script = _source(country, "script")
    if isinstance(script, Source):
        misshapen = list(shapes.complaints(script.told, ScriptTable))
        yield from script.faults(misshapen or script_complaints(script.told))
    words = _source(country, "number_words")
    if isinstance(words, Source):
        misshapen = [
            (f"{language}.{path}" if path else language, why)
            for language, one in words.told.items()
            for path, why in shapes.complaints(one, WordsOf)
        ]
        yield from words.faults(misshapen)
        yield from words.faults(words_complaints(words.told, country.languages, _members(misshapen)))
    yield from (one for one in (script, words) if isinstance(one, Fault))


def _source(country: Country, name: str) -> Source | Fault | None:
    """One of the other files, if pack.toml names it and it is there."""
    file = country.files.get(name, "")
    return reading.read(country.folder / file, file) if file and (country.folder / file).exists() else None


def _table_faults(country: Country) -> Iterator[Fault]:
    for name, columns in (
        ("areas", ("code", "kind", "parent", *country.name_fields)),
        ("holidays", ("on",)),
        ("names", ("name", "part", "sex")),
        ("romanisations", ("name", "latin")),
    ):
        file = country.files.get(name, "")
        if not (country.folder / file).is_file():
            continue  # told of pack.toml
        rows = table.read(country, file, columns)
        yield from rows.faults
        if name == "areas":
            yield from area_faults(rows, country)
        elif name == "holidays":
            yield from tables.holiday_faults(rows, country)
        else:
            yield from tables.people_faults(rows) if name == "names" else tables.romanisation_faults(rows)


def _services_faults(country: Country, areas: Set[str], seen: Seen) -> Iterator[Fault]:
    """Each service, and what is kept of the versions before it."""
    name = country.files.get("services", "")
    if not (country.folder / name).is_dir() or not name:
        return
    listed = published.Listed.of(country)
    yield from listed.faults()
    services = sorted((country.folder / name).glob("*.json"))
    for path in services:
        source = service_check.read(path, f"{name}/{path.name}")
        if isinstance(source, Fault):
            yield source
            continue
        alone = list(service_check.service_faults(source, country, areas, seen))
        yield from alone or listed.version_faults(source)
    if not services:
        yield Fault(name, 0, "", "no service is there")
    yield from _earlier_faults(country, name, seen)


def _keys(country: Country, seen: Seen) -> set[str]:
    """The services of the pack; none where one cannot be read, as then nobody can tell which there are."""
    name = country.files.get("services", "")
    files = {f"{name}/{path.name}" for path in (country.folder / name).glob("*.json")}
    found = {key for (key, _), file in seen.items() if file in files}
    return found if name and files <= {*seen.values()} else set()


def _earlier_faults(country: Country, name: str, seen: Seen) -> Iterator[Fault]:
    current = dict(sorted(seen))
    for path in sorted((country.folder / name).glob("earlier/*.json")):
        source = service_check.read(path, f"{name}/earlier/{path.name}")
        if isinstance(source, Fault):
            yield source
        else:
            yield from service_check.earlier_faults(source, country.languages, current, seen)


def _played_faults(country: Country, areas: Set[str], keys: Set[str]) -> Iterator[Fault]:
    """What `make demo` plays: places and services of the pack; what was measured before may be of others too."""
    if (country.folder / DEMO_PLACES).exists():
        places = table.read(country, DEMO_PLACES, ("code", "opens", "officer", "sex"))
        yield from places.faults
        yield from places.none_of("code", areas, "no area of the pack") if areas else ()
    if (baselines := country.files.get("baselines", "")) and (country.folder / baselines).is_file():
        yield from table.read(country, baselines, ("service", "metric", "before")).faults
    story = _source(country, "story")
    if isinstance(story, Fault):
        yield story
    elif story is not None:
        yield from story.faults(_story_complaints(story.told, "", areas, keys))


def _story_complaints(
    told: Mapping[str, Any], path: str, areas: Set[str], keys: Set[str]
) -> Iterator[reading.Complaint]:
    for name, one in told.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(one, dict) and name != "answers":
            yield from _story_complaints(one, inner, areas, keys)
        elif name == "code" and areas and one not in areas:
            yield inner, f"{one!r} is no area of the pack"
        elif name == "service" and keys and one not in keys:
            yield inner, f"{one!r} is no service of the pack"


def _unreadable(folder: Path) -> Iterator[Fault]:
    """What the program itself says when it reads the pack as every node does."""
    try:
        load_pack.__wrapped__(folder)  # not the copy that was read before somebody changed the folder
    except UNREADABLE as wrong:
        yield Fault("pack.toml", 1, "", f"cannot be loaded: {wrong!r}"[:200])
