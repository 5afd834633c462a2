"""Files of another centre, as one that has a record of the same person is told of them: no word of hers (ADR 0034)."""

from collections.abc import Sequence

from dorgora.feed.fold import Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text

OUTLINE_COLUMNS = (
    "id", "centre", "record_id", "file_id", "service", "service_version", "place", "number", "submitted_on", "state",
    "is_handed_over", "changed_at",
)  # fmt: skip


def fold_outline(told: Sequence[Told]) -> Telling:
    """What the hub last said of a file to one centre; what anybody else says of it counts for nothing."""
    first = opening(told)
    if first is None or not _is_hub(first):
        return Telling({}, {})
    last = [one for one in told if _is_hub(one)][-1]
    said, now = first.facts, last.facts
    row = (
        first.id, bounded_text(said.centre), bounded_int(said.record_id), bounded_int(said.file_id),
        bounded_text(said.service), bounded_int(said.service_version), bounded_text(said.place),
        bounded_text(said.number, 10), bounded_text(said.submitted_on, 10), bounded_text(now.state, 12),
        bool(now.is_handed_over), last.at,
    )  # fmt: skip
    return Telling({"applications_outline": [row]}, {})


def _is_hub(one: Told) -> bool:
    return one.kind == "file.outlined" and one.author.role == "hub"


def route_outline(told: Told, story: Sequence[Told]) -> Route:
    """The laptops of the centre that is told; what follows goes the same way."""
    first = opening(story)
    if first is None or not _is_hub(first):
        return NOWHERE
    return Route(frozenset({("centre", bounded_text(first.facts.centre))}))
