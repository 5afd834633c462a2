"""Lists show what they must, in the order that matters, page by page, in a few questions to the database."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dorgora.applications import actions, queries
from tests.applications import bills
from tests.applications.world import AT, LATER, OTHER, PLACE, World, answers

TODAY = date(2026, 11, 22)


def test_the_queue_begins_with_the_promise_that_breaks_first(world: World) -> None:
    second = world.submit(draft_key="b", at=AT + timedelta(days=1)).id
    first = world.submit(draft_key="a").id
    page = queries.waiting_for(PLACE, on=TODAY)
    assert [row.id for row in page.rows] == [first, second]
    assert (page.n_all, page.number, page.first, page.last) == (2, 1, 1, 2)
    assert queries.waiting_for(OTHER, on=TODAY).rows == ()


def test_each_filter_shows_its_own(world: World) -> None:
    waits, returned, decided = (world.submit(draft_key=key).id for key in "abc")
    world.return_file(returned)
    world.approve(decided)
    promised = date.fromisoformat(world.file(waits).promised_on)

    def ids(which: str, on: date = TODAY) -> list[int]:
        return [row.id for row in queries.waiting_for(PLACE, on=on, filter=which).rows]

    assert ids("all") == [waits, returned]
    assert ids("citizen") == [returned]
    assert ids("decided") == [decided]
    assert ids("due") == ids("late") == []
    assert ids("due", promised) == ids("late", promised + timedelta(days=1)) == [waits]
    assert queries.queue_counts(PLACE, promised) == queries.QueueCounts(
        all=2, late=0, due=1, new=0, citizen=1
    )


@pytest.mark.slow
def test_a_page_holds_fifty_and_asks_few_questions(world: World) -> None:
    for n in range(53):
        world.submit(draft_key=f"draft-{n}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = queries.waiting_for(PLACE, on=TODAY)
    assert (len(page.rows), page.n_all, page.has_later, page.has_earlier) == (50, 53, True, False)
    assert len(asked) <= 4
    rest = queries.waiting_for(PLACE, on=TODAY, page=2)
    assert (len(rest.rows), rest.first, rest.last, rest.has_later) == (3, 51, 53, False)
    assert queries.waiting_for(PLACE, on=TODAY, page=99).number == 2
    newest = queries.latest(PLACE)
    assert (
        len({row.id for row in newest} | {row.id for row in queries.latest(PLACE, before=newest[-1].id)})
        == 53
    )


def test_the_hand_holds_what_a_centre_has_to_do(world: World) -> None:
    waits, returned, ready, gone = (world.submit(draft_key=key).id for key in "abcd")
    world.return_file(returned)
    world.approve(ready)
    world.approve(gone)
    actions.hand_over(file_id=gone, centre=PLACE, to="applicant", by=world.karim, at=LATER)
    hand = queries.hand(PLACE)
    assert [row.id for row in hand.returned] == [returned]
    assert [row.id for row in hand.ready] == [ready]
    assert hand.n_waiting == 1
    assert world.file(waits).state == "waiting"


def test_a_citizen_finds_her_own_files_and_her_childs(world: World) -> None:
    done = world.submit()
    for person in (world.rahima, done.citizen_id):
        assert [row.id for row in queries.files_of_citizen(person, centre=PLACE)] == [done.id]
        assert queries.files_of_citizen(person, centre=OTHER) == ()


def test_the_story_tells_each_step_and_names_nobody(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, "name_bn", "mother_name")
    actions.correct(file_id=done.id, answers={"name_bn": "মীম"}, evidence=[], by=world.karim, at=LATER)
    world.approve(done.id)
    steps = queries.story(done.id)
    assert [step.kind for step in steps] == [
        "application.submitted",
        "application.returned",
        "application.corrected",
        "application.approved",
    ]
    assert (steps[1].by, steps[1].role, steps[1].words) == (world.salma, "office", "name_bn,mother_name")
    told = " ".join(step.words for step in steps)
    assert not any(word in told for word in answers()["name_bn"].split())


def test_what_an_office_did_last_is_not_what_the_centre_did(world: World) -> None:
    """Where a file is at the centre is asked of the centre's own act."""
    file_id = world.submit().id
    returned = world.return_file(file_id, "name_bn")
    assert queries.last_acts("centre", [file_id]) == {file_id: file_id}
    assert queries.last_acts("office", [file_id]) == {file_id: returned}


def test_names_in_a_list_are_blank_once_erased(world: World) -> None:
    from dorgora.people import actions as people

    officers = [
        people.appoint_officer(
            role="hub",
            place="",
            powers=("erase",),
            local_name="",
            latin_name=name,
            local_title="",
            latin_title="",
            by=0,
            at=AT,
        )
        for name in ("One", "Two")
    ]
    done = world.submit()
    world.reject(done.id, legal_ground="Mim is no child of this union, section 8")
    assert queries.rows_of([done.id])[done.id].local_name == "মিম আক্তার"
    people.erase_citizen(
        citizen_id=done.citizen_id,
        law="Act",
        keeps="facts",
        asked_by=officers[0],
        confirmed_by=officers[1],
        at=LATER,
    )
    assert queries.rows_of([done.id])[done.id].local_name == ""
    file = world.file(done.id)
    assert (file.is_blank, file.answers, file.evidence, file.register_number) == (True, {}, (), "")
    assert (file.state, file.ground) == ("rejected", "")
    assert (file.sex, file.area) == ("female", PLACE)


def test_a_list_of_what_was_done_at_once_asks_once(world: World) -> None:
    """Whether the catalogue says so too is looked up for a whole page, however many bills stand on it."""
    asked = []
    for n in range(3):
        bills.submit(world, draft_key=str(n), answers=bills.ANSWERS | {"reference": f"TX{n}"})
        with CaptureQueriesContext(connection) as told:
            assert {one.state for one in queries.latest(PLACE)} == {"done"}
        asked.append(len(told))
    assert len(set(asked)) == 1, asked
