"""The tables of files."""

from dorgora.applications import events, folding
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "applications",
        5,
        frozenset(kind.name for kind in events.KINDS if kind is not events.LIST_MADE),
        folding.fold_applications,
        {
            "applications_file": folding.FILE_COLUMNS,
            "applications_step": folding.STEP_COLUMNS,
            "applications_disputed": folding.DISPUTED_COLUMNS,
        },
    ),
    Projection(
        "outgoing_lists",
        1,
        frozenset({events.LIST_MADE.name}),
        folding.fold_lists,
        {"applications_outgoinglist": folding.LIST_COLUMNS},
    ),
)
