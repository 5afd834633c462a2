"""A country pack, read once at start: what the program must know of one country and nowhere says itself."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from dorgora.kernel.amount import Currency
from dorgora.kernel.script import Script

UNREADABLE: Final = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, csv.Error)
"""What reading a pack may raise that nobody held up to its rules (`catalogue.pack_check`)."""

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Tier:
    """One level of areas; the codes of its areas all have this many characters."""

    kind: str
    code_width: int
    names: Mapping[str, str]
    office_names: Mapping[str, str] = field(default_factory=dict)
    centre_names: Mapping[str, str] = field(default_factory=dict)
    officer_titles: Mapping[str, str] = field(default_factory=dict)

    def office_name(self, area: str, language: str) -> str:
        """What the office of an area of this level is called; the area's own name where the pack says nothing."""
        return self.office_names.get(language, "{area}").format(area=area)

    def centre_name(self, area: str, language: str) -> str:
        """What the centre of an area of this level is called."""
        return self.centre_names.get(language, "{area}").format(area=area)


@dataclass(frozen=True)
class Phone:
    """How phone numbers are kept (E.164) and typed."""

    country_code: str
    trunk_prefix: str
    pattern: str
    national_digits: int
    example: str

    def read(self, ascii_typed: str) -> tuple[str, int]:
        """Give a typed number in E.164, and how many national digits it has; the caller judges both."""
        bare = self._typed(ascii_typed).removeprefix(self.trunk_prefix)
        return f"+{self.country_code}{bare}", len(self.trunk_prefix) + len(bare)

    def n_typed(self, ascii_typed: str) -> int:
        """How many national digits stand there; a trunk prefix counts only if it was typed."""
        return len(self._typed(ascii_typed))

    def _typed(self, ascii_typed: str) -> str:
        digits = re.sub(r"\D", "", ascii_typed).removeprefix("00")
        return digits.removeprefix(self.country_code) if len(digits) > self.national_digits else digits

    def national(self, ascii_typed: str) -> str:
        """Give a typed number, whole or begun, without country code and trunk prefix."""
        return self.read(ascii_typed)[0].removeprefix(f"+{self.country_code}")

    def is_number(self, e164: str) -> bool:
        """Say whether this is a number of this country as it is kept."""
        return re.fullmatch(self.pattern, e164, re.ASCII) is not None


@dataclass(frozen=True)
class Complaints:
    """Whom a citizen calls past the operator: the number as it is dialled, and who answers, by language."""

    phone: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Pack:
    """One country: its calendar, letters, money, phones and areas; longer tables are read when asked for.

    wish_kinds: what people ask for that nobody offers, in kinds: a word for each, and its name by language, in order.
    """

    folder: Path
    code: str
    names: Mapping[str, str]
    languages: tuple[str, str]
    written_in: Mapping[str, Mapping[str, str]]
    right_to_left: frozenset[str]
    zone: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    script: Script
    currency: Currency
    phone: Phone
    complaints: Complaints
    wish_kinds: Mapping[str, Mapping[str, str]]
    identity_lengths: tuple[int, ...]
    tiers: tuple[Tier, ...]
    table: Mapping[str, Any]

    @property
    def local_language(self) -> str:
        """The language written in the country's own letters: the default of every page, the first on paper."""
        return self.languages[0]

    @property
    def latin_language(self) -> str:
        """The second language, written in Latin letters."""
        return self.languages[1]

    @property
    def paper_fonts(self) -> tuple[Path, tuple[str, ...]]:
        """The folder of fonts for what is set as a PDF, and the families of them that are used, in that order."""
        paper = self.table["paper"]
        return self.folder / paper["fonts"], tuple(paper["families"])

    @property
    def page_letters(self) -> Path | None:
        """The folder with `letters.css` and the fonts it names, for pages; None where those of the machine will do."""
        letters = self.table.get("pages", {}).get("letters")
        return self.folder / letters if letters else None

    @property
    def name_fields(self) -> tuple[str, str]:
        """How tables and forms of the pack call the field of a name in each language, the local one first."""
        return f"name_{self.local_language}", f"name_{self.latin_language}"

    def named_in(self, language: str, local: str, latin: str) -> str:
        """Of a name in both languages give the one for a reader of this language, or the other if it is empty."""
        return (latin or local) if language == self.latin_language else (local or latin)

    def direction(self, language: str) -> str:
        """Which way a language is written: ltr or rtl."""
        return "rtl" if language in self.right_to_left else "ltr"

    def rows(self, file: str) -> Iterator[dict[str, str]]:
        """Give the rows of one of the pack's tables: areas, names, romanisations, holidays, baselines."""
        with (self.folder / self.table["files"][file]).open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)

    def areas(self) -> Iterator[dict[str, str]]:
        """Give the areas as `places` lists them: code, kind, parent and both names, the local one first."""
        local, latin = self.name_fields
        for row in self.rows("areas"):
            yield {**row, "local_name": row[local], "latin_name": row[latin]}

    def services(self) -> Iterator[bytes]:
        """Give the bytes of each service of the pack, for `catalogue.rules.load_service`."""
        for path in sorted((self.folder / self.table["files"]["services"]).glob("*.json")):
            yield path.read_bytes()

    def tier_of(self, area_code: str) -> Tier | None:
        """Give the level an area code is of, by its width."""
        return next((tier for tier in self.tiers if tier.code_width == len(area_code)), None)


@lru_cache(maxsize=4)
def load_pack(folder: Path) -> Pack:
    """Read a country pack from its folder, once.

    Raises:
        OSError: a file the pack names is not there.
        KeyError: a table lacks what it must say.
        ValueError: a day or a weekday is none, or there are not two languages.
    """
    table = _toml(folder / "pack.toml")
    files = table["files"]
    names = [(row["name"], tuple(row["latin"].split("|"))) for row in _csv(folder / files["romanisations"])]
    script = Script.from_tables(_toml(folder / files["script"]), table["digits"], names)
    return Pack(
        folder=folder,
        code=table["code"],
        names=table["names"],
        languages=_two(table["languages"]),
        written_in=table["written_in"],
        right_to_left=frozenset(table.get("right_to_left", ())),
        zone=table["zone"],
        weekend=frozenset(_WEEKDAYS.index(day) for day in table["weekend"]),
        holidays=frozenset(date.fromisoformat(row["on"]) for row in _csv(folder / files["holidays"])),
        script=script,
        currency=Currency.from_tables(table, _toml(folder / files["number_words"]), script),
        phone=Phone(**table["phone"]),
        complaints=Complaints(**table["complaints"]),
        wish_kinds={one["kind"]: one["names"] for one in table["wishes"]},
        identity_lengths=tuple(table["identity"]["lengths"]),
        tiers=tuple(Tier(**tier) for tier in table["areas"]["tiers"]),
        table=table,
    )


def _two(languages: list[str]) -> tuple[str, str]:
    if len(languages) != 2:
        raise ValueError(f"languages: {len(languages)} are named, a pack has two")
    return languages[0], languages[1]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
