"""One exchange: what is altered changes nothing, what is repeated changes nothing, what was lost comes back."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorgora.feed import canonical
from dorgora.feed.core import Forged
from dorgora.feed.event import GENESIS
from dorgora.feed.sync import gate, wire
from dorgora.feed.sync.exchange import HubSide
from dorgora.kernel.ids import MAX_FEED, make_id
from tests.simulator import domain, people
from tests.simulator.invariants import Watch
from tests.simulator.memory import LOCAL
from tests.simulator.world import SHARED, Machine, World


def busy() -> World:
    """Both centres have lodged; the hub knows of centre 2 and has mail for centre 1; centre 1 has news."""
    world = World(5)
    for name in ("c1", "c2"):
        machine = world.machines[name]
        people.register(world, machine, machine.writes())
        people.submit(world, machine, machine.writes())
        people.submit(world, machine, machine.writes())
    level(world, world.machines["c2"])
    world.fill()
    return world


def hub_side(world: World) -> HubSide:
    return HubSide(world.hub.log, world.hub.store, world.hub.signer, SHARED, lambda: 0)


def level(world: World, machine: Machine) -> int:
    """Exchanges until there is nothing more to say; gives how many rounds it took."""
    for n_rounds in range(1, 50):
        answer = world.answer(world.send(machine))
        assert answer is not None
        if not world.take(answer):
            return n_rounds
    raise AssertionError("they never come to rest")


def test_two_nodes_come_to_the_same() -> None:
    world = busy()
    for _ in range(3):
        for machine in world.nodes():
            level(world, machine)
        world.fill()
    Watch(world).at_the_end()


def test_nothing_new_costs_almost_nothing() -> None:
    world = busy()
    for machine in world.nodes():
        level(world, machine)
    machine = world.machines["c1"]
    level(world, machine)
    message = world.send(machine)
    assert len(gate.pack(machine.side().request())) < 150
    world.hub.store.last = []
    answer = world.answer(message)
    assert answer is not None and len(answer.body) < 200
    assert world.hub.store.last == []


RUN = canonical.encode(next(run for run in busy().machines["c1"].side().request().runs if run.events))


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(RUN) - 1), st.integers(1, 255))
def test_any_altered_byte_of_a_run_changes_nothing(at: int, flip: int) -> None:
    altered = bytearray(RUN)
    altered[at] ^= flip
    try:
        run = msgspec.msgpack.decode(bytes(altered), type=wire.Run)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    request = machine.side().request()
    if msgspec.structs.replace(run, newest=0) == msgspec.structs.replace(
        next(one for one in request.runs if one.events), newest=0
    ):
        return  # only its outlook was touched: how far the feed goes in all is not part of what is signed
    with hub.store.transaction():
        hub_side(world).answer(machine.node_id, msgspec.structs.replace(request, runs=(run,)), 1)
    Watch(world).only(hub, LOCAL, "an altered run")


def _mail() -> bytes:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    world.fill()
    reply = hub_side(world).answer(
        machine.node_id,
        msgspec.structs.replace(machine.side().request(), mail_number=0, mail_hash=GENESIS),
        1,
    )
    assert reply.mail is not None and len(reply.mail.deliveries) > 2
    return canonical.encode(reply.mail)


MAIL = _mail()


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(MAIL) - 1), st.integers(1, 255))
def test_any_altered_byte_of_a_mailbox_changes_nothing(at: int, flip: int) -> None:
    altered = bytearray(MAIL)
    altered[at] ^= flip
    try:
        mail = msgspec.msgpack.decode(bytes(altered), type=wire.Mail)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    if canonical.encode(mail) == MAIL:
        return  # the same number written in another way: 0xCF and 0xD3 begin the same 64 bits
    world = busy()
    machine = world.machines["c1"]
    keys = tuple((key, value) for key, value in world.machines["c2"].store.tables["keys"].items())
    reply = wire.Reply(1, 1, (), (), mail, keys, (), False)
    try:
        with machine.store.transaction():
            machine.side().take(reply)
    except Forged:
        assert machine.store.journal == []
    assert machine.store.inbox()[0] == 0
    assert not any(row[0] >> 40 == world.machines["c2"].feed for row in machine.rows("sim_file"))


def test_an_old_request_changes_nothing() -> None:
    world = busy()
    machine = world.machines["c1"]
    first = world.send(machine)
    level(world, machine)
    people.submit(world, machine, machine.writes())
    level(world, machine)
    world.hub.store.last = []
    assert world.answer(first) is not None
    assert world.hub.store.last == []


def test_a_restored_laptop_gets_back_what_the_hub_has() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    image, feed = machine.store.image(), machine.writes()
    people.register(world, machine, feed)
    people.submit(world, machine, feed)
    level(world, machine)
    whole = machine.store.head(feed)
    machine.store.load(image)
    level(world, machine)
    assert machine.trouble == {"restored"}
    assert machine.store.head(feed) == whole
    assert machine.writes() == feed + 1
    people.submit(world, machine, machine.writes())
    level(world, machine)
    codes = {code for code, _, event_id in world.hub.store.tables["alarms"]}
    assert codes == {"restored"}


def test_a_restored_laptop_that_wrote_on_keeps_both_branches() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    image, feed = machine.store.image(), machine.writes()
    people.submit(world, machine, feed)
    level(world, machine)
    taken = machine.store.head(feed)
    machine.store.load(image)
    people.register(world, machine, feed)
    lost = machine.store.head(feed)
    assert lost is not None
    level(world, machine)
    assert machine.trouble == {"forked"} and machine.store.head(feed) == taken
    assert lost.hash in world.hub.store.tables["quarantine"]
    assert lost.hash in machine.store.tables["aside"]
    assert not any(row[0] == make_id(feed, lost.seq) for row in machine.rows("sim_citizen"))


@pytest.mark.parametrize(("n_before", "n_after"), [(3, 1), (1, 3)], ids=["the hub has more", "it has more"])
def test_a_branch_behind_more_than_one_run_is_found(n_before: int, n_after: int) -> None:
    """A copy was made during weeks without a line; what the two wrote alike is more than one question carries."""
    world = busy()
    machine = world.machines["c1"]
    feed = machine.writes()
    for _ in range(30):
        people.submit(world, machine, feed)
    image = machine.store.image()
    for _ in range(n_before):
        people.submit(world, machine, feed)
    level(world, machine)
    taken = machine.store.head(feed)
    machine.store.load(image)
    for _ in range(n_after):
        people.submit(world, machine, feed)
    lost = machine.store.head(feed)
    assert lost is not None and machine.store.acknowledged(feed) == 0
    level(world, machine)
    assert machine.trouble == {"forked"} and machine.store.head(feed) == taken
    assert lost.hash in world.hub.store.tables["quarantine"]
    people.submit(world, machine, machine.writes())
    level(world, machine)
    assert machine.writes() == feed + 1 and machine.store.acknowledged(feed + 1) == 2


def test_a_restored_laptop_that_writes_while_it_asks_leaves_its_feed() -> None:
    """It cannot know which numbers it gave that nobody else has: one was printed, and lost with the disk."""
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    image, feed = machine.store.image(), machine.writes()
    people.register(world, machine, feed)
    people.register(world, machine, feed)
    level(world, machine)
    taken = machine.store.head(feed)
    people.register(world, machine, feed)
    machine.store.load(image)
    asked = world.send(machine)
    people.register(world, machine, feed)
    meanwhile = machine.store.head(feed)
    assert meanwhile is not None
    answer = world.answer(asked)
    assert answer is not None
    world.take(answer)
    assert machine.store.head(feed) == taken and machine.writes() == feed + 1
    assert machine.trouble == {"forked"}
    level(world, machine)
    assert meanwhile.hash in world.hub.store.tables["quarantine"]
    people.register(world, machine, machine.writes())
    level(world, machine)
    codes = {code for code, _, event_id in world.hub.store.tables["alarms"]}
    assert codes == {"restored"}


def test_an_answer_overtaken_by_a_later_question_changes_nothing() -> None:
    """Two programs of one laptop ask at once; the one asked first is heard last."""
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    feed, first = machine.writes(), machine.side()
    request = first.request()
    people.register(world, machine, feed)
    level(world, machine)
    with machine.store.transaction():
        first.take(hub_side(world).answer(machine.node_id, request, 1))
    assert machine.writes() == feed and first.trouble == []


def test_a_revoked_laptop_is_kept_apart_and_hears_no_more() -> None:
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    level(world, machine)
    people.submit(world, machine, machine.writes())
    from tests.simulator.faults import revoke

    world.rng.choice = lambda options: machine if machine in options else options[0]  # type: ignore[method-assign]
    assert revoke(world, Watch(world)) == "c1 is revoked"
    head, n_mail = hub.store.head(machine.feed), hub.store.mail_head(machine.node_id)
    world.hub.store._put("mail", (machine.node_id, n_mail[0] + 1), (n_mail[0] + 1, make_id(1, 1), bytes(32)))
    request = machine.side().request()
    reply = hub_side(world).answer(machine.node_id, request, 1)
    assert {ack.state for ack in reply.acks} == {wire.REVOKED} and reply.mail is None
    assert hub.store.head(machine.feed) == head
    assert hub.store.tables["quarantine"]


def test_a_key_for_another_centres_citizen_is_not_believed() -> None:
    """A node that plants a key for a citizen not yet known would lock her out; the hub takes keys of its own only."""
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    stranger = make_id(world.machines["c2"].feed, 900)
    request = machine.side().request()
    request = msgspec.structs.replace(request, keys=(*request.keys, (stranger, bytes(16))))
    hub_side(world).answer(machine.node_id, request, 1)
    assert hub.store.keys([stranger]) == {}


def test_a_key_with_words_for_anothers_citizen_is_not_believed() -> None:
    """Sealing words of its own under it makes a key no better: words of hers under the true one would never open."""
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    level(world, machine)
    stranger = make_id(world.machines["c2"].feed, 900)
    planted = bytes(range(16))
    words = domain.Words("hers, it says")
    with machine.store.transaction():
        machine.store.add_keys({stranger: planted})
        drafts = [world.draft(domain.CORRECTED, domain.Words("x"), stranger, words, stranger)]
        machine.log.append(machine.writes("centre"), drafts, machine.signer)
    request = machine.side().request()
    assert any(run.events for run in request.runs)
    request = msgspec.structs.replace(request, keys=(*request.keys, (stranger, planted)))
    with hub.store.transaction():
        hub_side(world).answer(machine.node_id, request, 1)
    assert hub.store.keys([stranger]) == {}


def test_an_acknowledgement_of_another_event_counts_for_nothing() -> None:
    """The hub names a number it once confirmed, and now another event there: it is asked from half way again."""
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    feed = machine.writes("centre")
    known = machine.store.acknowledged(feed)
    held = machine.store.held([make_id(feed, known)])[make_id(feed, known)]
    assert known > 1
    reply = msgspec.convert(hub_side(world).answer(machine.node_id, machine.side().request(), 1), wire.Reply)
    bare = msgspec.structs.replace(reply, runs=(), mail=None, pieces=())
    for base, then in ((b"another!", known // 2), (held[:8], known)):
        acks = (wire.Ack(feed, known, base, wire.OK),)
        with machine.store.transaction():
            machine.side().take(msgspec.structs.replace(bare, acks=acks))
        assert machine.store.acknowledged(feed) == then


@pytest.mark.parametrize("feed", [1, 2, 4, 999, MAX_FEED])
def test_a_feed_that_is_not_the_nodes_is_refused(feed: int) -> None:
    world = busy()
    machine, hub = world.machines["c1"], world.hub
    run = next(run for run in machine.side().request().runs if run.events)
    request = msgspec.structs.replace(
        machine.side().request(), runs=(msgspec.structs.replace(run, feed=feed),)
    )
    with hub.store.transaction():
        reply = hub_side(world).answer(machine.node_id, request, 1)
    assert reply.acks[0].state == wire.UNKNOWN
    Watch(world).only(hub, LOCAL, "a feed of another")


def test_a_long_feed_comes_back_in_pieces() -> None:
    world = busy()
    machine = world.machines["c1"]
    level(world, machine)
    image, feed = machine.store.image(), machine.writes()
    for _ in range(60):
        people.submit(world, machine, feed)
    level(world, machine)
    whole = machine.store.head(feed)
    machine.store.load(image)
    assert level(world, machine) > 5
    assert machine.store.head(feed) == whole
