"""The table of measures; its counters are the projection's cells."""

from dorgora.feed.fold import Projection
from dorgora.tcv import rules

PROJECTIONS = (
    Projection(
        "tcv",
        6,
        frozenset(
            {
                "application.submitted",
                "application.withdrawn",
                "application.handed_over",
                "money.fee_taken",
                "tcv.answered",
                "tcv.misdated",
            }
        ),  # fmt: skip
        rules.fold_tcv,
        {"tcv_measure": rules.MEASURE_COLUMNS},
    ),
)
