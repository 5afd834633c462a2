"""A stage is built once in each worker, through the actions; for later tests what that left is put up again.

What it left: the rows of every table, and the files of the node's folder. A test changes both as it likes.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from time import time
from typing import Any, TypeVar

from django.db import connection, transaction

from dorgora.feed.rows import chunks
from dorgora.kernel import clock

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
_last = "", 0


def put_up(name: str, folder: Path, build: Callable[[], Told], on: str = "") -> Told:
    """What `build` gives, and all it does to the database and the folder. on: the stage that stands already."""
    global _last
    _check_untouched(name, on)
    if name in _left:
        _put_up(name, folder, on)
        told = deepcopy(_left[name].told)
    else:
        told = build()
        _left[name] = _Left(_all_rows(_left[on].rows if on else {}), _all_files(folder), deepcopy(told))
    _last = name, _n_changes()
    return told  # type: ignore[no-any-return]


def is_untouched(name: str) -> bool:
    """Whether this stage was the last to be put up, and no row was written since."""
    return _last == (name, _n_changes())


def _put_up(name: str, folder: Path, on: str) -> None:
    left = _left[name]
    for path, (mode, content) in left.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(mode)
    there = _left[on].rows if on else {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in there:
            if there[table] is not left.rows.get(table):
                cursor.execute(f"DELETE FROM {table}")
        for table, (columns, rows) in left.rows.items():
            if there.get(table) is not left.rows[table]:
                _insert(cursor, table, columns, rows)


class Walk:
    """Steps from a stage that many tests take alike: played once in a worker, put up again for all others.

    Only while nobody changed anything in between: who comes to a step by a way of its own plays it.
    """

    def __init__(self) -> None:
        self.stage = ""
        self._n_changes = 0

    def stands(self, stage: str) -> None:
        """From now on steps may go on from this stage, which was put up and not changed since."""
        self.stage, self._n_changes = stage, _n_changes()

    def step(self, name: str, how: tuple[Any, ...], folder: Path, play: Callable[[], tuple[Any, ...]]) -> Any:
        """What `play` gives; its first part is never copied, so never changed. how: all that it goes by."""
        if not (self._is_untouched() and set(map(type, _leaves(how))) <= {str, int, date}):
            return play()
        whole = f"{self.stage}, {name}"

        def played() -> tuple[Any, ...]:
            first, *others = play()
            return _AsIs(first), *others

        first, *others = put_up(whole, folder, played, on=self.stage)
        self.stands(whole)
        return first.it, *others

    def _is_untouched(self) -> bool:
        """Whether no row was written since a stage was put up, and the time is the machine's own."""
        is_now = clock.now_seconds() - int(time()) in (-1, 0)
        return bool(self.stage) and is_now and self._n_changes == _n_changes()


@dataclass(frozen=True)
class _AsIs:
    it: Any

    def __deepcopy__(self, _memo: Any) -> "_AsIs":
        return self


def _leaves(given: Any) -> Iterator[Any]:
    """What stands in mappings and tuples."""
    if isinstance(given, dict | tuple):
        for one in given.values() if isinstance(given, dict) else given:
            yield from _leaves(one)
    else:
        yield given


def _n_changes() -> int:
    """Of rows, by this connection to a laptop's database since it was opened; a server does not count them."""
    connection.ensure_connection()
    return int(getattr(connection.connection, "total_changes", 0))


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


def _all_rows(
    known: dict[str, tuple[list[str], list[tuple[Any, ...]]]],
) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Of each table; those that are as `known` has them are kept once."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ALWAYS_THERE):
            cursor.execute(f"SELECT * FROM {table}")
            columns = [f'"{column[0]}"' for column in cursor.description]
            if rows := cursor.fetchall():
                now = (columns, [tuple(map(_plain, row)) for row in rows])
                before = known.get(f'"{table}"')
                found[f'"{table}"'] = before if before == now else now
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _all_files(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): (file.stat().st_mode, file.read_bytes()) for file in files}
