"""The line is there for minutes: an office's decisions are at the hub before a centre's files, when they may be."""

import pytest

from dorgora.applications import events as applications
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.sync.exchange import HubSide
from dorgora.feed.writing import BACKGROUND, writing
from tests.feed.boat import DESK, FEED, Boat, at_hub, head_at_hub
from tests.simulator.world import SHARED

pytestmark = pytest.mark.database
LITTLE = 400
"""Bytes for one round: one feed's news, and the line is cut."""


@pytest.fixture
def boat(hub: object) -> Boat:
    return Boat()


def returned(boat: Boat, citizen: int) -> int:
    """The office writes something about her, in words that are hers."""
    note = applications.Note("দেখে নিন")
    draft = Draft(applications.RETURNED, applications.Returned((), "wrong"), note, citizen, 0, 1, citizen)
    with boat.store.transaction():
        return boat.log.append(DESK, [draft], boat.signer)[0].id


def one_round(boat: Boat, room: int) -> None:
    """So much is said, and the line is gone."""
    node = nodes.this()
    with writing(BACKGROUND):
        hub = HubSide(node.log, node.store, node.signer, SHARED, lambda: 0)
        hub.answer(boat.id, boat.side.request(room), 1)


def test_a_decision_is_there_before_the_files_when_the_line_is_cut(boat: Boat) -> None:
    (known,) = boat.register(1)
    boat.exchange()
    files = boat.register(*range(2, 12))
    decision = returned(boat, known)
    one_round(boat, LITTLE)
    assert at_hub([decision, *files]) & {decision} == {decision}
    assert len(at_hub(files)) < len(files), "the line was cut before they had all gone"
    boat.exchange()
    assert at_hub([decision, *files]) == {decision, *files}


def test_a_decision_on_a_file_that_has_not_gone_waits_for_it(boat: Boat) -> None:
    (new,) = boat.register(1)
    decision = returned(boat, new)
    one_round(boat, LITTLE)
    assert at_hub([new, decision]) >= {new}
    boat.exchange()
    assert at_hub([new, decision]) == {new, decision}
    assert (head_at_hub(FEED), head_at_hub(DESK)) == (1, 1)


def test_one_decision_on_a_new_file_keeps_all_behind_the_files(boat: Boat) -> None:
    """A feed goes whole: part of it before the files and part behind would let the hub take one without the other."""
    (known,) = boat.register(1)
    boat.exchange()
    (new,) = boat.register(2)
    returned(boat, known)
    returned(boat, new)
    runs = [run.feed for run in boat.side.request().runs if run.events]
    assert runs == [FEED, DESK]
    boat.exchange()
    assert (head_at_hub(FEED), head_at_hub(DESK)) == (2, 2)
