"""A number of another register belongs to one child: one file is granted with it, and no digest tells which."""

import hashlib
import hmac
import threading
from argparse import Namespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dorgora.applications import bearing, events, local, models, queries, registered
from dorgora.config import commands
from dorgora.feed import aftermath, checking, scrubbing
from dorgora.feed import local as feed_local
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.core import Draft
from dorgora.feed.roads import founding
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people
from dorgora.shell import alarms
from tests.applications.world import LATER, NUMBER, PLACE, SERVICE, World, build
from tests.feed.test_erasing import elsewhere, is_waiting
from tests.feed.test_went_back import Far
from tests.retold import retold

ELSEWHERE = 10
"""A feed of a laptop that is counted before those of this node's office."""


def granted(world: World, **changed: Any) -> int:
    file_id = world.submit(**changed).id
    world.approve(file_id, register_number=NUMBER)
    return file_id


def granted_apart(world: World, monkeypatch: pytest.MonkeyPatch, *drafts: str) -> list[int]:
    """Files with one number, as laptops grant them that know nothing of each other."""
    monkeypatch.setattr(bearing, "check_number_is_free", lambda file, number: None)
    lodged = [granted(world, draft_key=draft) for draft in drafts or ("one", "two")]
    monkeypatch.undo()
    models.RegisterNumber.objects.filter(file_id__in=lodged).delete()
    return lodged


def held() -> list[tuple[int, int]]:
    """The whole index."""
    return sorted(models.RegisterNumber.objects.values_list("file_id", "digest"))


def test_a_number_is_granted_once(world: World) -> None:
    first, second = granted(world), world.submit(draft_key="second").id
    with pytest.raises(Refused, match="number_taken") as refused:
        world.approve(second, register_number="২০২৬ ০৯১৫৭ ১২৩৪৫৬৭৮")
    assert (refused.value.field, refused.value.detail) == (
        "register_number",
        {"file": world.file(first).number},
    )
    assert world.file(second).state == "waiting"
    assert list(models.RegisterNumber.objects.values_list("file_id", flat=True)) == [first]
    with retold():
        world.approve(second, register_number=str(int(NUMBER) + 1))


def test_what_the_files_say_counts_not_their_digest(world: World) -> None:
    first, second = granted(world), world.submit(draft_key="second").id
    world.approve(second)
    models.RegisterNumber.objects.filter(file_id=second).update(digest=registered.digest(NUMBER))
    found = queries.granted_with([NUMBER])
    assert [one.id for one in found[SERVICE, NUMBER]] == [first]
    assert {key for key, files in found.items() if first in [one.id for one in files]} == {(SERVICE, NUMBER)}


def test_a_digest_says_nothing_without_the_nodes_key(world: World) -> None:
    granted(world)
    key = hmac.new(nodes.this().disk_key, b"dorgora register numbers", hashlib.sha256).digest()
    keyed = hmac.new(key, NUMBER.encode(), hashlib.sha256).digest()
    plain = hashlib.sha256(NUMBER.encode()).digest()
    held = models.RegisterNumber.objects.get().digest
    assert held == int.from_bytes(keyed[:8], "big") >> 1
    assert held not in (int(NUMBER), int.from_bytes(plain[:8], "big") >> 1)


def test_a_grant_taken_back_late_frees_the_number(world: World) -> None:
    """A laptop of the office had refused the file: told later, it goes before the grant."""
    first, second = granted(world), world.submit(draft_key="second").id
    aftermath.drain()
    far = Far(ELSEWHERE, PLACE, role="office")
    file = world.file(first)
    rejected = Draft(events.REJECTED, events.Refusal(), None, first, world.salma, 1, 0)
    with far.store.transaction():
        far.log.append(ELSEWHERE, [rejected], far.side.signer)
    far.exchange()
    founding.take_back(ELSEWHERE, "taken_back")
    assert (file.state, world.file(first).state) == ("approved", "rejected")
    world.approve(
        second, register_number=NUMBER
    )  # what the file says now counts, not what the index still says
    aftermath.drain()
    assert list(models.RegisterNumber.objects.values_list("file_id", flat=True)) == [second]
    assert feed.alarms() == []


