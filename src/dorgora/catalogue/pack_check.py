"""A country pack held up to its rules before anybody loads it: every fault with its file, line and field."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import django.conf

from dorgora.catalogue import published
from dorgora.catalogue.service_check import Fault, earlier_faults, service_faults
from dorgora.kernel.endings import TABLE as ENDINGS
from dorgora.kernel.endings import WrongEndings
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack, load_pack
from dorgora.kernel.script import clean_text

MAX_NAME = 120
TEXTS = (Path(django.conf.__file__).parent / "locale", Path(__file__).parent / "locale")
"""Where there is a folder for each language that has texts: Django's own (names of months), the program's."""
_COLUMNS = {"on": "holidays", "name": "romanisations", "latin": "romanisations"}
"""Columns of the tables that are read with the pack; everything else that is missing is missing in pack.toml."""


def faults(folder: Path) -> list[Fault]:
    """All that is wrong with a pack; when the pack itself cannot be read, that alone."""
    try:
        pack = load_pack(folder)
    except tomllib.TOMLDecodeError as wrong:
        line = re.search(r"at line (\d+)", str(wrong))
        return [Fault(_broken_toml(folder), int(line[1]) if line else 0, "", str(wrong))]
    except KeyError as missing:
        name = str(missing.args[0])
        table = _file_of(folder, _COLUMNS.get(name, ""))
        return [Fault(table or "pack.toml", 1 if table else 0, name, "is missing")]
    except OSError as wrong:
        return [Fault(Path(wrong.filename or "").name, 0, "", wrong.strerror or "cannot be read")]
    except WrongEndings as wrong:
        return [_wrong_ending(folder, wrong)]
    except (ValueError, TypeError) as wrong:
        return list(_days_that_are_none(folder)) or [Fault("pack.toml", 0, "", str(wrong))]
    absent = [name for name in pack.table["files"].values() if not (folder / name).exists()]
    if absent:
        return [Fault(name, 0, "", "is named in pack.toml and not there") for name in absent]
    areas: set[str] = set()
    found = [
        *_language_faults(pack),
        *_paper_faults(pack),
        *_wish_faults(pack),
        *_area_faults(pack, areas),
        *_holiday_faults(pack),
        *published.list_faults(pack),
    ]
    return [*found, *_services_faults(pack, areas)]


def _services_faults(pack: Pack, areas: set[str]) -> Iterator[Fault]:
    """Each service, and what is kept of the versions before it."""
    name = pack.table["files"]["services"]
    seen: dict[tuple[str, int], str] = {}
    services = sorted((pack.folder / name).glob("*.json"))
    for path in services:
        file = f"{name}/{path.name}"
        alone = list(service_faults(path, file, pack, areas, seen))
        yield from alone or published.version_faults(path.read_bytes(), file, pack)
    if not services:
        yield Fault(name, 0, "", "no service is there")
    current = dict(sorted(seen))
    for path in sorted((pack.folder / name).glob("earlier/*.json")):
        yield from earlier_faults(path, f"{name}/earlier/{path.name}", pack, current, seen)


def _language_faults(pack: Pack) -> Iterator[Fault]:
    """Each language has its digits, its words for numbers and money, and texts of the pages."""
    for language in pack.languages:
        if len(set(pack.script.digits.get(language, ""))) != 10:
            yield Fault("pack.toml", 0, f"digits.{language}", "are not ten")
        for name, said in _said_in_each_language(pack):
            if not str(said.get(language, "")).strip():
                yield Fault("pack.toml", 0, name, f"says nothing in {language!r}")
        if language not in pack.currency.words:
            yield Fault(pack.table["files"]["number_words"], 0, language, "is missing")
        if not any((texts / language).is_dir() for texts in (pack.folder / "locale", *TEXTS)):
            yield Fault("locale", 0, language, "is missing, and the program has no texts in it either")
    for language in sorted(pack.right_to_left - {*pack.languages}):
        yield Fault("pack.toml", 0, "right_to_left", f"{language!r} is no language of the pack")


def _paper_faults(pack: Pack) -> Iterator[Fault]:
    fonts = pack.table.get("paper", {})
    if not fonts.get("families") or not any((pack.folder / fonts.get("fonts", "")).glob("*.ttf")):
        yield Fault("pack.toml", 0, "paper", "names no fonts that are there")


def _wish_faults(pack: Pack) -> Iterator[Fault]:
    """Kinds of wishes stand in events and name counters: short words of small letters, each once."""
    kinds = [str(one["kind"]) for one in pack.table["wishes"]]
    if not kinds:
        yield Fault("pack.toml", 0, "wishes", "names no kind")
    for kind in kinds:
        if not re.fullmatch(r"[a-z_]{1,30}", kind):
            yield Fault("pack.toml", 0, "wishes", f"{kind!r} is no word of small letters")
    if len(set(kinds)) != len(kinds):
        yield Fault("pack.toml", 0, "wishes", "a kind stands twice")


def _said_in_each_language(pack: Pack) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield from (
        ("names", pack.names),
        ("currency.sign", pack.currency.signs),
        ("currency.names", pack.currency.names),
        ("currency.minor_names", pack.currency.minor_names),
        ("complaints.names", pack.complaints.names),
    )
    yield from ((f"written_in.{one}", pack.written_in.get(one, {})) for one in pack.languages)
    yield from ((f"wishes.{kind}", names) for kind, names in pack.wish_kinds.items())
    for number, tier in enumerate(pack.tiers):
        yield f"areas.tiers[{number}].names", tier.names
        for called in ("office_names", "centre_names", "officer_titles"):
            if getattr(tier, called):
                yield f"areas.tiers[{number}].{called}", getattr(tier, called)


def _days_that_are_none(folder: Path) -> Iterator[Fault]:
    file = folder / _file_of(folder, "holidays")
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                date.fromisoformat(row["on"])
            except ValueError:
                yield Fault(file.name, number, "on", f"{row['on']!r} is no day")


def _wrong_ending(folder: Path, wrong: WrongEndings) -> Fault:
    """On the line of the ending, else of its list, else of the table: each is looked for below the one before."""
    file = _file_of(folder, "script")
    lines, at = (folder / file).read_text(encoding="utf-8").splitlines(), 0
    for said in (ENDINGS, wrong.field.removeprefix(f"{ENDINGS}."), wrong.written):
        at = next((line for line in range(at, len(lines)) if said in lines[line].partition("#")[0]), at)
    return Fault(file, at + 1, wrong.field, wrong.why)


def _file_of(folder: Path, table: str) -> str:
    """The name pack.toml gives one of its tables; empty when it names none."""
    named = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8")).get("files", {})
    return str(named.get(table, "")) if isinstance(named, dict) else ""


def _broken_toml(folder: Path) -> str:
    for path in sorted(folder.glob("*.toml")):
        try:
            tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError:
            return path.name
    return "pack.toml"


def _rows(pack: Pack, table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of one table with the line each begins on."""
    with (pack.folder / pack.table["files"][table]).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        before = 1
        for row in reader:
            yield before + 1, {name: text or "" for name, text in row.items() if name}
            before = reader.line_num


