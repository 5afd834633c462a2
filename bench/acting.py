"""`python -m bench.acting SEED`: user actions one after another on a filled laptop, and what they write put raw.

Two references, by turns with the actions: the very rows an action writes, put by prepared statements into the same
tables with one COMMIT; and one row of as many bytes in a table without an index, with one COMMIT.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import inside
from bench.stage import ISLAND

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known
from django.db import connection, transaction  # noqa: E402

from bench.deeds import Deeds  # noqa: E402
from bench.filling import names_of  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402

N_ROUNDS = 6
N_LIVES = 50
N_WARM = 20
Statement = tuple[str, list[Any]]
Timed = Callable[[str, Callable[[], Any]], Any]


def main() -> None:
    """Submits, decides and hands over files; by turns with what they write."""
    seed = int(sys.argv[1])
    applicant = nodes.this().store.rows.all("SELECT MIN(id) FROM people_citizen")[0][0]
    deeds = Deeds(inside.places()[ISLAND], names_of(settings.PACK_DIR, seed), applicant, f"bench-{seed}")
    for _ in range(N_WARM):
        _life(deeds, lambda name, does: does())
    acted: dict[str, list[float]] = {}
    rows: list[float] = []
    blobs: list[float] = []
    sizes: list[int] = []
    raw = _Raw()

    def timed(name: str, does: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = does()
        acted.setdefault(name, []).append(time.perf_counter() - began)
        return done

    for _ in range(N_ROUNDS):
        written = _undone(deeds)
        rows += [raw.put(statements) for statements in written]
        for _ in range(N_LIVES):
            _life(deeds, timed)
        sizes += [_bytes_of(statements) for statements in written]
        blobs += [raw.put_blob(size) for size in sizes[-len(written) :]]
    every = [one for row in acted.values() for one in row]
    told = {
        "actions_per_second": len(every) / sum(every),
        "rows_per_second": len(rows) / sum(rows),
        "blobs_per_second": len(blobs) / sum(blobs),
        "bytes": sum(sizes) // len(sizes),
        "ms": {name: round(1000 * sum(row) / len(row), 2) for name, row in acted.items()},
    }
    print(json.dumps(told))


def _life(deeds: Deeds, timed: Timed) -> None:
    file_id = timed("submit", deeds.submit).id
    timed("approve", lambda: deeds.approve(file_id))
    timed("hand_over", lambda: deeds.hand_over(file_id))


class _Undo(Exception):
    pass


def _undone(deeds: Deeds) -> list[list[Statement]]:
    """What the next lives would write, action by action; they are undone, so that it can be put in their place."""
    written: list[list[Statement]] = []

    def watched(name: str, does: Callable[[], Any]) -> Any:
        statements: list[Statement] = []
        written.append(statements)

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            rows = [list(row) for row in params] if many else [list(params or ())]
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and rows:
                statements.append((sql.partition(" RETURNING ")[0].replace("%s", "?"), rows))
            return execute(sql, rows if many else params, many, context)

        with connection.execute_wrapper(note):
            return does()

    try:
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # what is undone here was promised to nobody
        with undone:
            for _ in range(N_LIVES):
                _life(deeds, watched)
            raise _Undo
    except _Undo:
        return written


def _bytes_of(statements: list[Statement]) -> int:
    return sum(_length(value) for _, rows in statements for row in rows for value in row)


def _length(value: Any) -> int:
    """Bytes of a value as SQLite stores it, its one-byte type left out."""
    if isinstance(value, int):
        return (value.bit_length() + 8) // 8
    return len(value.encode() if isinstance(value, str) else value or b"")


class _Raw:
    """The same database on the same connection, without anything of ours."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw = connection.connection
        self._raw.execute("CREATE TABLE IF NOT EXISTS bench_raw (id INTEGER PRIMARY KEY, bytes BLOB)")

    def put(self, statements: list[Statement]) -> float:
        """The rows of one action."""
        began = time.perf_counter()
        self._raw.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            self._raw.executemany(sql, rows)
        self._raw.execute("COMMIT")
        return time.perf_counter() - began

    def put_blob(self, size: int) -> float:
        """As many bytes in one row."""
        content = os.urandom(size)
        began = time.perf_counter()
        self._raw.execute("BEGIN IMMEDIATE")
        self._raw.execute("INSERT INTO bench_raw (bytes) VALUES (?)", (content,))
        self._raw.execute("COMMIT")
        return time.perf_counter() - began


main()
