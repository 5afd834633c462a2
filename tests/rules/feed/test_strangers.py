"""What a stranger tells of a subject is kept, and moves nothing: not its order, not its rows, not its mail."""

import dataclasses

import pytest

from dorgora.feed import canonical
from dorgora.feed import events as registry
from dorgora.feed.event import Event
from dorgora.feed.fold import Author, story
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.sync import mailbox
from dorgora.kernel.ids import make_id
from tests.rules.feed.test_exchange import level
from tests.rules.feed.test_mailbox import listed, lodged_for
from tests.simulator import domain
from tests.simulator.liar import Lie, written
from tests.simulator.world import HUB_ACTS, World

AUTHORS = {
    20: Author("centre", "C1"),
    30: Author("office", "U"),
    5: Author("office", "L"),
    7: Author("office", "D"),
}
FILE = make_id(20, 1)


def event(feed: int, seq: int, kind: Kind, facts: Part, *seen: tuple[int, int]) -> Event:
    ids = tuple(make_id(*one) for one in seen)
    return Event(make_id(feed, seq), kind.name, 1, FILE, 0, 0, ids, 0, canonical.encode(facts), b"", b"", b"")


AT_ONCE = [
    event(20, 1, domain.SUBMITTED, domain.Submitted(1, 1, "U", "C1")),
    event(20, 2, domain.WITHDRAWN, domain.Words("")),
    event(30, 1, domain.APPROVED, domain.Words(""), (20, 1)),
]
"""The centre withdraws while the office approves: the office's word holds."""
PULLS = [
    event(5, 1, domain.APPROVED, domain.Words(""), (20, 2)),
    event(5, 1, domain.FORWARDED, domain.Forwarded("L"), (20, 2)),
    event(7, 1, domain.RETURNED, domain.Words(""), (20, 2)),
]


def told(events: list[Event]) -> list[str]:
    return [one.kind for one in story(events, domain.KINDS, AUTHORS.__getitem__)]


@pytest.mark.parametrize("pull", PULLS, ids=["decides too", "forwards to itself", "sends back"])
def test_a_stranger_puts_nothing_before_anything(pull: Event) -> None:
    honest = told(AT_ONCE)
    assert honest == ["application.submitted", "application.approved", "application.withdrawn"]
    assert told([pull, *AT_ONCE]) == [*honest, pull.kind]


def test_who_a_file_was_forwarded_to_is_no_stranger() -> None:
    onward = event(30, 1, domain.FORWARDED, domain.Forwarded("L"), (20, 1))
    approved = event(5, 1, domain.APPROVED, domain.Words(""), (30, 1))
    stranger = event(7, 1, domain.RETURNED, domain.Words(""), (20, 2))
    whole = [AT_ONCE[0], AT_ONCE[1], onward, approved, stranger]
    assert told(whole) == [one.kind for one in (AT_ONCE[0], onward, approved, AT_ONCE[1], stranger)]


def _sent(world: World, name: str, *lies: Lie) -> list[int]:
    """A node tells these, the hub takes them and fills its mailboxes; gives what that node is told then."""
    machine = world.machines[name]
    for lie in lies:
        written(world, machine, machine.writes(), lie)
    level(world, machine)
    world.fill()
    return listed(world, name)


def test_who_erases_without_the_right_is_told_nothing() -> None:
    world, citizen, *_ = lodged_for("D")
    before = listed(world, "office")
    erased = Lie(domain.ERASED, domain.Erased("no law"), citizen)
    pretends = Lie(domain.CORRECTED, domain.Words(""), 0, citizen)
    assert _sent(world, "office", pretends, erased) == before
    assert world.hub.store.keys([citizen])[citizen] is not None


def test_who_pretends_to_hold_her_words_hears_of_no_erasure() -> None:
    world, citizen, *_ = lodged_for("D")
    before = _sent(world, "office", Lie(domain.CORRECTED, domain.Words(""), 0, citizen))
    draft = world.draft(domain.ERASED, domain.Erased("section 12"), citizen)
    (erased,) = world.act(world.hub, HUB_ACTS, [draft])
    with world.hub.store.transaction():
        mailbox.fill(world.hub.store, domain.KINDS, [erased.id], domain.route)
    assert listed(world, "office") == before
    assert erased.id in listed(world, "c1") and erased.id in listed(world, "c2")


def test_what_goes_aside_takes_nothing_of_its_writer_along() -> None:
    """A branch says something about its own laptop, too: who the laptop is comes from the registry all the same."""
    world, _, file, _ = lodged_for("D")
    machine = world.machines["c1"]
    feed, confirmed = machine.writes(), machine.store.acknowledged(machine.writes())
    about_itself = Lie(registry.GRANTED, registry.Granted(40, "office", "D", 0), machine.node_id)
    written(world, machine, feed, about_itself)
    world.act(machine, feed, [world.draft(domain.WITHDRAWN, domain.Words("again"), file)])
    assert [row[1] for row in machine.rows("sim_file")] == ["withdrawn"]
    with machine.store.transaction():
        machine.store.set_aside(feed, confirmed)
    assert [row[1] for row in machine.rows("sim_file")] == ["submitted"]


def test_a_decision_stands_beside_what_its_feed_may_not_say() -> None:
    """What is left out of the story had seen the correction; the decision behind it must name that itself."""
    world, _, file, _ = lodged_for("L")
    machine = world.machines["c1"]
    centre, office = machine.writes("centre"), machine.writes("office")
    world.act(machine, office, [world.draft(domain.RETURNED, domain.Words("which?"), file)])
    (corrected,) = world.act(machine, centre, [world.draft(domain.CORRECTED, domain.Words("this"), file)])
    left_out = dataclasses.replace(domain.OFFERED, facts=domain.Words)
    world.act(machine, office, [world.draft(left_out, domain.Words("not its to say"), file)])
    (approved,) = world.act(machine, office, [world.draft(domain.APPROVED, domain.Words("so be it"), file)])
    assert approved.seen == (corrected.id,)
    assert [row[1] for row in machine.rows("sim_file")] == ["approved"]
