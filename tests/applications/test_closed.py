"""What stands in a closed file goes from its centre's laptop after thirty days; opened again, it is told anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from dorgora.applications import actions, local, models, queries
from dorgora.applications import events as ev
from dorgora.applications.actions.held import known
from dorgora.applications.local import closed
from dorgora.certificates import local as certificates_local
from dorgora.certificates import queries as certificates
from dorgora.config.sweeping import _daily
from dorgora.feed import aftermath, checking, log, scrubbing, settled
from dorgora.feed import local as feed_local
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import enrol
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import actions as money_actions
from dorgora.money import queries as money
from tests.applications import bills
from tests.applications.test_clearing import parts
from tests.applications.test_local import kept_files, photo
from tests.applications.test_onward_mail import heard
from tests.applications.world import LATER, PLACE, World, answers, papers
from tests.feed.test_enrolment import asked, no_codes, welcome
from tests.journeys.opened import Copy, pages_of
from tests.journeys.searching import PICTURE, Canary, Search
from tests.people.test_actions import erase, erasers
from tests.retold import retold

pytestmark = [pytest.mark.database, pytest.mark.slow]
DAY = 86_400
FATHER = "জব্বার মাঝি"


@dataclass
class Laptop:
    """The centre's laptop: this process, with the hub's part done by `hub_answers` alone."""

    world: World
    at: Callable[[int], None]

    def on(self, day: int, *, is_told: bool = True) -> None:
        """So many days after the office decided, the laptop sweeps; the hub has told it the time, and has all."""
        self.at(day)
        if is_told:
            clock.learn(clock.now_seconds())
            self.acknowledge()
        sweep()

    @staticmethod
    def acknowledge(but: int = 0) -> None:
        """The hub holds every own feed, all `but` so many of its last events."""
        store = nodes.this().store
        for own in store.own_feeds():
            if (head := store.head(own)) is not None:
                store.acknowledge(own, max(head.seq - but, 0), clock.now_seconds())

    def handed_over(self, key: str = "first", **changed: Any) -> int:
        """A file that was granted and whose certificate is out of the house."""
        file_id = self.world.submit(draft_key=key, **changed).id
        self.world.approve(file_id)
        hub_answers()
        hand_over(self.world, file_id)
        return file_id


SWEEPS = (
    settled.note_held,
    closed.let_go_of_closed,
    certificates_local.let_go_of_closed,
    scrubbing.empty_log,
)


def sweep() -> None:
    for sweeps in SWEEPS:
        sweeps()


def hub_answers() -> None:
    with override_settings(ROLE="hub"):
        aftermath.drain()


def hand_over(world: World, file_id: int) -> None:
    actions.hand_over(file_id=file_id, centre=PLACE, to="applicant", by=world.karim, at=LATER)
    hub_answers()


def faults() -> list[str]:
    return list(checking.faults(nodes.this()))


@pytest.fixture
def laptop(
    world: World, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Laptop]:
    aftermath.drain()
    serve_as("centre")
    all_places, own = feed.own_places, [("centre", PLACE)]
    monkeypatch.setattr(feed, "own_places", lambda: all_places() if nodes.this().is_hub else own)

    def at(day: int) -> None:
        clock.forget()
        monkeypatch.setattr(clock, "_system", lambda: int(LATER.timestamp()) + day * DAY)

    at(0)
    yield Laptop(world, at)
    clock.forget()


def words_of(file_id: int) -> tuple[bool, bool, bool]:
    """Whether words of a file are in its row, in the log, and in its certificate's row."""
    issued = certificates.certificate_of(file_id)
    return not queries.files([file_id])[0].is_blank, bool(parts(file_id)), bool(issued and issued.qr_text)


def facts_of(file_id: int) -> dict[str, Any]:
    [row] = models.File.objects.filter(id=file_id).values()
    return {name: value for name, value in row.items() if name != "words"}


def picture(world: World, key: str = "first") -> tuple[str, str, bool, str]:
    return ("address_proof", "", True, local.keep_picture(photo((900, 700)), draft_key=key))


