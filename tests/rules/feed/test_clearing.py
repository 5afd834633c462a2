"""What was written of a subject is cleared: its words go wherever that is heard, whenever they come."""

import msgspec
import pytest

from dorgora.feed.event import Event
from dorgora.feed.sync.exchange import make_run
from tests.rules.feed.test_core import lodged
from tests.simulator import domain
from tests.simulator.world import Machine, World


@pytest.fixture
def world() -> World:
    """The first morning: everybody is enrolled, nothing has happened."""
    return World(1)


def cleared(world: World, file: int) -> Event:
    """The hub says that what was written in a file goes."""
    drafts = [world.draft(domain.CLEARED, domain.Words("taken back"), file)]
    (event,) = world.act(world.hub, world.hub_feed("hub", "people"), drafts)
    return event


def words_of(machine: Machine, file: int) -> list[bytes | None]:
    return [one.person for one in machine.store.events_of([file])[file] if one.person_digest]


def test_what_is_cleared_is_gone_wherever_it_is_heard(world: World) -> None:
    """Of that file alone; she and her other file keep their words, and nothing is sent to whoever asks later."""
    centre, events, head, keys = lodged(world)
    file, other = (one.id for one in events if one.kind == domain.SUBMITTED.name)
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    event = cleared(world, file)
    centre.log.receive_delivered([event], {})
    for machine in (world.hub, centre):
        assert words_of(machine, file) == [None]
        assert None not in (*words_of(machine, other), *words_of(machine, events[0].id))
        rows = {row[0]: row[-1] for row in machine.rows("sim_file")}
        assert rows[file] == (None,) and None not in rows[other]
    run, told = make_run(centre.store, centre.signer, centre.writes(), 0, 100_000)
    assert [one.person for one in told if one.id == file] == [None]
    world.machines["c2"].log.receive_run(told, run.head, centre.signer.public, keys)
    assert world.machines["c2"].rows("sim_file") == centre.rows("sim_file")


@pytest.mark.parametrize("road", ["its feed", "a mailbox", "words that lacked"])
def test_words_that_come_after_they_were_cleared_go(world: World, road: str) -> None:
    centre, events, head, keys = lodged(world, 1)
    file = next(one.id for one in events if one.kind == domain.SUBMITTED.name)
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    event = cleared(world, file)
    late = world.machines["c2"].log
    if road == "words that lacked":
        late.receive_delivered([msgspec.structs.replace(one, person=None) for one in events], {})
    late.receive_delivered([event], {})
    if road == "its feed":
        late.receive_run(events, head, centre.signer.public, keys)
    else:
        late.receive_delivered(events, keys)
    assert words_of(world.machines["c2"], file) == [None]
    assert world.machines["c2"].rows("sim_file") == world.hub.rows("sim_file")


def test_what_is_written_of_a_cleared_file_goes_at_once(world: World) -> None:
    centre, events, head, keys = lodged(world, 1)
    file = next(one for one in events if one.kind == domain.SUBMITTED.name)
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    event = cleared(world, file.id)
    centre.log.receive_delivered([event], {})
    corrected = world.draft(domain.CORRECTED, domain.Words(""), file.id, domain.Words("late"), file.person_of)
    world.act(centre, centre.writes(), [corrected])
    assert words_of(centre, file.id) == [None, None]


def test_a_centre_clears_nothing(world: World) -> None:
    """Not even its own file: what it says of it counts for nothing, here and at the hub."""
    centre, events, _, keys = lodged(world, 1)
    file = next(one.id for one in events if one.kind == domain.SUBMITTED.name)
    (lie,) = world.act(
        centre, centre.writes(), [world.draft(domain.CLEARED, domain.Words("no ground"), file)]
    )
    world.hub.log.receive_delivered([*events, lie], keys)
    assert None not in (*words_of(centre, file), *words_of(world.hub, file))
