"""A laptop's backup at the hub: its events come in as by an exchange, once, and nothing else it says is believed."""

import os
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from msgspec.structs import replace

from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import queries, went_back
from dorgora.feed.event import GENESIS
from dorgora.feed.roads import founding, restoring
from dorgora.feed.sync import backup, frames, gate, wire
from dorgora.feed.writing import writing
from dorgora.kernel import envelope
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer
from dorgora.people import events as people
from tests.feed import boat as boats
from tests.feed.boat import DESK, FEED, Boat, at_hub, head_at_hub, taken


@pytest.fixture
def boat(hub: Callable[[str, str], int]) -> Boat:
    """A laptop of which the hub has confirmed one event."""
    found = Boat()
    found.register(1)
    found.exchange()
    assert head_at_hub() == 1
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dorgora-1.backup"


def written() -> list[Any]:
    """All that the hub holds but its notes and alarms."""
    rows = nodes.this().store.rows
    tables = ("feed_event", "feed_personpart", "feed_personkey", "feed_head", "feed_quarantined", "feed_grant",
              "feed_delivery", "feed_counter", "people_citizen", "feed_note")  # fmt: skip
    return [sorted(map(repr, rows.all(f"SELECT * FROM {table}"))) for table in tables]


def alarms() -> set[str]:
    return {one.code for one in queries.alarms()}


def test_what_was_not_confirmed_comes_in_once(boat: Boat, path: Path) -> None:
    ids = boat.register(2, 3) + boat.register(4, feed=DESK)
    boat.backup(path)
    came = taken(path)
    assert (came.trouble, came.n_parts, came.n_events, came.n_apart) == ([], 1, 3, 0)
    assert came.new == {people.CITIZEN_REGISTERED.name: 3}
    assert at_hub(ids) == set(ids)
    assert nodes.this().store.keys(ids) == boat.store.keys(ids)
    before = written()
    again = taken(path)
    assert (again.trouble, again.n_events, again.new.total()) == ([], 3, 0)
    assert written() == before
    boat.exchange()  # it was not lost after all
    assert boat.store.acknowledged(FEED) == 3
    assert alarms() == set()


def test_who_has_stick_and_laptop_reads_nothing(boat: Boat, path: Path) -> None:
    """With every key of the laptop, and with what the laptop and the hub agreed."""
    (one,) = boat.register(2)
    content = boat.backup(path).read_bytes()
    with path.open("rb") as stream:
        begins, cover = backup.read_opening(stream)
        sealed = backup.read_part(stream)
    agreed = boats.agree(boat.seed, boat.hub_exchange_key)
    for seed in (boat.seed, agreed, *(key * 2 for key in boat.store.keys([one]).values() if key)):
        with pytest.raises(ValueError, match="open"):
            envelope.addressed_to(seed, cover.public).open(0, sealed, backup.about(begins))
    for word in ("নাগরিক", "Citizen", "1990-01-01"):
        assert word.encode() not in content
    own = nodes.this().identity
    body, _ = envelope.addressed_to(own.exchange_seed, cover.public).open(0, sealed, backup.about(begins))
    assert b"Citizen 2" in zstandard.ZstdDecompressor().decompressobj().decompress(body[24:])


def test_a_long_absence_comes_in_bounded_parts(boat: Boat, path: Path) -> None:
    ids = [*boat.register(*range(2, 702)), *boat.register(*range(20), feed=DESK)]
    parts = boat.parts()
    assert len(parts) > 1
    for part in parts:
        assert sum(wire.bytes_of(run.events) for run in part.runs) <= wire.ROOM + 1000
        assert (part.mail_number, part.held, part.lacks, part.lost, part.rotation) == (0, (), (), (), None)
    boat.backup(path, parts)
    assert (taken(path).trouble, at_hub(ids)) == ([], set(ids))


def test_a_stale_file_sets_nothing_back(boat: Boat, path: Path) -> None:
    """The hub heard more of one feed since; what it has not of the other still comes in."""
    boat.register(2)
    other = boat.register(3, feed=DESK)
    boat.backup(path)
    more = boat.register(4, 5)
    desk = boat.store.tables["heads"].pop(DESK)  # the line broke between the two feeds
    boat.round()
    boat.store.tables["heads"][DESK] = desk
    assert (head_at_hub(), head_at_hub(DESK)) == (4, 0)
    came = taken(path)
    assert (came.trouble, came.new.total()) == ([], 1)
    assert at_hub([*other, *more]) == {*other, *more}
    assert (head_at_hub(), alarms()) == (4, set())


