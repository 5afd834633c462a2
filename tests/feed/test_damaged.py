"""What a failing disk or a hand in the database leaves: `dorgora check` names it, and nobody else is held up."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dorgora.config import worker
from dorgora.feed import canonical, checking, queries, rebuilding
from dorgora.feed import local as feed_local
from dorgora.feed import log as feed_log
from dorgora.feed import node as nodes
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ
from dorgora.kernel.signing import Signer
from dorgora.money import events as money
from dorgora.people import events as people
from dorgora.people import local as people_local

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


@pytest.mark.parametrize("seen", [b"\xb0", b"\xc0", b"\x91", b"", b"\xdc\x00\x00", canonical.encode((7,))])
def test_an_event_whose_seen_is_altered_is_named(hub: Any, seen: bytes) -> None:
    """Also one that is no list, and the empty list written another way; what is behind it is looked at too."""
    feed = hub("centre", "10")
    hers, other = register(), register()
    run("UPDATE feed_event SET seen = %s WHERE id = %s", seen, hers)
    run("UPDATE people_citizen SET sex = 'm' WHERE id = %s", other)
    assert named() == [
        f"feed {feed}: event {hers} (number 1) is not the one written",
        f"event {hers} is not the one written",
        f"table people_citizen does not say what the log says of {other}",
    ]


def test_over_an_altered_seen_a_node_starts(hub: Any) -> None:
    """The event is named, an alarm is raised, and the mark stays before it."""
    feed = hub("centre", "10")
    register()
    checking.verify_since_mark(nodes.this(), 1000)
    hers = register()
    run("UPDATE feed_event SET seen = %s WHERE id = %s", b"\xb0", hers)
    found, _is_more = checking.verify_since_mark(nodes.this(), 1000)
    assert found == [f"feed {feed}: event {hers} (number 2) is not the one written"]
    assert nodes.this().store.note(f"verified:{feed}") == "1"
    alarms = nodes.this().store.rows.all("SELECT code, event_id FROM feed_alarm")
    assert alarms == [("own_chain_broken", hers - 1)], "at or after the last that held"
    assert register() == hers + 1, "people go on being served"


NO_NUMBERS = ("x", "-1", "²", "9" * len(str(MAX_SEQ)), "9" * 5000)
"""Nor two that `int` does not take: a digit of no decimal kind, and more of them than it reads."""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((name, words) for name in ("verified:{}", "contact:last") for words in NO_NUMBERS),
        *(("contact:heads", words) for words in ("{", "[]", '{"70": -1}', '{"70": "x"}')),
    ],
)
def test_over_an_altered_note_a_node_starts(hub: Any, name: str, words: str) -> None:
    """It counts as none; a check names it."""
    feed = hub("centre", "10")
    register()
    checking.verify_since_mark(nodes.this(), 1000)
    nodes.this().store.set_note(name.format(feed), words)
    assert named() == [f"note {name.format(feed)} is not the one written"]
    worker._begin()
    assert nodes.this().store.note(f"verified:{feed}") == "1" and queries.contact().last_at is None
    assert clock.now().year < 2100


@pytest.mark.parametrize("feed", [MAX_FEED + 1, (1 << 63) - 1, 0, -1])
def test_over_a_grant_of_no_feed_a_node_starts(hub: Any, feed: int) -> None:
    own, node_id = hub("centre", "10"), nodes.this().identity.node_id
    run("UPDATE feed_grant SET feed = %s WHERE feed = %s", feed, own)
    worker._begin()
    assert feed not in nodes.this().store.own_feeds()
    assert named()[-1:] == [f"table feed_grant does not say what the log says of {node_id}"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks at its pages itself")
@pytest.mark.parametrize("value", ["x", 1 << 62])
def test_over_another_type_in_a_column_a_node_starts(hub: Any, value: Any) -> None:
    hub("centre", "10")
    hers = register()
    run("UPDATE feed_event SET facts = %s WHERE id = %s", value, hers)
    worker._begin()
    assert "the rest could not be checked" in named()[-1]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks at its pages itself")
def test_an_event_with_text_for_what_it_saw_is_named(hub: Any) -> None:
    feed, hers = hub("centre", "10"), register()
    run("UPDATE feed_event SET seen = 'x' WHERE id = %s", hers)
    assert named() == [
        f"feed {feed}: event {hers} (number 1) is not the one written",
        f"event {hers} is not the one written",
    ]


@pytest.mark.parametrize("number", [0, -3, 1 << 23, 1 << 40])
def test_a_head_under_a_number_of_no_feed_is_named(hub: Any, number: int) -> None:
    feed = hub("centre", "10")
    register()
    run("INSERT INTO feed_head (feed, seq, hash, signature) VALUES (%s, 1, %s, %s)", number, bytes(32), b"")
    assert named() == [f"feed {number}: there is a head, and no feed bears that number"]
    rebuilding.rebuild(say=lambda line: None)
    run("UPDATE feed_head SET seq = -5 WHERE feed = %s", feed)
    assert f"feed {feed}: the head at number -5 is not the last event's" in named()
    assert checking.verify_since_mark(nodes.this(), 1000)[0]


@pytest.mark.parametrize("number", [7, -7, "feed's"])
def test_an_event_under_a_number_of_no_feed_is_named(hub: Any, number: Any) -> None:
    feed = hub("centre", "10")
    hers = register()
    planted = feed << 40 if number == "feed's" else number
    run("UPDATE feed_event SET id = %s, subject_id = %s WHERE id = %s", planted, planted, hers)
    assert any(str(planted) in fault and "nobody signed for" in fault for fault in named())
    with pytest.raises(Refused, match="unsigned_event"):
        rebuilding.rebuild(say=lambda line: None)


@pytest.mark.parametrize(
    "held", [b"\xb0", b"", canonical.encode(((0, 1),)), canonical.encode(((1, 1 << 41),))]
)
def test_a_snapshot_whose_list_is_no_list_is_named(hub: Any, held: bytes) -> None:
    feed = hub("centre", "10")
    hers = register()
    columns = "feed, seq, hash, signature, after, held"
    run(f"INSERT INTO feed_start ({columns}) VALUES (%s, 1, %s, %s, 0, %s)", feed, bytes(32), b"", held)
    run("UPDATE people_citizen SET sex = 'm' WHERE id = %s", hers)
    assert named() == [
        f"feed {feed}: what its snapshot held is not the one written",
        f"table people_citizen does not say what the log says of {hers}",
    ]


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


def corrected(hers: int) -> int:
    """A later event that bears all her words again, as a correction does, and what the hub lends."""
    with feed_log.act(role="centre", place="10", by=0, at=AT, subjects=[hers]) as act:
        facts = people.CitizenCorrected(("sex",), "10", "f", "0-4")
        return act.add(people.CITIZEN_CORRECTED, facts, subject=hers, person=WORDS, person_of=hers)


def test_words_that_a_later_event_bears_too_are_missed(hub: Any) -> None:
    """The tables are told of the later one; whoever holds the earlier event holds it whole."""
    hub("centre", "10")
    hers = register()
    later = corrected(hers)
    assert named() == []
    run("DELETE FROM feed_personpart WHERE event_id = %s", hers)
    assert named() == [f"event {hers}: its person part is missing"]
    with writing():
        nodes.this().log.tell(nodes.this().store.erase(hers))
    run("DELETE FROM feed_personpart WHERE event_id = %s", later)
    assert not [fault for fault in named() if "part" in fault], "of who was erased nothing is missed"


def test_words_a_node_let_go_of_are_not_missed(hub: Any) -> None:
    """Nor the earlier ones when she is told anew; of anybody else they are."""
    hub("centre", "10")
    hers, with_her, other = register(), register(), register()
    feed_local.let_go([hers, with_her])
    assert named() == []
    corrected(hers)
    corrected(other)
    assert named() == []
    run("DELETE FROM feed_personpart WHERE event_id IN (%s, %s)", hers, other)
    assert named() == [f"event {other}: its person part is missing"]


@pytest.mark.parametrize("spoilt", [b"\x00\x11", bytes(40)])
def test_a_row_whose_words_do_not_open_is_named_alone(hub: Any, spoilt: bytes) -> None:
    """And what is wrong in the indexes behind it is found all the same."""
    hub("centre", "10")
    hers, other = register(), register()
    people_local.index_citizens([hers, other])
    run("UPDATE people_citizen SET words = %s WHERE id = %s", spoilt, hers)
    run("DELETE FROM feed_todo")
    said = f"table people_citizen does not say what the log says of {hers}"
    assert named() == [said]
    run("DELETE FROM people_searchkey WHERE citizen_id = %s", other)
    assert named() == [said, f"the search index does not say what the log says of {other}"]
    people_local.index_citizens([hers])
    assert len(named()) == 2, "what is held of her stays: it is as good as it was"
    rebuilding.rebuild(say=lambda line: None)
    assert named() == [f"the search index does not say what the log says of {other}"]


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