def with_hub() -> None:
    models.Picture.objects.update(received_at=1)


def test_words_of_a_closed_file_go_after_thirty_days(laptop: Laptop) -> None:
    """Its certificate's and its pictures too; facts, story, money and the citizen herself stay."""
    shown = papers(picture(laptop.world))
    file_id = laptop.handed_over(answers=answers(father_name=FATHER), evidence=shown)
    with_hub()
    issued = certificates.certificate_of(file_id)
    before, told, paid = facts_of(file_id), queries.story(file_id), money.paid_for(file_id)
    laptop.on(0)
    laptop.on(29)
    assert words_of(file_id) == (True, True, True) and len(kept_files()) == 1
    with retold():
        laptop.on(30)
    assert words_of(file_id) == (False, False, False) and kept_files() == []
    assert issued is not None and parts(issued.id) == [] and not models.Picture.objects.exists()
    assert (facts_of(file_id), queries.story(file_id), money.paid_for(file_id)) == (before, told, paid)
    assert faults() == []
    assert queries.let_go([file_id]) == {file_id: clock.now()}
    [row] = queries.latest(PLACE)
    assert (row.number, row.state, row.local_name, row.is_damaged) == (
        before["number"],
        "approved",
        "",
        False,
    )


@pytest.mark.django_db(transaction=True)
def test_no_word_of_it_is_found_with_every_key(laptop: Laptop) -> None:
    """Every table as whoever has the disk key reads it, every page of a laptop's file and log, and the files beside."""
    shown = papers(picture(laptop.world))
    laptop.handed_over(answers=answers(father_name=FATHER), evidence=shown)
    with_hub()
    search = Search([Canary(FATHER), Canary("0412387650"), Canary("20260915712345678")], (PLACE,))
    laptop.on(0)
    before = search.run([whole()])
    assert set(before) == {PICTURE, *(one.word for one in search.canaries)}
    laptop.on(30)
    assert search.run([whole()]) == {}


class _Disk:
    name = "laptop"

    @staticmethod
    def environment() -> dict[str, str]:
        return {"DORGORA_DB_KEY": nodes.this().disk_key.hex()}


def whole() -> Copy:
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = tuple(column[0] for column in cursor.description)
            tables[table] = (columns, [tuple(_plain(value) for value in row) for row in cursor.fetchall()])
    raw = {f"file {path.name}": path.read_bytes() for path in kept_files()}
    if connection.vendor == "sqlite":
        key = bytes.fromhex(connection.settings_dict["OPTIONS"]["raw_key"])
        raw |= {
            f"pages {name}": pages for name, pages in pages_of(Path(connection.settings_dict["NAME"]), key)
        }
    return Copy(_Disk(), tables, raw)  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


HOLDS = {
    "not handed over": lambda laptop: approved(laptop.world),
    "a refund owed": lambda laptop: rejected(laptop.world),
    "a picture not yet with the hub": lambda laptop: pictured(laptop, received_at=None),
    "a picture the hub never takes": lambda laptop: pictured(laptop, trouble="too_large"),
    "returned": lambda laptop: returned(laptop.world),
}


def approved(world: World) -> int:
    file_id = world.submit().id
    world.approve(file_id)
    hub_answers()
    return file_id


def rejected(world: World) -> int:
    file_id = world.submit().id
    world.reject(file_id)
    hub_answers()
    return file_id


def returned(world: World) -> int:
    file_id = world.submit().id
    world.return_file(file_id)
    hub_answers()
    return file_id


def pictured(laptop: Laptop, **changed: Any) -> int:
    file_id = laptop.handed_over(evidence=papers(picture(laptop.world)))
    models.Picture.objects.update(**changed)
    return file_id


@pytest.mark.parametrize("what", HOLDS)
def test_a_file_that_is_open_stays_whole(laptop: Laptop, what: str) -> None:
    file_id = HOLDS[what](laptop)
    laptop.on(0)
    laptop.on(90)
    assert words_of(file_id)[:2] == (True, True)