@pytest.mark.parametrize("kind", ["submitted", "returned", "corrected", "approved", "rejected"])
def test_whatever_makes_a_grant_count_makes_its_number_found(world: World, kind: str) -> None:
    """What goes before a grant can come behind it: only then is the file granted."""
    first = granted(world)
    models.RegisterNumber.objects.all().delete()
    local.AFTER_TOLD[f"application.{kind}"]([first])
    assert list(models.RegisterNumber.objects.values_list("file_id", flat=True)) == [first]


def test_the_digest_goes_with_the_erasure(world: World) -> None:
    file_id = granted(world)
    aftermath.drain()  # else the grant itself, looked at after the erasure, would take the digest away
    officers = [
        people.appoint_officer(
            role="hub", place="", powers=("erase",), local_name="নাসিমা", latin_name="Nasima", local_title="",
            latin_title="",
            by=0, at=LATER,
        )
        for _ in range(2)
    ]  # fmt: skip
    people.erase_citizen(
        citizen_id=world.file(file_id).citizen_id, law="Act", keeps="facts", asked_by=officers[0],
        confirmed_by=officers[1], at=LATER,
    )  # fmt: skip
    aftermath.drain()
    assert world.file(file_id).is_blank
    assert not models.RegisterNumber.objects.exists()
    local.index_all_numbers()
    assert not models.RegisterNumber.objects.exists()
    assert models.RegisterNumber._meta.db_table in scrubbing.personal_tables()
    world.approve(world.submit(draft_key="second").id, register_number=NUMBER)


def test_the_hub_tells_of_two_granted_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = granted_apart(world, monkeypatch)
    aftermath.drain()
    (alarm,) = feed.alarms()
    assert (alarm.code, alarm.node_id, alarm.event_id) == ("same_number", first, second)
    with translation.override("en"):
        (told,) = alarms.in_words([alarm])
    for file_id in (first, second):
        number = world.file(file_id).number
        assert f"{number[:3]}-{number[3:6]}-{number[6:]} (Char Kukri Mukri)" in told.what
    assert NUMBER not in told.what + told.then


def test_an_alarm_that_was_settled_does_not_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = granted_apart(world, monkeypatch)
    local.index_files(pair)
    local.index_files(pair)
    (alarm,) = feed.alarms()
    assert alarm.n == 1
    feed_local.settle_alarm(alarm.id, words="Both papers seen.", by=world.salma, at=LATER)
    local.index_all_numbers()
    assert feed.alarms() == []
    (third,) = granted_apart(world, monkeypatch, "three")
    local.index_files([third])
    assert {(one.node_id, one.event_id) for one in feed.alarms()} == {(min(pair), third)}, "with the oldest"


def test_only_the_hub_hears_of_both(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    pair = granted_apart(world, monkeypatch)
    settings.ROLE = "centre"
    local.index_files(pair)
    assert feed.alarms() == [] and models.RegisterNumber.objects.count() == 2


def test_one_number_a_file_is_no_alarm(world: World) -> None:
    granted(world)
    world.approve(world.submit(draft_key="second").id)
    aftermath.drain()
    assert feed.alarms() == []


def test_the_index_made_anew_is_the_one_that_was_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.registered, "_AT_ONCE", 2)
    for n in range(5):
        world.approve(world.submit(draft_key=f"file-{n}").id)
    kept = held()
    rows = models.RegisterNumber.objects
    rows.filter(file_id__in=[file_id for file_id, _ in kept[:4]]).delete()
    rows.filter(file_id=kept[4][0]).update(digest=5)
    waiting = world.submit(draft_key="waiting").id
    for stray in (1, kept[1][0] - 1, waiting, waiting + 1):
        rows.create(file_id=stray, digest=1)
    local.index_all_numbers()
    assert held() == kept


