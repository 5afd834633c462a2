"""Two records of one person: what links come to, whose records are one, and who is told (ADR 0034)."""

from collections.abc import Iterable, Sequence
from typing import Any

from dorgora.feed.fold import Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text

GROUNDS = ("number", "papers", "asked", "known")
"""By what an officer knows that two are one: the same number, their papers, she says so, those who know her say so."""
UNDOINGS = ("mistake", "papers", "asked")
"""Why they are two after all: a slip, their papers show it, one of them says so."""
MOST_RECORDS = 12
"""So many records may be one person; more is somebody's number or name used for many."""

OPENING = ("citizen.linked", "citizen.told_apart")
LINK_COLUMNS = (
    "id", "first_id", "second_id", "is_one", "reason", "decided_at", "decided_by_id", "ended_at", "ended_by_id",
    "end_reason", "n_disputed",
)  # fmt: skip


def fold_link(told: Sequence[Told]) -> Telling:
    """One finding of the hub about two records: one person or two; ended once, by the first that took it back.

    Only the hub finds and takes back; what anybody else says of it is counted as disputed.
    """
    first = opening(told)
    if first is None or not _is_finding(first):
        return Telling({}, {})
    facts, is_one = first.facts, first.kind == "citizen.linked"
    others = [one for one in told if one is not first]
    ended = next((one for one in others if is_one and one.kind == "citizen.unlinked" and _is_hub(one)), None)
    row: tuple[Any, ...] = (
        first.id, facts.first_id, facts.second_id, is_one,
        bounded_text(facts.reason, 20) if is_one else "", first.at, first.by,
        None if ended is None else ended.at, 0 if ended is None else ended.by,
        "" if ended is None else bounded_text(ended.facts.reason, 20),
        sum(not _is_hub(one) for one in others),
    )  # fmt: skip
    return Telling({"people_link": [row]}, {})


def _is_hub(one: Told) -> bool:
    return one.author.role == "hub"


def _is_finding(one: Told) -> bool:
    """Whether the hub says something of two records that can be."""
    if one.kind not in OPENING or not _is_hub(one):
        return False
    return 0 < bounded_int(one.facts.first_id) < bounded_int(one.facts.second_id)


def groups(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """For each record all that are of the same person, the smallest id first: it leads. Whatever the order of pairs."""
    of: dict[int, set[int]] = {}
    for first, second in pairs:
        whole = of.get(first, {first}) | of.get(second, {second})
        for one in whole:
            of[one] = whole
    return {one: tuple(sorted(whole)) for one, whole in of.items()}


def route_link(told: Told, story: Sequence[Told]) -> Route:
    """The centres that have a record of hers, after the links this one rests on; that two are two stays at the hub."""
    first = opening(story)
    if first is None or first.kind != "citizen.linked" or not _is_finding(first):
        return NOWHERE
    beside = (bounded_int(one) for one in first.facts.beside)
    centres = frozenset(("centre", bounded_text(one, 60)) for one in first.facts.centres)
    return Route(centres, tuple(one for one in beside if one))


ROUTES = tuple((kind, route_link) for kind in (*OPENING, "citizen.unlinked"))