def test_a_refused_file_goes_once_nothing_is_owed(laptop: Laptop) -> None:
    file_id = rejected(laptop.world)
    money_actions.pay_refund(about=file_id, centre=PLACE, by=laptop.world.karim, at=clock.now())
    hub_answers()
    laptop.on(0)
    with retold():
        laptop.on(30)
    assert words_of(file_id)[:2] == (False, False) and faults() == []
    assert laptop.world.file(file_id).ground == ""


def test_what_the_hub_has_not_held_for_long_stays(laptop: Laptop) -> None:
    """Nor while nobody knows the day, or once the hub went back to before it and heard it again."""
    file_id = laptop.handed_over()
    laptop.at(0)
    clock.learn(clock.now_seconds())
    laptop.acknowledge(but=1)
    sweep()
    laptop.on(31)
    assert words_of(file_id)[0], "its last event was heard today"
    laptop.acknowledge(but=1)
    laptop.acknowledge()
    laptop.on(61)
    assert words_of(file_id)[0], "the hub went back in between"
    laptop.on(91, is_told=False)
    assert words_of(file_id)[0], "nobody knows the day"
    laptop.on(91)
    assert not words_of(file_id)[0]


def test_what_an_office_of_this_laptop_decided_stays(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is its register."""
    file_id = laptop.handed_over()
    monkeypatch.setattr(feed, "own_places", lambda: [("centre", PLACE), ("office", PLACE)])
    laptop.on(0)
    laptop.on(60)
    assert words_of(file_id) == (True, True, True)


def test_the_hub_lets_go_of_nothing(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id = laptop.handed_over()
    laptop.on(0)
    monkeypatch.setattr(feed, "own_places", lambda: [("centre", PLACE), ("hub", "people")])
    with override_settings(ROLE="hub"):
        laptop.on(60)
    assert words_of(file_id) == (True, True, True)


def test_a_successor_lets_go_30_days_after_it_was_told(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mailbox tells it all of its place's files; the hub has had them for years."""
    file_id = laptop.handed_over()
    monkeypatch.setattr(nodes.this().store, "own_feeds", list)
    laptop.on(400)
    laptop.on(429)
    assert words_of(file_id)[0]
    nodes.this().store.rows.put("feed_todo", ("event_id",), 1, [(file_id,)], replace=False)
    laptop.on(430)
    assert words_of(file_id)[0], "the worker has not looked at it yet"
    hub_answers()
    laptop.on(430)
    assert words_of(file_id) == (False, False, False)


def test_what_comes_before_the_lock_is_looked_at(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """As what opens a file again: it was closed a moment ago."""
    file_id = laptop.handed_over()
    laptop.on(0)

    @contextmanager
    def late(*whom: Any) -> Iterator[None]:
        nodes.this().store.rows.put("feed_todo", ("event_id",), 1, [(file_id,)], replace=False)
        with writing(*whom):
            yield

    monkeypatch.setattr(closed, "writing", late)
    laptop.on(30)
    assert words_of(file_id) == (True, True, True)


def test_a_successor_is_told_the_words_of_all_files(laptop: Laptop) -> None:
    """Of those long closed too: the hub does not know what another laptop let go of. So it lets go itself."""
    file_id = laptop.handed_over()
    laptop.at(400)
    with override_settings(ROLE="hub"):
        slip = enrol.invite("second", [("centre", PLACE)])
        second = welcome(enrol.admit(asked(slip.code, b"s" * 32), no_codes)).node_id
        told = heard(second, file_id)
    assert told[:2] == ["application.submitted", "money.fee_taken"] and "application.handed_over" in told
    assert parts(file_id), "what a node may not read the words of it is not told"


def test_a_bill_is_not_paid_again_after_its_words_went(laptop: Laptop) -> None:
    """Its number stays as this node's own digest, through a new index too; `check` misses nothing."""
    done = bills.submit(laptop.world)
    hub_answers()
    laptop.on(0)
    laptop.on(30)
    assert words_of(done.id)[:2] == (False, False)
    for _again in range(2):
        with pytest.raises(Refused, match="paid_before") as refused:
            bills.submit(laptop.world, draft_key="again")
        assert refused.value.detail == {"number": done.number}
        local.index_all_numbers()
    assert faults() == []
    bills.submit(laptop.world, draft_key="b", answers=bills.ANSWERS | {"reference": "TX9K3"})


def test_a_bill_that_was_taken_back_can_be_paid_again(laptop: Laptop) -> None:
    """Another laptop of the centre took it back; heard after its words went here, before the index is made anew."""
    done = bills.submit(laptop.world)
    hub_answers()
    laptop.on(0)
    laptop.on(30)
    with pytest.raises(Refused, match="paid_before"):
        bills.submit(laptop.world, draft_key="again")
    with log.act(role="centre", place=PLACE, by=laptop.world.karim, at=LATER) as act:
        act.add(ev.WITHDRAWN, ev.Withdrawn("twice", "2026-11-24"), subject=done.id)
    assert models.RegisterNumber.objects.filter(file_id=done.id).exists(), "the index still finds it"
    assert bills.submit(laptop.world, draft_key="again").id != done.id


@contextmanager
def kept_apart(file_id: int) -> Iterator[Callable[[], Any]]:
    """Lets the laptop let go of a file's words; gives what brings the hub's back, for as long as it is at the hub."""
    rows, tell = nodes.this().store.rows, partial(nodes.this().log.tell, {file_id})
    held = [(event_id, bytes(sealed)) for event_id, sealed in parts(file_id)]

    @contextmanager
    def at_the_hub() -> Iterator[None]:
        rows.put("feed_personpart", ("event_id", "sealed"), 1, held)
        with writing():
            tell()
        with override_settings(ROLE="hub"):
            yield
        rows.among("DELETE FROM feed_personpart WHERE event_id IN", [one for one, _ in held], fetch=False)
        with writing():
            tell()

    yield at_the_hub


def test_what_is_open_again_is_told_anew_by_the_hub(laptop: Laptop) -> None:
    """It is put right, granted anew and handed over; and goes once more, as it went."""
    world, shown = laptop.world, papers(picture(laptop.world))
    file_id = laptop.handed_over(answers=answers(father_name=FATHER), evidence=shown)
    with_hub()
    laptop.on(0)
    before = world.file(file_id)
    with kept_apart(file_id) as at_the_hub:
        laptop.on(30)
        with at_the_hub():
            world.return_file(file_id, "father_name", reopens=True, at=clock.now())
        correct = partial(
            actions.correct,
            file_id=file_id,
            answers={"father_name": "জব্বার মাতব্বর"},
            evidence=[],
            by=world.karim,
            at=clock.now(),
        )
        assert world.file(file_id).note == "কার্ডে অন্য নাম", "its own words came with it"
        with at_the_hub():
            whole_file = world.file(file_id)
            hub_answers()
            assert world.file(file_id) == whole_file, "to the hub it says nothing new"
    told = world.file(file_id)
    assert (told.answers, told.evidence) == (before.answers, before.evidence) and faults() == []
    with retold():
        correct()
        world.approve(file_id, at=clock.now(), register_number="20260915712345699")
        hub_answers()
        hand_over(world, file_id)
    assert world.file(file_id).answers == before.answers | {"father_name": "জব্বার মাতব্বর"}
    laptop.on(31)
    laptop.on(60)
    assert words_of(file_id)[0], "opened again it counts from then"
    with retold():
        laptop.on(61)
    assert words_of(file_id) == (False, False, False) and faults() == []


def test_before_the_hub_told_it_anew_nothing_is_put_right(laptop: Laptop) -> None:
    world, file_id = laptop.world, laptop.handed_over()
    laptop.on(0)
    with kept_apart(file_id) as at_the_hub:
        laptop.on(30)
        with at_the_hub():
            world.return_file(file_id, "father_name", reopens=True, note="", at=clock.now())
        with pytest.raises(Refused, match="not_told_anew"):
            actions.correct(file_id=file_id, answers={}, evidence=[], by=world.karim, at=clock.now())
        hub_answers()
        kinds = nodes.this().store.rows.all("SELECT kind FROM feed_event WHERE subject_id = %s", [file_id])
        assert ("application.told_anew",) not in kinds, "whoever has no words tells none"


def test_what_was_never_closed_is_not_told_anew(laptop: Laptop) -> None:
    file_id = returned(laptop.world)
    kinds = nodes.this().store.rows.all("SELECT kind FROM feed_event WHERE subject_id = %s", [file_id])
    assert ("application.returned",) in kinds and ("application.told_anew",) not in kinds


def test_whoever_corrects_at_once_is_not_overruled(laptop: Laptop) -> None:
    """A second laptop of the centre had the words yet: what it put right stands behind what the hub tells anew."""
    world, file_id = laptop.world, laptop.handed_over(answers=answers(father_name=FATHER))
    world.return_file(file_id, "father_name", reopens=True)
    given = {"father_name": "জব্বার মাতব্বর"}
    actions.correct(file_id=file_id, answers=given, evidence=[], by=world.karim, at=LATER)
    with override_settings(ROLE="hub"), log.act(role="hub", place="people", by=0, at=LATER) as act:
        words = ev.SubmittedPerson((("father_name", FATHER),), ())
        whose = world.file(file_id).citizen_id
        act.add(ev.TOLD_ANEW, ev.ToldAnew(1), subject=file_id, person=words, person_of=whose)
    assert world.file(file_id).answers["father_name"] == "জব্বার মাতব্বর"


def test_an_erasure_after_that_leaves_nothing_to_say(laptop: Laptop) -> None:
    """The page says then that it is erased, and not that the hub has it."""
    file_id = laptop.handed_over()
    laptop.on(0)
    laptop.on(30)
    citizen_id = laptop.world.file(file_id).citizen_id
    with override_settings(ROLE="hub"):
        erase(citizen_id, **erasers())
        aftermath.drain()
    assert queries.let_go([file_id]) == {} and faults() == []
    with pytest.raises(Refused, match="erased"):
        known(file_id)


def test_the_plug_pulled_in_between_it_goes_on(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [laptop.handed_over(f"file {n}") for n in range(3)]
    monkeypatch.setattr(closed, "AT_ONCE", 1)
    laptop.on(0)
    let_go, n_done = feed_local.let_go, list[Any]()

    def pulled(ids: Any) -> None:
        let_go(ids)
        n_done.append(ids)
        if len(n_done) == 2:
            raise OSError("no power")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no power"):
        patch.setattr(feed_local, "let_go", pulled)
        laptop.on(30)
    assert [words_of(one)[0] for one in files] == [False, True, True], "the second was undone whole"
    laptop.on(30)
    assert not any(map(words_of(files[1]).__contains__, [True])) and words_of(files[2]) == (False,) * 3
    assert faults() == []


def test_many_take_no_more_questions_than_few(laptop: Laptop) -> None:
    counted = []
    for n_files in (1, 3):
        for n in range(n_files):
            laptop.handed_over(f"{n_files} {n}", evidence=papers(picture(laptop.world, f"{n_files} {n}")))
        with_hub()
        laptop.on(0)
        laptop.at(30)
        clock.learn(clock.now_seconds())
        settled.note_held()
        with CaptureQueriesContext(connection) as asked:
            for sweeps in SWEEPS[1:]:
                sweeps()
        counted.append(len(asked))
        assert not models.File.objects.filter(words__isnull=False).exists()
    assert counted[1] == counted[0], counted


def test_files_with_words_are_found_by_an_index(laptop: Laptop) -> None:
    if connection.vendor == "sqlite":
        with CaptureQueriesContext(connection) as asked:
            laptop.on(0)
        [first, *_] = [one["sql"] for one in asked if '"words" IS NOT NULL' in one["sql"]]
        with connection.cursor() as cursor:
            assert "applications_worded" in str(cursor.execute(f"EXPLAIN QUERY PLAN {first}").fetchall())


def test_what_the_feed_notes_goes_before_files_and_papers() -> None:
    sweeps = list(_daily())
    assert sorted(sweeps.index(one) for one in SWEEPS) == [sweeps.index(one) for one in SWEEPS]
