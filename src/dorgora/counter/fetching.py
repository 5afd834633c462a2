"""A citizen of another centre: the code of her slip, and where what was asked for stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.counter import frame
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.people import rules
from dorgora.shell import formats
from dorgora.shell.answers import named
from dorgora.shell.parts import Field, Line

MOST = 5
REFUSALS = {
    rules.UNKNOWN_SLIP: (
        gettext_lazy("The hub knows no such slip"),
        gettext_lazy(
            "Compare the code. If it is right, her centre has had no line since: ask again later, or register her here."
        ),
    ),
    rules.OVER: (
        gettext_lazy("This slip holds no more"),
        gettext_lazy("She took it back, gave another, or its last day is over. Ask her for a newer one."),
    ),
    rules.GONE: (
        gettext_lazy("Her centre has her in its book no more"),
        gettext_lazy("Nothing of her can come. Register her here."),
    ),
    rules.OWN: (
        gettext_lazy("She is in the book of this centre"),
        gettext_lazy("Nothing needs to come. Search by name or phone."),
    ),
    rules.TOO_MANY: (
        gettext_lazy("Too many wrong codes within a day"),
        gettext_lazy(
            "The hub answers none of this centre until tomorrow. Register her here if she cannot wait."
        ),
    ),
}


class Note(NamedTuple):
    """How one slip stands: kind of note, what, the rest, and where to go on."""

    kind: str
    first: str
    rest: str
    url: str = ""
    action: str = ""


@dataclass
class Fetching:
    """What was typed of a slip, and what is wrong with it."""

    code: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Fetching":
        """What stands in a page."""
        return cls(str(posted.get("code", "")).strip())

    def went_wrong(self, refused: Refused) -> None:
        """Notes what the code lacks."""
        if refused.reason != "not_a_slip":
            raise refused
        self.errors["code"] = (
            _("This is not the code of a slip. It has fourteen signs; compare each.")
            if self.code
            else _("Type the code that stands on her slip.")
        )

    def fields(self) -> list[Field]:
        """One question."""
        hint = _("Fourteen letters and digits. The square beside it holds the same, for a reader.")
        label = _("Code on her slip")
        return [
            Field("code", label, value=self.code, hint=hint, error=self.errors.get("code", ""), maxlength=64)
        ]

    def lines(self, posted: Mapping[str, str]) -> list[Line]:
        """What another page of it said."""
        return [Line(_("Code on her slip"), text=posted["code"])] if posted.get("code") else []


def notes(place: str, on: date) -> list[Note]:
    """How the slips shown here lately stand, the newest first."""
    asked = people.askings_at(place, most=MOST)
    received = feed.place_of([one.id for one in asked])
    return [_note(one, received[one.id].received_by_hub_at, place, on) for one in asked]


def _note(asked: people.Asking, received: Any, place: str, on: date) -> Note:
    slip = _("Slip ··%(end)s, asked %(at)s.") % {
        "end": asked.code[-4:],
        "at": formats.moment(asked.asked_at),
    }
    if asked.outcome == rules.LENT:
        return _lent(asked, place, on, slip)
    if asked.outcome in REFUSALS:
        what, then = REFUSALS[asked.outcome]
        return Note("back", str(what), f"{then} {slip}")
    url, action = reverse("counter:elsewhere"), _("Look again")
    if received is None:
        words = _("On this laptop. It goes by itself as soon as there is a line.")
        return Note("", _("Asked for, waiting for the line"), f"{words} {slip}", url, action)
    return Note("", _("With the hub, no answer yet"), slip, url, action)


def _lent(asked: people.Asking, place: str, on: date, slip: str) -> Note:
    hers = people.citizen_served(asked.citizen_id, place, on)
    if hers is not None and (hers.local_name or hers.latin_name):
        url = reverse("counter:citizen", args=[hers.id])
        return Note("ok", _("Here: %(name)s") % {"name": named(hers)}, slip, url, _("To her page"))
    if people.loans_of(asked.citizen_id, place):
        what, then = REFUSALS[rules.OVER]
        return Note("back", str(what), f"{then} {slip}")
    return Note("", _("The hub sends her record"), slip, reverse("counter:elsewhere"), _("Look again"))


def lent_lines(citizen: Any, place: str, on: date) -> Sequence[Line]:
    """From where and until when a citizen of another centre is here; nothing of this centre's own."""
    loan = people.standing_loan(citizen.id, place, on) if citizen.place != place else None
    if loan is None:
        return ()
    until = formats.day(date.fromisoformat(loan.until))
    return (Line(_("Registered at"), text=centre_name(citizen.place)), Line(_("Here until"), text=until))


def centre_name(place: str) -> str:
    """A centre in words; its code where it is not known here."""
    return next(iter(frame.centre_lines(place)), place)
