"""What follows from a hand-over, once, at the hub: whether its dates can be, by the day the hub heard it."""

from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.kernel.clock import from_seconds
from dorgora.tcv import actions


def doubt(told: Told) -> int | None:
    """A file was handed over on a day that has not come, or lodged on a laptop that was none yet."""
    return actions.doubt(
        file_id=told.subject, handed_over=told.id, handed_over_at=from_seconds(told.at), at=clock.now()
    )


REACTIONS = (Reaction("tcv.doubt", frozenset({"application.handed_over"}), doubt, is_hubs=True),)
