"""What is told of wishes: something was asked for that nobody offers, and that it was noted by mistake.

Free words can hold anybody's name, so they are never facts: they stand in the person part, under the key of a
registered citizen who let them be kept, or nowhere (ADR 0029).
"""

from collections.abc import Sequence
from typing import Any

from dorgora.feed.kinds import CENTRE, HUBS_PEOPLE, Kind, Part
from dorgora.people.events import Cleared


class WishRecorded(Part, frozen=True):
    """A centre noted what it was asked for and the catalogue lacks.

    kind: a word of the country pack. asked_on: the day (ISO) at the place. nearest: the key of the service
    that came nearest, or empty. citizen_id: whose words stand beside it, 0 for nobody's.
    """

    centre: str
    area: str
    kind: str
    asked_on: str
    nearest: str
    citizen_id: int


class WishWords(Part, frozen=True):
    """What she asked for in her own words."""

    words: str


class WishWithdrawn(Part, frozen=True):
    """It was noted by mistake and counts no more; reason is a word of `people.rules.MISTAKES`."""

    reason: str


def _nobody(told: Sequence[Any]) -> tuple[()]:
    """Beside the centre that noted it, and the hub, nobody has a say in a wish."""
    return ()


WISH_RECORDED = Kind("wish.recorded", 1, WishRecorded, WishWords, parties=_nobody, by=CENTRE)
WISH_WITHDRAWN = Kind("wish.withdrawn", 1, WishWithdrawn, by=CENTRE)

WISH_CLEARED = Kind("wish.cleared", 1, Cleared, clears_words=True, by=HUBS_PEOPLE)

KINDS = (WISH_RECORDED, WISH_WITHDRAWN, WISH_CLEARED)
