"""Telling every subject again, a few at a time, while work goes on; and checking that nothing would change."""

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from dorgora.feed import cells, newcomers, unsigned, versions
from dorgora.feed import node as nodes
from dorgora.feed.core import Log
from dorgora.feed.fold import Projection
from dorgora.feed.generations import is_registry
from dorgora.feed.node import Node
from dorgora.feed.rows import chunks
from dorgora.feed.writing import BACKGROUND, is_wanted, with_room, writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ, SEQ_BITS, make_id

STEP = 400
MOST_SECONDS = 4
"""So long a transaction goes on while nobody waits; its end then takes a fraction of that, also on a slow disk."""
Say = Callable[[str], None]


def _check_feed(node: Node, feed: int) -> None:
    """Holds that there is something to tell of it.

    Raises:
        Refused: `no_such_feed`.
    """
    some = "SELECT 1 FROM feed_event WHERE id BETWEEN %s AND %s LIMIT 1"
    is_here = feed <= MAX_FEED and node.store.rows.all(some, [make_id(feed, 1), make_id(feed, MAX_SEQ)])
    if not is_here:
        raise Refused("no_such_feed", "feed", {"feed": feed})


def _chosen(node: Node, projection: str | None) -> tuple[Projection, ...]:
    chosen = tuple(one for one in node.log.projections if projection in (None, one.name))
    if not chosen:
        known = ", ".join(one.name for one in node.log.projections)
        raise Refused("no_projection", "projection", {"projection": projection, "known": known})
    return chosen


def subjects(node: Node, feed: int | None, after: int = -1) -> Iterator[Sequence[int]]:
    """Every subject behind that one (or those with an event of that feed), a few at a time, in order."""
    if feed is not None:
        # At once: looked for by subject, the whole log would be gone through for one feed of it.
        yield from chunks(_subjects_of(node, feed), STEP)
        return
    while True:
        found = node.store.rows.all(
            "SELECT DISTINCT subject_id FROM feed_event WHERE subject_id > %s ORDER BY subject_id LIMIT %s",
            [after, STEP],
        )
        if not found:
            return
        yield [row[0] for row in found]
        after = found[-1][0]


def _subjects_of(node: Node, feed: int) -> Sequence[int]:
    found = node.store.rows.all(
        "SELECT DISTINCT subject_id FROM feed_event WHERE id > %s AND id < %s ORDER BY subject_id",
        [feed << SEQ_BITS, (feed + 1) << SEQ_BITS],
    )
    return array("q", (row[0] for row in found))


def rebuild(projection: str | None = None, feed: int | None = None, say: Say = print) -> int:
    """Folds subjects again and writes the difference, in small transactions that can be stopped and begun again.

    Rows stay readable throughout, since only what differs is written. Gives how many subjects were told.

    Raises:
        Refused: `no_projection`, `no_such_feed`: none of that name or number is here; `unsigned_event`: somebody
            else wrote in the log, and it would be folded in.
    """
    node = nodes.this()
    log = Log(node.store, node.log.kinds, _chosen(node, projection))
    if feed is not None:
        _check_feed(node, feed)
    unsigned.refuse(node)
    n_subjects = 0
    tell_registry(node, log)
    parts = subjects(node, feed)
    with with_room(node.store.using):
        while n_told := _turn(log, parts):
            n_subjects += n_told
            if n_subjects % 10_000 == 0:
                say(f"{n_subjects} told again")
    if feed is None:
        _drop_orphans(node, log.projections)
        with writing(BACKGROUND):
            versions.keep(node, log.projections)
    if feed is None and projection is None and node.is_hub:
        with writing(BACKGROUND):
            newcomers.begin_again(node)
        nodes.woken.set()
    say(f"{n_subjects} subjects told again")
    return n_subjects


def tell_registry(node: Node, log: Log) -> None:
    """Who may write what comes first: every other fold asks it, also when all tables were emptied."""
    found: set[int] = set()
    for feed in unsigned.feeds(node):
        if is_registry(feed):
            found.update(_subjects_of(node, feed))
    with writing(BACKGROUND):
        log.tell(found)


def _turn(log: Log, parts: Iterator[Sequence[int]]) -> int:
    with writing(BACKGROUND):
        return tell_some(log, parts)[0]


def tell_some(log: Log, parts: Iterator[Sequence[int]]) -> tuple[int, int]:
    """In one transaction as many as are fewest pages to write, unless somebody waits; gives how many, and the last."""
    n_told = last = 0
    ends = clock.monotonic() + MOST_SECONDS
    while clock.monotonic() < ends and (part := next(parts, None)) is not None:
        log.tell(set(part))
        n_told, last = n_told + len(part), part[-1]
        if is_wanted():
            break
    return n_told, last


def orphans(projection: Projection) -> Iterator[tuple[str, str, list[str]]]:
    """Where to look for rows of subjects the log knows nothing of: (table, SQL of the condition, its values)."""
    nowhere = "NOT EXISTS (SELECT 1 FROM feed_event e WHERE e.subject_id = {}.subject_id)"
    for table in projection.tables:
        yield table, nowhere.format(table), []
    table = "feed_contribution"
    yield table, f"projection = %s AND {nowhere.format(table)}", [projection.name]


def _drop_orphans(node: Node, projections: Sequence[Projection]) -> None:
    """Rows of subjects the log knows nothing of, as a hand in the database leaves them."""
    for projection in projections:
        with writing(BACKGROUND):
            for table, where, values in orphans(projection):
                node.store.rows.run(f"DELETE FROM {table} WHERE {where}", values)
        wrong = node.store.rows.miscounted(projection.name)
        with writing(BACKGROUND):
            missing = {cell: summed - held for cell, (held, summed) in wrong.items()}
            node.store.rows.add_to_counters(projection.name, missing)


def differences(
    node: Node, part: Sequence[int], left_out: Collection[Projection] = ()
) -> Iterator[tuple[int, str]]:
    """(subject, table) wherever the tables do not say what the log says. left_out: what is still being told again."""
    tellings = node.log.fold(set(part))
    for projection in (one for one in node.log.projections if one not in left_out):
        said = {subject: by[projection.name] for subject, by in tellings.items() if projection.name in by}
        for table, columns in projection.tables.items():
            whole = (*columns, "subject_id", "told_version")
            told = _by_subject(node.store.sealed_rows(projection, table, said), len(columns))
            held = _by_subject(node.store.rows.held(table, whole, part), len(columns))
            yield from ((subject, table) for subject in part if told.get(subject) != held.get(subject))
        yield from _count_differences(node, projection.name, said, part)


def _by_subject(rows: Sequence[tuple[Any, ...]], at: int) -> dict[int, set[tuple[Any, ...]]]:
    found: dict[int, set[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[at], set()).add(row)
    return found


def _count_differences(node: Node, name: str, said: Any, part: Sequence[int]) -> Iterator[tuple[int, str]]:
    held = node.store.rows.contributions(name, part)
    for subject in part:
        told = cells.pack(said[subject].counts if subject in said else {})
        if told != held.get(subject, cells.NOTHING):
            yield subject, "feed_contribution"
