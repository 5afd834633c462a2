"""A later office's node hears of a file when it comes to it, and then of all of it; before that of nothing."""

from typing import Any

import pytest

from dorgora.feed import aftermath, awaiting, went_back
from dorgora.feed import node as nodes
from dorgora.feed.roads import enrol
from tests.applications.allowance import UPAZILA, Both, officer, open_upazila
from tests.applications.world import World
from tests.feed.test_enrolment import asked, no_codes, welcome

pytestmark = pytest.mark.database


@pytest.fixture
def both(world: World) -> Both:
    """The upazila's office is on a node of its own."""
    open_upazila(UPAZILA, UPAZILA, "চরফ্যাশন উপজেলা", "Charfasson Upazila")
    return Both(world, officer(UPAZILA, "নাসরিন", "Nasrin"), 0)


def enrolled() -> int:
    """The upazila's node, by id."""
    slip = enrol.invite("upazila", [("office", UPAZILA)])
    return welcome(enrol.admit(asked(slip.code, b"u" * 32), no_codes)).node_id


def heard(node_id: int, *subjects: int) -> list[str]:
    """The kinds of event about these that were delivered to a node, in order."""
    aftermath.drain()
    ids = [event_id for _, event_id, _ in nodes.this().store.deliveries(node_id, 0, 1000)]
    events = {one.id: one for one in nodes.this().store.read("e.id", ids)}
    return [events[one].kind for one in ids if events[one].subject in subjects]


def whole(world: Any, file_id: int) -> tuple[int, int]:
    return world.file(file_id).citizen_id, file_id


def test_it_hears_of_a_file_when_that_comes_to_it(both: Both) -> None:
    upazila = enrolled()
    done = both.submit()
    about = whole(both.world, done.id)
    assert heard(upazila, *about) == []
    both.forward(done.id)
    assert heard(upazila, *about) == [
        "citizen.registered", "application.submitted", "money.fee_taken", "application.forwarded",
    ]  # fmt: skip
    assert nodes.this().store.nodes_holding(about[0]) >= {upazila}


def test_a_hub_that_went_back_waits_for_whom_it_may_have_sent_it_to(both: Both) -> None:
    """The first office's word may be what was lost, and the second one's decision stand on it."""
    upazila = enrolled()
    done = both.submit()
    assert heard(upazila, done.id) == []
    went_back.go_on(nodes.this())
    assert upazila in awaiting.awaited(nodes.this(), done.id)


def test_what_the_first_refused_it_never_hears_of(both: Both) -> None:
    upazila = enrolled()
    done = both.submit()
    both.world.return_file(done.id, "wallet")
    both.world.reject(done.id)
    assert heard(upazila, *whole(both.world, done.id)) == []


def test_a_node_enrolled_later_hears_of_what_lies_there(both: Both) -> None:
    came, stayed = (
        both.submit(draft_key="came"),
        both.submit(draft_key="stayed", citizen_id=both.registered()),
    )
    both.forward(came.id)
    aftermath.drain()
    upazila = enrolled()
    assert "application.forwarded" in heard(upazila, came.id)
    assert heard(upazila, stayed.id) == []
