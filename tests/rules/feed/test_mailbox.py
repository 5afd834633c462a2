"""Mailboxes: whole subjects, what they need first, each event once, nothing back to its writer."""

from typing import Any

import msgspec
import pytest

from dorgora.feed import core
from dorgora.feed.core import Draft
from dorgora.feed.event import GENESIS, Event, hash_of
from dorgora.feed.events import CATALOGUE, REGISTRY, REVOKED, Revoked
from dorgora.feed.sync import mailbox, wire
from dorgora.kernel.ids import make_id
from tests.rules.feed.test_exchange import level
from tests.simulator import domain, people
from tests.simulator.world import HUB_ACTS, World


def listed(world: World, name: str) -> list[int]:
    """The ids in a node's mailbox, in order."""
    return [row[1] for row in world.hub.store.deliveries(world.machines[name].node_id, 0, 999)]


def lodged_for(office: str) -> tuple[World, int, int, int]:
    """Centre 1 lodged one file for this office, to be collected at centre 2; gives citizen, file and fee too."""
    for seed in range(100):
        world = World(seed)
        centre = world.machines["c1"]
        people.register(world, centre, centre.writes())
        people.submit(world, centre, centre.writes())
        (row,) = centre.rows("sim_file")
        if row[2:5] == (office, "C1", "C2"):
            level(world, centre)
            (fee,) = centre.rows("sim_fee")
            return world, row[5], row[0], fee[0]  # type: ignore[return-value]
    raise AssertionError("no such file in a hundred worlds")


def test_a_file_goes_to_its_office_behind_citizen_and_service() -> None:
    world, citizen, file, fee = lodged_for("U")
    world.fill()
    service = world.hub.store.tables["events"][file]
    kind = world.hub.log.kinds.find(service.kind, service.version)
    assert kind is not None
    facts: Any = kind.read_facts(service.facts)
    assert listed(world, "office") == [citizen, facts.service, file]
    assert listed(world, "c2") == listed(world, "office")
    assert fee not in listed(world, "office")


def test_nothing_goes_back_to_its_writer() -> None:
    world, citizen, file, _ = lodged_for("U")
    world.fill()
    assert not {citizen, file} & set(listed(world, "c1"))


def test_filling_again_changes_nothing() -> None:
    world, citizen, file, _ = lodged_for("U")
    assert world.fill() > 0
    with world.hub.store.transaction():
        assert mailbox.fill(world.hub.store, domain.KINDS, [citizen, file], domain.route) == 0
    assert world.hub.store.last == []


def test_who_was_told_of_a_subject_hears_all_that_follows() -> None:
    world, _, file, _ = lodged_for("D")
    world.fill()
    assert listed(world, "office") == []
    hub = world.hub
    (forwarded,) = world.act(hub, hub.feed, [world.draft(domain.FORWARDED, domain.Forwarded("U"), file)])
    world.fill()
    assert listed(world, "office")[-2:] == [file, forwarded.id]
    assert listed(world, "c1")[-1] == forwarded.id == listed(world, "c2")[-1]


def test_the_chain_of_a_mailbox_is_the_one_written_down() -> None:
    world, *_ = lodged_for("U")
    world.fill()
    digest, events = GENESIS, world.hub.store.tables["events"]
    for number, event_id, link in world.hub.store.deliveries(world.machines["office"].node_id, 0, 999):
        digest = wire.mail_hash(digest, number, events[event_id].hash)
        assert digest == link


def test_an_erasure_reaches_all_who_hold_a_word_of_her() -> None:
    world, citizen, _, _ = lodged_for("U")
    world.fill()
    draft = Draft(domain.ERASED, domain.Erased("section 12"), None, citizen, 0, 1)
    (erased,) = world.act(world.hub, HUB_ACTS, [draft])
    world.fill()
    for name in ("c1", "c2", "office"):
        assert erased.id in listed(world, name)
        level(world, world.machines[name])
        assert world.machines[name].store.keys([citizen]) == {citizen: None}


def test_a_lost_erasure_keeps_nobody_from_hearing_the_rest() -> None:
    """The hub told of her without her key, went back to before she was erased, and again sends words of hers."""
    world, citizen, _, _ = lodged_for("D")
    hub, first, second = world.hub, world.machines["c1"], world.machines["c2"]
    world.fill()
    copy = hub.store.image()
    world.act(hub, HUB_ACTS, [Draft(domain.ERASED, domain.Erased("section 12"), None, citizen, 0, 1)])
    level(world, second)
    assert second.store.keys([citizen]) == {}
    hub.store.load(copy)
    world.go_over()
    facts = domain.Submitted(make_id(CATALOGUE, 1), citizen, "D", "C2")
    draft = world.draft(domain.SUBMITTED, facts, None, domain.Words("a wish"), citizen)
    (file,) = world.act(first, first.writes(), [draft])
    level(world, first)
    world.fill()
    level(world, second)
    assert [row[-1] for row in second.rows("sim_file") if row[0] == file.id] == [("a wish",)]


def test_an_erasure_reaches_nobody_who_never_heard_of_her() -> None:
    world = World(3)
    centre = world.machines["c1"]
    people.register(world, centre, centre.writes())
    level(world, centre)
    (citizen,) = [row[0] for row in centre.rows("sim_citizen")]
    draft = Draft(domain.ERASED, domain.Erased("section 12"), None, citizen, 0, 1)  # type: ignore[arg-type]
    world.act(world.hub, HUB_ACTS, [draft])
    world.fill()
    assert listed(world, "office") == listed(world, "c2") == []


