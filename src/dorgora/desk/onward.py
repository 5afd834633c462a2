"""A file that several offices decide: who has it, who comes next, and with what the ones before sent it on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.desk import refusals, shown
from dorgora.desk.deciding import recommendation_words
from dorgora.kernel.errors import Refused
from dorgora.shell import formats
from dorgora.shell.parts import Line
from dorgora.shell.staff import staff_name


@dataclass(frozen=True)
class Said:
    """With what one office sent it on: who and when, what it says, and whether it has doubts."""

    office: str
    lines: tuple[Line, ...]
    word: str
    is_doubtful: bool


def said_before(file: applications.File) -> list[Said]:
    """What the offices before said, the last one first."""
    words = recommendation_words()
    return [
        Said(
            shown.place_name("office", one.office),
            _lines(one),
            words.get(one.word, one.word),
            one.word == applications_rules.DOUBTFUL,
        )
        for one in reversed(applications.recommendations(file))
    ]


def _lines(one: applications.Recommendation) -> tuple[Line, ...]:
    who = staff_name(one.by)
    lines = (Line(_("Sent on"), text=formats.moment(one.at)), Line(_("By"), text=who))
    return (*lines, Line(_("In words"), text=one.note)) if one.note else lines


def next_name(file: applications.File, service: Any) -> str | None:
    """The office after this one, by its name, empty if it is the last; None of a file that names the wrong ones."""
    if not applications.has_its_offices(file, service):
        return None
    return shown.place_name("office", file.next_office) if file.next_office else ""


def check_is_here(file: applications.File, office: str) -> None:
    """Whether the office before whose officer the file lies has it now.

    Raises:
        Refused: `sent_on` (detail: at).
    """
    if file.office != office:
        raise Refused("sent_on", detail={"at": file.changed_at})


def elsewhere(file: applications.File, office: str) -> tuple[str, str] | None:
    """To an office that sent it on: who has it, and by when it is to act; None where it lies, or once it is decided."""
    is_open = file.state in (applications_rules.WAITING, applications_rules.RETURNED)
    if file.office == office or not is_open:
        return None
    first = _("%(office)s has this file now.") % {"office": shown.place_name("office", file.office)}
    day = _day(file.due_on)
    is_due = day and file.state == applications_rules.WAITING
    return first, _("You sent it on; it is to decide by %(day)s.") % {"day": day} if is_due else ""


def part_words(file: applications.File, office: str) -> str:
    """Of a file that goes on from here: by when the citizen was promised a decision; nothing where that is this day."""
    if file.office != office or not file.next_office:
        return ""
    day = _day(file.ends_on)
    return _("Then the next office decides; the citizen was promised that by %(day)s.") % {"day": day}


def moved_words(file: applications.File) -> str:
    """Of a file whose clock stood: what was promised at first; of one whose clock stands, what that does to its day."""
    if file.state == applications_rules.RETURNED and file.stopped_at:
        day = formats.day(file.stopped_at, year=False)
        return _(
            "The clock has stood still since %(day)s; the day moves by as long as the citizen takes."
        ) % {"day": day}
    if file.ends_on == file.promised_on:
        return ""
    day = _day(file.promised_on)
    return _("The receipt says %(day)s; the days the file waited for the citizen do not count.") % {
        "day": day
    }


def wrong_offices() -> refusals.Refusal:
    """Why a file can but be refused."""
    return refusals.told(Refused("offices_wrong"))


def _day(iso: str) -> str:
    try:
        return formats.day(date.fromisoformat(iso), weekday=True, year=False)
    except ValueError:
        return ""
