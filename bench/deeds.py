"""What operators and officers do, through the actions the pages call, with people drawn by a seed."""

import itertools
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.lives import SERVICE, Place
from bench.people import Names
from dorgora.applications import actions as applications
from dorgora.kernel import clock
from dorgora.tcv import actions as tcv

FEE_MINOR = 7500
"""What the service asks for a child of a hundred days to four years: 25.00 for the state, 50.00 for the centre."""
PAPERS = (("epi_card", "20261122", True, ""), ("parents_identity", "0412387650", True, ""))


@dataclass
class Deeds:
    """One counter at work; `name` keeps its drafts apart from another's."""

    place: Place
    names: Names
    applicant: int
    name: str
    _born: dict[int, str] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def submit(self) -> applications.Submitted:
        """A child is registered, her file lodged, the fee taken: one action."""
        at = clock.now()
        answers = self._answers(at)
        done = applications.submit(
            service=SERVICE, answers=answers,
            evidence=PAPERS,
            applicant_id=self.applicant, centre=self.place.area, by=self.place.operator, at=at, consent="heard",
            received_fee_minor=FEE_MINOR, draft_key=f"{self.name}-{next(self._numbers)}",
        )  # fmt: skip
        self._born[done.id] = answers["date_of_birth"][:4]
        return done

    @property
    def chance(self) -> random.Random:
        return self.names.chance

    def _answers(self, at: datetime) -> dict[str, str]:
        child, mother = self.names.somebody(at.date()), self.names.somebody(at.date())
        # Old enough for any time zone to agree, young enough for the form.
        born = at.date() - timedelta(days=self.chance.randint(100, 1500))
        return {
            "applicant_name": mother.local_name, "applicant_relation": "mother", "name_bn": child.local_name,
            "name_en": child.latin_name, "date_of_birth": born.isoformat(),
            "sex": "female" if child.sex == "f" else "male", "birth_place": "home", "order_of_child": "1",
            "mother_name": mother.local_name, "present_address": self.place.area, "present_ward": "3",
            "present_village": "Bench village",
        }  # fmt: skip

    def approve(self, file_id: int) -> int:
        """The office grants it."""
        from dorgora.applications import queries

        file = queries.file(file_id)
        assert file is not None
        number = (
            file.answers["date_of_birth"][:4]
            + "0"
            + "".join(str(self.chance.randrange(10)) for _ in range(12))
        )
        return applications.approve(
            file_id=file_id, register_number=number, note="", office=self.place.area, by=self.place.officer,
            at=clock.now(),
        )  # fmt: skip

    def hand_over(self, file_id: int) -> int:
        """The paper goes over the counter, with the citizen's three answers."""
        return tcv.hand_over(
            file_id=file_id, centre=self.place.area, to="applicant", by=self.place.operator, at=clock.now(),
            own_minutes=120, own_cost_minor=5000, n_visits=2, is_confirmed=True,
        )  # fmt: skip
