"""What a laptop's database must be after any interruption, read with nothing but SQL and its key."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlcipher3 import dbapi2

from dorgora.kernel.secrets_file import subkey

STATES = ("lodged", "approved", "handed_over")
HALVES = {
    "files without a fee": "SELECT id FROM applications_file WHERE id NOT IN (SELECT about_id FROM money_fee)",
    "fees without a file": "SELECT about_id FROM money_fee WHERE about_id NOT IN (SELECT id FROM applications_file)",
    "files without their citizen": "SELECT id FROM applications_file"
    " WHERE citizen_id NOT IN (SELECT id FROM people_citizen)",
    "files without their draft": "SELECT id FROM applications_file"
    " WHERE id NOT IN (SELECT file_id FROM applications_draft WHERE file_id IS NOT NULL)",
    "drafts that became two files": "SELECT file_id FROM applications_draft WHERE file_id IS NOT NULL"
    " GROUP BY file_id HAVING COUNT(*) > 1",
    "submissions without a fee event": "SELECT id FROM feed_event WHERE kind = 'application.submitted'"
    " AND id NOT IN (SELECT subject_id FROM feed_event WHERE kind = 'money.fee_taken')",
    "measures without a hand-over": "SELECT id FROM feed_event WHERE kind = 'tcv.answered'"
    " AND subject_id NOT IN (SELECT subject_id FROM feed_event WHERE kind = 'application.handed_over')",
}


class Lost(AssertionError):
    """Something acknowledged is gone, or something is there by half."""


def audit(folder: Path, key: str, place: str, acknowledged: Mapping[str, str], fee_minor: int) -> int:
    """Holds the database against what was acknowledged: short number to state. Gives how many files there are.

    Raises:
        Lost: with what is wrong.
    """
    database = dbapi2.connect(f"{folder}/node.db")
    try:
        database.execute(f"PRAGMA key = \"x'{subkey(bytes.fromhex(key), 'database').hex()}'\"")
        _no_halves(database)
        _all_there(database, acknowledged)
        return _drawer(database, place, fee_minor)
    finally:
        database.close()


def _no_halves(database: dbapi2.Connection) -> None:
    (sound,) = database.execute("PRAGMA integrity_check").fetchone()
    if sound != "ok":
        raise Lost(f"the database is broken: {sound}")
    for name, sql in HALVES.items():
        found = database.execute(sql).fetchall()
        if found:
            raise Lost(f"{name}: {[row[0] for row in found]}")


def _all_there(database: dbapi2.Connection, acknowledged: Mapping[str, str]) -> None:
    rows = database.execute("SELECT number, state, handed_over_at FROM applications_file").fetchall()
    held = {number: _state(state, handed_over_at) for number, state, handed_over_at in rows}
    if len(held) != len(rows):
        raise Lost("a short number was given out twice")
    gone = [
        f"{number} was {state}, is {held.get(number, 'nowhere')}"
        for number, state in acknowledged.items()
        if number not in held or STATES.index(held[number]) < STATES.index(state)
    ]
    if gone:
        raise Lost("; ".join(gone))


def _state(state: str, handed_over_at: int | None) -> str:
    if handed_over_at is not None:
        return "handed_over"
    return "approved" if state == "approved" else "lodged"


def _drawer(database: dbapi2.Connection, place: str, fee_minor: int) -> int:
    """Fees counted in events, rows, transfers and the counters of the drawers are one sum."""

    def one(sql: str, *params: str) -> int:
        return int(database.execute(sql, params).fetchone()[0] or 0)

    drawers = f"drawer:{place}:%"
    n_files = one("SELECT COUNT(*) FROM applications_file")
    sums = {
        "events": fee_minor * one("SELECT COUNT(*) FROM feed_event WHERE kind = 'money.fee_taken'"),
        "fees": one("SELECT SUM(state_minor + operator_minor) FROM money_fee"),
        "ledger": one("SELECT SUM(amount_minor) FROM money_transfer WHERE debit LIKE ?", drawers),
        "drawers": one(
            "SELECT SUM(n) FROM feed_counter WHERE projection = 'money' AND cell LIKE ?", f"balance:{drawers}"
        ),
    }
    if set(sums.values()) != {fee_minor * n_files}:
        raise Lost(f"{n_files} files at {fee_minor}, but {sums}")
    return n_files


def states_of(acknowledged: Iterable[str]) -> dict[str, int]:
    """How many acknowledged files came how far."""
    held = list(acknowledged)
    return {state: held.count(state) for state in STATES}
