"""`python -m bench.retelling`: tells one union's files again into full tables, and puts the same rows raw."""

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import inside
from bench.stage import FAR

inside.begin()

from django.db import connection, transaction  # noqa: E402  after the settings are known

from dorgora.feed import cells, rebuilding  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402

N_ROUNDS = 5
Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def main() -> None:
    """Takes the rows of that union's files away, tells them again, takes them away, puts them back with executemany.

    So `N_ROUNDS` times, one after the other, and the medians count: what comes second in a round finds pages of the
    database in memory that the first had to read, and the machine is not the same from one second to the next.
    """
    node = nodes.this()
    feed = inside.places()[FAR].centre_feed
    low, high = feed << 40, (feed + 1) << 40
    saved = _saved(low, high)
    sums = _sums(low, high)
    n_files = node.store.rows.all("SELECT COUNT(*) FROM applications_file")[0][0]
    n_told = len(saved["applications_file"][1])
    rounds = []
    for _ in range(N_ROUNDS):
        _take_away(saved, sums, low, high)
        told = _seconds(lambda: rebuilding.rebuild(feed=feed, say=lambda line: None))
        if _saved(low, high) != saved:
            raise SystemExit("what was told again is not what was there")
        _take_away(saved, sums, low, high)
        rounds.append((*told, *_seconds(lambda: _put_raw(saved, sums))))
    told_s, told_cpu, put_s, put_cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
    found = {
        "n_files": n_files, "n_told": n_told, "told_per_second": n_told / told_s, "put_per_second": n_told / put_s,
        "told_cpu_ms": 1000 * told_cpu / n_told, "put_cpu_ms": 1000 * put_cpu / n_told,
        "ratios": [round(put / told, 3) for told, _, put, _ in rounds],
    }  # fmt: skip
    print(json.dumps(found))


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes, by the clock and of the processor."""
    os.sync()
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def _saved(low: int, high: int) -> dict[str, Table]:
    """Every row that files of this feed come to, blobs and all."""
    rows = nodes.this().store.rows
    found: dict[str, Table] = {}
    for projection in nodes.this().log.projections:
        for table, columns in projection.tables.items():
            whole = (*columns, "subject_id", "told_version")
            found[table] = (whole, _held(rows, table, whole, low, high))
    whole = ("projection", "subject_id", "cells")
    found["feed_contribution"] = (whole, _held(rows, "feed_contribution", whole, low, high))
    return {table: one for table, one in found.items() if one[1]}


def _held(rows: Any, table: str, whole: tuple[str, ...], low: int, high: int) -> list[tuple[Any, ...]]:
    where = "WHERE subject_id > %s AND subject_id < %s ORDER BY subject_id, " + whole[0]
    return rows.all(f"SELECT {', '.join(whole)} FROM {table} {where}", [low, high])  # type: ignore[no-any-return]


def _sums(low: int, high: int) -> dict[str, dict[str, int]]:
    rows, by_projection = nodes.this().store.rows, {}
    for projection in nodes.this().log.projections:
        packed = rows.all(
            "SELECT cells FROM feed_contribution WHERE projection = %s AND subject_id > %s AND subject_id < %s",
            [projection.name, low, high],
        )
        by_projection[projection.name] = cells.total(row[0] for row in packed)
    return by_projection


def _take_away(saved: dict[str, Table], sums: dict[str, dict[str, int]], low: int, high: int) -> None:
    rows = nodes.this().store.rows
    with transaction.atomic():
        for table in saved:
            rows.run(f"DELETE FROM {table} WHERE subject_id > %s AND subject_id < %s", [low, high])
        for projection, added in sums.items():
            rows.add_to_counters(projection, {cell: -n for cell, n in added.items()})
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put_raw(saved: dict[str, Table], sums: dict[str, dict[str, int]]) -> None:
    """One transaction, one executemany a table, on the connection itself."""
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("BEGIN IMMEDIATE")
    for table, (columns, rows) in saved.items():
        marks = ", ".join("?" * len(columns))
        raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    for projection, added in sums.items():
        raw.executemany(
            "UPDATE feed_counter SET n = n + ? WHERE projection = ? AND cell = ?",
            [(n, projection, cell) for cell, n in added.items()],
        )
    raw.execute("COMMIT")


main()