@pytest.mark.parametrize(("projection", "is_made"), [("applications", True), (None, True), ("money", False)])
def test_a_rebuild_makes_the_index_anew(world: World, projection: str | None, is_made: bool) -> None:
    granted(world)
    kept = held()
    models.RegisterNumber.objects.all().delete()
    commands._rebuild(Namespace(projection=projection, feed=None), lambda line: None, None)
    assert held() == (kept if is_made else [])


def test_a_number_is_found_by_its_index(world: World) -> None:
    first = granted(world)
    models.RegisterNumber.objects.bulk_create(
        models.RegisterNumber(file_id=one, digest=one) for one in range(1, 20_001)
    )
    rows = nodes.this().store.rows
    rows.run("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        assert [one.id for one in queries.granted_with([NUMBER])[SERVICE, NUMBER]] == [first]
    (question,) = (one["sql"] for one in asked if "applications_registernumber" in one["sql"])
    plan = str(rows.all(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {question}"))
    # Not by its key either, which would be a walk through all of them.
    assert "registernumber_digest_" in plan and "pkey" not in plan and "SCAN app" not in plan, plan


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_grant_it_at_once_one_is_refused(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build(hub)
    first, second = world.submit().id, world.submit(draft_key="second").id
    told: list[str] = []
    other = threading.Thread(target=lambda: told.append(outcome(world, second)))

    def hold(numbers: dict[int, str]) -> None:
        """The first found it free and has not written yet: now the second comes."""
        if first in numbers:
            other.start()
            wait_for(other)
        registered_here(numbers)

    registered_here = local.hold_numbers
    monkeypatch.setattr(local, "hold_numbers", hold)
    world.approve(first, register_number=NUMBER)
    other.join()
    assert told == ["number_taken"]
    assert [world.file(one).state for one in (first, second)] == ["approved", "waiting"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_at_no_file_that_is_being_decided(hub: Any) -> None:
    first = build(hub).submit().id
    with writing(subjects=[first]):
        worker = elsewhere(lambda: local.index_files([first]))
        is_held_up = wait_for(worker)
    worker.join()
    assert is_held_up


def outcome(world: World, file_id: int) -> str:
    """What becomes of a grant in a thread of its own."""
    try:
        world.approve(file_id, register_number=NUMBER)
    except Refused as refused:
        return refused.reason
    finally:
        connection.close()
    return "granted"


def wait_for(thread: threading.Thread) -> bool:
    """Until it waits for a lock, or is over; gives which."""
    while thread.is_alive():
        if is_waiting():
            return True
    return False


def test_of_a_damaged_file_the_index_stays_as_it_is(world: World) -> None:
    """It is named once, and its number is given to nobody else meanwhile."""
    first = granted(world)
    aftermath.drain()
    kept = held()
    nodes.this().store.rows.run("UPDATE applications_file SET words = %s WHERE id = %s", [b"\x00\x11", first])
    assert list(checking.faults(nodes.this())) == [
        f"table applications_file does not say what the log says of {first}"
    ]
    local.index_files([first])
    assert held() == kept
    with pytest.raises(feed.Spoilt):
        queries.granted_with([NUMBER])


@pytest.mark.parametrize("spoilt", ["emptied", "changed", "nobody's"])
def test_an_index_that_does_not_hold_is_named_and_made_anew(world: World, spoilt: str) -> None:
    first, wrong = granted(world), 0
    aftermath.drain()
    kept = held()
    assert list(checking.faults(nodes.this())) == []
    if spoilt == "emptied":
        models.RegisterNumber.objects.all().delete()
    elif spoilt == "changed":
        models.RegisterNumber.objects.update(digest=7)
    else:
        wrong = 100
        models.RegisterNumber.objects.create(file_id=first + wrong, digest=7)
    assert list(checking.faults(nodes.this())) == [
        f"the index of register numbers does not say what the log says of {first + wrong}"
    ]
    local.index_all_numbers()
    assert held() == kept and list(checking.faults(nodes.this())) == []
