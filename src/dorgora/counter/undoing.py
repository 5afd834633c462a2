"""Taking back what was entered by mistake a moment ago: why, and that the money is back in her hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.people.rules import MISTAKE, TWICE, WRONG_PERSON
from dorgora.shell import formats
from dorgora.shell.parts import Choice, Field

WHY_A_FILE = {
    WRONG_PERSON: gettext_lazy("It is for another person"),
    TWICE: gettext_lazy("The same was handed in twice"),
    MISTAKE: gettext_lazy("Another slip"),
}
WHY_A_CITIZEN = {
    TWICE: gettext_lazy("She stands in the book already"),
    WRONG_PERSON: gettext_lazy("Another person was meant"),
    MISTAKE: gettext_lazy("Another slip"),
}


@dataclass
class Undoing:
    """What was chosen. given_back: what must be said of the money before it is undone; empty where none was taken."""

    choices: Mapping[str, Any]
    given_back: str = ""
    reason: str = ""
    is_given_back: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, posted: Mapping[str, Any]) -> bool:
        """Reads a posted page; gives whether it may be undone."""
        self.reason, self.is_given_back = str(posted.get("reason", "")), bool(posted.get("agreed"))
        if self.reason not in self.choices:
            self.errors["reason"] = _("Choose why. It stays with the file.")
        if self.given_back and not self.is_given_back:
            self.errors["agreed"] = _("Hand it back first. Then tick here.")
        return not self.errors

    def fields(self) -> list[Field]:
        """Why, and the money."""
        choices = tuple(Choice(value, str(words)) for value, words in self.choices.items())
        why = Field(
            "reason",
            _("Why is it taken back?"),
            "choice",
            self.reason,
            choices=choices,
            error=self.errors.get("reason", ""),
        )
        yes = Field("agreed", self.given_back, "yes", self.is_given_back, error=self.errors.get("agreed", ""))
        return [why, yes] if self.given_back else [why]


def given_back(paid: Any, *, is_done_at_once: bool) -> str:
    """What the operator says of the money; nothing where none was taken."""
    if paid is None or not paid.total_minor:
        return ""
    values = {"sum": formats.money(paid.total_minor)}
    if is_done_at_once:
        return _("I gave %(sum)s back, and the company has not got it") % values
    return _("I gave %(sum)s back, or keep it in hand for her right file") % values
