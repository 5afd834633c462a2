"""`python -m bench.planning SESSION ADDRESS...`: how PostgreSQL finds the rows of pages; run in the hub's settings.

Prints how many questions they ask, the longest that one took of those the pages asked again, and those that read a
large table from its first row to its last.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import inside

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

LARGE = 1_000
"""Rows; a small table is read whole by anybody in his senses."""
Asked = dict[str, Any]


def main() -> None:
    asked: Asked = {}
    took: dict[str, float] = {}
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[1]
    for noted in ({}, took):  # the first time fills the memory of the database
        with connection.execute_wrapper(_noting(asked, noted)):
            for address in sys.argv[2:]:
                page = client.get(address)
                if page.status_code != 200:
                    raise SystemExit(f"{address}: {page.status_code}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        sizes = dict(cursor.fetchall())
        found = {}
        for sql, params in asked.items():
            cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
            scanned = [one for one in _scanned(cursor.fetchone()[0][0]["Plan"]) if sizes.get(one, 0) > LARGE]
            if scanned:
                found[sql[:300]] = scanned
    for sql, tables in found.items():
        print(f"  whole {', '.join(tables)}: {sql}", file=sys.stderr, flush=True)
    for sql in sorted(took, key=lambda one: -took[one])[:3]:
        print(f"  {1000 * took[sql]:.1f} ms: {sql[:300]}", file=sys.stderr, flush=True)
    print(json.dumps({"n_asked": len(asked), "n_scans": len(found), "slowest_ms": 1000 * max(took.values())}))


def _noting(asked: Asked, took: dict[str, float]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "WITH")):
            asked[sql] = params
        began = time.perf_counter()
        done = execute(sql, params, many, context)
        took[sql] = max(took.get(sql, 0), time.perf_counter() - began)
        return done

    return note


def _scanned(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scanned(part)


main()
