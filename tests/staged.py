"""A stage is built once in each worker, through the actions; for later tests what that left is put up again.

What it left: the rows of every table, and the files of the node's folder. A test changes both as it likes.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction

from dorgora.feed.rows import chunks

Told = TypeVar("Told")
MOST_VALUES = 10_000
"""In one statement."""
ALWAYS_THERE = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class _Left:
    """rows: of each table that has any, its columns and they; files: by path in the folder, mode and content."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
    files: dict[str, tuple[int, bytes]]
    told: Any


_left: dict[str, _Left] = {}


def put_up(name: str, folder: Path, build: Callable[[], Told], on: str = "") -> Told:
    """What `build` gives, and all it does to the database and the folder. on: the stage that stands already."""
    _check_untouched(name, on)
    if name not in _left:
        told = build()
        _left[name] = _Left(_all_rows(), _all_files(folder), deepcopy(told))
        return told
    left = _left[name]
    for path, (mode, content) in left.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(mode)
    there = _left[on].rows if on else {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in there:
            if there[table] != left.rows.get(table):
                cursor.execute(f"DELETE FROM {table}")
        for table, (columns, rows) in left.rows.items():
            if there.get(table) != (columns, rows):
                _insert(cursor, table, columns, rows)
    return deepcopy(left.told)  # type: ignore[no-any-return]


def _insert(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Many rows by one statement: a server takes longer to hear of each than to write it."""
    marks = f"({', '.join(['%s'] * len(columns))})"
    for part in chunks(rows, MOST_VALUES // len(columns)):
        values = ", ".join([marks] * len(part))
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}", list(chain(*part)))


def _check_untouched(name: str, on: str) -> None:
    """Whatever changed the stage before would be in every later test of this worker, or be lost in this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM feed_event")
        n_events = cursor.fetchone()[0]
    stands = len(_left[on].rows['"feed_event"'][1]) if on else 0
    assert n_events == stands, f"something was told before the stage {name!r} was put up: put it up first"


def _all_rows() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ALWAYS_THERE):
            cursor.execute(f"SELECT * FROM {table}")
            columns = [f'"{column[0]}"' for column in cursor.description]
            if rows := cursor.fetchall():
                found[f'"{table}"'] = (columns, [tuple(map(_plain, row)) for row in rows])
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _all_files(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): (file.stat().st_mode, file.read_bytes()) for file in files}
