"""`python -m bench.country N_FILES SEED`: a hub on PostgreSQL with one office's files of years, and the country's.

The files of the one office are written through the log, like a laptop's. All other offices hold the same rows again
under other ids and places, put by INSERT ... SELECT into every table that folds tell: their words open for nobody, and
no page of the one office asks for them. Run inside the hub's settings; prints the session of its officer, and file ids.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import inside
from bench.stage import ISLAND

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.filling import Size, fill_citizens, fill_files  # noqa: E402
from dorgora.feed.roads import founding  # noqa: E402
from dorgora.kernel import clock  # noqa: E402
from dorgora.people import local as people  # noqa: E402

N_OF_OFFICE, N_OPEN = 10_000, 300
SHIFT, LEAST_ID, MOST_ID = 52, 1 << 40, 1 << 52
"""Ids of this hub's own feeds are between the two; of the copy `k` they are k << SHIFT more."""
SEARCH = "people_searchkey"
"""Local, numbered by the database, and what it looks for are digests: another place's are others."""


SHARED = ("feed_", "catalogue_")
"""The log, which no page reads, and what is one country's."""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    n_files, seed = (int(word) for word in sys.argv[1:3])
    n_own = min(N_OF_OFFICE, n_files)
    for role in ("centre", "office"):
        founding.open_hub_feed(role, ISLAND)
    place = inside.places()[ISLAND]
    citizens = fill_citizens(place, max(50, n_own // 8), settings.PACK_DIR, seed)
    people.index_citizens(citizen_id for citizen_id, _ in citizens)
    fill_files(place, citizens, settings.PACK_DIR, seed, Size(n_own, min(N_OPEN, n_own // 2)), say)
    for table, columns in _tables().items():
        with _without_indexes(table):
            _again(table, columns, -(-n_files // n_own) - 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT id FROM applications_file WHERE office = %s ORDER BY due_on DESC, id LIMIT 40", [ISLAND]
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM applications_file")
        (n_there,) = cursor.fetchone()
    print(json.dumps({"session": _session(place.officer), "files": ids, "n_files": n_there}))


def _tables() -> dict[str, list[tuple[str, str]]]:
    """What folds tell, and the search index: their columns with their types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " ORDER BY table_name, ordinal_position"
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in cursor.fetchall():
            found.setdefault(table, []).append((column, kind))
    return {
        table: columns
        for table, columns in found.items()
        if table == SEARCH or ("subject_id" in dict(columns) and not table.startswith(SHARED))
    }


@contextmanager
def _without_indexes(table: str) -> Iterator[None]:
    """They are made once, at the end: that takes a part of the time."""
    with connection.cursor() as cursor:
        # Of a cluster that is thrown away; a checkpoint every gigabyte would take longer than the rest.
        cursor.execute("ALTER SYSTEM SET max_wal_size = '16GB'")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
            [table, table],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, made in indexes:
            cursor.execute(made)


def _again(table: str, columns: list[tuple[str, str]], n_times: int) -> None:
    """Every row that is this office's, once for each other office; all that is somebody else's stays as it is."""
    columns = [one for one in columns if (table, one[0]) != (SEARCH, "id")]
    names = [name for name, _ in columns]
    own = "subject_id" if "subject_id" in names else "citizen_id"
    said = ", ".join(_other(table, name, kind) for name, kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {said} FROM {table}, generate_series(1, %s) AS k"
            f" WHERE {own} BETWEEN {LEAST_ID} AND {MOST_ID - 1} ON CONFLICT DO NOTHING",
            [n_times],
        )
        if cursor.rowcount > 0:
            say(f"  {table}: {cursor.rowcount} rows more")


def _other(table: str, name: str, kind: str) -> str:
    """A column of the copy `k`."""
    if (table, name) == (SEARCH, "digest"):
        return f"hashint8extended({name}, k)"
    if kind == "bigint":
        own = f"{name} BETWEEN {LEAST_ID} AND {MOST_ID - 1}"
        return f"CASE WHEN {own} THEN {name} + (k::bigint << {SHIFT}) ELSE {name} END"
    if kind in ("character varying", "text"):
        return f"replace({name}, '{ISLAND}', '9' || lpad(k::text, {len(ISLAND) - 1}, '0'))"
    return name


def _session(officer: int) -> str:
    """As after she signed in."""
    client, user = Client(), User.objects.get_or_create(username=str(officer))[0]
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["signed_in_at"] = clock.now_seconds()
    session.save()
    return str(session.session_key)


main()
