"""What follows at the hub: a slip is answered, and what was lent by a mandate that ended is taken back."""

from dorgora.feed import queries as feed
from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.people import actions
from dorgora.people.rules import STAFF_WRITER


def answer(told: Told) -> int | None:
    """A centre showed a slip."""
    if STAFF_WRITER not in feed.own_places():
        return None
    return actions.answer_asking(asking_id=told.id, at=clock.now())


def recall(told: Told) -> int | None:
    """A mandate was ended."""
    if STAFF_WRITER not in feed.own_places():
        return None
    return actions.recall(mandate_id=told.subject, at=clock.now())


def clear_mandates(told: Told) -> int | None:
    """Who was registered by mistake was let go of, or a mandate of hers came after that."""
    if STAFF_WRITER not in feed.own_places():
        return None
    hers = told.subject if told.kind == "citizen.cleared" else told.facts.citizen_id
    return actions.clear_mandates(citizen_id=hers, cause=told.id, at=clock.now())


REACTIONS = (
    Reaction("people.answer", frozenset({"record.asked"}), answer),
    Reaction("people.clear_mandates", frozenset({"citizen.cleared", "mandate.given"}), clear_mandates),
    Reaction("people.recall", frozenset({"mandate.ended"}), recall),
)
