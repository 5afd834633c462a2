"""What the catalogue feed says of places: which areas there are, which centres and offices are open."""

from dorgora.feed.kinds import HUBS_CATALOGUE, Kind, Part

AreaRow = tuple[str, str, str, str, str]
"""One area: code, kind (its tier), code of its parent (empty at the top), name in local letters, name in Latin ones."""


class AreasListed(Part, frozen=True):
    """All areas of one district, the district and what lies above it among them; it replaces an earlier list."""

    district: str
    rows: tuple[AreaRow, ...]


class CentreOpened(Part, frozen=True):
    """A centre serves the public at a place; told again of the same centre it changes its area and names."""

    place: str
    area: str
    local_name: str
    latin_name: str


class OfficeOpened(Part, frozen=True):
    """An office decides for an area; level is the tier it works at; told again it changes area and names."""

    place: str
    level: str
    area: str
    local_name: str
    latin_name: str


AREAS_LISTED = Kind("areas.listed", 1, AreasListed, is_replaced=True, by=HUBS_CATALOGUE)
CENTRE_OPENED = Kind("centre.opened", 1, CentreOpened, by=HUBS_CATALOGUE)
OFFICE_OPENED = Kind("office.opened", 1, OfficeOpened, by=HUBS_CATALOGUE)

KINDS = (AREAS_LISTED, CENTRE_OPENED, OFFICE_OPENED)
