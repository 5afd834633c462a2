"""What is asked of an officer who wants a citizen erased: whom, by which law, and what the law keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.desk import typed
from dorgora.kernel.codes import read_public_code
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.parts import Choice, Field

MOST_LETTERS = 200
CITIZEN = "citizen"
APPLICANT = "applicant"


@dataclass
class AskForm:
    """The questions as typed, and what is wrong with them."""

    code: str = ""
    who: str = CITIZEN
    law: str = ""
    keeps: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Mapping[str, Any]) -> "AskForm":
        """What was typed, not yet looked at."""
        return cls(
            code=str(posted.get("code", "")),
            who=APPLICANT if posted.get("who") == APPLICANT else CITIZEN,
            law=str(posted.get("law", "")),
            keeps=str(posted.get("keeps", "")),
        )

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "AskForm":
        """Read what was typed; a text that cannot be kept stays on the page with its sentence."""
        form = cls.typed(posted)
        if read_public_code(form.ascii_code) is None and not form.number:
            form.errors["code"] = _("The code has 14 signs. Copy it from the receipt, or type her number.")
        for name in ("law", "keeps"):
            text, error = typed.read(getattr(form, name), MOST_LETTERS)
            setattr(form, name, text)
            if error or not text:
                form.errors[name] = error or _("This is still empty.")
        return form

    @property
    def ascii_code(self) -> str:
        """The code in Latin digits."""
        return formats.pack().script.to_ascii_digits(self.code.strip())

    @property
    def number(self) -> int:
        """Her number, as her page at the counter shows it; 0 where it is none."""
        text = "".join(self.ascii_code.split())
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

    def citizen_id(self) -> int:
        """Whom her number is of, or the code leads to: a code of nothing but digits is one in ten million.

        Raises:
            Refused: `no_such_citizen`.
        """
        if self.number and (hers := people.citizen(self.number)) and not hers.is_erased:
            return hers.id
        file = applications.file_by_code(read_public_code(self.ascii_code) or "")
        citizen_id = 0 if file is None else file.applicant_id if self.who == APPLICANT else file.citizen_id
        found = people.citizen(citizen_id) if citizen_id else None
        if found is None or found.is_erased:
            raise Refused("no_such_citizen")
        return found.id

    def fields(self) -> list[Field]:
        """The questions."""
        error = self.errors.get
        whom = (Choice(CITIZEN, _("The one the file is for")), Choice(APPLICANT, _("The one who applied")))
        return [
            Field("code", _("Code on a receipt of hers, or her number"), value=self.code, width="w11",
                  hint=_("14 signs, above the QR. Her number stands on her page at the counter."),
                  error=error("code", "")),
            Field("who", _("Who is to be erased?"), "choice", value=self.who, choices=whom),
            Field("law", _("By which law?"), value=self.law, error=error("law", ""),
                  hint=_("Name and section. Name nobody: this is kept for ever.")),
            Field("keeps", _("What does the law keep?"), value=self.keeps,
                  hint=_("For example: amounts, dates and the decision, without names."), error=error("keeps", "")),
        ]  # fmt: skip
