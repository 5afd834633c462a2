"""Who plays in the story: names and amounts drawn from a seed out of the pack's own lists. Everybody is synthetic."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path


@dataclass(frozen=True)
class Person:
    """A name in both scripts."""

    name_bn: str
    name_en: str


@dataclass(frozen=True)
class Post:
    """A place of the playing: what is open there, and the name by which the story calls its officer."""

    code: str
    opens: tuple[str, ...]
    officer: str


@dataclass
class Cast:
    """The people, days and amounts of one playing of the story."""

    seed: int
    today: date
    woman: Person = field(init=False)
    man: Person = field(init=False)
    officer: Person = field(init=False)
    far_operator: Person = field(init=False)
    hub_officer: Person = field(init=False)
    mother: Person = field(init=False)
    father: Person = field(init=False)
    child: Person = field(init=False)
    far_child: Person = field(init=False)
    second: Person = field(init=False)
    grandfather: Person = field(init=False)
    grandmother: Person = field(init=False)
    upazila_officer: Person = field(init=False)
    elder: Person = field(init=False)
    district_officer: Person = field(init=False)
    posts: tuple[Post, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  made-up people, no secrets
        self._used: set[str] = set()

    def draw(self, pack: Path) -> "Cast":
        """Draws everybody from the pack's names, and reads which places are open."""
        with (pack / "names_bn.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        with (pack / "names_latin.csv").open(encoding="utf-8", newline="") as lines:
            latin = {row["name"]: row["latin"].split("|")[0] for row in csv.DictReader(lines)}
        known = [row for row in rows if row["name"] in latin]
        given = {
            sex: [row["name"] for row in known if row["part"] == "given" and row["sex"] == sex]
            for sex in ("f", "m")
        }
<<<<<<< HEAD
        family = [row["name_bn"] for row in known if row["part"] == "family" and row["sex"] == "any"]
        with (pack / "demo_places.csv").open(encoding="utf-8", newline="") as lines:
            places = list(csv.DictReader(lines))
        self.posts = tuple(Post(row["code"], tuple(row["opens"].split()), row["officer"]) for row in places)
        played = (
=======
        family = [row["name"] for row in known if row["part"] == "family" and row["sex"] == "any"]
        for role, sex in (
>>>>>>> 61b9f67 (Let a pack be of any two languages, written either way, with its own decimals, digits and texts; hold it with a second one)
            ("woman", "f"), ("man", "m"), ("officer", "f"), ("far_operator", "f"),
            ("hub_officer", "m"), ("mother", "f"), ("father", "m"), ("child", "f"),
            ("far_child", "m"), ("second", "f"), ("grandfather", "m"), ("grandmother", "f"),
            ("upazila_officer", "f"), ("elder", "f"),
        )  # fmt: skip
        for role, sex in (*played, *((row["officer"], row["sex"]) for row in places)):
            if not hasattr(self, role):
                setattr(self, role, self._person(given[sex], family, latin))
        return self

    def _person(self, given: list[str], family: list[str], latin: dict[str, str]) -> Person:
        name = self.chance.choice([one for one in given if one not in self._used])
        self._used.add(name)
        last = self.chance.choice(family)
        return Person(f"{name} {last}", f"{latin[name]} {latin[last]}")

    def born_days_ago(self, low: int, high: int) -> date:
        """A birthday between so many days ago."""
        return self.today - timedelta(days=self.chance.randint(low, high))

    def nid(self) -> str:
        """Ten digits that cannot be a real number: none is issued with a leading zero."""
        return "0" + "".join(str(self.chance.randrange(10)) for _ in range(9))

    def register_number(self, born: date) -> str:
        """Seventeen digits as the officer reads them from the paper register; region digit 8 is issued to nobody."""
        return f"{born.year}098" + "".join(str(self.chance.randrange(10)) for _ in range(10))

    def bill_minor(self) -> int:
        """The sum of an electricity bill."""
        return self.chance.randrange(20_000, 180_000, 50)

    def phone(self) -> str:
        """A number in the range kept for examples by this demo."""
        return "0170000" + f"{self.chance.randrange(10_000):04d}"
