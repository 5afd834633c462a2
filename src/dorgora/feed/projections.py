"""The registry's tables."""

from dorgora.feed import events, rules
from dorgora.feed.fold import Projection

PROJECTIONS = (
    Projection(
        "registry",
        1,
        frozenset(kind.name for kind in events.KINDS),
        rules.fold_registry,
        {
            "feed_node": ("node_id", "name", "signing_key", "exchange_key", "revoked_at"),
            "feed_nodekey": ("event_id", "node_id", "signing_key", "begins_at", "ends_at"),
            "feed_grant": ("feed", "node_id", "role", "place", "spare_for", "ended_at", "ended_seq"),
        },
    ),
)