def test_a_file_of_which_some_is_known_goes_on_there(boat: Boat, path: Path) -> None:
    boat.register(2)
    parts = boat.parts()
    boat.register(3)
    boat.backup(path)
    taken(boat.backup(path.with_name("dorgora-0.backup"), parts))
    came = taken(path)
    assert (came.trouble, came.new.total(), head_at_hub()) == ([], 1, 3)


def test_nothing_the_file_says_of_the_hub_is_believed(boat: Boat, path: Path) -> None:
    """No mailbox, no head of the hub's feeds, no key: a request that would make the hub think it had gone back."""
    boat.register(2)
    (part,) = boat.parts()
    mail = wire.Mail(0, 9, GENESIS, bytes(64), ())
    rotation = wire.Rotation(Signer(b"n" * 32).public, bytes(64))
    liar = replace(part, mail_number=99, mail_hash=b"x" * 32, held=((registry.REGISTRY, 10**6, b"x" * 8),),
                   lost_mail=mail, rotation=rotation, lacks=(wire.Lack(1, 0, 5),))  # fmt: skip
    before = nodes.this().store.head(registry.REGISTRY)
    assert taken(boat.backup(path, [liar])).trouble == []
    assert (head_at_hub(), nodes.this().store.head(registry.REGISTRY), alarms()) == (2, before, set())
    assert nodes.this().store.registry() == registry.REGISTRY


def test_the_second_part_alone_changes_nothing(boat: Boat, path: Path) -> None:
    boat.register(*range(2, 602))
    _, *rest = boat.parts()
    before = written()
    assert taken(boat.backup(path, rest)).trouble == ["gap"]
    assert written() == before


def test_what_stands_before_a_damage_is_taken(boat: Boat, path: Path) -> None:
    boat.register(*range(2, 602))
    pieces = boat.pieces([boat.framed(gate.pack(one)) for one in boat.parts()])
    first = len(boat.parts()[0].runs[0].events)
    for wrong, trouble in (
        ([pieces[0], pieces[2], pieces[1], *pieces[3:]], "altered"),
        ([pieces[0], *pieces[2:]], "altered"),
        ([*pieces[:2], pieces[2][:-1] + b"\0", *pieces[3:]], "altered"),
        ([*pieces[:2], pieces[2][:-1]], "truncated"),
        (pieces[:2], "truncated"),
        ([*pieces[:2], b"\xff\xff\xff\xff", *pieces[3:]], "size"),
    ):
        path.write_bytes(b"".join(wrong))
        came = taken(path)
        assert came.trouble == [trouble]
        assert (came.new.total(), head_at_hub()) in ((0, 1), (first, 1 + first), (0, 1 + first))
    path.write_bytes(b"".join(pieces))
    assert (taken(path).trouble, head_at_hub()) == ([], 601)


@pytest.mark.parametrize("added", [b"\0", b"\0\0\0\0", b"x" * 9])
def test_what_stands_behind_the_end_is_told(boat: Boat, path: Path, added: bytes) -> None:
    """No backup was ever written so: somebody's hand, or a stick that gives back what lay there before."""
    boat.register(2, 3)
    boat.backup(path)
    whole = path.read_bytes()
    path.write_bytes(whole + added)
    assert (taken(path).trouble, head_at_hub()) == (["altered"], 3)
    path.write_bytes(whole)
    assert taken(path).trouble == []


@pytest.mark.parametrize("after_hearing", [False, True])
def test_what_a_revoked_laptop_kept_is_kept_apart(boat: Boat, path: Path, after_hearing: bool) -> None:
    ids = boat.register(*range(2, 602))
    founding.write_registry([(registry.REVOKED, registry.Revoked("lost"))], boat.id)
    if after_hearing:
        boat.round()
    parts = boat.parts()
    assert len(parts) == (1 if after_hearing else 2)
    came = taken(boat.backup(path, parts))
    assert came.trouble == ["revoked"]
    assert at_hub(ids) == set()
    rows = nodes.this().store.rows.all("SELECT event_id FROM feed_quarantined")
    assert {row[0] for row in rows} == set(ids)
    before = written()
    assert taken(path).n_apart == 0
    assert written() == before


