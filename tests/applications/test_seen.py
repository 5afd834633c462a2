"""What an officer decided on is what she saw, and what the citizen is told is what was decided last."""

from collections.abc import Callable
from typing import Any

import pytest

from dorgora.applications import actions, queries
from dorgora.kernel.errors import Refused
from tests.applications.allowance import with_upazila
from tests.applications.land import with_district
from tests.applications.world import AT, LATER, PLACE, World

pytestmark = pytest.mark.database


def correct(world: World, file_id: int, **answers: str) -> None:
    actions.correct(file_id=file_id, answers=answers, evidence=[], by=world.karim, at=LATER)


def put_right(world: World, file_id: int) -> None:
    """Returned for another reason, and corrected at the centre."""
    world.return_file(file_id, "name_en")
    correct(world, file_id, name_en="Mim Akther")


@pytest.mark.parametrize("act", ["approve", "reject", "return_file"])
def test_a_decision_on_an_older_page_is_refused(world: World, act: str) -> None:
    file_id = world.submit().id
    seen = world.file(file_id).stamp
    put_right(world, file_id)
    with pytest.raises(Refused, match="file_changed") as refused:
        getattr(world, act)(file_id, seen=seen)
    assert refused.value.detail["at"] == LATER
    assert world.file(file_id).state == "waiting"
    getattr(world, act)(file_id, seen=world.file(file_id).stamp)
    assert world.file(file_id).state != "waiting"


def test_a_returned_file_is_rejected_only_as_it_was_seen(world: World) -> None:
    """Rejected while it waits for the citizen: what she put right meanwhile was not looked at."""
    file_id = world.submit().id
    world.return_file(file_id, "name_en")
    seen = world.file(file_id).stamp
    correct(world, file_id, name_en="Mim Akther")
    with pytest.raises(Refused, match="file_changed"):
        world.reject(file_id, seen=seen)
    assert world.file(file_id).state == "waiting"


def test_what_was_decided_meanwhile_says_so(world: World) -> None:
    file_id = world.submit().id
    seen = world.file(file_id).stamp
    world.approve(file_id)
    with pytest.raises(Refused, match="already_decided") as refused:
        world.reject(file_id, seen=seen)
    assert refused.value.detail == {"at": LATER, "by": world.salma, "state": "approved"}


def test_it_is_sent_on_only_as_it_was_seen(world: World) -> None:
    both = with_upazila(world)
    file_id = both.submit().id
    seen = world.file(file_id).stamp
    world.return_file(file_id, "wallet")
    correct(world, file_id, wallet="+8801700009999")
    with pytest.raises(Refused, match="file_changed"):
        both.forward(file_id, seen=seen)
    assert world.file(file_id).office == PLACE


def test_what_came_back_is_entered_only_as_it_was_seen(world: World) -> None:
    district = with_district(world)
    file_id = district.submit().id
    seen = world.file(file_id).stamp
    district.make_list()
    with pytest.raises(Refused, match="file_changed"):
        district.grant(file_id, seen=seen)
    assert world.file(file_id).is_sent_out


DECIDE: dict[str, Callable[..., Any]] = {"approve": World.approve, "reject": World.reject}


@pytest.mark.parametrize("act", list(DECIDE))
def test_words_of_an_earlier_return_are_not_the_decisions(world: World, act: str) -> None:
    file_id = world.submit().id
    put_right(world, file_id)
    assert world.file(file_id).note == "", "it waits: nothing is decided that she could be told"
    DECIDE[act](world, file_id)
    assert world.file(file_id).note == ""


@pytest.mark.parametrize("act", list(DECIDE))
def test_the_words_of_the_decision_stand(world: World, act: str) -> None:
    file_id = world.submit().id
    put_right(world, file_id)
    DECIDE[act](world, file_id, note="সনদ নিয়ে যান")
    assert world.file(file_id).note == "সনদ নিয়ে যান"


def test_each_return_has_its_own_words(world: World) -> None:
    file_id = world.submit().id
    put_right(world, file_id)
    world.return_file(file_id, "mother_name", note="মায়ের নাম দেখুন")
    assert world.file(file_id).note == "মায়ের নাম দেখুন"


def test_only_the_office_that_returned_it_had_it_back(world: World) -> None:
    """The union returned it and sent it on; to the upazila it is new until the upazila has returned it."""
    both, wallet = with_upazila(world), {"wallet": "+8801700009999"}
    file_id = both.submit().id
    world.return_file(file_id, "wallet")
    correct(world, file_id, **wallet)
    assert queries.sent_back([world.file(file_id)]) == {file_id}
    both.forward(file_id)
    assert queries.sent_back([world.file(file_id)]) == set()
    world.return_file(file_id, "wallet", office="100925", by=both.nasrin)
    correct(world, file_id, **wallet)
    assert queries.sent_back([world.file(file_id)]) == {file_id}


def test_who_had_files_back_is_asked_at_once(world: World, django_assert_max_num_queries: Any) -> None:
    files = [world.file(world.submit(draft_key=str(n)).id) for n in range(3)]
    with django_assert_max_num_queries(0):
        assert queries.sent_back(files) == set()
    for file in files[1:]:
        put_right(world, file.id)
    rows = queries.waiting_for(PLACE, on=AT.date()).rows
    with django_assert_max_num_queries(1):
        assert queries.sent_back(rows) == {one.id for one in files[1:]}
