"""Set-wise SQL that SQLite and PostgreSQL both speak; every write of the feed goes through `put`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import IntegrityError, connections

from dorgora.feed import canonical, cells
from dorgora.feed.fold import Sealed, row_place
from dorgora.kernel.sealing import seal

MANY = 400
TOGETHER = 20
"""Rows in one statement of SQLite: opening a table and its indexes then costs next to nothing a row."""
COUNTED = ("projection", "subject_id", "cells")


def chunks(values: Sequence[Any], size: int = MANY) -> Iterator[Sequence[Any]]:
    """The values in parts of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


class Rows:
    """Reads and set-wise writes on one database alias."""

    def __init__(self, using: str) -> None:
        self.using = using

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def run(self, sql: str, params: Sequence[Any] = ()) -> None:
        """One statement without rows."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, params)

    def among(self, sql: str, values: Iterable[Any], fetch: bool = True) -> list[tuple[Any, ...]]:
        """Runs `sql` (ending in IN) for the values, a few hundred at a time."""
        found: list[tuple[Any, ...]] = []
        for part in chunks(list(values)):
            marks = ", ".join(["%s"] * len(part))
            with connections[self.using].cursor() as cursor:
                cursor.execute(f"{sql} ({marks})", list(part))
                if fetch:
                    found.extend(cursor.fetchall())
        return found

    def of(
        self, table: str, columns: Sequence[str], column: str, values: Iterable[Any]
    ) -> list[tuple[Any, ...]]:
        """The rows with a column among values, for reads that every action makes.

        Django takes several times longer to word such a question than the database takes to answer it.
        """
        return self.among(f"SELECT {', '.join(columns)} FROM {table} WHERE {column} IN", values)

    def put(
        self,
        table: str,
        columns: Sequence[str],
        n_key: int,
        rows: Sequence[Sequence[Any]],
        replace: bool = True,
    ) -> None:
        """Inserts rows; one whose first `n_key` columns are there already is replaced or, if so told, left."""
        if not rows:
            return
        key = ", ".join(columns[:n_key])
        change = ", ".join(f"{name} = excluded.{name}" for name in columns[n_key:])
        action = f"DO UPDATE SET {change}" if replace and change else "DO NOTHING"
        marks = ", ".join(["%s"] * len(columns))
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT ({key}) {action}",
                rows,
            )

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Inserts rows that are not there.

        Raises:
            IntegrityError: one is.
        """
        if not rows:
            return
        marks = ", ".join(["%s"] * len(columns))
        with connections[self.using].cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def sealed(
        self,
        table: str,
        columns: Sequence[str],
        rows: list[tuple[Any, ...]],
        keys: Callable[[Iterable[int]], Mapping[int, bytes | None]],
    ) -> list[tuple[Any, ...]]:
        """The rows with every `Sealed` value sealed, or None where its key is gone or never came."""
        found = [
            (place, at)
            for at, values in enumerate(zip(*rows, strict=True))
            if Sealed in set(map(type, values))
            for place, value in enumerate(values)
            if type(value) is Sealed
        ]
        if not found:
            return rows
        held = keys({rows[place][at].owner for place, at in found})
        whole = list(rows)
        for place, at in found:
            row = whole[place]
            words = _sealed(held.get(row[at].owner), table, row[0], columns[at], row[at])
            whole[place] = (*row[:at], words, *row[at + 1 :])
        return whole

    def difference(
        self, table: str, columns: Sequence[str], subjects: Sequence[int], new: Sequence[tuple[Any, ...]]
    ) -> None:
        """Makes the rows of these subjects (and of any not listed, which have none) be exactly `new`."""
        whole = (*columns, "subject_id", "told_version")
        old = {row[0]: row for row in self.held(table, whole, subjects)}
        if not old:
            _put_first(self, table, whole, 1, new)
            return
        kept = {row[0] for row in new}
        gone = [key for key in old if key not in kept]
        if gone:
            self.among(f"DELETE FROM {table} WHERE {columns[0]} IN", gone, fetch=False)
        self.put(table, whole, 1, [row for row in new if old.get(row[0]) != row])

    def held(self, table: str, whole: Sequence[str], subjects: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows of these subjects as plain tuples, bytes as bytes."""
        found = self._of_subjects(f"SELECT {', '.join(whole)}", f"FROM {table} WHERE", subjects)
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found]

    def count(self, projection: str, subjects: Sequence[int], new: Mapping[int, Mapping[str, int]]) -> None:
        """Makes these subjects add exactly `new` to the counters of a projection."""
        old = self.contributions(projection, subjects)
        packed = {subject: cells.pack(counts) for subject, counts in new.items() if counts}
        told = {subject: words for subject, words in packed.items() if words != cells.NOTHING}
        if not old:
            _put_first(self, "feed_contribution", COUNTED, 2, [(projection, *one) for one in told.items()])
            self.add_to_counters(projection, cells.total(told.values()))
            return
        changed = [subject for subject in {*old, *told} if old.get(subject) != told.get(subject)]
        sums = cells.total(told[subject] for subject in changed if subject in told)
        for cell, n in cells.total(old[subject] for subject in changed if subject in old).items():
            sums[cell] = sums.get(cell, 0) - n
        gone = [subject for subject in changed if subject not in told]
        self.among(
            f"DELETE FROM feed_contribution WHERE projection = '{projection}' AND subject_id IN",
            gone,
            fetch=False,
        )
        self.put(
            "feed_contribution",
            COUNTED,
            2,
            [(projection, subject, told[subject]) for subject in changed if subject in told],
        )
        self.add_to_counters(projection, sums)

    def contributions(self, projection: str, subjects: Sequence[int]) -> dict[int, bytes]:
        """What these subjects add to the counters of a projection, packed."""
        where = f"FROM feed_contribution WHERE projection = '{projection}' AND"
        found = self._of_subjects("SELECT subject_id, cells", where, subjects)
        return {subject: bytes(packed) for subject, packed in found}

    def _of_subjects(self, what: str, where: str, subjects: Sequence[int]) -> list[tuple[Any, ...]]:
        """Rows by subject; one look for all when nothing stands between them, as in what is told for the first time."""
        if not subjects:
            return []
        ends = [min(subjects), max(subjects)]
        if not self.all(f"SELECT 1 {where} subject_id >= %s AND subject_id <= %s LIMIT 1", ends):
            return []
        return self.among(f"{what} {where} subject_id IN", subjects)

    def add_to_counters(self, projection: str, sums: Mapping[str, int]) -> None:
        """Adds to counters, making those that are not there."""
        changed = [(projection, cell, n) for cell, n in sorted(sums.items()) if n]
        if not changed:
            return
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO feed_counter (projection, cell, n) VALUES (%s, %s, %s)"
                " ON CONFLICT (projection, cell) DO UPDATE SET n = feed_counter.n + excluded.n",
                # Always in the same order, so that two transactions never wait for one another in a circle.
                changed,
            )

    def miscounted(self, projection: str) -> dict[str, tuple[int, int]]:
        """Cell to what its counter says and what its records say, where these differ.

        Asked in one statement, so in one state of the tables: as every transaction moves both alike, what is
        missing stays the same while work goes on.
        """
        held: dict[str, int] = {}
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT cells, '', 0 FROM feed_contribution WHERE projection = %s"
                " UNION ALL SELECT NULL, cell, n FROM feed_counter WHERE projection = %s",
                [projection, projection],
            )

            def packed_ones() -> Iterator[bytes]:
                while part := cursor.fetchmany(1000):
                    for packed, cell, n in part:
                        if packed is None:
                            held[cell] = n
                        else:
                            yield bytes(packed)

            summed = cells.total(packed_ones())
        return {
            cell: (held.get(cell, 0), summed.get(cell, 0))
            for cell in {*held, *summed}
            if held.get(cell, 0) != summed.get(cell, 0)
        }


def _put_first(
    to: Rows, table: str, whole: Sequence[str], n_key: int, rows: Sequence[tuple[Any, ...]]
) -> None:
    """As `put`, for subjects that had no row. Where SQLite need not look for each key first, it saves a tenth."""
    if connections[to.using].vendor == "sqlite":
        try:
            _insert_together(to, table, whole, rows)
        except IntegrityError:  # the key of another subject's row, as of an area that was listed twice
            pass
        else:
            return
    to.put(table, whole, n_key, rows)


def _insert_together(to: Rows, table: str, whole: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """As `insert`, for SQLite: several rows a statement, as it opens a table and its indexes once a statement.

    What went in before a row that is there stays, as it does when they go in one by one; so it need keep no copy of
    the pages it changes.
    """
    with connections[to.using].cursor() as cursor:
        for part in chunks(rows, TOGETHER):
            cursor.execute(_insertion(table, tuple(whole), len(part)), list(chain.from_iterable(part)))


@lru_cache(maxsize=128)
def _insertion(table: str, whole: tuple[str, ...], n_rows: int) -> str:
    """The statement, made once: it is long, and as good as always one of a few."""
    one = f"({', '.join(['%s'] * len(whole))})"
    return f"INSERT OR FAIL INTO {table} ({', '.join(whole)}) VALUES {', '.join([one] * n_rows)}"


def _sealed(key: bytes | None, table: str, row_id: Any, column: str, value: Sealed) -> bytes | None:
    if key is None or value.words is None:
        return None
    return seal(key, row_place(table, row_id, column), canonical.encode(value.words))


def within(rows: Rows, sql: str, column: str, ranges: Sequence[tuple[Any, Any]]) -> list[tuple[Any, ...]]:
    """Runs `sql` (ending in AND) for ranges of a column, each from its first value to below its last."""
    found: list[tuple[Any, ...]] = []
    for part in chunks(ranges, MANY // 2):
        where = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(part))
        found += rows.all(f"{sql} ({where})", [end for ends in part for end in ends])
    return found
