"""What places come to, and how a country's areas are put into lists that travel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dorgora.feed.fold import Author, Telling, Told
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.kernel.errors import Refused
from dorgora.places.events import AreaRow

WRITER = Author("hub", "catalogue")
"""Only the country's catalogue says which places there are."""


def fold_areas(fold_name: Callable[[str], str]) -> Callable[[Sequence[Told]], Telling]:
    """The fold of one district's lists; fold_name gives the search words of a name."""

    def fold(told: Sequence[Told]) -> Telling:
        newest = None
        for one in told:
            if one.author == WRITER:
                newest = one.facts
        if newest is None:
            return Telling({}, {})
        rows = [_area_row(newest.district, row, fold_name) for row in newest.rows]
        return Telling({"places_area": rows}, {})

    return fold


def _area_row(district: str, row: AreaRow, fold_name: Callable[[str], str]) -> tuple[Any, ...]:
    code, kind, parent, local_name, latin_name = row
    words = dict.fromkeys((*fold_name(local_name).split(), *fold_name(latin_name).split()))
    # Each word begins after a space, so that a search can ask for the beginnings of words.
    begun = "".join(f" {word}" for word in words)
    return (f"{district}/{code}", code, kind, parent, district, local_name, latin_name, begun)


def fold_centre(told: Sequence[Told]) -> Telling:
    """One centre as it was last told."""
    row: tuple[Any, ...] | None = None
    for one in told:
        if one.author == WRITER:
            opened_at = row[-1] if row else one.at
            facts = one.facts
            row = (one.subject, facts.place, facts.area, facts.local_name, facts.latin_name, opened_at)
    return Telling({"places_centre": [row]} if row else {}, {})


def fold_office(told: Sequence[Told]) -> Telling:
    """One office as it was last told."""
    row: tuple[Any, ...] | None = None
    for one in told:
        if one.author == WRITER:
            opened_at = row[-1] if row else one.at
            facts = one.facts
            row = (
                one.subject,
                facts.place,
                facts.level,
                facts.area,
                facts.local_name,
                facts.latin_name,
                opened_at,
            )
    return Telling({"places_office": [row]} if row else {}, {})


def by_district(rows: Iterable[AreaRow]) -> dict[str, tuple[AreaRow, ...]]:
    """The areas in one list a district: it, all below it, and what lies above it; each list by code.

    A district is an area right below the top. An area at the top without any below has a list of its own.

    Raises:
        Refused: `area_twice`, `unknown_area` (a parent that is not there), `area_code` (a code that does not
            begin with its parent's); detail: code.
    """
    areas: dict[str, AreaRow] = {}
    for row in rows:
        if row[0] in areas:
            raise Refused("area_twice", "code", {"code": row[0]})
        areas[row[0]] = row
    lists: dict[str, dict[str, AreaRow]] = {}
    for code in areas:
        way = _way_to_top(code, areas)
        if len(way) > 1:
            lists.setdefault(way[1], {}).update({one: areas[one] for one in way})
    listed_tops = {row[0] for rows in lists.values() for row in rows.values() if not row[2]}
    for code, row in areas.items():
        if not row[2] and code not in listed_tops:
            lists[code] = {code: row}
    return {
        district: tuple(row for _, row in sorted(found.items())) for district, found in sorted(lists.items())
    }


def _way_to_top(code: str, areas: Mapping[str, AreaRow]) -> list[str]:
    """The codes from the top down to an area.

    Raises:
        Refused: `unknown_area`, `area_code`.
    """
    way = [code]
    while parent := areas[way[0]][2]:
        if parent not in areas:
            raise Refused("unknown_area", "parent", {"code": parent})
        if not way[0].startswith(parent) or way[0] == parent:
            raise Refused("area_code", "code", {"code": way[0]})
        way.insert(0, parent)
    return way


def _lists_own(told: Told, newcomer: Newcomer) -> int | None:
    return 0 if any(row[0] in newcomer.places for row in told.facts.rows) else None


def _is_above(told: Told, newcomer: Newcomer) -> int | None:
    """A place of its own, or one whose area its own lies in."""
    area = told.facts.area
    return 0 if any(place.startswith(area) for place in newcomer.places) else None


FIRST = [("areas.listed", _lists_own), ("centre.opened", _is_above), ("office.opened", _is_above)]
