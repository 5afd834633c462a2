"""What a citizen lets this centre do: the few choices, and the slip they stand on before her thumb does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.catalogue.forms import Problem as Wrong
from dorgora.certificates import qr
from dorgora.counter import asking, fetching, frame
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.people import queries as people
from dorgora.people import rules
from dorgora.people.actions import MAX_NAME
from dorgora.shell import formats
from dorgora.shell.answers import named, refusal_line, wrong
from dorgora.shell.parts import Choice, Field, Line, Problem, led
from dorgora.shell.staff import signed
from dorgora.shell.stationery import MandateSlip

SCOPES = {
    "lodge": gettext_lazy("Hand in my forms, follow them, and correct them as I say."),
    "collect": gettext_lazy("Take my papers when they are ready, and keep them for me."),
    "share": gettext_lazy("Give what is kept of me to another centre, when I stand there and ask."),
}
"""In her own words, as they are read to her and stand on the slip."""
TERMS = {
    "month": gettext_lazy("One month"),
    "half_year": gettext_lazy("Half a year"),
    "year": gettext_lazy("One year"),
}
SIGNS = {"thumb": gettext_lazy("Her thumb"), "signature": gettext_lazy("Her signature")}
ENDINGS = {
    rules.ASKED: gettext_lazy("She took it back"),
    rules.REPLACED: gettext_lazy("Another one took its place"),
}
_TICK = "scope-{}"


@dataclass
class Allowing:
    """What was chosen with her, and what is still missing."""

    scopes: tuple[str, ...] = ()
    term: str = ""
    witness: str = ""
    shown_by: str = ""
    is_agreed: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Allowing":
        """What stands in a page, not yet judged."""
        return cls(
            scopes=tuple(one for one in rules.SCOPES if posted.get(_TICK.format(one))),
            term=str(posted.get("term", "")),
            witness=str(posted.get("witness", "")),
            shown_by=str(posted.get("shown_by", "")),
            is_agreed=bool(posted.get("agreed")),
        )

    def check(self) -> bool:
        """Whether there is something to print: notes what is missing."""
        if not self.scopes:
            self.errors["scopes"] = _("Ask her what you may do. Tick at least one.")
        if self.term not in rules.TERMS:
            self.errors["term"] = _("Ask her for how long. Choose one.")
        try:
            self.witness = clean_text(self.witness, MAX_NAME, "witness")
        except Refused as refused:
            self.errors["witness"] = wrong(Wrong(refused.reason, refused.detail))
        return not self.errors

    def check_slip(self) -> bool:
        """Whether it may be kept: it was read to her, and her thumb or hand stands on the slip."""
        if self.shown_by not in rules.SIGNS:
            self.errors["shown_by"] = _("Print the slip first. When her thumb or name stands on it, choose.")
        if not self.is_agreed:
            self.errors["agreed"] = _("Read it to her. When she says yes, tick here.")
        return not self.errors

    @property
    def ticks(self) -> list[tuple[str, Any, bool]]:
        """The things she can allow: the name of the box, the words, whether it is ticked."""
        return [(_TICK.format(one), words, one in self.scopes) for one, words in SCOPES.items()]

    @property
    def hidden(self) -> dict[str, str]:
        """The choices as the page of the slip carries them along: what stands printed there is what is kept."""
        return {_TICK.format(one): "yes" for one in self.scopes} | {
            "term": self.term,
            "witness": self.witness,
        }

    def slip(self, citizen: Any, place: str, operator: Any, on: date) -> MandateSlip:
        """The slip as it is printed before anything is recorded."""
        until = rules.last_day(on, self.term)
        return _slip(named(citizen), place, operator, self.scopes, (on, until), self.witness)

    @property
    def opens_below(self) -> bool:
        """Whether the first question that is wrong stands below the ticks: the page opens in it."""
        return bool(self.errors) and "scopes" not in self.errors

    def fields(self) -> list[Field]:
        """For how long, and who stood by."""
        terms = tuple(Choice(value, str(words)) for value, words in TERMS.items())
        fields = [
            Field(
                "term",
                _("For how long?"),
                "choice",
                self.term,
                choices=terms,
                error=self.errors.get("term", ""),
            ),
            Field(
                "witness",
                _("Who stood by while it was read to her?"),
                value=self.witness,
                required=False,
                maxlength=MAX_NAME,
                error=self.errors.get("witness", ""),
                local=True,
            ),
        ]
        return led(fields) if self.opens_below else fields

    def slip_fields(self) -> list[Field]:
        """What stands on the slip, and that she heard it."""
        signs = tuple(Choice(value, str(words)) for value, words in SIGNS.items())
        return [
            Field(
                "shown_by",
                _("What stands on the slip?"),
                "choice",
                self.shown_by,
                choices=signs,
                error=self.errors.get("shown_by", ""),
            ),
            Field(
                "agreed",
                _("I read the slip to her, and she agreed"),
                "yes",
                self.is_agreed,
                error=self.errors.get("agreed", ""),
                key="Y",
            ),
        ]

    def problems(self, fields: Sequence[Field]) -> tuple[Problem, ...]:
        """The summary of what is missing, in reading order."""
        first = [Problem("scopes", self.errors["scopes"])] if "scopes" in self.errors else []
        return (*first, *(Problem(one.id, one.error) for one in fields if one.error))

    def lines(self, posted: Mapping[str, str]) -> list[Line]:
        """What another page of it said."""
        other = Allowing.read(posted)
        words = [str(SCOPES[one]) for one in other.scopes]
        term = str(TERMS.get(other.term, ""))
        said = (
            (_("She allows"), " ".join(words)),
            (_("For how long?"), term),
            (_("Stood by"), other.witness),
        )
        return [Line(label, text=text) for label, text in said if text]


def slip_of(mandate: people.Mandate) -> MandateSlip:
    """The slip of one that is recorded, to print again; while it stands with the code for another centre.

    Raises:
        Spoilt: her name is gone or does not open here, with the witness's, or the operator's.
    """
    if not mandate.name:
        raise feed.Spoilt("people_mandate")
    days = asking.iso_day(mandate.given_on), asking.iso_day(mandate.until)
    operator = people.operator(mandate.given_by)
    slip = _slip(mandate.name, mandate.centre, operator, mandate.scopes, days, mandate.witness)
    code = people.slip_code(mandate) if mandate.stands(frame.today()) else ""
    if not code:
        return slip
    grouped = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    return replace(slip, code=grouped, qr_svg=qr.svg(code, label=_("Code for another centre")))


def _slip(
    name: str, place: str, operator: Any, scopes: Sequence[str], days: tuple[date, date], witness: str
) -> MandateSlip:
    given_on, until = days
    return MandateSlip(
        centre=frame.centre_lines(place),
        day=formats.day(given_on),
        says=_("I, %(name)s, let this centre do only this:") % {"name": name},
        scopes=tuple(str(SCOPES[one]) for one in scopes),
        until=_("It ends by itself after %(day)s.") % {"day": formats.day(until, weekday=True)},
        refusal=refusal_line(),
        witness=witness,
        operator=signed(operator),
    )


def state(mandate: people.Mandate, on: date) -> tuple[str, str]:
    """Whether it stands: shape and words."""
    if mandate.stands(on):
        return "ok", _("Stands until %(day)s") % {"day": formats.day(asking.iso_day(mandate.until))}
    if mandate.ended_at is None:
        return "off", _("Over since %(day)s") % {"day": formats.day(asking.iso_day(mandate.until))}
    return "no", _("%(why)s, %(at)s") % {"why": _ending(mandate), "at": formats.moment(mandate.ended_at)}


def _ending(mandate: people.Mandate) -> str:
    return str(ENDINGS.get(mandate.end_reason, ENDINGS[rules.ASKED]))


def facts(mandate: people.Mandate) -> list[Line]:
    """What is recorded of it beside the slip."""
    operator = people.operator(mandate.given_by)
    lines = [
        Line(_("Recorded"), text=formats.moment(mandate.given_at)),
        Line(_("By"), text=named(operator) if operator else ""),
        Line(_("On the slip"), text=str(SIGNS.get(mandate.shown_by, ""))),
        Line(_("Stood by"), text=mandate.witness),
        *(
            Line(
                _("Her record went to"),
                text=f"{fetching.centre_name(one.centre)}, {formats.moment(one.lent_at)}",
            )
            for one in people.loans_by(mandate.id)
        ),
    ]
    return [line for line in lines if line.text]
