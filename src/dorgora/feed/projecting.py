"""What the modules above bring to the feed: kinds, projections, reactions and routes, found by name.

The feed knows no domain: `settings.DORGORA_MODULES` lists the modules, each may have `events.KINDS`,
`projections.PROJECTIONS`, `reactions.REACTIONS`, `reactions.APART`, `rules.ROUTES`, `rules.FIRST`,
`local.BEFORE_ERASED` and `local.FAULTS`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from dorgora.feed.fold import Projection, Told
from dorgora.feed.kinds import Kinds
from dorgora.feed.sync.mailbox import Route
from dorgora.feed.sync.snapshot import Ranks

AfterTold = Callable[[Iterable[int]], None]
Routes = Callable[[Told, Sequence[Told]], Route]


@dataclass(frozen=True)
class Reaction:
    """Something that follows from an event, once, at the hub or the office that holds the file.

    answer(told) does the module's own action and gives the id of the event it wrote, or None when there is
    nothing to do here. is_hubs: nobody but the hub answers.
    """

    name: str
    kinds: frozenset[str]
    answer: Callable[[Told], int | None]
    is_hubs: bool = False


def _brought(file: str, name: str) -> list[Any]:
    found: list[Any] = []
    for module in settings.DORGORA_MODULES:
        path = f"dorgora.{module}.{file}"
        if find_spec(path) is not None:
            found.extend(getattr(import_module(path), name, ()))
    return found


@cache
def kinds() -> Kinds:
    """Every kind of event this program knows."""
    return Kinds(_brought("events", "KINDS"))


@cache
def projections() -> tuple[Projection, ...]:
    """Every projection, in story order."""
    return tuple(_brought("projections", "PROJECTIONS"))


@cache
def reactions() -> tuple[Reaction, ...]:
    """Every reaction, in story order."""
    return tuple(_brought("reactions", "REACTIONS"))


@cache
def reactions_apart() -> tuple[Reaction, ...]:
    """What follows at the hub from an event that is kept apart; it may stand for another thing than in the log."""
    return tuple(_brought("reactions", "APART"))


def before_erased() -> tuple[AfterTold, ...]:
    """What each module does with its own tables while the words of who is being erased can still be opened."""
    return tuple(_brought("local", "BEFORE_ERASED"))


def local_faults() -> tuple[Callable[[], Iterable[tuple[int, str]]], ...]:
    """What each module looks at of its local tables that can be made anew: a subject, and what is wrong in words."""
    return tuple(_brought("local", "FAULTS"))


def after_told(*hooks: Mapping[str, AfterTold]) -> dict[str, AfterTold]:
    """One call for each kind, of all hooks that wait for it in this order, as `local.AFTER_TOLD` has it."""

    def calling(waiting: Sequence[AfterTold]) -> AfterTold:
        def call(subjects: Iterable[int]) -> None:
            ids = list(subjects)
            for hook in waiting:
                hook(ids)

        return call

    return {
        kind: calling([one[kind] for one in hooks if kind in one])
        for kind in {k for one in hooks for k in one}
    }


@cache
def routes() -> dict[str, Routes]:
    """Kind to the rule that says which nodes are told of it."""
    return dict(_brought("rules", "ROUTES"))


@cache
def first() -> Ranks:
    """Kind to the rule that says whether a newcomer needs an event of it before its first service."""
    return dict(_brought("rules", "FIRST"))