def _area_faults(pack: Pack, areas: set[str]) -> Iterator[Fault]:
    """Every area once, of the width of its tier, below a parent its code begins with, named in each language."""
    file = pack.table["files"]["areas"]
    rows = list(_rows(pack, "areas"))
    codes = {row.get("code", "") for _, row in rows}
    widths = {tier.kind: tier.code_width for tier in pack.tiers}
    for line, row in rows:
        code, kind, parent = row.get("code", ""), row.get("kind", ""), row.get("parent", "")
        if code in areas:
            yield Fault(file, line, "code", f"{code} stands twice")
        areas.add(code)
        if kind not in widths:
            yield Fault(file, line, "kind", f"{kind!r} is no tier of pack.toml")
        elif len(code) != widths[kind] or not code.isalnum():
            yield Fault(
                file, line, "code", f"{code!r} is no code of a {kind}: {widths[kind]} letters or digits"
            )
        if parent and (parent not in codes or not code.startswith(parent)):
            yield Fault(file, line, "parent", f"{parent!r} is not there, or {code} does not begin with it")
        for language in pack.languages:
            yield from _name_faults(file, line, f"name_{language}", row.get(f"name_{language}", ""))


def _name_faults(file: str, line: int, field: str, name: str) -> Iterator[Fault]:
    try:
        if not clean_text(name, MAX_NAME, field):
            yield Fault(file, line, field, "is empty")
    except Refused as refused:
        yield Fault(file, line, field, refused.reason)


def _holiday_faults(pack: Pack) -> Iterator[Fault]:
    file, seen = pack.table["files"]["holidays"], set()
    for line, row in _rows(pack, "holidays"):
        if row["on"] in seen:
            yield Fault(file, line, "on", f"{row['on']} stands twice")
        seen.add(row["on"])
