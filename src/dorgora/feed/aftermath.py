"""What follows a commit: reactions, mailboxes and local indexes, from this node's own cursor (DESIGN 2).

Nothing here is part of a fold: a rebuild does not come by. Each event is looked at once; what fails is looked
at again, ever less often, and is never given up. One poison event holds up nothing else; a person hears of it.
"""

import logging
import math
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from dorgora.feed import awaiting, newcomers, projecting, scrubbing
from dorgora.feed import node as nodes
from dorgora.feed.apart import Kept
from dorgora.feed.event import Event
from dorgora.feed.fold import Told, may_write, story, tell
from dorgora.feed.generations import is_registry
from dorgora.feed.node import Node
from dorgora.feed.sync import mailbox
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

Step = Callable[[Node, Sequence[Event]], None]
ALARM_AT = 5
"""After so many tries a person is told."""
FIRST_WAIT, LONGEST_WAIT = 30, 60 * 60
MOST_COUNTED = 1_000
logger = logging.getLogger("dorgora.aftermath")
BATCH = 100
NOT_ITS_WORD = "not_its_word"
NEW_APART = "is_new AND reason IN ('forked', 'revoked')"
MAILBOXES = 0
"""Locked as if it were a subject: one worker at a time numbers deliveries."""


def look(limit: int = BATCH) -> int:
    """Looks at the next events that are due; gives how many it looked at, done with or not."""
    node = nodes.this()
    now = clock.now_seconds()
    tries = dict(
        node.store.rows.all(
            # What would wait longer than the longest wait was put off by a clock that has been put back since.
            "SELECT event_id, n_tries FROM feed_todo WHERE next_at <= %s OR next_at > %s"
            " ORDER BY n_tries, event_id LIMIT %s",
            [now, now + LONGEST_WAIT, limit],
        )
    )
    if not tries:
        return 0
    events = sorted(node.store.read("e.id", tries), key=lambda one: one.id)
    failed: set[int] = set()
    events, forged = _judged(node, events)
    waiting = {event.id for event in events if awaiting.awaited(node, event.subject)}
    for step in (_tell_modules, _react, _fill) if node.is_hub else (_tell_modules, _react):
        ready = [event for event in events if step is not _react or event.id not in waiting]
        failed |= _failing(step, node, ready)
    with writing(BACKGROUND):
        _accuse(node, forged)
        done = [event_id for event_id in tries if event_id not in failed | waiting]
        node.store.rows.among("DELETE FROM feed_todo WHERE event_id IN", done, fetch=False)
        for event_id in sorted(waiting - failed):
            _wait(node, event_id, now)
        for event_id in sorted(failed):
            _put_off(node, event_id, min(tries[event_id] + 1, MOST_COUNTED), now)
    return len(tries)


