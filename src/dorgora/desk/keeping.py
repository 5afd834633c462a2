"""Rows and lines of what the keepers look after: the line, laptops, alarms, erasures."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.desk import local, shown
from dorgora.feed import queries as feed
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.alarms import Alarm
from dorgora.shell.answers import area_name, named
from dorgora.shell.parts import Line, Pick
from dorgora.shell.staff import staff_names


def line_lines(line: feed.Contact) -> tuple[Line, ...]:
    """The line of this laptop: what is not at the hub yet, and when the hub was last heard."""
    last = formats.moment(line.last_at) if line.last_at else _("never yet")
    return (
        Line(_("On this laptop only"), text=formats.number(feed.n_unsent())),
        Line(_("Line to the hub"), text=_("up") if line.is_online else _("down; work goes on")),
        Line(_("Last contact"), text=last),
    )


def laptop_cells(laptop: feed.Laptop) -> list[str]:
    """One laptop of the country as a row of a table."""
    works_for = ", ".join(shown.place_name(role, place) for role, place in laptop.places)
    heard = formats.moment(laptop.heard_at) if laptop.heard_at else _("never yet")
    return [laptop.name, works_for, heard, _("not trusted any more") if laptop.is_revoked else _("trusted")]


def erasure_pick(asked: local.Request) -> Pick:
    """A request that waits for a second officer."""
    return Pick(
        label=_("Citizen %(number)s") % {"number": formats.digits(asked.citizen_id)},
        url=reverse("desk:erasure", args=[asked.id]),
        note=f"{asked.law} · {formats.moment(asked.asked_at)}",
        shape="wait",
        status=_("to confirm"),
    )


def alarm_lines(alarm: Alarm) -> tuple[Line, ...]:
    """When it came, how often, and who settled it."""
    lines = [
        Line(_("First seen"), text=formats.moment(alarm.at)),
        Line(_("Times"), text=formats.number(alarm.n)),
    ]
    if alarm.settled_at is not None:
        lines.append(Line(_("Settled by"), text=f"{alarm.settled_by}, {formats.moment(alarm.settled_at)}"))
        lines.append(Line(_("What was done"), text=alarm.done))
    return tuple(lines)


def erasure_lines(asked: local.Request, records: Sequence[int]) -> tuple[Line, ...]:
    """One request in full, with all `records` of hers; her name only while it is not erased."""
    known = people.citizens(records)
    citizen = known.get(asked.citizen_id)
    names = staff_names([asked.asked_by, asked.settled_by])
    lines = [Line(_("Citizen"), text=formats.digits(asked.citizen_id))]
    if citizen is not None and not citizen.is_erased:
        lines += [Line(_("Name"), text=named(citizen)), Line(_("Lives in"), text=area_name(citizen.area))]
    lines += [_other_record(known[one]) for one in records if one in known and one != asked.citizen_id]
    lines += [
        Line(_("Law"), text=asked.law),
        Line(_("The law keeps"), text=asked.keeps),
        Line(_("Asked by"), text=f"{names.get(asked.asked_by, '')}, {formats.moment(asked.asked_at)}"),
    ]
    if asked.settled_at is not None:
        lines.append(
            Line(
                _("Settled by"), text=f"{names.get(asked.settled_by, '')}, {formats.moment(asked.settled_at)}"
            )
        )
    return tuple(lines)


def _other_record(one: people.Citizen) -> Line:
    """What is erased with her: a record that an officer found to be hers too."""
    words = (formats.digits(one.id), named(one), area_name(one.area))
    return Line(_("Linked with it, and erased too"), text=" · ".join(part for part in words if part))


def erasure_cells(asked: local.Request) -> list[str]:
    """What was erased, as the head of a row."""
    done_at = formats.moment(asked.settled_at) if asked.settled_at else ""
    return [formats.digits(asked.citizen_id), done_at, asked.law]
