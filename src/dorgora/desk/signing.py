"""Who may sign in at this desk, and the two questions she is asked: who she is, and a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dorgora.desk import frame
from dorgora.feed import queries as feed
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.answers import named
from dorgora.shell.parts import Choice, Field

MOST_ID = (1 << 63) - 1
MOST_LETTERS = 5_000
"""Of her number, shown again as it was typed."""
MOST_DIGITS = 19


def officers_here() -> list[Any]:
    """Those who decide on this laptop; the hub has too many to list."""
    if settings.ROLE == "hub":
        return []
    places = [place for role, place in feed.own_places() if role == "office"]
    return [one for place in places for one in people.officers("office", place) if one.is_active]


def is_officer_here(person: str) -> bool:
    """Whether this person may act at this desk now."""
    found = people.officer(int(person)) if person.isdigit() else None
    if found is None or not found.is_active:
        return False
    return frame.is_hub() or (found.role, found.place) in feed.own_places()


def _is_id(text: str) -> bool:
    """Digits alone, and no more than any person's number has: Python refuses to read thousands of them."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) <= MOST_ID


@dataclass
class CodeForm:
    """Who signs in, and her code: one of ten, or the first from paper."""

    officer: str = ""
    code: str = ""
    is_first: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, Any], *, is_first: bool = False) -> "CodeForm":
        """Read what was typed, in any of the country's digits, with or without spaces and hyphens."""
        digits = formats.pack().script.to_ascii_digits
        officer = digits(str(posted.get("officer", ""))[:MOST_LETTERS]).strip()
        code = digits(str(posted.get("code", ""))[:MOST_LETTERS])
        form = cls(officer, "".join(code.replace("-", "").split()).upper(), is_first)
        if not form.officer:
            form.errors["officer"] = _("Say who you are.")
        elif not _is_id(officer):
            form.errors["officer"] = _("The number has only digits. Copy it from the paper.")
        if not form.code:
            form.errors["code"] = _("Write the code from the paper.")
        return form

    @property
    def officer_id(self) -> int:
        """Her number; read only when there was no error."""
        return int(self.officer)

    def fields(self) -> list[Field]:
        """The two questions; the code is never shown again."""
        return [self._who(), self._code()]

    def _who(self) -> Field:
        error = self.errors.get("officer", "")
        choices = tuple(Choice(str(one.id), named(one), named(one, "title")) for one in officers_here())
        if choices:
            value = self.officer or (choices[0].value if len(choices) == 1 else "")
            return Field("officer", _("Who are you?"), "choice", value=value, choices=choices, error=error)
        hint = _("It stands on the paper with your first code.")
        return Field(
            "officer",
            _("Your number"),
            "digits",
            value=self.officer,
            hint=hint,
            error=error,
            autocomplete="username",
        )

    def _code(self) -> Field:
        error = self.errors.get("code", "")
        if self.is_first:
            hint = _("12 letters and digits, from the paper you were given.")
            return Field("code", _("One-time code"), hint=hint, error=error, width="w11")
        hint = _("One of the ten you wrote down. Each works once.")
        return Field("code", _("Recovery code"), hint=hint, error=error, width="w11")
