"""The database of a laptop: each connection is durable or there is none, and nothing deleted stays in its pages."""

import errno
import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from dorgora.config import settings as node_settings
from dorgora.config.sqlcipher import base
from dorgora.feed import room, scrubbing
from dorgora.feed.durable import NotDurable
from dorgora.kernel.errors import Refused
from tests.journeys.opened import pages_of

KEY = secrets.token_bytes(32)
LAPTOP = "laptop"


@pytest.fixture
def laptop(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A connection to an empty database of SQLCipher, whichever one this run is about."""
    settings = node_settings._database(f"sqlite:///{tmp_path}/node.db", KEY.hex(), "centre")
    connections.settings[LAPTOP] = connections.configure_settings({"default": settings})["default"]
    with django_db_blocker.unblock():
        yield connections[LAPTOP]
        connections[LAPTOP].close()
    del connections[LAPTOP], connections.settings[LAPTOP]


def said(laptop: Any, statement: str) -> Any:
    with laptop.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_it_works(laptop: Any) -> None:
    pragmas = ("synchronous", "journal_mode", "foreign_keys", "secure_delete")
    assert [said(laptop, f"PRAGMA {name}")[0] for name in pragmas] == [2, "wal", 1, 1]


def test_a_full_disk_is_told_and_what_was_there_stays(laptop: Any) -> None:
    said(laptop, "CREATE TABLE page (typed TEXT)")
    said(laptop, "PRAGMA max_page_count=1")  # SQLite makes of it what it has
    with pytest.raises(Refused) as refused, room.needed(), transaction.atomic(LAPTOP):
        said(laptop, "INSERT INTO page VALUES (hex(zeroblob(90000)))")
    assert refused.value.reason == room.DISK_FULL
    said(laptop, "PRAGMA max_page_count=1000")
    said(laptop, "INSERT INTO page VALUES (hex(zeroblob(90000)))")
    assert said(laptop, "SELECT count(*) FROM page") == (1,)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_or_a_share_of_it_that_is_full_is_told(number: int) -> None:
    with pytest.raises(Refused), room.needed():
        raise OSError(number, "")
    with pytest.raises(OSError, match="gone"), room.needed():
        raise OSError(errno.EIO, "gone")
    with pytest.raises(OperationalError), room.needed():
        raise OperationalError("database is locked")


@pytest.mark.parametrize(
    ("named", "instead"),
    [
        ("synchronous=FULL", "synchronous=NORMAL"),
        ("synchronous=FULL", "synchronous=OFF"),
        ("journal_mode=WAL", "journal_mode=DELETE"),
        ("journal_mode=WAL", "journal_mode=OFF"),
    ],
)
def test_a_connection_that_is_not_durable_is_none(
    laptop: Any, monkeypatch: pytest.MonkeyPatch, named: str, instead: str
) -> None:
    """Where a pragma does not take, there is nothing to write on."""
    assert named in base.PRAGMAS
    monkeypatch.setattr(base, "PRAGMAS", tuple(instead if one == named else one for one in base.PRAGMAS))
    with pytest.raises(NotDurable):
        laptop.ensure_connection()


def mark(number: int) -> bytes:
    return b"said by %06d;" % number


def keep(laptop: Any, numbers: list[int]) -> None:
    """A row for each of them, as long as a form is, in this order."""
    rng = random.Random(3)
    with laptop.cursor() as cursor:
        cursor.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, said BLOB)")
        for number in numbers:
            cursor.execute(
                "INSERT INTO words VALUES (%s, %s)", [number, mark(number) + bytes(rng.randrange(100, 900))]
            )


def still_there(laptop: Any, numbers: list[int]) -> list[int]:
    """Those whose words are in any page of the file or its log."""
    said(laptop, "PRAGMA wal_checkpoint(TRUNCATE)")
    raw = b"".join(content for _, content in pages_of(Path(laptop.settings_dict["NAME"]), KEY))
    return [number for number in numbers if mark(number) in raw]


def test_what_is_deleted_stands_in_no_page(laptop: Any) -> None:
    """A draft that is dropped, a row that says less, a page's worth: without writing the file anew."""
    numbers = list(range(300))
    keep(laptop, numbers)
    assert still_there(laptop, numbers) == numbers
    with laptop.cursor() as cursor:
        cursor.execute("UPDATE words SET said = '' WHERE id < 100")
        cursor.execute("DELETE FROM words WHERE id BETWEEN 100 AND 120 OR id %% 3 = 0", [])
    gone = [number for number in numbers if number <= 120 or number % 3 == 0]
    assert still_there(laptop, numbers) == sorted(set(numbers) - set(gone))


def test_what_moved_between_pages_before_is_scrubbed(laptop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full page is parted, and copies of rows stay in its gap, where no later deletion looks for them."""
    numbers = random.Random(0).sample(range(100_000), 400)
    keep(laptop, numbers)
    gone, kept = numbers[::2], numbers[1::2]
    with laptop.cursor() as cursor:
        cursor.executemany("DELETE FROM words WHERE id = %s", [(number,) for number in gone])
    assert still_there(laptop, gone) != [], "nothing was left behind: this shows nothing"
    monkeypatch.setattr(scrubbing.nodes, "this", lambda: SimpleNamespace(using=LAPTOP))
    scrubbing.scrub()
    assert still_there(laptop, gone) == [] and still_there(laptop, kept) == kept
