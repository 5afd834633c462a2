"""`python -m bench.acting SEED`: user actions in turn on a filled laptop, and the bytes they write put raw."""

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
from django.db import connection  # noqa: E402

from bench.deeds import Deeds  # noqa: E402
from bench.filling import names_of  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402

N_FILES = 400
N_ROUNDS = 4
N_WARM = 20
N_WATCHED = 50


def main() -> None:
    """Submits, decides and hands over files; by turns with single INSERTs of as many bytes, each with its COMMIT."""
    seed = int(sys.argv[1])
    place = inside.places()[ISLAND]
    applicant = nodes.this().store.rows.all("SELECT MIN(id) FROM people_citizen")[0][0]
    deeds = Deeds(place, names_of(settings.PACK_DIR, seed), applicant, f"bench-{seed}")
    for _ in range(N_WARM):
        _life(deeds, _untimed)
    sizes = _sizes(deeds)
    raw = _Raw()
    acted: dict[str, list[float]] = {}
    put: list[float] = []

    def timed(name: str, does: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = does()
        acted.setdefault(name, []).append(time.perf_counter() - began)
        return done

    for _ in range(N_ROUNDS):
        for _ in range(N_FILES // N_ROUNDS):
            _life(deeds, timed)
        put += [
            raw.put(size) for _ in range(N_FILES // N_ROUNDS // len(sizes) + 1) for size in sizes.values()
        ]
    every = [one for row in acted.values() for one in row]
    told = {
        "actions_per_second": len(every) / sum(every),
        "raw_per_second": len(put) / sum(put),
        "bytes": sizes,
        "ms": {name: 1000 * sum(row) / len(row) for name, row in acted.items()},
    }
    print(json.dumps(told))


def _untimed(name: str, does: Callable[[], Any]) -> Any:
    return does()


def _life(deeds: Deeds, timed: Callable[[str, Callable[[], Any]], Any]) -> None:
    file_id = timed("submit", deeds.submit).id
    timed("approve", lambda: deeds.approve(file_id))
    timed("hand_over", lambda: deeds.hand_over(file_id))


def _sizes(deeds: Deeds) -> dict[str, int]:
    """How many bytes each action puts into rows, on average: every value of every INSERT and UPDATE."""
    total: dict[str, int] = {}

    def watched(name: str, does: Callable[[], Any]) -> Any:
        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE")):
                rows = list(params) if many else [params or ()]
                params = rows if many else params
                total[name] = total.get(name, 0) + sum(_length(value) for row in rows for value in row)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            return does()

    for _ in range(N_WATCHED):
        _life(deeds, watched)
    return {name: size // N_WATCHED for name, size in total.items()}


def _length(value: Any) -> int:
    """Bytes of a value as SQLite stores it, its one-byte type left out."""
    if isinstance(value, int):
        return (value.bit_length() + 8) // 8
    return len(value.encode() if isinstance(value, str) else value or b"")


class _Raw:
    """The same database, without anything of ours: one row of so many bytes, one COMMIT."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw = connection.connection
        self._raw.execute("CREATE TABLE IF NOT EXISTS bench_raw (id INTEGER PRIMARY KEY, bytes BLOB)")

    def put(self, size: int) -> float:
        content = os.urandom(size)
        began = time.perf_counter()
        self._raw.execute("BEGIN IMMEDIATE")
        self._raw.execute("INSERT INTO bench_raw (bytes) VALUES (?)", (content,))
        self._raw.execute("COMMIT")
        return time.perf_counter() - began


main()
