"""The table of services, told from the catalogue feed."""

import hashlib
from collections.abc import Sequence

from dorgora.feed.fold import Author, Projection, Telling, Told

WRITER = Author("hub", "catalogue")


def fold_service(told: Sequence[Told]) -> Telling:
    """One version of a service; a version is never told a second time."""
    first = next((one for one in told if one.author == WRITER and one.id == one.subject), None)
    if first is None:
        return Telling({}, {})
    facts = first.facts
    digest = hashlib.sha256(facts.content).hexdigest()
    row = (first.subject, facts.service, facts.version, digest, facts.content, first.at)
    return Telling({"catalogue_service": [row]}, {})


PROJECTIONS = (
    Projection(
        "services",
        2,
        frozenset({"service.published"}),
        fold_service,
        {"catalogue_service": ("id", "service", "version", "digest", "content", "published_at")},
    ),
)
