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
        digits = re.sub(r"\D", "", ascii_typed)
        digits = digits.removeprefix("00")
        national = digits.removeprefix(self.country_code) if len(digits) > self.national_digits else digits
        bare = national.removeprefix(self.trunk_prefix)
        return f"+{self.country_code}{bare}", len(self.trunk_prefix) + len(bare)

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
    """One country: its calendar, letters, money, phones and areas; longer tables are read when asked for."""

    folder: Path
    code: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    zone: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    script: Script
    currency: Currency
    phone: Phone
    complaints: Complaints
    identity_lengths: tuple[int, ...]
    tiers: tuple[Tier, ...]
    code_alphabet: str
    table: Mapping[str, Any]

    @property
    def formats(self) -> dict[str, Any]:
        """How pages write numbers and money: digits, currency signs, groups."""
        return {
            "digits": dict(self.script.digits),
            "currency_sign": dict(self.currency.signs),
            "minor_digits": self.currency.minor_digits,
            "first_group": self.currency.first_group,
            "next_groups": self.currency.next_groups,
        }

    def rows(self, file: str) -> Iterator[dict[str, str]]:
        """Give the rows of one of the pack's tables: areas, names, romanisations, holidays, baselines."""
        with (self.folder / self.table["files"][file]).open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)

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
    """
    table = _toml(folder / "pack.toml")
    files = table["files"]
    names = [(row["name"], tuple(row["latin"].split("|"))) for row in _csv(folder / files["romanisations"])]
    script = Script.from_tables(_toml(folder / files["script"]), table["digits"], names)
    return Pack(
        folder=folder,
        code=table["code"],
        names=table["names"],
        languages=tuple(table["languages"]),
        zone=table["zone"],
        weekend=frozenset(_WEEKDAYS.index(day) for day in table["weekend"]),
        holidays=frozenset(date.fromisoformat(row["on"]) for row in _csv(folder / files["holidays"])),
        script=script,
        currency=Currency.from_tables(table, _toml(folder / files["number_words"]), script),
        phone=Phone(**table["phone"]),
        complaints=Complaints(**table["complaints"]),
        identity_lengths=tuple(table["identity"]["lengths"]),
        tiers=tuple(Tier(**tier) for tier in table["areas"]["tiers"]),
        code_alphabet=table["codes"]["alphabet"],
        table=table,
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
