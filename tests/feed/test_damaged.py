"""What a failing disk or a hand in the database leaves: `dorgora check` names it, and nobody else is held up."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dorgora.feed import canonical, checking, rebuilding
from dorgora.feed import log as feed_log
from dorgora.feed import node as nodes
from dorgora.kernel.signing import Signer
from dorgora.money import events as money
from dorgora.people import events as people

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
WORDS = people.CitizenWords("ঝিলিক", "Jhilik", "", "", "", "")
FACTS = people.CitizenRegistered("10", "10", "f", "0-4")

pytestmark = pytest.mark.django_db


def register() -> int:
    with feed_log.act(role="centre", place="10", by=0, at=AT) as act:
        return act.add(people.CITIZEN_REGISTERED, FACTS, person=WORDS)


def named() -> list[str]:
    return list(checking.faults(nodes.this()))


def run(statement: str, *values: Any) -> None:
    nodes.this().store.rows.run(statement, list(values))


def on(file: Path) -> Any:
    """A connection as a laptop's, to another file."""
    found = connection.copy("damaged")
    found.settings_dict["NAME"] = str(file)
    return found


@pytest.mark.parametrize("by", ["nobody", "somebody else"])
def test_a_head_its_writer_did_not_sign_is_named(hub: Any, by: str) -> None:
    """Whoever alters an event can make every hash fit, but for the name under the last one."""
    feed = hub("centre", "10")
    register()
    head = nodes.this().store.head(feed)
    assert head is not None
    signature = b"" if by == "nobody" else Signer(secrets.token_bytes(32)).sign(head.message())
    run("UPDATE feed_head SET signature = %s WHERE feed = %s", signature, feed)
    assert named() == [f"feed {feed}: the head at number 1 is not signed by its writer"]


@pytest.mark.parametrize("spoilt", [bytes(7), bytes(60)])
def test_a_key_that_does_not_open_is_named_and_stops_nothing(hub: Any, spoilt: bytes) -> None:
    feed = hub("centre", "10")
    hers, other = register(), register()
    run("UPDATE feed_personkey SET wrapped = %s WHERE person_id = %s", spoilt, hers)
    nodes.this().store.keyring.forget()
    assert named() == [f"event {hers}: its person part is not the one written"] + [
        f"table people_citizen does not say what the log says of {hers}"
    ]
    with feed_log.act(role="centre", place="10", by=0, at=AT, subjects=[hers]) as act:  # she is told again
        act.add(people.CITIZEN_CORRECTED, people.CitizenCorrected(("sex",), "10", "m", "0-4"), subject=hers)
    first, second, _ = nodes.this().store.run_of(feed, 0, 10)
    assert (first.person, second.id, second.person) == (None, other, canonical.encode(WORDS))
    assert nodes.this().store.rows.all("SELECT code, event_id FROM feed_alarm") == [("key_spoilt", hers)]


@pytest.mark.parametrize("spoilt", [b"", b"\xc1", bytes(5), canonical.encode((b"\xc1", (1,)))])
def test_a_spoilt_record_of_a_counter_is_named_and_put_right(hub: Any, spoilt: bytes) -> None:
    hub("centre", "10")
    with feed_log.act(role="centre", place="10", by=0, at=AT) as act:
        act.add(money.FEE_TAKEN, money.FeeTaken(7, "10", "20", 2500, 5000, "cash", "2026-11-22"), subject=7)
    run("UPDATE feed_contribution SET cells = %s WHERE subject_id = %s", spoilt, 7)
    assert "table feed_contribution does not say what the log says of 7" in named()
    rebuilding.rebuild(say=lambda line: None)
    assert named() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks at its pages itself")
@pytest.mark.parametrize("at", [0.05, 0.3, 0.5, 0.7, 0.99])
def test_a_byte_changed_in_the_file_is_named(tmp_path: Path, at: float) -> None:
    """Also where no table of the log lies."""
    file = tmp_path / "node.db"
    made = on(file)
    with made.cursor() as cursor:
        cursor.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, words TEXT)")
        cursor.executemany("INSERT INTO one VALUES (%s, %s)", [(n, "x" * 300) for n in range(100)])
    assert list(checking.file_faults(made)) == []
    made.close()
    whole = bytearray(file.read_bytes())
    whole[int(len(whole) * at)] ^= 1
    file.write_bytes(whole)
    damaged = on(file)
    try:
        found = list(checking.file_faults(damaged))
    finally:
        damaged.close()
    assert found and all(one.startswith("the database file is damaged: ") for one in found)
