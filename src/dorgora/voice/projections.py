"""The table of wishes; its counters are the projection's cells."""

from dorgora.feed.fold import Projection
from dorgora.voice import rules

PROJECTIONS = (
    Projection(
        "wishes",
        2,
        frozenset({"wish.recorded", "wish.withdrawn"}),
        rules.fold_wish,
        {"voice_wish": rules.COLUMNS},
    ),
)