def _judged(node: Node, events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Those that their authors may write, and those that they may not: nothing follows from these but an alarm."""
    may = {one.id for one in events if may_write(one, node.log.kinds, node.store.author)}
    return [one for one in events if one.id in may], [one for one in events if one.id not in may]


def _accuse(node: Node, forged: Sequence[Event]) -> None:
    """One alarm a laptop, at the first of it, until somebody settled it; what it says after that is counted."""
    first = {event.feed: event.id for event in reversed(forged)}
    for feed, event_id in sorted(first.items()):
        node_id = node.store.writer_of(feed)
        node.store.alarm(NOT_ITS_WORD, node_id, node.store.alarmed(NOT_ITS_WORD, node_id) or event_id)


def _put_off(node: Node, event_id: int, n_tries: int, now: int) -> None:
    next_at = now + min(FIRST_WAIT << min(n_tries - 1, 16), LONGEST_WAIT)
    node.store.rows.run(
        "UPDATE feed_todo SET n_tries = %s, next_at = %s WHERE event_id = %s", [n_tries, next_at, event_id]
    )
    if n_tries == ALARM_AT:
        node.store.alarm("aftermath_failed", 0, event_id)


def _wait(node: Node, event_id: int, now: int) -> None:
    """Nothing is wrong with it: it waits for somebody who may have heard more."""
    node.store.rows.run("UPDATE feed_todo SET next_at = %s WHERE event_id = %s", [now + FIRST_WAIT, event_id])


def due_in() -> int | None:
    """Seconds until something is to be looked at (0: now); None when nothing waits."""
    ((next_at,),) = nodes.this().store.rows.all("SELECT MIN(next_at) FROM feed_todo")
    if next_at is None:
        node = nodes.this()
        is_more = node.is_hub and (newcomers.next_piece(node) is not None or _is_new_apart(node))
        return FIRST_WAIT if is_more else None
    wait = next_at - clock.now_seconds()
    return max(wait, 0) if wait <= LONGEST_WAIT else 0


def _is_new_apart(node: Node) -> bool:
    return bool(node.store.rows.all(f"SELECT 1 FROM feed_quarantined WHERE {NEW_APART} LIMIT 1"))


def _failing(step: Step, node: Node, events: Sequence[Event]) -> set[int]:
    """Does a step for all events, or when that fails for each alone; gives the ids for which it failed."""
    try:
        step(node, events)
    except Exception as wrong:
        if len(events) > 1:
            return set().union(*(_failing(step, node, [event]) for event in events))
        # Its id and the kind of error are enough to find it; nothing personal goes into a log.
        logger.error("%s failed on event %d: %s", step.__name__, events[0].id, type(wrong).__name__)
        return {events[0].id}
    return set()


def drain(most_seconds: float = math.inf) -> int:
    """Looks until nothing is due or the time is up; gives how many it looked at.

    What just happened goes before the next piece of what newcomers missed.
    """
    total = 0
    ends = clock.monotonic() + most_seconds
    while clock.monotonic() < ends and (n := look() or look_apart() or _go_on_telling(nodes.this())):
        total += n
    return total


def look_apart() -> int:
    """At the hub: answers what is newly kept apart of copied and revoked nodes; gives how many it answered.

    What fails stays new, and holds up nothing else.
    """
    node = nodes.this()
    if not node.is_hub:
        return 0
    n_done = last = 0
    while found := list(node.store.kept(f"{NEW_APART} AND id > %s", [last], BATCH)):
        n_done += sum(_answered_apart(node, one) for one in found)
        last = found[-1].row_id
    return n_done


def _answered_apart(node: Node, kept: Kept) -> bool:
    told = tell(kept.event, projecting.kinds(), node.store.author)
    due = [one for one in projecting.reactions_apart() if told is not None and told.kind in one.kinds]
    try:
        with writing(BACKGROUND):
            for reaction in due:
                if told is not None:
                    reaction.answer(told)
            node.store.looked_at(kept.row_id)
    except Exception as wrong:
        logger.error("answering event %d kept apart failed: %s", kept.event.id, type(wrong).__name__)
        with writing(BACKGROUND):
            node.store.alarm("aftermath_failed", kept.node_id, kept.event.id)
        return False
    return True


def _told(node: Node, event: Event) -> tuple[Told | None, Sequence[Told]]:
    whole = story(
        node.store.events_of([event.subject]).get(event.subject, ()), projecting.kinds(), node.store.author
    )
    return next((one for one in whole if one.id == event.id), None), whole


def _react(node: Node, events: Sequence[Event]) -> None:
    own = [one for one in projecting.reactions() if node.is_hub or not one.is_hubs]
    for event in events:
        for reaction in own:
            if event.kind in reaction.kinds and not _is_done(node, reaction.name, event.id):
                _answer(node, event, reaction)


def _answer(node: Node, event: Event, reaction: projecting.Reaction) -> None:
    told, _ = _told(node, event)
    if told is None:
        return
    with writing(BACKGROUND, [event.subject]):
        if _is_done(node, reaction.name, event.id):
            return
        answer = reaction.answer(told)
        if answer is not None:
            done = (reaction.name, event.id, answer)
            node.store.rows.put("feed_done", ("reaction", "cause_id", "event_id"), 2, [done], replace=False)


def _is_done(node: Node, reaction: str, cause: int) -> bool:
    return bool(
        node.store.rows.all(
            "SELECT 1 FROM feed_done WHERE reaction = %s AND cause_id = %s", [reaction, cause]
        )
    )


def _route(told: Told, whole: Sequence[Told]) -> mailbox.Route:
    rule = projecting.routes().get(told.kind)
    return rule(told, whole) if rule is not None else mailbox.NOWHERE


def _fill(node: Node, events: Sequence[Event]) -> None:
    ordinary = [event.id for event in events if not is_registry(event.feed)]
    with writing(BACKGROUND, [MAILBOXES]):
        routing = newcomers.Routing(_route)
        mailbox.fill(node.store, projecting.kinds(), ordinary, routing)
        routing.keep(node)
        newcomers.begin(node, events)


def _go_on_telling(node: Node) -> int:
    """The next piece of what newcomers are to be told; gives whether there was one. What fails is looked at again."""
    piece = newcomers.next_piece(node) if node.is_hub else None
    if piece is None:
        return 0
    failed = _failing(_fill, node, node.store.read("e.id", piece.event_ids)) if piece.event_ids else ()
    with writing(BACKGROUND):
        node.store.rows.put("feed_todo", ("event_id",), 1, [(one,) for one in failed], replace=False)
        newcomers.settle(node, piece)
    return 1


def _tell_modules(node: Node, events: Sequence[Event]) -> None:
    """Calls each module's `local.AFTER_TOLD[kind](subjects)`: search terms, copies, pictures."""
    by_kind: dict[str, list[int]] = {}
    told = [one for event in events if (one := tell(event, projecting.kinds(), node.store.author))]
    for one in told:
        by_kind.setdefault(one.kind, []).append(one.subject)
    for module in (*settings.DORGORA_MODULES, *settings.DORGORA_SURFACES):
        path = f"dorgora.{module}.local"
        hooks = getattr(import_module(path), "AFTER_TOLD", {}) if find_spec(path) is not None else {}
        for kind in hooks.keys() & by_kind.keys():
            with writing(BACKGROUND):
                hooks[kind](by_kind[kind])
    if any((kind := projecting.kinds().find(one.kind, one.version)) and kind.erases_person for one in told):
        scrubbing.scrub()
