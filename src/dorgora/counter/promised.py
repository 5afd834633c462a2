"""By when a file is to be ready, as the counter tells it: the day, that it is late, or that its clock stands still."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.applications import deadlines, rules
from dorgora.counter import begun, drafting, frame
from dorgora.kernel.bounds import day_of
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import late_line, named
from dorgora.shell.parts import Line


def clock(file: Any, days: int = 0) -> deadlines.Clock:
    """How the promise of a file stands today; days: so many were promised, where they are shown."""
    return deadlines.clock(file, by=file.ends_on, days=days, today=frame.today(), pack=frame.pack())


def words(file: Any) -> str:
    """Of a file that waits: by when it comes, or that it is late."""
    told = clock(file)
    day = {"day": formats.day(told.by, year=False) if told.by else ""}
    return _("Late: promised by %(day)s") % day if told.is_late else _("Promised by %(day)s") % day


def lateness(file: Any, *, is_here: bool) -> tuple[str, str]:
    """What to tell the citizen of a file that is late; empty of one that is not.

    is_here: what this centre did with it last has not left the laptop.
    """
    told = clock(file)
    if not told.is_late or told.by is None:
        return "", ""
    first = _("It is late: it was promised by %(day)s.") % {
        "day": formats.day(told.by, weekday=True, year=False)
    }
    rest = (
        _("What was done with it last has not left this laptop: the office cannot see it yet.")
        if is_here
        else _("Tell the citizen: the office sees it, and she need not do or pay anything.")
    )
    return first, f"{rest} {late_line()}"


@dataclass(frozen=True)
class Days:
    """The gauge of a file, and what stands beside it."""

    gone: int
    all: int
    late: int
    words: str
    note: str


def days(file: Any) -> Days | None:
    """How many of the promised working days are gone; the clock stands while it is returned."""
    if file.state == rules.WITHDRAWN:
        return None
    told = clock(file, drafting.service(file.service, file.service_version).charter.working_days)
    if not told.days:
        return None
    gone = {"done": formats.number(told.gone), "all": formats.number(told.days)}
    said = [_("%(done)s of %(all)s working days gone") % gone]
    if told.late:
        late = ngettext("%(n)s working day late", "%(n)s working days late", told.late)
        said.append(late % {"n": formats.number(told.late)})
    return Days(told.gone, told.days, min(told.late, told.gone), ", ".join(said), _standing(told))


def _standing(told: deadlines.Clock) -> str:
    if told.stopped_on is None:
        return ""
    day = formats.day(told.stopped_on, year=False)
    return _("The clock has stood still since %(day)s; the day moves by as long as the correction takes.") % {
        "day": day
    }


def lines(file: Any) -> list[Line]:
    """The day on the receipt, and the one it moved to."""
    said, ends = day_of(file.promised_on), clock(file).by
    told = [Line(_("Promised by"), text=_weekday(said))] if said else []
    if ends and ends != said:
        told.append(Line(_("Moved, as it waited for the citizen"), text=_weekday(ends)))
    return told


def _weekday(day: Any) -> str:
    return formats.day(day, weekday=True, year=False)


def holder(file: Any) -> str:
    """The office that has it now, and by when it is to act, unless it waits for the citizen."""
    office, day = places.office(file.office), day_of(file.due_on)
    name = named(office) if office else file.office
    if file.state == rules.RETURNED or day is None:
        return name
    told = {"office": name, "day": formats.day(day, year=False)}
    if day < frame.today():
        return _("%(office)s, late: it was to be done by %(day)s") % told
    return _("%(office)s, by %(day)s") % told


@dataclass(frozen=True)
class OnReceipt:
    """What a receipt says of its day: the day, whether it is past or open, and what there is to know then."""

    day: str = ""
    is_past: bool = False
    notes: tuple[str, ...] = ()


def on_receipt(file: Any) -> OnReceipt:
    """As it stands now: a receipt that is printed again promises no day that is gone, and none to what is decided."""
    told = clock(file)
    if told.by is None or file.state not in (rules.WAITING, rules.RETURNED):
        return OnReceipt()
    if file.state == rules.RETURNED:
        note = _("It is to be put right at the centre; the day moves by as long as that takes.")
        return OnReceipt(begun.by_day(told.by), is_past=True, notes=(note,))
    if told.is_late:
        return OnReceipt(begun.by_day(told.by), is_past=True, notes=(_("It is late."),))
    return OnReceipt(begun.by_day(told.by))
