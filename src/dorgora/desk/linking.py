"""Two records that may be of one person, as the desk shows them: the list, both side by side, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import queries as catalogue
from dorgora.desk import shown
from dorgora.feed import queries as feed
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import area_name, labelled, named, phone_shown
from dorgora.shell.parts import Choice, Field, Line, Pick
from dorgora.shell.staff import staff_names

TYPED = ("finding",)
TWO = "two"
GROUNDS = {
    "number": gettext_lazy("One person: the same number on both"),
    "papers": gettext_lazy("One person: her papers show it"),
    "asked": gettext_lazy("One person: she says so herself"),
    "known": gettext_lazy("One person: those who know her say so"),
}
UNDOINGS = {
    "mistake": gettext_lazy("Two people: it was a slip"),
    "papers": gettext_lazy("Two people: their papers show it"),
    "asked": gettext_lazy("Two people: one of them says so"),
}
SEXES = {"f": gettext_lazy("woman"), "m": gettext_lazy("man"), "o": gettext_lazy("other")}


@dataclass(frozen=True)
class Side:
    """One of the two: where she is registered, and her files there."""

    title: str
    lines: tuple[Line, ...]


@dataclass
class Finding:
    """What the officer finds of two records, of what is `offered` there, and what is wrong with it."""

    offered: Mapping[str, Any]
    finding: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Mapping[str, Any], offered: Mapping[str, Any]) -> "Finding":
        """What was chosen; what nobody offered is no choice."""
        chosen = str(posted.get("finding", ""))
        return cls(offered, chosen if chosen in offered else "")

    @classmethod
    def read(cls, posted: Mapping[str, Any], offered: Mapping[str, Any]) -> "Finding":
        """What was chosen, looked at."""
        form = cls.typed(posted, offered)
        if not form.finding:
            form.errors["finding"] = _("Choose one. If you cannot tell, leave them and ask their centres.")
        return form

    @property
    def is_one(self) -> bool:
        """Whether they are linked now, and it is asked whether that is to be taken back."""
        return self.offered is UNDOINGS

    def fields(self) -> list[Field]:
        """The question."""
        label = _("Are they two people after all?") if self.is_one else _("Are they one person?")
        choices = tuple(Choice(value, str(words)) for value, words in self.offered.items())
        error = self.errors.get("finding", "")
        return [Field("finding", label, "choice", self.finding, choices=choices, error=error)]


def offered(first: people.Citizen, second: people.Citizen, found: Sequence[people.Link]) -> Mapping[str, Any]:
    """What can be found of the two: one person or two, or that a link is taken back; nothing of who left the book."""
    if found and found[0].stands:
        return UNDOINGS
    if not (first.is_in_book and second.is_in_book):
        return {}
    is_same_number = bool(first.number) and first.number == second.number
    grounds = {ground: words for ground, words in GROUNDS.items() if ground != "number" or is_same_number}
    return grounds | {TWO: gettext_lazy("Two people")}


def finding_words(found: people.Link) -> str:
    """What was found of two records, in words."""
    if not found.is_one:
        return _("Two people")
    if found.ended_at is not None:
        return str(UNDOINGS.get(found.end_reason, found.end_reason))
    return str(GROUNDS.get(found.reason, found.reason))


def lookalike_picks(pairs: Sequence[people.Lookalike]) -> list[Pick]:
    """Pairs to be looked at, those first for whom most speaks; citizens and centres are asked for at once."""
    known = people.citizens({one for pair in pairs for one in (pair.first_id, pair.second_id)})
    centres = {one.place: named(one) for one in places.centres(one.place for one in known.values())}
    picks = []
    for pair in pairs:
        both = [known[one] for one in (pair.first_id, pair.second_id) if one in known]
        note = " / ".join(centres.get(one.place, formats.digits(one.place)) for one in both)
        status = _("to compare")
        picks.append(_pick(known, pair.first_id, pair.second_id, shape="ring", status=status, note=note))
    return picks


def finding_picks(found: Sequence[people.Link]) -> list[Pick]:
    """What was found lately, each with who found it and when."""
    known = people.citizens({end for one in found for end in (one.first_id, one.second_id)})
    names = staff_names(one.ended_by or one.decided_by for one in found)
    picks = []
    for one in found:
        at = formats.moment(one.ended_at or one.decided_at)
        who = names.get(one.ended_by or one.decided_by, "")
        shape = "ok" if one.stands else "no" if not one.is_one else "back"
        note = " · ".join(part for part in (finding_words(one), who, at) if part)
        status = _("one person") if one.stands else _("two people")
        picks.append(_pick(known, one.first_id, one.second_id, shape=shape, status=status, note=note))
    return picks


def _pick(
    known: Mapping[int, people.Citizen], first_id: int, second_id: int, *, shape: Any, status: str, note: str
) -> Pick:
    both = [known.get(one) for one in (first_id, second_id)]
    return Pick(
        label=" / ".join((named(one) if one else "") or _("erased") for one in both),
        url=reverse("desk:pair", args=[first_id, second_id]),
        note=note,
        shape=shape,
        status=status,
    )


def compared(first: people.Citizen, second: people.Citizen) -> list[tuple[str, str, str, str, str]]:
    """Side by side: what, the one, the other, and whether they agree, a shape and a word; of the centre neither."""
    pairs = (
        (_("Name"), first.local_name, second.local_name),
        (_("Name in Latin letters"), first.latin_name, second.latin_name),
        (_("Born"), _born(first), _born(second)),
        (_("Sex"), str(SEXES.get(first.sex, "")), str(SEXES.get(second.sex, ""))),
        (_("Village"), first.village, second.village),
        (_("Lives in"), area_name(first.area), area_name(second.area)),
        (_("Phone"), _phone(first), _phone(second)),
        (_("Number"), formats.digits(first.number), formats.digits(second.number)),
    )
    rows = [(label, one or "–", other or "–", *_agrees(one, other)) for label, one, other in pairs]
    return [*rows, (_("Registered at"), _registered(first), _registered(second), "", "")]


def _agrees(one: str, other: str) -> tuple[str, str]:
    if not one or not other:
        return "ring", _("not known")
    return ("ok", _("the same")) if one == other else ("back", _("differs"))


def _born(one: people.Citizen) -> str:
    return formats.day(date.fromisoformat(one.date_of_birth)) if one.date_of_birth else ""


def _phone(one: people.Citizen) -> str:
    return formats.digits(phone_shown(one.phone)) if one.phone else ""


def _registered(one: people.Citizen) -> str:
    return f"{shown.place_name('centre', one.place)}, {formats.moment(one.registered_at)}"


def sides(first: people.Citizen, second: people.Citizen) -> list[Side]:
    """The files of each, and with whom it is one already."""
    whole = people.linked([first.id, second.id])
    known = people.citizens({record for records in whole.values() for record in records})
    files = {
        one.id: applications.files_of_citizen(one.id, records=[one.id], most=20) for one in (first, second)
    }
    services = catalogue.versions(
        (row.service, row.service_version) for rows in files.values() for row in rows
    )
    said = []
    for title, one in ((_("Files of the first"), first), (_("Files of the second"), second)):
        lines = [_file_line(row, services.get((row.service, row.service_version))) for row in files[one.id]]
        others = [known[other] for other in whole[one.id] if other not in (first.id, second.id)]
        for other in others:
            lines.append(Line(_("One with"), text=f"{named(other)}, {_registered(other)}"))
        said.append(Side(title, tuple(lines)))
    return said


def _file_line(row: applications.QueueRow, service: Any) -> Line:
    number, where = formats.file_number(row.number), shown.place_name("centre", row.centre)
    parts = (number, where, _state(row, service), formats.moment(row.submitted_at))
    return Line(labelled(service.names) if service else row.service, text=" · ".join(parts))


def _state(row: applications.QueueRow, service: Any) -> str:
    """What became of a file; it is another officer's to decide."""
    if row.state == applications_rules.WAITING:
        return _("with its office")
    return _("done") if row.state == applications_rules.DONE else shown.state_words(row, service)


def of(first_id: int, second_id: int) -> tuple[people.Citizen, people.Citizen, list[people.Link]] | None:
    """Both citizens and what was found of them, the latest first; None when an officer has nothing to do with them.

    She sees who looks alike or was found to be one or two, and nobody else of the country.

    Raises:
        Spoilt: the words of one of them do not open here.
    """
    if max(first_id, second_id) >> 63:
        return None
    found = people.links_between(first_id, second_id)
    if not found and not people.is_lookalike(first_id, second_id):
        return None
    known = people.citizens([first_id, second_id])
    both = [known[one] for one in sorted({first_id, second_id}) if one in known and not known[one].is_erased]
    if any(one.is_damaged for one in both):
        raise feed.Spoilt("people_citizen")
    if len(both) != 2 or not (found or all(one.is_in_book for one in both)):
        return None
    return both[0], both[1], found
