"""What follows at the hub: words go that were taken back, or stand under the key of who was registered by mistake."""

from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.voice import actions


def clear_wish(told: Told) -> int | None:
    """A wish was taken back."""
    return actions.clear_wish(wish_id=told.subject, cause=told.id, at=clock.now())


def clear_wishes_of(told: Told) -> int | None:
    """Who was registered by mistake was let go of, or a wish of hers came after that."""
    hers = told.subject if told.kind == "citizen.cleared" else told.facts.citizen_id
    return actions.clear_wishes_of(citizen_id=hers, cause=told.id, at=clock.now()) if hers else None


REACTIONS = (
    Reaction("voice.clear_wish", frozenset({"wish.withdrawn"}), clear_wish, is_hubs=True),
    Reaction(
        "voice.clear_wishes_of",
        frozenset({"citizen.cleared", "wish.recorded"}),
        clear_wishes_of,
        is_hubs=True,
    ),
)
