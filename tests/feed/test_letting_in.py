"""An officer lets in what happened in the world from what is kept apart: once, and attached to nobody else's file."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.feed import canonical, quarantine
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Event, hash_of
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.roads import founding
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import make_id
from dorgora.money import events as money
from dorgora.people import events as people

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
PLACE = "10"
OFFICER = 99


def branch_event(feed: int, seq: int, kind: Kind, facts: Part, subject: int = 0) -> Event:
    event_id = make_id(feed, seq)
    one = Event(
        event_id, kind.name, kind.version, subject or event_id, 0, 1, (), 0, canonical.encode(facts), b"", GENESIS, b""
    )  # fmt: skip
    return replace(one, hash=hash_of(one))


def fee_about(feed: int, seq: int, about: int) -> Event:
    facts = money.FeeTaken(about, PLACE, PLACE, 2500, 5000, "cash", "2026-11-22")
    return branch_event(feed, seq, money.FEE_TAKEN, facts, about)


def kept_apart(reason: str, *events: Event) -> None:
    with writing():
        nodes.this().store.quarantine(7, events, reason)


def subject_of(event_id: int) -> int:
    return int(
        nodes.this().store.rows.all("SELECT subject_id FROM feed_event WHERE id = %s", [event_id])[0][0]
    )


def drawer() -> int:
    found = nodes.this().store.rows.all(
        "SELECT SUM(n) FROM feed_counter WHERE cell LIKE %s", [f"balance:drawer:{PLACE}:%"]
    )
    return int(found[0][0] or 0)


def test_cash_taken_by_a_revoked_laptop_is_booked_for_its_file(hub: Any) -> None:
    feed = hub("centre", PLACE)
    file_id = make_id(feed, 40)
    fee = fee_about(feed, 41, file_id)
    kept_apart("revoked", fee)
    let_in = quarantine.let_in(fee.id, by=OFFICER, at=AT)
    assert subject_of(let_in) == file_id
    assert drawer() == 7500
    with pytest.raises(Refused, match="not_quarantined"):
        quarantine.let_in(fee.id, by=OFFICER, at=AT)
    assert drawer() == 7500


def test_cash_of_a_copied_laptop_touches_no_file_of_its_twin(hub: Any) -> None:
    """On the branch the number means the copy's own file; in the log it may be another citizen's."""
    feed = hub("centre", PLACE)
    facts = people.CitizenRegistered(PLACE, PLACE, "f", "0-4")
    file = branch_event(feed, 40, people.CITIZEN_REGISTERED, facts)
    fee = fee_about(feed, 41, file.id)
    kept_apart("forked", file, fee)
    let_in = quarantine.let_in(fee.id, by=OFFICER, at=AT)
    assert subject_of(let_in) == let_in
    assert drawer() == 7500


def test_two_officers_who_let_in_one_fact_at_once_book_its_cash_once(hub: Any, monkeypatch: Any) -> None:
    feed = hub("centre", PLACE)
    fee = fee_about(feed, 41, make_id(feed, 40))
    kept_apart("forked", fee)
    real, done = founding.open_hub_feed, list[int]()

    def other_first(role: str, place: str) -> int:
        """The other officer does hers between this one's look and her transaction."""
        if not done:
            done.append(0)
            done.append(quarantine.let_in(fee.id, by=OFFICER - 1, at=AT))
        return real(role, place)

    monkeypatch.setattr(founding, "open_hub_feed", other_first)
    with pytest.raises(Refused, match="not_quarantined"):
        quarantine.let_in(fee.id, by=OFFICER, at=AT)
    assert len(done) == 2
    assert drawer() == 7500


def test_a_request_stays_out(hub: Any) -> None:
    feed = hub("centre", PLACE)
    asked = branch_event(
        feed, 40, people.CITIZEN_REGISTERED, people.CitizenRegistered(PLACE, PLACE, "f", "0-4")
    )
    kept_apart("forked", asked)
    with pytest.raises(Refused, match="not_a_fact"):
        quarantine.let_in(asked.id, by=OFFICER, at=AT)
    with pytest.raises(Refused, match="no_officer"):
        quarantine.let_in(asked.id, by=0, at=AT)


def test_what_is_kept_apart_is_not_in_the_clear(hub: Any) -> None:
    feed = hub("centre", PLACE)
    words = canonical.encode(people.CitizenWords("ঝিলিক", "Jhilik", "", "", "", ""))
    one = branch_event(
        feed, 40, people.CITIZEN_REGISTERED, people.CitizenRegistered(PLACE, PLACE, "f", "0-4")
    )
    one = replace(one, person_of=one.id, person_digest=bytes(32), person=words)
    one = replace(one, hash=hash_of(one))
    kept_apart("forked", one)
    ((wire,),) = nodes.this().store.rows.all("SELECT wire FROM feed_quarantined")
    assert b"Jhilik" not in bytes(wire) and PLACE.encode() * 2 not in bytes(wire)
    (kept,) = nodes.this().store.kept("1 = 1", [], 10)
    assert kept.event == one