def test_a_kind_of_next_year_follows_its_subject() -> None:
    world, _, file, _ = lodged_for("U")
    world.fill()
    blessed = domain.Kind("application.blessed", 1, domain.Words)
    (unknown,) = world.act(world.hub, HUB_ACTS, [Draft(blessed, domain.Words("amen"), None, file, 0, 1)])
    world.fill()
    assert listed(world, "office")[-1] == unknown.id


def test_a_node_enrolled_later_is_served_by_filling_again() -> None:
    world, citizen, file, _ = lodged_for("U")
    hub = world.hub.store
    with hub.transaction():
        hub.done(list(hub.tables["todo"]))
    assert listed(world, "office") == []
    with hub.transaction():
        assert mailbox.fill(hub, domain.KINDS, [file], domain.route) > 0
    assert listed(world, "office")[0] == citizen


def known_at_one_centre() -> tuple[World, int]:
    """Centre 1 registered a citizen, and the hub heard it."""
    world = World(3)
    centre = world.machines["c1"]
    people.register(world, centre, centre.writes())
    level(world, centre)
    ((citizen, *_),) = centre.rows("sim_citizen")
    level(world, world.machines["c2"])
    return world, citizen  # type: ignore[return-value]


def lodge_at_centre_2(world: World, citizen: int, person_of: int, words: domain.Words | None = None) -> int:
    """Centre 2 lodges a file for a citizen of centre 1, and the hub hears it; gives the file."""
    centre = world.machines["c2"]
    ((service, *_), *_) = centre.rows("sim_service")
    facts = domain.Submitted(service, citizen, "U", "C2")  # type: ignore[arg-type]
    (file,) = world.act(
        centre, centre.writes(), [world.draft(domain.SUBMITTED, facts, None, words, person_of)]
    )
    level(world, centre)
    return file.id


def test_naming_another_centres_citizen_brings_nobody_her_words() -> None:
    world, citizen = known_at_one_centre()
    file = lodge_at_centre_2(world, citizen, citizen)
    world.fill()
    assert file in listed(world, "office")
    assert citizen not in listed(world, "office")
    assert citizen not in listed(world, "c2")
    level(world, world.machines["c2"])
    assert world.machines["c2"].store.keys([citizen]) == {}


def test_a_file_reaches_its_office_though_its_laptop_is_revoked() -> None:
    """The hub took it while the laptop was trusted; nobody would ever bring it again."""
    world, citizen, _, _ = lodged_for("D")
    world.fill()
    level(world, world.machines["c2"])
    file = lodge_at_centre_2(world, citizen, citizen, domain.Words("a wish"))
    revoked = Draft(REVOKED, Revoked("stolen"), None, world.machines["c2"].node_id, 0, 1)
    world.act(world.hub, REGISTRY, [revoked])
    world.fill()
    assert [one for one in listed(world, "office") if one in (citizen, file)] == [citizen, file]


def test_an_act_under_another_persons_name_brings_nobody_her_words(monkeypatch: pytest.MonkeyPatch) -> None:
    world, citizen = known_at_one_centre()
    centre = world.machines["c2"]
    people.register(world, centre, centre.writes())
    level(world, centre)
    ((own, *_),) = centre.rows("sim_citizen")
    file = lodge_at_centre_2(world, own, own)  # type: ignore[arg-type]
    world.fill()
    assert own in listed(world, "office")
    write = core._new_event

    def under_her_name(*given: Any) -> Event:
        event = msgspec.structs.replace(write(*given), person_of=citizen, person_digest=bytes(32))
        return msgspec.structs.replace(event, hash=hash_of(event))

    with monkeypatch.context() as inside:
        inside.setattr(core, "_new_event", under_her_name)
        world.act(
            centre, centre.writes(), [world.draft(domain.CORRECTED, domain.Words("as said"), file, None)]
        )
    level(world, centre)
    world.fill()
    assert make_id(centre.writes(), 3) in world.hub.store.tables["of_person"][citizen]
    assert citizen not in listed(world, "office") + listed(world, "c2")


def test_a_decision_goes_before_a_new_file() -> None:
    """Both became known at once; who takes the mail on a line of minutes hears first what was decided."""
    world, new, decision = decided_and_lodged()
    assert new < decision, "by number alone the file would go first"
    world.fill()
    told = [one for one in listed(world, "c1") if one in (new, decision)]
    assert told == [decision, new]


def decided_and_lodged() -> tuple[World, int, int]:
    """The hub sends centre 1's file on, and centre 2 lodges one to be collected at 1, before any mailbox is filled."""
    for seed in range(1000):
        world = World(seed)
        first, second = world.machines["c1"], world.machines["c2"]
        for machine in (first, second):
            people.register(world, machine, machine.writes())
            people.submit(world, machine, machine.writes())
        ((old, office),) = [(row[0], row[2]) for row in first.rows("sim_file")]
        ((new, collect),) = [(row[0], row[4]) for row in second.rows("sim_file")]
        if (office, collect) == ("D", "C1") and second.feed < world.hub.feed:
            level(world, first)
            world.fill()
            level(world, second)
            draft = world.draft(domain.FORWARDED, domain.Forwarded("U"), old)
            (decision,) = world.act(world.hub, world.hub.feed, [draft])
            return world, new, decision.id  # type: ignore[return-value]
    raise AssertionError("no such pair of files in a thousand worlds")
