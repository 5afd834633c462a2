"""The hub's registries: the first, and a new one each time the hub went back to an earlier copy (ADR 0016).

A hub that went back cannot know which numbers it has given since. So it writes on none of its feeds any more: it
begins a new registry under a number no node can have been given, and opens under it a new feed for all it writes.
"""

from collections.abc import Iterable

from dorgora.feed import events as ev
from dorgora.kernel.ids import MAX_FEED

SPAN = 1 << 15
"""So many feeds a registry can grant once the hub went back: a country's centres and offices, spares too."""
LATER_FROM = 1 << 20
"""Below are the feeds that the first registry grants."""
HUB = "hub"
REGISTRY_PLACE, CATALOGUE_PLACE, PEOPLE_PLACE = "registry", "catalogue", "people"
SHARED_PLACES = (REGISTRY_PLACE, CATALOGUE_PLACE)
"""What every node follows whole."""


def is_registry(feed: int) -> bool:
    """Whether a feed is a registry: known by its number alone, for nothing else can vouch for it."""
    return feed == ev.REGISTRY or (feed >= LATER_FROM and feed % SPAN == 0)


def span(registry: int) -> range:
    """The numbers of the feeds that a registry grants, itself first."""
    return range(1, LATER_FROM) if registry == ev.REGISTRY else range(registry, registry + SPAN)


def registries_before(feed: int) -> int:
    """How many registries there can be before the one that granted this feed; of the first's feeds, none."""
    return 0 if feed < LATER_FROM else 1 + (feed - LATER_FROM) // SPAN


def free(granted: Iterable[int]) -> list[int]:
    """The numbers that a new registry may bear: nothing known is granted there."""
    taken = {feed // SPAN for feed in granted}
    return [feed for feed in range(LATER_FROM, MAX_FEED, SPAN) if feed // SPAN not in taken]
