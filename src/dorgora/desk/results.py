"""What an authority outside decided, as an officer copies it from its paper: the number and the day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import actions as applications_actions
from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import answers as kept_answers
from dorgora.catalogue import forms
from dorgora.catalogue.forms import Outside, Problem
from dorgora.desk import frame, typed
from dorgora.shell import formats
from dorgora.shell.answers import labelled, wrong
from dorgora.shell.parts import Field

DAY = "paper_on"
BOXES = tuple(f"{DAY}-{box}" for box in ("day", "month", "year"))
TYPED = ("paper_number", *BOXES)
"""The fields an officer fills in."""
_QUESTION = forms.Field(DAY, "date", {})


@dataclass
class Result:
    """The paper of an authority outside, as typed."""

    number: str = ""
    day: tuple[str, ...] = ("", "", "")
    decided_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Mapping[str, Any]) -> "Result":
        """What was typed, not yet looked at."""
        day = tuple(str(posted.get(box, ""))[:20] for box in BOXES)
        return cls(str(posted.get("paper_number", "")), day)

    def check(self, file: applications.File) -> None:
        """Looks at what is needed to grant it."""
        text, error = typed.read(self.number, applications_actions.MAX_PAPER_NUMBER)
        self.number = text
        if error or not text:
            self.errors["paper_number"] = error or wrong(Problem("required"))
        problem = self._read_day(file)
        if problem:
            self.errors[DAY] = problem

    def _read_day(self, file: applications.File) -> str:
        boxes = {f"{DAY}_{box}": text for box, text in zip(("day", "month", "year"), self.day, strict=True)}
        text = kept_answers.typed_date(DAY, boxes)
        if not text:
            return wrong(Problem("required"))
        reading = kept_answers.Reading(formats.pack(), frame.today(), lambda code: False)
        answer = kept_answers.read(_QUESTION, text, reading)
        if isinstance(answer, Problem):
            return wrong(answer)
        self.decided_on = date.fromisoformat(answer)
        lodged_on = date.fromisoformat(file.submitted_on)
        if applications_rules.result_problem(self.decided_on, lodged_on, frame.today()):
            return _("It was lodged only on %(day)s. Look at the paper again.") % {
                "day": formats.day(lodged_on)
            }
        return ""

    def is_of(self, file: applications.File) -> bool:
        """Whether this very number and day stand in the file."""
        day = self.decided_on.isoformat() if self.decided_on else ""
        return (file.paper_number, file.decided_on) == (self.number, day)

    def fields(self, outside: Outside) -> list[Field]:
        """The two questions."""
        label = _("To grant it: %(what)s") % {"what": labelled(outside.number.labels)}
        error = self.errors.get
        return [
            Field(
                "paper_number", label, "text", self.number, labelled(outside.number.hints),
                error("paper_number", ""), maxlength=applications_actions.MAX_PAPER_NUMBER,
            ),
            Field(DAY, _("To grant it: the day on the paper"), "date", self.day, error=error(DAY, "")),
        ]  # fmt: skip

    def kept(self) -> list[str]:
        """What was typed, for a page that has no form any more."""
        return [text for text in (self.number, " ".join(one for one in self.day if one)) if text]
