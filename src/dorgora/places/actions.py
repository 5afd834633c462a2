"""Saying which areas there are and which centres and offices are open; the hub's, on the catalogue feed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.places import events as ev
from dorgora.places import queries, rules

ROLE, PLACE = rules.WRITER
MAX_CODE = 20
MAX_NAME = 120


def load_areas(rows: Iterable[Mapping[str, str]], *, by: int, at: datetime) -> list[int]:
    """Lists a country's areas, one event a district; a list that is there unchanged is not told again.

    rows: `code`, `kind`, `parent`, `local_name`, `latin_name`. Gives the ids of the events.

    Raises:
        Refused: `area_twice`, `unknown_area`, `area_code`, or what `clean_text` finds in a name.
    """
    lists = rules.by_district(_clean(row) for row in rows)
    with act(role=ROLE, place=PLACE, by=by, at=at) as action:
        there = queries.listings()
        written = []
        for district, listed in lists.items():
            subject, old = there.get(district, (None, ()))
            if old != listed:
                facts = ev.AreasListed(district, listed)
                written.append(action.add(ev.AREAS_LISTED, facts, subject=subject))
    return written


def _clean(row: Mapping[str, str]) -> ev.AreaRow:
    return (
        clean_text(row["code"], MAX_CODE, "code"),
        clean_text(row["kind"], MAX_CODE, "kind"),
        clean_text(row["parent"], MAX_CODE, "parent"),
        clean_text(row["local_name"], MAX_NAME, "local_name"),
        clean_text(row["latin_name"], MAX_NAME, "latin_name"),
    )


def open_centre(*, place: str, area: str, local_name: str, latin_name: str, by: int, at: datetime) -> int:
    """Opens a centre, or gives the one that is open there its new area and names. Gives its id.

    Raises:
        Refused: `unknown_area`, or what `clean_text` finds in a name.
    """
    local_name, latin_name = _names(local_name, latin_name)
    with act(role=ROLE, place=PLACE, by=by, at=at) as action:
        _check_area(area)
        old = queries.centre(place)
        if old and (old.area, old.local_name, old.latin_name) == (area, local_name, latin_name):
            return old.id
        facts = ev.CentreOpened(clean_text(place, MAX_CODE, "place"), area, local_name, latin_name)
        event_id = action.add(ev.CENTRE_OPENED, facts, subject=old.id if old else None)
    return old.id if old else event_id


def open_office(
    *, place: str, level: str, area: str, local_name: str, latin_name: str, by: int, at: datetime
) -> int:
    """Opens an office, or gives the one that is open there its new level, area and names. Gives its id.

    Raises:
        Refused: `unknown_area`, or what `clean_text` finds in a name.
    """
    local_name, latin_name = _names(local_name, latin_name)
    with act(role=ROLE, place=PLACE, by=by, at=at) as action:
        _check_area(area)
        old = queries.office(place)
        if old and (old.level, old.area, old.local_name, old.latin_name) == (
            level,
            area,
            local_name,
            latin_name,
        ):
            return old.id
        facts = ev.OfficeOpened(
            clean_text(place, MAX_CODE, "place"),
            clean_text(level, MAX_CODE, "level"),
            area,
            local_name,
            latin_name,
        )
        event_id = action.add(ev.OFFICE_OPENED, facts, subject=old.id if old else None)
    return old.id if old else event_id


def _names(local_name: str, latin_name: str) -> tuple[str, str]:
    return clean_text(local_name, MAX_NAME, "local_name"), clean_text(latin_name, MAX_NAME, "latin_name")


def _check_area(area: str) -> None:
    if queries.area(area) is None:
        raise Refused("unknown_area", "area", {"code": area})