def test_what_stands_behind_the_end_of_a_feed_is_kept_apart(boat: Boat, path: Path) -> None:
    """The place was taken back meanwhile, at a number that the laptop had not heard was received."""
    ids = boat.register(2, 3, 4)
    parts = boat.parts()
    boat.round()
    more = boat.register(5, 6)
    boat.store.acknowledge(FEED, 1, 1)
    boat.backup(path)
    founding.take_back(FEED, "taken_back")
    assert len(parts) == 1
    came = taken(path)
    assert (came.trouble, came.n_apart) == (["revoked"], 2)
    assert at_hub([*ids, *more]) == set(ids)


def test_a_laptop_that_heard_of_the_end_cuts_there(boat: Boat, path: Path) -> None:
    """What is before the end and what is behind go in two parts: each is for the hub to judge alone."""
    ids = boat.register(2, 3)
    boat.round()
    founding.take_back(FEED, "taken_back")
    more = boat.register(4, 5)
    boat.round()
    boat.store.acknowledge(FEED, 1, 1)
    boat.store.hand_over(FEED, 0)
    parts = boat.parts()
    assert [[run.head.seq for run in part.runs] for part in parts] == [[3], [5]]
    came = taken(boat.backup(path, parts))
    assert (came.trouble, came.n_parts) == (["revoked"], 2)
    assert at_hub([*ids, *more]) == set(ids)
    kept = nodes.this().store.rows.all("SELECT event_id FROM feed_quarantined")
    assert {row[0] for row in kept} == set(more)


def test_a_copied_disk_is_kept_apart(boat: Boat, path: Path) -> None:
    """Its twin wrote other events under the same numbers, and the hub heard those first."""
    before = dict(boat.store.tables["heads"])
    events = {name: dict(boat.store.tables[name]) for name in ("events", "of_subject", "of_person", "keys")}
    boat.register(2)
    boat.backup(path)
    boat.store.tables["heads"].update(before)
    boat.store.tables.update(events)
    other = boat.register(20)
    boat.exchange()
    came = taken(path)
    assert (came.trouble, came.n_apart) == (["forked"], 1)
    assert at_hub(other) == set(other)
    assert "forked" in alarms()


def test_a_branch_the_laptop_left_comes_whole(boat: Boat, path: Path) -> None:
    boat.register(*range(2, 102))
    with boat.store.transaction():
        boat.store.set_aside(FEED, 1)
    parts = boat.parts()
    assert [len(part.apart) for part in parts] == [50, 50]
    came = taken(boat.backup(path, parts))
    assert (came.trouble, came.n_apart, head_at_hub()) == ([], 100, 1)


def test_a_person_erased_since_stays_erased(boat: Boat, path: Path) -> None:
    """The file was written before: her words and her key are in it, and come back neither then nor later."""
    (one,) = boat.register(2)
    boat.backup(path)
    boat.exchange()
    boat.store.acknowledge(FEED, 1, 1)
    boat.register(3)
    later = boat.backup(path.with_name("dorgora-2.backup"))
    node = nodes.this()
    with writing():
        node.log.tell(node.store.erase(one))
    for file in (path, later, path):
        assert taken(file).trouble == []
        assert node.store.keys([one]) == {one: None}
        (event,) = node.store.read("e.id", [one])
        assert event.person is None
    assert head_at_hub() == 3


def test_the_words_of_an_erased_one_stay_out_of_a_branch(boat: Boat, path: Path) -> None:
    (one,) = boat.register(2)
    boat.backup(path)
    boat.exchange()
    node = nodes.this()
    with writing():
        node.log.tell(node.store.erase(one))
    founding.write_registry([(registry.REVOKED, registry.Revoked("lost"))], boat.id)
    boat.store.acknowledge(FEED, 1, 1)
    taken(path)
    assert [kept.event.person for kept in node.store.kept("1 = 1", [], 9)] == []


