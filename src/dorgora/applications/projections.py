"""The tables of files."""

from dorgora.applications import events, folding, outlines
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "applications",
        7,
        frozenset(kind.name for kind in events.KINDS if kind not in (events.LIST_MADE, events.OUTLINED)),
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
    Projection(
        "outlines",
        1,
        frozenset({events.OUTLINED.name}),
        outlines.fold_outline,
        {"applications_outline": outlines.OUTLINE_COLUMNS},
    ),
)
