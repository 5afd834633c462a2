"""The hand-over page: to whom, and the service's questions about time, cost and visits."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from dorgora.catalogue import rules
from dorgora.catalogue.forms import ServiceVersion
from dorgora.counter import suggesting
from dorgora.counter.suggesting import Suggested
from dorgora.kernel.pack import Pack
from dorgora.shell import formats
from dorgora.shell.answers import labelled, wrong
from dorgora.shell.parts import Choice, Field, Line
from dorgora.tcv.queries import Usual

APPLICANT, OTHER = "applicant", "other"


class HandOver:
    """What was typed at hand-over. A question left empty was not answered: that is not zero."""

    def __init__(self, service: ServiceVersion) -> None:
        self.service = service
        self.to = APPLICANT
        self.is_confirmed = False
        self.suggested = Suggested()
        self.typed: dict[str, str] = {}
        self.measured: dict[str, int] = {}
        self.errors: dict[str, str] = {}

    def read(self, posted: Mapping[str, Any], pack: Pack) -> None:
        """Reads the posted page; numbers given must have been confirmed by the citizen."""
        self.take_up(posted)
        self.measured, problems = rules.read_measures(self.service, self.typed, pack)
        self.errors = {name: wrong(problem) for name, problem in problems.items()}
        if not self.is_confirmed and self.suggested.is_all_of(self.measured):
            self.measured = {}  # what only stood there is no answer of hers
        if self.to not in (APPLICANT, OTHER):
            self.errors["to"] = _("Say who took it.")
        if self.measured and not self.is_confirmed:
            self.errors["confirmed"] = _("Read the numbers to her. When she says yes, tick here.")

    def suggest(self, usual: Mapping[str, Usual], pack: Pack) -> None:
        """Puts what is usual into the questions, as a suggestion: ask her, and put it right."""
        self.suggested = suggesting.suggested(usual, self.service)
        self.typed = self.suggested.typed(self.service, pack)

    def take_up(self, posted: Mapping[str, Any]) -> None:
        """What stands in the page, not yet judged."""
        self.to = str(posted.get("to", ""))
        self.is_confirmed = bool(posted.get("confirmed"))
        self.typed = {one.name: str(posted.get(one.name, "")) for one in self.service.tcv_questions}
        self.suggested = suggesting.said(str(posted.get(suggesting.NAME, "")))

    @property
    def mark(self) -> str:
        """What was said, short enough for a session: the same sent twice is known by it."""
        return hashlib.sha256(msgspec.json.encode((self.to, sorted(self.typed.items())))).hexdigest()[:32]

    def lines(self, typed: Mapping[str, str]) -> list[Line]:
        """What was typed of her time, cost and visits, in the words of the questions."""
        return [
            Line(labelled(one.labels), text=formats.digits(typed[one.name]))
            for one in self.service.tcv_questions
            if typed.get(one.name, "").strip()
        ]

    def fields(self) -> list[Field]:
        """The questions: who took it, her time, cost and visits, her yes."""
        takers = (Choice(APPLICANT, _("The applicant")), Choice(OTHER, _("Somebody of the family")))
        asked = [
            Field(
                one.name,
                labelled(one.labels),
                "number",
                self.typed.get(one.name, ""),
                hint=self.suggested.hint(one),
                error=self.errors.get(one.name, ""),
            )
            for one in self.service.tcv_questions
        ]
        to = Field(
            "to",
            _("Who answers?") if self.service.is_done_at_once else _("Who takes the paper?"),
            "choice",
            self.to,
            choices=takers,
            error=self.errors.get("to", ""),
        )
        yes = Field(
            "confirmed",
            _("I asked her each of them; she confirmed these numbers, also those that stood here")
            if self.suggested.usual
            else _("She confirmed these numbers herself"),
            "yes",
            self.is_confirmed,
            error=self.errors.get("confirmed", ""),
            key="Y",
        )
        return [to, *asked, yes]
