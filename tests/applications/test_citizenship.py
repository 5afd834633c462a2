"""A citizenship certificate: for the applicant herself, at her council's fee, without another register's number."""

import pytest

from dorgora.applications import queries
from dorgora.catalogue import actions as catalogue
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import queries as people
from tests.applications.citizenship import SHOWN, resolved, submit
from tests.applications.world import AT, PLACE, World
from tests.retold import retold


def test_it_is_for_who_asks_and_nobody_is_registered(world: World) -> None:
    before = {one.id for one in people.find_citizens("রহিমা", place=PLACE)}
    with retold():
        done = submit(world)
    file = world.file(done.id)
    assert (done.citizen_id, file.citizen_id, file.applicant_id) == (world.rahima,) * 3
    assert {one.id for one in people.find_citizens("রহিমা", place=PLACE)} == before
    paid = money.paid_for(done.id)
    assert paid is not None and (paid.state_minor, paid.operator_minor) == (0, 2000)


def test_it_is_granted_without_a_number_and_with_none(world: World) -> None:
    done = submit(world)
    with pytest.raises(Refused, match="unknown_field"):
        world.approve(done.id)  # with a number, as a birth needs one
    with retold():
        world.approve(done.id, register_number="")
    assert world.file(done.id).state == "approved"


def test_files_without_a_number_are_not_taken_for_one_child(world: World) -> None:
    for key in ("first", "second"):
        world.approve(submit(world, draft_key=key).id, register_number="")
    assert queries.granted_with([""]) == {}


def test_a_birth_is_not_granted_without_one(world: World) -> None:
    with pytest.raises(Refused, match="required"):
        world.approve(world.submit().id, register_number="")


def test_the_recommendation_is_asked_for(world: World) -> None:
    with pytest.raises(Refused, match="paper_missing") as refused:
        submit(world, evidence=SHOWN[:1])
    assert refused.value.field == "ward_recommendation"


def test_the_fee_of_the_councils_resolution_is_the_one_to_be_taken(world: World) -> None:
    catalogue.publish_service(resolved(PLACE), by=0, at=AT)
    with pytest.raises(Refused, match="fee_changed") as refused:
        submit(world)
    assert refused.value.detail == {"state_minor": 2000, "operator_minor": 2000}
    done = submit(world, received_fee_minor=4000)
    paid = money.paid_for(done.id)
    assert paid is not None and (paid.state_minor, paid.operator_minor) == (2000, 2000)
