"""What follows at the hub: a slip is answered, and what was lent by a mandate that ended is taken back."""

from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.people import actions


def answer(told: Told) -> int | None:
    """A centre showed a slip."""
    return actions.answer_asking(asking_id=told.id, at=clock.now())


def recall(told: Told) -> int | None:
    """A mandate was ended."""
    return actions.recall(mandate_id=told.subject, at=clock.now())


def clear_mandates(told: Told) -> int | None:
    """Who was registered by mistake was let go of, or a mandate of hers came after that."""
    hers = told.subject if told.kind == "citizen.cleared" else told.facts.citizen_id
    return actions.clear_mandates(citizen_id=hers, cause=told.id, at=clock.now())


REACTIONS = (
    Reaction("people.answer", frozenset({"record.asked"}), answer, is_hubs=True),
    Reaction(
        "people.clear_mandates", frozenset({"citizen.cleared", "mandate.given"}), clear_mandates, is_hubs=True
    ),
    Reaction("people.recall", frozenset({"mandate.ended"}), recall, is_hubs=True),
)
