"""What was done about an alarm, as an officer types it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Problem
from dorgora.catalogue.sentences import sentence
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.shell import formats
from dorgora.shell.parts import Field

MOST_LETTERS = 400


@dataclass
class Settling:
    """One answer, and what is wrong with it."""

    done: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Settling":
        """Read what was typed; a text that cannot be kept stays on the page with its sentence."""
        form = cls(done=" ".join(str(posted.get("done", ""))[: 5 * MOST_LETTERS].split()))
        try:
            form.done = clean_text(form.done, MOST_LETTERS)
        except Refused as refused:
            form.errors["done"] = formats.digits(sentence(Problem(refused.reason, refused.detail)))
        if not form.done:
            form.errors["done"] = _("Write what was done. Whoever comes after you reads it.")
        return form

    def fields(self) -> list[Field]:
        """The question."""
        hint = _("Whom you asked, what you found, what you did. Name no citizen.")
        error = self.errors.get("done", "")
        return [Field("done", _("What was done about it?"), "long", self.done, hint=hint, error=error)]
