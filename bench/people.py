"""Synthetic people, drawn by a seed from the pack's own names. Nobody here exists."""

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEXES = ("f", "m")


@dataclass(frozen=True)
class Somebody:
    """One invented citizen."""

    local_name: str
    latin_name: str
    sex: str
    born: date
    phone: str
    number: str


class Names:
    """The pack's names in both scripts, and the chance that combines them."""

    def __init__(self, pack: Path, chance: random.Random) -> None:
        self.chance = chance
        with (pack / "names_latin.csv").open(encoding="utf-8", newline="") as lines:
            self.latin = {row["name"]: row["latin"].split("|")[0].title() for row in csv.DictReader(lines)}
        with (pack / "names_bn.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["name"] in self.latin]
        self.family = [row["name"] for row in rows if row["part"] == "family"]
        self.given = {
            sex: [row["name"] for row in rows if row["part"] != "family" and row["sex"] == sex]
            for sex in SEXES
        }

    def somebody(self, born_before: date) -> Somebody:
        """One person of any age."""
        chance = self.chance
        sex = chance.choice(SEXES)
        given, family = chance.choice(self.given[sex]), chance.choice(self.family)
        return Somebody(
            f"{given} {family}",
            f"{self.latin[given]} {self.latin[family]}",
            sex,
            born_before - timedelta(days=chance.randrange(30_000)),
            # No real number begins so, and no real identity number has a leading zero.
            f"+8800000{chance.randrange(1_000_000):06d}",
            "0" + "".join(str(chance.randrange(10)) for _ in range(9)),
        )

    def name(self, sex: str) -> str:
        """A name in the local script."""
        return f"{self.chance.choice(self.given[sex])} {self.chance.choice(self.family)}"
