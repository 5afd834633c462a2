"""The tables of files."""

from dorgora.applications import events, rules
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "applications",
        1,
        frozenset(kind.name for kind in events.KINDS),
        rules.fold_applications,
        {
            "applications_file": rules.FILE_COLUMNS,
            "applications_step": rules.STEP_COLUMNS,
            "applications_disputed": rules.DISPUTED_COLUMNS,
        },
    ),
)
