"""The events of a centre's years: citizens registered, files lodged, paid, decided and handed over.

They are the events the actions write, composed directly, so that years fit into minutes.
"""

import json
import random
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.people import Names, Somebody
from dorgora.applications import events as applications
from dorgora.feed.core import Draft
from dorgora.kernel import codes
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import KEY_BYTES
from dorgora.money import events as money
from dorgora.people import events as people
from dorgora.people.rules import age_band
from dorgora.tcv import events as tcv

SERVICE = "birth_registration"
VERSION = int(json.loads(Path("packs/bd/services", f"{SERVICE}.json").read_text("utf-8"))["version"])
"""The one that the pack publishes: of another a hub knows nothing."""


@dataclass(frozen=True)
class Place:
    """Who writes: a centre and its union's office, their feeds, an operator and an officer."""

    area: str
    centre_feed: int
    office_feed: int
    operator: int
    officer: int
    codes_key: bytes


@dataclass
class Lives:
    """Drafts of events, in the order they happened."""

    names: Names
    place: Place
    citizens: list[tuple[int, Somebody]]

    @property
    def chance(self) -> random.Random:
        return self.names.chance

    def citizen(self, at: datetime) -> tuple[Draft, Somebody]:
        """Somebody registered at the counter."""
        one = self.names.somebody(at.date())
        facts = people.CitizenRegistered(
            self.place.area, self.place.area, one.sex, age_band(one.born.isoformat(), at.date())
        )
        words = people.CitizenWords(
            one.local_name, one.latin_name, one.born.isoformat(), one.phone, one.number, "Bench village"
        )
        key = secrets.token_bytes(KEY_BYTES)
        by, when = self.place.operator, int(at.timestamp())
        return Draft(people.CITIZEN_REGISTERED, facts, words, None, by, when, None, key), one

    def lodged(self, seq: int, n: int, at: datetime) -> list[Draft]:
        """A file lodged and paid: two events, the first with the number `seq` in the centre's feed."""
        place = self.place
        child_id, child = self.chance.choice(self.citizens)
        mother_id, mother = self.chance.choice(self.citizens)
        file_id = make_id(place.centre_feed, seq)
        day = at.date()
        facts = applications.Submitted(
            SERVICE, VERSION, place.area, place.area, child_id, mother_id,
            codes.short_number(n % codes.SHORT_NUMBERS, place.codes_key), codes.public_code(file_id, place.codes_key),
            (day + timedelta(days=21)).isoformat(), place.area, "female" if child.sex == "f" else "male",
            "newborn" if (day - child.born).days <= 45 else "adult", "heard", day.isoformat(),
        )  # fmt: skip
        person = applications.SubmittedPerson(self._answers(child, mother), self._evidence(mother))
        state = 0 if (day - child.born).days <= 45 else 2500
        fee = money.FeeTaken(file_id, self.place.area, self.place.area, state, 5000, "cash", day.isoformat())
        by, when = self.place.operator, int(at.timestamp())
        return [
            Draft(applications.SUBMITTED, facts, person, None, by, when, child_id),
            Draft(money.FEE_TAKEN, fee, None, file_id, by, when),
        ]

    def _answers(self, child: Somebody, mother: Somebody) -> applications.Answers:
        chance = self.chance
        return (
            ("applicant_name", mother.local_name), ("applicant_relation", "mother"),
            ("applicant_mobile", mother.phone), ("name_bn", child.local_name), ("name_en", child.latin_name),
            ("date_of_birth", child.born.isoformat()), ("sex", "female" if child.sex == "f" else "male"),
            ("birth_place", chance.choice(("home", "facility"))), ("order_of_child", str(chance.randint(1, 5))),
            ("mother_name", mother.local_name), ("mother_nid_or_brn", mother.number),
            ("father_name", self.names.name("m")), ("present_address", self.place.area),
            ("present_ward", str(chance.randint(1, 9))), ("present_village", "Bench village"),
        )  # fmt: skip

    def _evidence(self, mother: Somebody) -> applications.Evidence:
        card = str(self.chance.randrange(10**8))
        return (("epi_card", card, True, ""), ("parents_identity", mother.number, True, ""))

    def returned(self, file_id: int, citizen_id: int, at: datetime) -> Draft:
        """The office sent it back."""
        facts = applications.Returned(("mother_nid_or_brn",), "does_not_match")
        note = applications.Note("Bench note")
        return Draft(
            applications.RETURNED, facts, note, file_id, self.place.officer, int(at.timestamp()), citizen_id
        )

    def approved(self, file_id: int, citizen_id: int, at: datetime) -> Draft:
        """The office granted it."""
        number = f"{at.year}" + "".join(str(self.chance.randrange(10)) for _ in range(13))
        person = applications.ApprovedPerson(number, "")
        return Draft(
            applications.APPROVED, applications.Approved("register"), person, file_id, self.place.officer,
            int(at.timestamp()), citizen_id,
        )  # fmt: skip

    def handed_over(self, file_id: int, at: datetime) -> list[Draft]:
        """The paper went over the counter, and she said what it had cost her."""
        chance, by, when = self.chance, self.place.operator, int(at.timestamp())
        said = tcv.Answered(
            chance.randrange(30, 400), chance.randrange(0, 30_000, 500), chance.randint(1, 4), True
        )
        return [
            Draft(applications.HANDED_OVER, applications.HandedOver("applicant", 1), None, file_id, by, when),
            Draft(tcv.ANSWERED, said, None, file_id, by, when),
        ]


def day_of(n: int, total: int, first: date, last: date) -> datetime:
    """When file `n` of `total` was lodged, evenly through the years, in working hours."""
    day = first + (last - first) * n / max(1, total)
    return datetime(day.year, day.month, day.day, 4 + n % 8, n % 60, n % 60, tzinfo=UTC)