def test_a_hub_that_went_back_waits_for_the_laptop_first(boat: Boat, path: Path) -> None:
    boat.register(2)
    boat.backup(path)
    went_back.go_on(nodes.this())
    assert taken(path).trouble == ["awaited"]
    assert head_at_hub() == 1
    with writing():
        nodes.this().store.set_passed_over(boat.id)
    assert (taken(path).trouble, head_at_hub()) == ([], 2)


def test_a_file_for_another_hub_is_not_opened(boat: Boat, path: Path) -> None:
    boat.register(2)
    own, boat.hub_exchange_key = boat.hub_exchange_key, boats.agreement_public(b"o" * 32)
    assert taken(boat.backup(path)).trouble == ["other_hub"]
    content = path.read_bytes()
    assert taken_as(path, content.replace(boat.hub_exchange_key[:8], own[:8])) in (
        ["altered"],
        ["not_a_backup"],
    )
    assert head_at_hub() == 1


def taken_as(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    return taken(path).trouble


def test_nobody_speaks_in_another_laptops_name(boat: Boat, path: Path) -> None:
    """Anybody can seal something for the hub: what counts is the key that the laptop agreed with it."""
    boat.register(2)
    before = written()
    honest = boat.id
    for node_id, trouble in ((1 << 60, "unknown_node"), (nodes.this().identity.node_id, "unknown_node")):
        boat.id = node_id
        assert taken(boat.backup(path)).trouble == [trouble]
    boat.id, boat.seed = honest, b"s" * 32
    assert taken(boat.backup(path)).trouble == ["mac"]
    assert written() == before


def test_a_forged_event_is_refused(boat: Boat, path: Path) -> None:
    boat.register(2, 3)
    (part,) = boat.parts()
    (run,) = part.runs
    before = written()
    for wrong in (
        replace(run, head=replace(run.head, signature=bytes(64))),
        replace(run, events=run.events[:1]),
        replace(run, events=(replace(run.events[0], by=7), run.events[1])),
        replace(run, events=(replace(run.events[0], person=b"\x90"), run.events[1])),
    ):
        assert taken(boat.backup(path, [replace(part, runs=(wrong,))])).trouble == ["broken"]
    assert taken(boat.backup(path, [replace(part, runs=(replace(run, feed=1),))])).trouble == ["unknown"]
    assert written() == before


def bombs() -> list[tuple[str, bytes]]:
    packed = zstandard.ZstdCompressor(19).compress
    digits = bytes(number % 128 for number in random.Random(1).randbytes(300_000))
    return [
        ("ratio", packed(bytes(64 << 20))),
        ("depth", packed(b"\x91" * 5000 + b"\xc0")),
        ("count", packed(b"\xdd" + struct.pack(">I", len(digits)) + digits)),
        ("shape", packed(b"\x93\x01\x02\x03")),
        ("compression", b"noise"),
    ]


def test_a_bomb_is_refused_with_an_alarm(boat: Boat, path: Path) -> None:
    before = written()
    for reason, payload in bombs():
        path.write_bytes(b"".join(boat.pieces([boat.framed(payload)])))
        assert taken(path).trouble == [reason]
        assert f"refused_{reason}" in alarms()
    assert written() == before


def test_a_bomb_in_the_cover_costs_nothing(boat: Boat, path: Path) -> None:
    for _, payload in bombs():
        path.write_bytes(backup.MAGIC + len(payload).to_bytes(4, "big") + payload)
        assert taken(path).trouble == ["not_a_backup"]


@pytest.mark.slow
def test_a_thousand_mutations_change_nothing(boat: Boat, path: Path) -> None:
    """One bit altered, bytes cut out, put in or doubled, from the first byte to the end of the first part."""
    boat.register(2, 3)
    *begin, end = boat.pieces([boat.framed(gate.pack(one)) for one in boat.parts()])
    whole = b"".join(begin)
    chance = random.Random(20261122)
    before = written()
    for _ in range(1000):
        path.write_bytes(_mutated(whole, chance) + end)
        assert taken(path).trouble
    assert written() == before
    path.write_bytes(whole + end)
    assert (taken(path).trouble, head_at_hub()) == ([], 3)


def _mutated(whole: bytes, chance: random.Random) -> bytes:
    mutated = bytearray(whole)
    at, n = chance.randrange(len(whole)), chance.randrange(1, 40)
    how = chance.randrange(4)
    if how == 0:
        mutated[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        del mutated[at : at + n]
    else:
        mutated[at:at] = chance.randbytes(n) if how == 2 else mutated[at : at + n]
    return bytes(mutated) if not mutated.startswith(whole) else _mutated(whole, chance)


def test_a_stick_that_fails_half_way_is_told(boat: Boat, path: Path, monkeypatch: Any) -> None:
    boat.register(*range(2, 602))
    n_read = 0
    read = backup.read_part

    def fails(stream: Any) -> bytes:
        nonlocal n_read
        n_read += 1
        if n_read == 2:
            raise OSError(5, "input/output error")
        return read(stream)

    monkeypatch.setattr(backup, "read_part", fails)
    came = taken(boat.backup(path))
    assert (came.trouble, came.n_parts, head_at_hub() > 1) == (["not_readable"], 1, True)


def carried(boat: Boat, begins: bytes, number: int, sealed: bytes) -> backup.Came:
    """What the hub answers to whoever brings a part, here the laptop itself."""
    body = boat.framed(gate.pack(backup.Carried(begins, number, sealed)))
    answered = frames.opened_answer(
        restoring.answer(body), boats.agree(boat.seed, boat.hub_exchange_key), body[8:24]
    )
    return gate.unpack(answered, backup.Came)


def test_what_another_laptop_brings_is_taken_part_by_part(boat: Boat) -> None:
    boat.register(*range(2, 602))
    begins, first, second, end = boat.pieces([boat.framed(gate.pack(one)) for one in boat.parts()])
    late = carried(boat, begins, 1, second[4:])
    assert (late.trouble, late.new, late.is_refused) == (("gap",), (), False)
    for number, part in enumerate((first, second)):
        came = carried(boat, begins, number, part[4:])
        assert (came.trouble, came.is_last, came.n_events) == (
            (),
            False,
            dict(came.new)[people.CITIZEN_REGISTERED.name],
        )
    assert head_at_hub() == 601
    assert carried(boat, begins, 2, end[4:]).is_last


def test_what_is_brought_altered_is_refused(boat: Boat) -> None:
    boat.register(2)
    begins, part, _ = boat.pieces([boat.framed(gate.pack(one)) for one in boat.parts()])
    before = written()
    for wrong, trouble in (
        ((begins, 1, part[4:]), "altered"),
        ((begins, 0, part[4:-1]), "altered"),
        ((begins + b"x", 0, part[4:]), "altered"),
        ((begins[:-1], 0, part[4:]), "truncated"),
        ((b"", 0, b""), "shape"),
    ):
        came = carried(boat, *wrong)
        assert (came.trouble, came.is_refused) == ((trouble,), True)
    for _, payload in bombs():
        with pytest.raises(gate.Refused):
            restoring.answer(boat.framed(payload))
    boat.seed = b"s" * 32
    with pytest.raises(gate.Refused, match="mac"):
        carried(boat, begins, 0, part[4:])
    assert written() == before


@pytest.mark.parametrize("kind", ["nothing", "nul", "folder", "link", "pipe"])
def test_what_is_no_file_is_refused_in_words(boat: Boat, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "stick" / "dorgora-1.backup"
    place.parent.mkdir()
    if kind == "nul":
        place = tmp_path / "a\0b"
    elif kind == "link":
        place.symlink_to(boat.backup(tmp_path / "elsewhere"))
    elif kind == "pipe":
        os.mkfifo(place)
    with pytest.raises(Refused) as refused:
        restoring.restore(place.parent if kind == "folder" else place)
    assert refused.value.reason == ("no_backup" if kind in ("nothing", "nul", "folder") else "not_readable")


def test_all_of_a_folder_is_taken_the_oldest_first(boat: Boat, tmp_path: Path) -> None:
    boat.register(2)
    boat.backup(tmp_path / "dorgora-z.backup", at=boats.AT)
    boat.store.acknowledge(FEED, 2, 1)
    boat.register(3)
    boat.backup(tmp_path / "dorgora-a.backup", at=boats.AT + 60)
    (tmp_path / "dorgora-b.backup").write_bytes(b"junk")
    came = restoring.restore(tmp_path)
    assert [(one.name[8], one.trouble) for one in came] == [("b", ["not_a_backup"]), ("z", []), ("a", [])]
    assert head_at_hub() == 3
