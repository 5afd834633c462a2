"""Taking a certificate back: why, as an officer chooses it, and how the desk shows a certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.certificates.queries import Certificate
from dorgora.kernel import clock
from dorgora.shell import formats, recalls
from dorgora.shell.answers import serial_shown
from dorgora.shell.parts import Choice, Field, Line

TYPED = ("reason",)


@dataclass
class Revoking:
    """The reason that was chosen, and what is wrong with it."""

    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Mapping[str, Any]) -> "Revoking":
        """What was chosen; what nobody offered is no choice."""
        reason = str(posted.get("reason", ""))
        return cls(reason if reason in recalls.REASONS else "")

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Revoking":
        """What was chosen, looked at."""
        form = cls.typed(posted)
        if not form.reason:
            form.errors["reason"] = _("Choose one. Whoever asks about the paper is told this.")
        return form

    def fields(self) -> list[Field]:
        """The question."""
        choices = tuple(Choice(reason, recalls.words(reason)) for reason in recalls.REASONS)
        error = self.errors.get("reason", "")
        return [
            Field(
                "reason",
                _("Why does it no longer hold?"),
                "choice",
                self.reason,
                choices=choices,
                error=error,
            )
        ]


def date_note(issued: Certificate) -> tuple[str, str] | None:
    """What to do about one that bears a day that has not come, as far as this machine's clock can say."""
    if issued.is_revoked or not clock.is_to_come(issued.dated_at, clock.now()):
        return None
    return (
        _("It bears a day that has not come yet: %(day)s.") % {"day": formats.day(issued.dated_at)},
        _(
            "Whoever checks it is told so. Take it back as wrong, return the file to the centre once,"
            " and grant it anew: no fee is taken again."
        ),
    )


def lines(issued: Certificate) -> tuple[Line, ...]:
    """A certificate in a few facts."""
    said = [Line(_("Signed"), text=formats.moment(issued.issued_at))]
    if issued.is_damaged:
        said.insert(0, Line(_("Number on the paper"), text=_("damaged here")))
    elif issued.serial:
        said.insert(0, Line(_("Number on the paper"), text=serial_shown(issued.serial)))
    if issued.revoked_at is not None:
        said.append(Line(_("Revoked"), text=formats.moment(issued.revoked_at)))
        said.append(Line(_("Reason"), text=recalls.words(issued.revoked_reason)))
    return tuple(said)
