"""The tables of places, told from the catalogue feed."""

from django.conf import settings

from dorgora.feed.fold import Projection
from dorgora.kernel.pack import load_pack
from dorgora.places import rules


def _fold_name(text: str) -> str:
    return load_pack(settings.PACK_DIR).script.fold_name(text)


PROJECTIONS = (
    # Search words are the pack's: whoever changes its script raises this version.
    Projection(
        "areas",
        2,
        frozenset({"areas.listed"}),
        rules.fold_areas(_fold_name),
        {
            "places_area": (
                "row_id",
                "code",
                "kind",
                "parent",
                "district",
                "local_name",
                "latin_name",
                "words",
            )
        },
    ),
    Projection(
        "centres",
        1,
        frozenset({"centre.opened"}),
        rules.fold_centre,
        {"places_centre": ("id", "place", "area", "local_name", "latin_name", "opened_at")},
    ),
    Projection(
        "offices",
        1,
        frozenset({"office.opened"}),
        rules.fold_office,
        {"places_office": ("id", "place", "level", "area", "local_name", "latin_name", "opened_at")},
    ),
)
