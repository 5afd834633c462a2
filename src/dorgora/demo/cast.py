"""Who plays in the story: names and amounts drawn from a seed out of the pack's own lists. Everybody is synthetic."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dorgora.demo.tale import Country, Scene, Tale
from dorgora.kernel import clock


@dataclass(frozen=True)
class Person:
    """A name in both scripts."""

    local_name: str
    latin_name: str


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
    country: Country
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
    higher_officer: Person = field(init=False)
    elder: Person = field(init=False)
    registrar: Person = field(init=False)
    grandson: Person = field(init=False)
    posts: tuple[Post, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  made-up people, no secrets
        self._used: set[str] = set()
        self._draw()

    @property
    def tale(self) -> Tale:
        """What is played in this country."""
        return self.country.tale

    def _draw(self) -> None:
        """Draws everybody from the pack's names, and reads which places are open."""
        pack = self.country.pack
        latin = {row["name"]: row["latin"].split("|")[0] for row in pack.rows("romanisations")}
        known = [row for row in pack.rows("names") if row["name"] in latin]
        given = {
            sex: [row["name"] for row in known if row["part"] == "given" and row["sex"] == sex]
            for sex in ("f", "m")
        }
        family = [row["name"] for row in known if row["part"] == "family" and row["sex"] == "any"]
        with (self.country.folder / "demo_places.csv").open(encoding="utf-8", newline="") as lines:
            places = list(csv.DictReader(lines))
        self.posts = tuple(Post(row["code"], tuple(row["opens"].split()), row["officer"]) for row in places)
        played = (
            ("woman", "f"), ("man", "m"), ("officer", "f"), ("far_operator", "f"),
            ("hub_officer", "m"), ("mother", "f"), ("father", "m"), ("child", "f"),
            ("far_child", "m"), ("second", "f"), ("grandfather", "m"), ("grandmother", "f"),
            ("higher_officer", "f"), ("elder", "f"), ("registrar", "m"), ("grandson", "m"),
        )  # fmt: skip
        for role, sex in (*played, *((row["officer"], row["sex"]) for row in places)):
            if role and not hasattr(self, role):
                setattr(self, role, self._person(given[sex], family, latin))

    def _person(self, given: list[str], family: list[str], latin: dict[str, str]) -> Person:
        name = self.chance.choice([one for one in given if one not in self._used])
        self._used.add(name)
        last = self.chance.choice(family)
        return Person(f"{name} {last}", f"{latin[name]} {latin[last]}")

    def office_of(self, officer: str) -> str:
        """Where an officer works."""
        return next(post.code for post in self.posts if post.officer == officer)

    def signature(self, officer: str) -> tuple[str, str]:
        """What stands under a paper that an officer granted: her name and title in the first language."""
        tier = self.country.pack.tier_of(self.office_of(officer))
        title = tier.officer_titles.get(self.country.pack.languages[0], "") if tier is not None else ""
        return getattr(self, officer).local_name, title

    def born_days_ago(self, low: int, high: int) -> date:
        """A birthday between so many days ago."""
        return self.today - timedelta(days=self.chance.randint(low, high))

    def day_there(self) -> date:
        """The day at the place of the story, which may be another one by now than when it began."""
        return clock.now().astimezone(ZoneInfo(self.country.pack.zone)).date()

    def nid(self) -> str:
        """A number of an identity card that nobody has."""
        return self._number(self.tale.numbers.identity)

    def register_number(self, born: date) -> str:
        """A number as the officer reads it from the paper register; nobody has it."""
        return self._number(self.tale.numbers.register.replace("YYYY", str(born.year)))

    def bill_minor(self) -> int:
        """The sum of a bill."""
        return self.chance.randrange(*self.tale.bill.sums_minor)

    def phone(self) -> str:
        """A number in the range kept for examples by this demo."""
        return self._number(self.tale.numbers.phone)

    def _number(self, pattern: str) -> str:
        return "".join(str(self.chance.randrange(10)) if sign == "#" else sign for sign in pattern)

    def typed(self, scene: Scene, **said: str) -> dict[str, str]:
        """The answers of a form as they are typed: what is said of names here before the cast's own."""
        words = _Words(self, said)
        return {name: text.format_map(words) for name, text in scene.answers.items()}

    def heard(self, words: tuple[str, ...]) -> list[str]:
        """What must be read, with the names of this playing."""
        return [text.format_map(_Words(self, {})) for text in words]


class _Words(dict[str, str]):
    """What stands for a name in braces: a number drawn anew each time, or a person's name in the local script."""

    def __init__(self, cast: Cast, said: dict[str, str]) -> None:
        super().__init__(said)
        self.cast = cast

    def __missing__(self, name: str) -> str:
        drawn = {"phone": self.cast.phone, "identity": self.cast.nid}.get(name)
        return drawn() if drawn else str(getattr(self.cast, name).local_name)


def cast_of(folder: Path, seed: int) -> Cast:
    """Who plays today in the country of this pack."""
    country = Country(folder)
    return Cast(seed, clock.now().astimezone(ZoneInfo(country.pack.zone)).date(), country)
