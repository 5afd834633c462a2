"""The table of services, told from the catalogue feed."""

from collections.abc import Sequence

from dorgora.feed.fold import Author, Projection, Telling, Told

WRITER = Author("hub", "catalogue")


def fold_service(told: Sequence[Told]) -> Telling:
    """One version of a service; a version is never told a second time."""
    first = next((one for one in told if one.author == WRITER and one.id == one.subject), None)
    if first is None:
        return Telling({}, {})
    facts = first.facts
    return Telling(
        {"catalogue_service": [(first.subject, facts.service, facts.version, facts.content, first.at)]}, {}
    )


PROJECTIONS = (
    Projection(
        "services",
        1,
        frozenset({"service.published"}),
        fold_service,
        {"catalogue_service": ("id", "service", "version", "content", "published_at")},
    ),
)
