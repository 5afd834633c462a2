"""What may be known of places: areas in either script, the way from the top to one, centres and offices."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from dorgora.feed import node as nodes
from dorgora.kernel.pack import Pack, load_pack
from dorgora.places import finding, models
from dorgora.places.events import AreaRow


def _pack() -> Pack:
    return load_pack(settings.PACK_DIR)


@dataclass(frozen=True)
class Area:
    """An area; parent is empty at the top."""

    code: str
    kind: str
    parent: str
    local_name: str
    latin_name: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return _pack().named_in(language, self.local_name, self.latin_name)


@dataclass(frozen=True)
class Centre:
    """A centre; place is the code of the area it stands in."""

    id: int
    place: str
    area: str
    local_name: str
    latin_name: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return _pack().named_in(language, self.local_name, self.latin_name)


@dataclass(frozen=True)
class Office:
    """An office; level is the kind of area it decides for."""

    id: int
    place: str
    level: str
    area: str
    local_name: str
    latin_name: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return _pack().named_in(language, self.local_name, self.latin_name)


_AREA = ("code", "kind", "parent", "local_name", "latin_name")
_CENTRE = ("id", "place", "area", "local_name", "latin_name")
_OFFICE = ("id", "place", "level", "area", "local_name", "latin_name")


def area(code: str) -> Area | None:
    """The area of a code, or None."""
    return areas([code]).get(code)


def areas(codes: Iterable[str]) -> dict[str, Area]:
    """The areas of these codes, by code, in one question to the database."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    found = nodes.this().store.rows.of("places_area", (*_AREA, "row_id"), "code", wanted)
    return {row[0]: Area(*row[:5]) for row in sorted(found, key=lambda row: str(row[5]))}


def children(code: str) -> list[Area]:
    """The areas right below one, by code; those at the top for an empty code."""
    found = models.Area.objects.filter(parent=code).order_by("code", "row_id").values_list(*_AREA)
    return list({row[0]: Area(*row) for row in found}.values())


def area_path(code: str) -> list[Area]:
    """The areas from the top down to this one; empty for a code that is not there."""
    return area_paths([code])[code]


def area_paths(codes: Iterable[str]) -> dict[str, list[Area]]:
    """The same for each of these codes, in one question to the database."""
    wanted = list(codes)
    above = areas(code[:width] for code in wanted for width in range(1, len(code) + 1))
    paths: dict[str, list[Area]] = {code: [] for code in wanted}
    for code, path in paths.items():
        here = above.get(code)
        while here is not None:
            path.insert(0, here)
            here = above.get(here.parent)
    return paths


def find_areas(text: str, within: str = "", kind: str = "", limit: int | None = 10) -> list[Area]:
    """Areas with a name of which these are beginnings of words, in either script or as a code; nearest first.

    Further words, mostly behind a comma, are of areas it lies in: Durgapur, Kapasia. within: only below (or at) the
    area of this code; kind: only of this tier; limit: None for all.
    """
    script = _pack().script
    asked = finding.read(text, script)
    match = Q(code=asked.code) if asked.code else Q()
    for part in asked.words:
        match |= Q(words__contains=f" {part}")
    if not match:
        return []
    # An area above districts stands in the list of each of them: it counts once.
    found = models.Area.objects.filter(match).order_by("row_id").values_list(*_AREA, "words")
    listed = finding.Listed({row[0]: row for row in found}, script)
    return [Area(*listed.rows[code][:5]) for code in listed.find(asked, within, kind)[:limit]]


def centre(place: str) -> Centre | None:
    """The centre at a place, or None."""
    found = nodes.this().store.rows.of("places_centre", _CENTRE, "place", [place])
    return Centre(*min(found)) if found else None


def centres(wanted: Iterable[str] | None = None) -> list[Centre]:
    """All centres, by place; or those of these places, in one question."""
    found = (
        models.Centre.objects.all() if wanted is None else models.Centre.objects.filter(place__in=set(wanted))
    )
    return [Centre(*row) for row in found.order_by("place", "id").values_list(*_CENTRE)]


def office(place: str) -> Office | None:
    """The office at a place, or None."""
    row = models.Office.objects.filter(place=place).order_by("id").values_list(*_OFFICE).first()
    return Office(*row) if row else None


def offices_at(wanted: Iterable[str]) -> dict[str, Office]:
    """The offices at these places, by place, in one question."""
    asked = set(wanted)
    found = nodes.this().store.rows.of("places_office", _OFFICE, "place", asked) if asked else ()
    return {one.place: one for one in sorted((Office(*row) for row in found), key=lambda one: -one.id)}


def offices() -> list[Office]:
    """All offices, by place."""
    return [Office(*row) for row in models.Office.objects.order_by("place", "id").values_list(*_OFFICE)]


def office_for(area: str, level: str) -> Office | None:
    """The office of a level that decides for an area: the area's own, else that of the nearest area above it."""
    above = [one.code for one in area_path(area)] or [area]
    rows = nodes.this().store.rows.of("places_office", _OFFICE, "area", above)
    offices_above = [Office(*row) for row in rows]
    found = [one for one in offices_above if one.level == level]
    return max(found, key=lambda one: (len(one.area), -one.id), default=None)


def listings() -> dict[str, tuple[int, tuple[AreaRow, ...]]]:
    """For each district the event that first listed it, and its areas as now listed, by code."""
    found: dict[str, tuple[int, list[AreaRow]]] = {}
    rows = models.Area.objects.order_by("district", "code").values_list("district", "subject_id", *_AREA)
    for district, subject, *row in rows:
        found.setdefault(district, (subject, []))[1].append((row[0], row[1], row[2], row[3], row[4]))
    return {
        # The database sorts text by its own rules; what travels is sorted by code points.
        district: (subject, tuple(sorted(listed)))
        for district, (subject, listed) in found.items()
    }
