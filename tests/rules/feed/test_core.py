"""The log: what is appended, received and told again; what is forged changes nothing."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from dorgora.feed import canonical
from dorgora.feed.core import Draft, Forged
from dorgora.feed.event import GENESIS, Event, Head, chain_fault, hash_of, is_whole
from dorgora.feed.sync.exchange import make_run, opening_keys
from dorgora.kernel.signing import Signer, is_signed
from tests.simulator import domain, people
from tests.simulator.invariants import effective
from tests.simulator.world import HUB_ACTS, Machine, World


@pytest.fixture
def world() -> World:
    """The first morning: everybody is enrolled, nothing has happened."""
    return World(1)


def lodged(world: World, n_files: int = 2) -> tuple[Machine, list[Event], Head, dict[int, bytes | None]]:
    """Centre 1 registers a citizen and lodges files; gives its events, their signed head and her key."""
    centre = world.machines["c1"]
    feed = centre.writes()
    people.register(world, centre, feed)
    for _ in range(n_files):
        people.submit(world, centre, feed)
    run, events = make_run(centre.store, centre.signer, feed, 0, 100_000)
    return centre, events, run.head, dict(opening_keys(events, centre.store))


def test_what_is_appended_is_a_signed_chain(world: World) -> None:
    centre, events, head, _ = lodged(world)
    assert chain_fault(events, Head(centre.writes(), 0, GENESIS)) is None
    assert all(is_whole(event) for event in events)
    assert centre.store.head(centre.writes()) == head
    assert is_signed(centre.signer.public, head.message(), head.signature)


def test_a_batch_makes_the_same_rows_at_the_hub(world: World) -> None:
    centre, events, head, keys = lodged(world)
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    for table in ("sim_file", "sim_citizen", "sim_fee"):
        assert centre.rows(table) and centre.rows(table) == world.hub.rows(table)


def test_the_same_batch_again_changes_nothing(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_run(events, head, centre.signer.public, keys)
    hub.store.journal = []
    with pytest.raises(Forged, match="head"):
        hub.log.receive_run(events, head, centre.signer.public, keys)
    assert hub.log.receive_delivered(events, keys) == []
    assert hub.store.journal == []


def test_a_batch_that_overlaps_is_taken_from_where_it_is_new(world: World) -> None:
    centre, events, head, keys = lodged(world)
    first = Head(head.feed, 2, events[1].hash)
    first = Head(head.feed, 2, events[1].hash, centre.signer.sign(first.message()))
    hub = world.hub
    assert len(hub.log.receive_run(events[:2], first, centre.signer.public, keys)) == 2
    assert hub.log.receive_run(events, head, centre.signer.public, keys) == events[2:]


def test_what_came_by_mailbox_is_not_told_again_by_its_feed(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_delivered(events[:3], keys)
    assert hub.log.receive_run(events, head, centre.signer.public, keys) == events[3:]
    assert hub.store.head(head.feed) == head


def _bare(events: list[Event]) -> list[Event]:
    return [msgspec.structs.replace(event, person=None) for event in events]


def test_words_that_came_late_are_added_and_told(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_delivered(_bare(events), {})
    assert hub.rows("sim_file") != centre.rows("sim_file")
    assert hub.log.receive_run(events, head, centre.signer.public, keys) == []
    for table in ("sim_file", "sim_citizen", "sim_fee"):
        assert centre.rows(table) == hub.rows(table)
    assert hub.store.tables["keys"] == keys
    assert hub.store.events_of([events[0].id]) == centre.store.events_of([events[0].id])


@pytest.mark.parametrize("lie", ["another key", "other words", "no key"])
def test_words_that_prove_nothing_are_not_added(world: World, lie: str) -> None:
    _, events, _, keys = lodged(world)
    hub = world.hub
    hub.log.receive_delivered(_bare(events), {})
    hub.store.journal = []
    if lie == "other words":
        events = [msgspec.structs.replace(event, person=b"\x91\xa0") for event in events]
    brought = {"another key": dict.fromkeys(keys, bytes(16)), "other words": keys, "no key": {}}[lie]
    assert hub.log.receive_delivered(events, brought) == []
    assert hub.store.journal == []


def test_no_words_are_added_of_who_was_erased(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_delivered(_bare(events), {})
    erasing = Draft(domain.ERASED, domain.Erased("section 12"), None, events[0].id, 0, 1)
    hub.log.append(HUB_ACTS, [erasing], hub.signer)
    hub.log.receive_run(events, head, centre.signer.public, keys)
    assert {event.person for event in hub.store.read("e.id", [event.id for event in events])} == {None}
    assert hub.store.keys([events[0].id]) == {events[0].id: None}


def _told_otherwise(event: Event) -> Event:
    """As whoever rewrites an event would leave it: whole in itself, its hash made good."""
    other = msgspec.structs.replace(event, facts=canonical.encode(["forged"]))
    return msgspec.structs.replace(other, hash=hash_of(other))


Change = Callable[[list[Event]], list[Event]]


def _with(**fields: Any) -> Change:
    return lambda events: [events[0], msgspec.structs.replace(events[1], **fields), *events[2:]]


FORGERIES: dict[str, Change] = {
    "other facts": _with(facts=canonical.encode(["forged"])),
    "another kind": _with(kind="application.approved"),
    "another version": _with(version=2),
    "another subject": _with(subject=7),
    "another hand": _with(by=7),
    "another time": _with(at=7),
    "another past": _with(seen=(7,)),
    "another owner": _with(person_of=7),
    "another digest": _with(person_digest=bytes(32)),
    "another chain": _with(prev=bytes(32)),
    "one whole in itself": lambda events: [events[0], _told_otherwise(events[1]), *events[2:]],
    "another hash": _with(hash=bytes(32)),
    "one left out": lambda events: [events[0], *events[2:]],
    "the first left out": lambda events: events[1:],
    "the last left out": lambda events: events[:-1],
    "two exchanged": lambda events: [events[1], events[0], *events[2:]],
    "one doubled": lambda events: [events[0], *events],
    "none at all": lambda events: [],
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_batch_is_refused_and_changes_nothing(world: World, name: str) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    with pytest.raises(Forged), hub.store.transaction():
        hub.log.receive_run(FORGERIES[name](events), head, centre.signer.public, keys)
    assert hub.store.journal == [] and hub.rows("sim_file") == []


def test_the_first_event_at_fault_is_named(world: World) -> None:
    centre, events, head, keys = lodged(world)
    with pytest.raises(Forged) as forged:
        world.hub.log.receive_run(FORGERIES["other facts"](events), head, centre.signer.public, keys)
    assert (forged.value.reason, forged.value.event_id) == ("chain", events[1].id)


def test_another_key_does_not_sign_for_a_node(world: World) -> None:
    centre, events, head, keys = lodged(world)
    thief = Signer(bytes([99]) * 32)
    stolen = Head(head.feed, head.seq, head.hash, thief.sign(head.message()))
    with pytest.raises(Forged, match="signature"):
        world.hub.log.receive_run(events, stolen, centre.signer.public, keys)


def test_a_person_part_that_was_not_told_is_refused(world: World) -> None:
    centre, events, head, keys = lodged(world)
    lie = [msgspec.structs.replace(events[0], person=canonical.encode(["somebody else"])), *events[1:]]
    with pytest.raises(Forged, match="person"):
        world.hub.log.receive_run(lie, head, centre.signer.public, keys)


def test_a_person_part_without_its_key_is_refused(world: World) -> None:
    centre, events, head, _ = lodged(world)
    with pytest.raises(Forged, match="key"):
        world.hub.log.receive_run(events, head, centre.signer.public, {})


def test_a_delivery_that_differs_from_the_one_held_is_refused(world: World) -> None:
    centre, events, head, keys = lodged(world)
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    other = msgspec.structs.replace(events[1], at=7)
    with pytest.raises(Forged, match="differs"):
        world.hub.log.receive_delivered([other], keys)


@pytest.mark.parametrize("road", ["delivered", "delivered before its feed", "one delivery"])
def test_two_events_of_one_id_are_never_both_taken(world: World, road: str) -> None:
    """Each is whole in itself: only its id, borne by another, shows that its writer (or a clone) told two things."""
    centre, events, head, keys = lodged(world)
    hub, other = world.hub, _told_otherwise(events[1])
    if road == "delivered":
        hub.log.receive_run(events, head, centre.signer.public, keys)
    elif road == "delivered before its feed":
        hub.log.receive_delivered([other], keys)
    hub.store.journal = []
    with pytest.raises(Forged, match="differs") as forged, hub.store.transaction():
        if road == "delivered before its feed":
            hub.log.receive_run(events, head, centre.signer.public, keys)
        else:
            hub.log.receive_delivered([other] if road == "delivered" else [*events, other], keys)
    assert forged.value.event_id == events[1].id
    assert hub.store.journal == []


def test_a_late_event_tells_the_subject_again(world: World) -> None:
    """A withdrawal is there first; the decision it did not know of comes later and goes before it."""
    centre, events, head, keys = lodged(world, 1)
    office, file = world.machines["office"], events[1]
    world.hub.log.receive_run(events, head, centre.signer.public, keys)
    office.log.receive_delivered(events, keys)
    state = {row[0]: row[1] for row in world.hub.rows("sim_file")}
    assert state == {file.id: "submitted"}
    centre_feed, office_feed = centre.writes(), office.writes()
    people._step(world, centre, centre_feed, domain.WITHDRAWN.name)
    run, withdrawn = make_run(centre.store, centre.signer, centre_feed, head.seq, 9_999)
    world.hub.log.receive_run(withdrawn, run.head, centre.signer.public, {})
    assert world.hub.rows("sim_file")[0][1] == "withdrawn"
    holder = "office" if office.rows("sim_file")[0][2] == "U" else "hub"
    (approved,) = world.act(
        world.machines[holder],
        world.machines[holder].feed if holder == "hub" else office_feed,
        [world.draft(domain.APPROVED, domain.Words("yes"), file.id)],
    )
    if holder == "office":
        run, told = make_run(office.store, office.signer, office_feed, 0, 9_999)
        world.hub.log.receive_run(told, run.head, office.signer.public, {})
        assert world.hub.rows("sim_file")[0][1] == "approved"
        assert [row[0] for row in world.hub.rows("sim_dispute")] == [withdrawn[0].id]
    else:
        assert [row[0] for row in world.hub.rows("sim_dispute")] == [approved.id]


def test_erasing_leaves_every_row_and_no_word(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_run(events, head, centre.signer.public, keys)
    before = hub.rows("sim_file")
    draft = Draft(domain.ERASED, domain.Erased("section 12"), None, events[0].id, 0, 1)
    hub.log.append(HUB_ACTS, [draft], hub.signer)
    assert [row[:-1] for row in hub.rows("sim_file")] == [row[:-1] for row in before]
    assert {row[-1] for row in hub.rows("sim_file")} == {row[-1] for row in hub.rows("sim_citizen")} == {None}
    kept = hub.store.run_of(head.feed, 0, 99)
    assert all(event.person is None for event in kept)
    assert chain_fault(kept, Head(head.feed, 0, GENESIS)) is None


def test_only_the_hub_can_erase(world: World) -> None:
    centre, events, _, _ = lodged(world)
    draft = Draft(domain.ERASED, domain.Erased("because I say so"), None, events[0].id, 0, 1)
    centre.log.append(centre.writes(), [draft], centre.signer)
    assert centre.store.keys([events[0].id])[events[0].id]


def test_an_erased_person_stays_erased_when_old_events_come(world: World) -> None:
    centre, events, head, keys = lodged(world)
    hub = world.hub
    hub.log.receive_run(events, head, centre.signer.public, keys)
    draft = Draft(domain.ERASED, domain.Erased("section 12"), None, events[0].id, 0, 1)
    erased = hub.log.append(HUB_ACTS, [draft], hub.signer)
    office = world.machines["office"]
    office.log.receive_delivered(erased, {})
    office.log.receive_delivered(events, keys)
    assert {row[-1] for row in office.rows("sim_file")} == {None}
    assert office.store.keys([events[0].id]) == {events[0].id: None}


def test_a_kind_of_next_year_is_kept_and_passed_on(world: World) -> None:
    centre, events, _, _ = lodged(world)
    feed = centre.writes()
    kinds, centre.log.kinds = centre.log.kinds, _and_one_more(centre)
    unknown = centre.log.kinds.find("application.blessed", 1)
    assert unknown is not None
    centre.log.append(feed, [Draft(unknown, domain.Words("amen"), None, events[1].id, 0, 1)], centre.signer)
    centre.log.kinds = kinds
    run, whole = make_run(centre.store, centre.signer, feed, 0, 99_999)
    hub = world.hub
    hub.log.receive_run(whole, run.head, centre.signer.public, dict(opening_keys(whole, centre.store)))
    assert hub.store.run_of(feed, 0, 99) == whole
    assert [row[1] for row in hub.rows("sim_file")] == ["submitted", "submitted"]


def _and_one_more(machine: Machine) -> Any:
    from dorgora.feed.kinds import Kind, Kinds

    return Kinds([*machine.log.kinds, Kind("application.blessed", 1, domain.Words)])


def test_a_cut_in_the_middle_leaves_nothing(world: World) -> None:
    from tests.simulator.memory import PowerCut

    centre = world.machines["c1"]
    people.register(world, centre, centre.writes())
    image = centre.store.image()
    for n_writes in range(40):
        centre.store.cut_in = n_writes
        try:
            people.submit(world, centre, centre.writes())
        except PowerCut:
            centre.store.lose_power()
            assert effective([], centre) == [] and centre.store.tables == image
        else:
            assert n_writes > 5
            return
    pytest.fail("forty writes for one file")
