"""What was done about an alarm, as an officer types it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.desk import typed
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
        done, error = typed.read(str(posted.get("done", "")), MOST_LETTERS)
        form = cls(done=done, errors={"done": error} if error else {})
        if not form.done:
            form.errors["done"] = _("Write what was done. Whoever comes after you reads it.")
        return form

    def fields(self) -> list[Field]:
        """The question."""
        hint = _("Whom you asked, what you found, what you did. Name no citizen.")
        error = self.errors.get("done", "")
        return [Field("done", _("What was done about it?"), "long", self.done, hint=hint, error=error)]
