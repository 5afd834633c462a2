"""Files at other centres: each centre of a person with several records is told of them, without a word of hers."""

from typing import Any

import pytest

from dorgora.applications import actions, elsewhere, queries
from dorgora.applications import events as ev
from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.feed.log import act
from dorgora.people import actions as people
from dorgora.people import queries as known
from dorgora.places import actions as places
from tests.applications.test_onward_mail import heard
from tests.applications.test_outside_mail import enrolled
from tests.applications.world import AT, LATER, OTHER, PLACE, World
from tests.retold import retold

pytestmark = [pytest.mark.database, pytest.mark.slow]


@pytest.fixture
def there(world: World) -> int:
    """Rahima, registered anew at Dhal Char."""
    places.open_centre(place=OTHER, area=OTHER, local_name="ঢালচর", latin_name="Dhal Char", by=0, at=AT)
    world.hub("centre", OTHER)
    return people.register_citizen(
        place=OTHER, area=OTHER, sex="f", local_name="রহিমা খাতুন", latin_name="Rahima Khatun", date_of_birth="1998-03-01",
        phone="", number="", village="", by=7, at=AT,
    )  # fmt: skip


@pytest.fixture
def nasima(world: World) -> int:
    return people.appoint_officer(
        role="hub",
        place="",
        powers=("link",),
        local_name="নাসিমা",
        latin_name="Nasima",
        local_title="",
        latin_title="",
        by=0,
        at=AT,
    )


def link(world: World, there: int, nasima: int) -> int:
    found = known.links_between(world.rahima, there)
    with retold():
        made = people.link_citizens(
            first_id=world.rahima, second_id=there, reason="papers", by=nasima, at=AT,
            knows=found[0].id if found else 0,
        )  # fmt: skip
        aftermath.drain()
    return made


def seen(there: int, centre: str = OTHER) -> list[tuple[str, str, str, bool]]:
    aftermath.drain()
    return [
        (one.number, one.place, one.state, one.is_handed_over)
        for one in elsewhere.files_elsewhere([one for one in known.records_of(there) if one != there], centre)
    ]


def test_her_other_centre_is_told_of_her_files(world: World, there: int, nasima: int) -> None:
    lodged = world.submit()
    assert seen(there) == []
    made = link(world, there, nasima)
    assert seen(there) == [(lodged.number, PLACE, "waiting", False)]
    assert seen(world.rahima, PLACE) == [], "her own files stand in its own list"
    world.return_file(lodged.id)
    second = world.submit(draft_key="second")  # lodged since
    with retold():
        assert seen(there) == [
            (second.number, PLACE, "waiting", False), (lodged.number, PLACE, "returned", False)
        ]  # fmt: skip
    people.unlink_citizens(link_id=made, reason="mistake", by=nasima, at=LATER)
    assert seen(there) == [], "what was taken back is taken back here"
    world.approve(second.id)
    aftermath.drain()
    assert len(outlines()) == 3, "and nothing more is told"
    link(world, there, nasima)
    assert seen(there)[0] == (second.number, PLACE, "approved", False)


def outlines() -> list[Any]:
    rows = nodes.this().store.rows.all("SELECT id FROM feed_event WHERE kind = 'file.outlined' ORDER BY id")
    return list(rows)


def test_nothing_is_told_twice(world: World, there: int, nasima: int) -> None:
    world.submit()
    link(world, there, nasima)
    before = outlines()
    assert actions.outline_files(citizen_id=there, at=LATER) is None
    assert actions.outline_files(citizen_id=world.rahima, at=LATER) is None
    assert outlines() == before and len(before) == 1


def test_her_files_stand_together_at_one_centre(world: World, nasima: int) -> None:
    """Registered twice in one book: no centre is told anything, the list of the citizen has both."""
    twice = people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা", latin_name="Rahima", date_of_birth="", phone="", number="",
        village="", by=world.karim, at=AT,
    )  # fmt: skip
    first, second = world.submit(), world.submit(draft_key="second", applicant_id=twice)
    assert [row.id for row in queries.files_of_citizen(twice)] == [second.id]
    link(world, twice, nasima)
    for record in (twice, world.rahima):
        assert [row.id for row in queries.files_of_citizen(record, centre=PLACE)] == [second.id, first.id]
    assert [row.id for row in queries.files_of_citizen(twice, records=[twice])] == [second.id]
    assert outlines() == []


def test_a_record_without_files_of_its_own_is_taken_out(world: World, nasima: int) -> None:
    twice = people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা", latin_name="Rahima", date_of_birth="", phone="", number="",
        village="", by=world.karim, at=AT,
    )  # fmt: skip
    world.submit()
    link(world, twice, nasima)
    actions.withdraw_registration(citizen_id=twice, centre=PLACE, reason="twice", by=world.karim, at=AT)
    assert known.citizens([twice])[twice].is_withdrawn


def test_of_who_was_erased_nothing_more_is_told(world: World, there: int, nasima: int) -> None:
    lodged = world.submit()
    link(world, there, nasima)
    keepers = [
        people.appoint_officer(
            role="hub",
            place="",
            powers=("erase",),
            local_name=name,
            latin_name=name,
            local_title="",
            latin_title="",
            by=0,
            at=AT,
        )
        for name in ("Parvin", "Rina")
    ]
    people.erase_citizen(
        citizen_id=there,
        law="Act",
        keeps="fees",
        asked_by=keepers[0],
        confirmed_by=keepers[1],
        at=LATER,
        knows=known.records_of(there),
    )
    before = outlines()
    world.reject(lodged.id)
    with retold():
        aftermath.drain()
    assert outlines() == before


def test_no_word_of_hers_goes_there(world: World, there: int, nasima: int) -> None:
    """Of the laptop of Dhal Char: it hears the link and the outline, nothing of the other record and its file."""
    lodged = world.submit()
    far, here = enrolled("centre", OTHER, b"f"), enrolled("centre", PLACE, b"h")
    made = link(world, there, nasima)
    (told,) = elsewhere.outlines_of([world.rahima])
    assert heard(far, made) == ["citizen.linked"] == heard(here, made)
    assert heard(far, told.id) == ["file.outlined"] and heard(here, told.id) == []
    assert heard(far, world.rahima) == [] == heard(far, lodged.id)
    people.unlink_citizens(link_id=made, reason="mistake", by=nasima, at=LATER)
    aftermath.drain()
    assert heard(far, made) == ["citizen.linked", "citizen.unlinked"]


def test_a_lying_centre_makes_no_file_hers(world: World, there: int, nasima: int) -> None:
    """It names her in a file of its own, or outlines one itself: nobody is told of it."""
    link(world, there, nasima)
    lodged = world.submit()
    aftermath.drain()
    facts = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event WHERE kind = 'file.outlined'")
    assert facts == [(1,)]
    third = world.hub("centre", "elsewhere")
    assert third
    with act(role="centre", place="elsewhere", by=7, at=AT) as action:
        lie = ev.Submitted(
            "birth_registration", 2, "elsewhere", PLACE, there, there, "1234567", "A" * 14, "2026-12-01", OTHER, "f",
            "25-59", "heard", "2026-11-22",
        )  # fmt: skip
        action.add(ev.SUBMITTED, lie, person=ev.SubmittedPerson((), ()), person_of=there)
        action.add(
            ev.OUTLINED,
            ev.Outlined(OTHER, world.rahima, 5, "x", 1, "elsewhere", "1", "2026-11-22", "waiting", False),
        )
    with retold():
        aftermath.drain()
    assert [number for number, *_rest in seen(there)] == [lodged.number] and seen(world.rahima, PLACE) == []
