"""The tables of files."""

from dorgora.applications import events, folding
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "applications",
        4,
        frozenset(kind.name for kind in events.KINDS),
        folding.fold_applications,
        {
            "applications_file": folding.FILE_COLUMNS,
            "applications_step": folding.STEP_COLUMNS,
            "applications_disputed": folding.DISPUTED_COLUMNS,
        },
    ),
)
