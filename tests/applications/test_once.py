"""What everybody gets once: a second file is refused before any fee while one is open or granted, on any record."""

import pytest

from dorgora.applications import events as ev
from dorgora.applications import once
from dorgora.catalogue import queries as catalogue
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people
from tests.applications import citizenship
from tests.applications.allowance import SERVICE, Both, with_upazila
from tests.applications.world import AT, LATER, OTHER, PLACE, World
from tests.retold import retold

pytestmark = pytest.mark.database


@pytest.fixture
def both(world: World) -> Both:
    return with_upazila(world)


def n_events() -> int:
    ((n,),) = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event")
    return int(n)


def check_refused(both: Both, number: str, **changed: int) -> None:
    before = n_events()
    with pytest.raises(Refused, match="had_before") as refused:
        both.submit(draft_key="second", at=LATER, **changed)
    assert refused.value.detail == {"number": number} and n_events() == before, "no fee, no file"


def test_while_one_is_open_or_granted_there_is_no_second(both: Both) -> None:
    first = both.submit()
    check_refused(both, first.number)
    both.forward(first.id)
    check_refused(both, first.number)
    both.approve(first.id)
    check_refused(both, first.number)


def test_what_was_rejected_or_taken_back_can_be_asked_for_again(both: Both) -> None:
    both.world.withdraw(both.submit().id)
    with retold():
        second = both.submit(draft_key="second")
    both.world.reject(second.id)
    assert both.submit(draft_key="third", at=LATER).id


def test_another_record_of_hers_counts_and_another_citizen_does_not(both: Both) -> None:
    first, kamala = both.submit(), both.registered()
    assert both.submit(draft_key="hers", citizen_id=kamala).id
    again = both.registered("চর পাতিলার দক্ষিণ")
    nasima = people.appoint_officer(
        role="hub", place="", powers=("link",), local_name="নাসিমা", latin_name="Nasima", local_title="", latin_title="",
        by=0, at=AT,
    )  # fmt: skip
    people.link_citizens(first_id=both.world.rahima, second_id=again, reason="papers", by=nasima, at=AT)
    check_refused(both, first.number, citizen_id=again)


@pytest.mark.parametrize(("state", "counts"), [("waiting", True), ("approved", True), ("rejected", False)])
def test_a_file_at_another_centre_counts_as_far_as_it_is_told(both: Both, state: str, counts: bool) -> None:
    version = catalogue.service(SERVICE)
    assert version is not None
    told = ev.Outlined(PLACE, both.world.rahima, 7, SERVICE, 3, OTHER, "1234567", "2026-11-20", state, False)
    with log.act(role="hub", place="people", by=0, at=AT) as act:
        act.add(ev.OUTLINED, told)
    if not counts:
        return once.check_not_had(version, both.world.rahima, PLACE)
    with pytest.raises(Refused, match="had_elsewhere"):
        both.submit()


def test_this_centres_own_file_is_named_before_another(both: Both) -> None:
    """She has it here and, by what the hub told, elsewhere: the operator is led to the file she can open."""
    first = both.submit()
    told = ev.Outlined(
        PLACE, both.world.rahima, 7, SERVICE, 3, OTHER, "1234567", "2026-11-20", "waiting", False
    )
    with log.act(role="hub", place="people", by=0, at=AT) as act:
        act.add(ev.OUTLINED, told)
    assert once.had([both.world.rahima], [SERVICE], PLACE) == {SERVICE: once.Had(first.number, "waiting")}
    check_refused(both, first.number)


def test_a_service_that_does_not_say_so_is_given_again(world: World) -> None:
    for key in ("first", "second"):
        assert citizenship.submit(world, draft_key=key).id
