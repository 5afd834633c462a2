"""The first PIN of an operator: what was typed, what is wrong with it, and the questions again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.kernel.pack import Pack
from dorgora.shell import formats
from dorgora.shell.parts import Field

PIN_DIGITS = 6


@dataclass
class FirstPin:
    """The one-time code and the PIN she will use from now on, typed twice."""

    code: str = ""
    pin: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, Any], pack: Pack) -> "FirstPin":
        """Read what was typed, in any of the country's digits."""
        typed = {
            name: pack.script.to_ascii_digits(str(posted.get(name, ""))).strip()
            for name in ("code", "pin", "again")
        }
        form = cls(typed["code"], typed["pin"])
        if not form.code:
            form.errors["code"] = _("Write the code from the paper.")
        if not (len(form.pin) == PIN_DIGITS and form.pin.isascii() and form.pin.isdigit()):
            form.errors["pin"] = _("A PIN has %(n)s digits.") % {"n": formats.digits(PIN_DIGITS)}
        elif len(set(form.pin)) == 1:
            form.errors["pin"] = _("Not the same digit six times.")
        elif form.pin != typed["again"]:
            form.errors["again"] = _("The two are not the same. Type both again.")
        return form

    def fields(self) -> list[Field]:
        """The three questions."""
        error = self.errors.get
        return [
            Field(
                "code",
                _("One-time code"),
                value=self.code,
                hint=_("12 letters and digits, from the paper you were given."),
                error=error("code", ""),
                width="w11",
            ),
            Field(
                "pin",
                _("New PIN, 6 digits"),
                "password",
                hint=_("You type it each time you come to the counter. Tell nobody."),
                error=error("pin", ""),
                width="w11",
            ),
            Field("again", _("The same PIN again"), "password", error=error("again", ""), width="w11"),
        ]
