"""After an erasure: no byte of what was erased stays in free pages, the write-ahead log or dead rows.

What is in the tables is gone by then. This rewrites where it stood, since a database keeps old bytes until it needs
the room: for whoever kept a copy of the keys they would still be readable. SQLite overwrites a row that it deletes
(secure_delete), but not the copies of it in the gap of a page that was parted when it filled up.
"""

import re
from typing import Any

from django.apps import apps
from django.db import OperationalError, ProgrammingError, connections, models

from dorgora.feed import node as nodes
from dorgora.feed.writing import alone

# Only ever added to: what an event's facts, a head or a delivery says is kept for ever and names nobody.
NEVER_PERSONAL = {"feed_event", "feed_head", "feed_delivery", "feed_signed", "feed_node", "feed_contribution"}

PATIENCE_MS = 500
"""So long the log waits for whoever reads, each day again."""


class Busy(Exception):
    """Somebody was reading all the while; it is tried again with the next look."""


def scrub() -> None:
    """Rewrites the whole database of a laptop, and at a hub on PostgreSQL every table that can hold personal bytes.

    Raises:
        Busy: the write-ahead log could not be emptied, or dead rows stay for one who still reads.
    """
    using = nodes.this().using
    connection = connections[using]
    if connection.in_atomic_block:
        return  # a rewrite is no part of a transaction; whoever holds one scrubs after its end
    with alone(using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                raise Busy
            return
        for table in personal_tables():
            _rewrite(connection, table)
    _switch_wal(using)


def empty_log() -> bool:
    """On a laptop: what its write-ahead log holds of rows that are gone goes; False while somebody reads all along.

    The database is not written anew: what a page that was parted holds in its gap stays until `scrub`.
    """
    using = nodes.this().using
    connection = connections[using]
    if connection.in_atomic_block or connection.vendor != "sqlite":
        return True
    with alone(using), connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")  # whoever writes waits for no more
        try:
            (is_busy, _pages, _moved) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
    return not is_busy


def _rewrite(connection: Any, table: str) -> None:
    """Writes one table of PostgreSQL anew.

    It keeps rows that are dead when somebody, in whatever database of the server, began before they died and has not
    ended, and says so only in words; the number stands first in them in every language.

    Raises:
        Busy: dead rows stay.
    """
    left: list[str] = []

    def hear(said: Any) -> None:
        left.extend(re.findall(r"[0-9]+", said.message_detail or "")[:1])

    driver = connection.connection
    driver.add_notice_handler(hear)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
    finally:
        driver.remove_notice_handler(hear)
    if any(int(n) for n in left):
        raise Busy


def personal_tables() -> list[str]:
    """Tables with bytes in them, of which some may be a person's, those that hold digests of words, and sessions."""
    found = {"django_session"}
    for config in apps.get_app_configs():
        if not config.name.startswith("dorgora."):
            continue
        for model in config.get_models():
            is_sealed = any(isinstance(one, models.BinaryField) for one in model._meta.get_fields())
            if is_sealed or getattr(model, "HOLDS_DIGESTS", False):
                found.add(model._meta.db_table)
    return sorted(found - NEVER_PERSONAL)


def _switch_wal(using: str) -> None:
    """Asks PostgreSQL to be done with its current log file; one that may not ask it leaves that to its keeper.

    What stands in old log files was sealed before it came to the database, and goes when they are used again.
    """
    for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
        try:
            with connections[using].cursor() as cursor:
                cursor.execute(statement)
        except (ProgrammingError, OperationalError):
            return
