"""The ledger's tables."""

from dorgora.feed.fold import Projection
from dorgora.money import events, folding, rules

PROJECTIONS = (
    Projection(
        "money",
        8,
        frozenset({rules.LODGED, rules.WITHDRAWN, rules.CLEARED}).union(
            rules.LOOKED_AT, (kind.name for kind in events.KINDS)
        ),
        folding.fold_money,
        {
            "money_fee": rules.FEE_COLUMNS,
            "money_transfer": rules.TRANSFER_COLUMNS,
            "money_count": rules.COUNT_COLUMNS,
            "money_passing": rules.PASSING_COLUMNS,
        },
    ),
)
