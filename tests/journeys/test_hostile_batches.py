"""What a broken or hostile node may send to a hub: it changes nothing but an alarm, and costs no memory."""

import hashlib
import random
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
import zstandard
from msgspec.structs import replace

from dorgora.demo.processes import Failed, NodeProcess
from dorgora.feed.sync import frames, gate, wire
from dorgora.kernel.signing import Signer
from tests.journeys import rogue
from tests.journeys.country import HERE
from tests.journeys.opened import tables_of
from tests.journeys.rogue import Rogue, post
from tests.journeys.staging import Set, Wings, settle

LOCAL = {"feed_alarm", "feed_note", "feed_todo", "feed_invitation", "django_session", "sqlite_sequence"}
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def hub(wings: Wings) -> Iterator[NodeProcess]:
    """A hub that all tests of this file batter."""
    scene: Set = wings.fresh()
    scene.start(scene.hub)
    yield scene.hub
    scene.stop()


@pytest.fixture
def node(hub: NodeProcess, request: pytest.FixtureRequest) -> Rogue:
    """A centre of its own for each test, which has told the hub of one visit."""
    made = rogue.enrol(hub, request.node.name[:60])
    made.works()
    assert made.ack(made.body(made.run())) == (3, wire.OK)
    settle(hub)
    return made


def state(hub: NodeProcess) -> dict[str, str]:
    """A digest of every table but those that are the hub's own notes."""
    return {
        name: hashlib.sha256(repr(sorted(rows, key=repr)).encode()).hexdigest()
        for name, (_, rows) in tables_of(hub).items()
        if name not in LOCAL
    }


def alarms(hub: NodeProcess) -> list[str]:
    return hub.do("alarms")


@pytest.fixture
def other(hub: NodeProcess) -> Rogue:
    """Another node, which nobody wrongs."""
    return rogue.enrol(hub, "other")


@pytest.fixture
def unchanged(hub: NodeProcess, node: Rogue, other: Rogue) -> Iterator[None]:
    """Holds that the test changed nothing, and that the hub still takes an honest batch."""
    settle(hub)
    before = state(hub)
    yield
    settle(hub)
    assert state(hub) == before
    told = len(node.events)
    node.events[3:] = []
    node.works()
    assert told >= 3
    assert node.ack(node.body(node.run(3))) == (6, wire.OK)


@cache
def bombs() -> list[tuple[str, bytes]]:
    """Payloads that are small on the wire and large once believed, each with the word it is refused with."""
    zeros = bytes(64 * MEGABYTE)
    sized, unsized = (zstandard.ZstdCompressor(19, write_content_size=w) for w in (True, False))
    packed = zstandard.ZstdCompressor(19).compress
    digits = bytes(number % 128 for number in random.Random(1).randbytes(300_000))
    return [
        ("ratio", sized.compress(zeros)),
        ("ratio", unsized.compress(zeros)),
        ("ratio", packed(b"\x91" * 1_000_000 + b"\xc0")),
        ("depth", packed(b"\x91" * 5_000 + b"\xc0")),
        ("count", packed(b"\xdd" + struct.pack(">I", len(digits)) + digits)),
        ("count", packed(b"\xdd\xff\xff\xff\xff" + bytes(10))),
        ("count", packed(b"\x98")),
        ("truncated", packed(b"\xc6\xff\xff\xff\xff" + bytes(10))),
        ("truncated", packed(b"\xdb\xff\xff\xff\xff" + bytes(10))),
        ("type", packed(b"\x81\xa1a\x01")),
        ("type", packed(b"\xcb" + bytes(8))),
        ("trailing", packed(b"\xc0\xc0")),
        ("shape", packed(b"\x93\x01\x02\x03")),
        # A frame that says it is four billion bytes long: magic number, descriptor, size, and no block to speak of.
        ("compression", b"\x28\xb5\x2f\xfd\xa0\xff\xff\xff\xff" + bytes(40)),
    ]


@pytest.mark.usefixtures("unchanged")
def test_a_bomb_is_refused_with_a_word_and_an_alarm(hub: NodeProcess, node: Rogue) -> None:
    answers = [post(hub, node.framed(payload)) for _, payload in bombs()]
    assert answers == [(400, reason.encode()) for reason, _ in bombs()]
    words = [line for line in alarms(hub) if f"node {node.node_id} was refused" in line]
    for reason in {reason for reason, _ in bombs()}:
        assert any(f"({reason})" in line for line in words), reason


def test_bombs_are_refused_under_a_memory_limit(tmp_path: Path) -> None:
    """The gate in a process that may have 64 MB more than it starts with; every bomb is refused, none by exhaustion."""
    for number, (_, payload) in enumerate(bombs()):
        (tmp_path / f"{number:02}.bomb").write_bytes(payload)
    run = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    *reasons, kilobytes = run.stdout.split()
    assert reasons == [reason for reason, _ in bombs()]
    assert int(kilobytes) < 32 * 1024, "kilobytes more at the highest point"


_LIMITED = """
import resource, sys
from pathlib import Path
from dorgora.feed.sync import gate, wire
own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (own + (64 << 20),) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        gate.unpack(path.read_bytes(), wire.Request)
    except gate.Refused as refused:
        print(refused.reason)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.usefixtures("unchanged")
def test_a_body_over_the_limit_costs_no_memory(hub: NodeProcess, node: Rogue) -> None:
    before = _peak(hub)
    for size in (gate.MAX_WIRE + 1, 8 * MEGABYTE):
        assert post(hub, node.framed(bytes(size)))[0] == 413
    for _, payload in bombs():
        post(hub, node.framed(payload))
    assert _peak(hub) - before < 64 * 1024


def _peak(hub: NodeProcess) -> int:
    """The highest resident kilobytes of any process of this hub so far."""
    assert hub.process is not None
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            is_ours = int(fields["Pid"]) == hub.process.pid or int(fields["PPid"]) == hub.process.pid
            found.append(int(fields["VmHWM"].split()[0]) if is_ours and "VmHWM" in fields else 0)
        except (OSError, KeyError):
            continue
    return max(found)


@pytest.mark.usefixtures("unchanged")
def test_a_connection_that_lies_about_its_length_is_let_go(hub: NodeProcess, node: Rogue) -> None:
    body = node.body(node.run(0, 2))
    for length in (len(body) - 100, 3, 0):
        assert not _answer_to(hub, body, length).startswith(b"HTTP/1.1 200"), length
    _answer_to(hub, body[:-40], len(body))
    _answer_to(hub, body[:40], 1 << 62)
    assert post(hub, b"", "/exchange")[0] == 400
    assert [post(hub, b"x" * 20, path)[0] for path in ("/carried", "/scans")] == [400, 400]


def _answer_to(hub: NodeProcess, body: bytes, length: int) -> bytes:
    """How the answer begins to a body that says it is so long."""
    with socket.create_connection(("127.0.0.1", hub.port), 10) as line:
        head = f"POST /exchange HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(head.encode() + body)
        line.shutdown(socket.SHUT_WR)
        return line.recv(12)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("is_tls", [False, True])
def test_silent_connections_hold_up_nobody(hub: NodeProcess, node: Rogue, is_tls: bool) -> None:
    with ExitStack() as open_lines:
        for _ in range(24):  # six times as many as there are threads for pages
            line = open_lines.enter_context(_line(hub, is_tls=is_tls))
            line.sendall(b"POST /exchange HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nabc")
        assert node.ack(node.body(node.run())) == (3, wire.OK)
        for answers_tls in (False, True):
            with _line(hub, is_tls=answers_tls) as line:
                line.sendall(b"GET /portal/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert line.recv(12) == b"HTTP/1.1 200"


def _line(hub: NodeProcess, *, is_tls: bool) -> socket.socket:
    """A connection to the port of pages, or to that of nodes."""
    line = socket.create_connection(("127.0.0.1", hub.tls_port if is_tls else hub.port), 30)
    if not is_tls:
        return line
    context = ssl.create_default_context(cafile=hub.folder / "tls.pem")
    return context.wrap_socket(line, server_hostname="localhost")


@pytest.mark.usefixtures("unchanged")
def test_random_bytes_are_refused(hub: NodeProcess, node: Rogue) -> None:
    chance = random.Random(20261122)
    for size in (0, 1, 7, 8, 23, 24, 25, 100, 5000):
        noise = chance.randbytes(size)
        assert post(hub, noise)[0] == 400
        assert post(hub, noise, "/enrol")[0] == 403
        assert post(hub, node.framed(noise))[0] == 400
        assert post(hub, node.framed(zstandard.compress(noise)))[0] == 400


@pytest.mark.usefixtures("unchanged")
def test_nobody_speaks_in_another_nodes_name(hub: NodeProcess, node: Rogue, other: Rogue) -> None:
    """Another's number, an unknown one, the hub's own; and the MAC with each of its bits the other way."""
    payload = gate.pack(node.request(node.run()))
    for node_id, reason in (
        (other.node_id, b"mac"),
        (1 << 60, b"unknown_node"),
        ((1 << 40) + 1, b"unknown_node"),
    ):
        assert post(hub, node.framed(payload, node_id)) == (400, reason)
    body = node.body(node.run())
    for bit in range(8 * 8, 24 * 8):
        altered = bytearray(body)
        altered[bit // 8] ^= 1 << bit % 8
        assert post(hub, bytes(altered)) == (400, b"mac")


@pytest.mark.usefixtures("unchanged")
def test_a_batch_cut_anywhere_is_refused(hub: NodeProcess, node: Rogue) -> None:
    """On the wire its MAC no longer holds; cut before the MAC was made, the gate finds it incomplete."""
    for _ in range(20):
        node.works()
    payload = gate.pack(node.request(node.run(3)))
    body = node.framed(payload)
    for length in range(0, len(body), 97):
        assert post(hub, body[:length])[0] in (400, 413)
    for length in range(0, len(payload), 97):
        assert post(hub, node.framed(payload[:length]))[0] == 400


def test_what_comes_twice_or_late_changes_nothing(hub: NodeProcess, node: Rogue) -> None:
    """The same bytes again, an old batch after a newer one, and the second before the first: no alarm, no change."""
    first = node.body(node.run())
    node.works()
    node.works()
    second, third = node.body(node.run(3, 6)), node.body(node.run(6))
    before, said = state(hub), alarms(hub)
    assert node.ack(third) == (3, wire.OK)
    assert state(hub) == before
    assert node.ack(second) == (6, wire.OK)
    assert node.ack(third) == (9, wire.OK)
    settle(hub)
    after = state(hub)
    assert after != before
    for body in (first, second, third, first):
        seq, _ = node.ack(body)
        assert seq in (3, 9)
    settle(hub)
    assert state(hub) == after
    assert alarms(hub) == said


@pytest.mark.usefixtures("unchanged")
def test_a_batch_with_one_byte_altered_is_refused(hub: NodeProcess, node: Rogue) -> None:
    """Any byte of any event's facts, person part or digest, any head, under a MAC that holds."""
    node.works()
    honest = node.run(3)
    forged = [replace(honest, head=replace(honest.head, signature=bytes(64)))]
    forged.append(node.run(3, signer=Signer(bytes(32))))
    forged.append(replace(honest, head=replace(honest.head, seq=5)))
    forged.append(replace(honest, head=replace(honest.head, hash=bytes(32))))
    forged.append(replace(honest, events=honest.events[:-1]))
    forged.append(replace(honest, events=(honest.events[1], honest.events[0], honest.events[2])))
    for number, event in enumerate(honest.events):
        for changed in _altered(event):
            forged.append(
                replace(honest, events=(*honest.events[:number], changed, *honest.events[number + 1 :]))
            )
    for run in forged:
        assert node.ack(node.body(run)) == (3, wire.BROKEN)
    said = [line for line in alarms(hub) if f"node {node.node_id} " in line]
    for words in ("is not signed by it", "was refused (head)", "was refused (person)"):
        assert any(words in line for line in said), words


def _altered(event: wire.WireEvent) -> Iterator[wire.WireEvent]:
    for at in range(len(event.facts)):
        yield replace(event, facts=_flipped(event.facts, at))
    for at in range(len(event.person or b"")):
        yield replace(event, person=_flipped(event.person or b"", at))
    for at in range(0, len(event.person_digest), 8):
        yield replace(event, person_digest=_flipped(event.person_digest, at))
    yield replace(event, at=event.at + 1)
    yield replace(event, by=event.by + 1)
    yield replace(event, subject=event.subject + 1)


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.usefixtures("unchanged")
def test_a_feed_that_was_not_granted_is_refused(hub: NodeProcess, node: Rogue, other: Rogue) -> None:
    """Another node's feed, the registry itself, and one nobody was given."""
    for feed in (other.feed, 1, 1 << 20):
        liar = Rogue(hub, node.node_id, feed, node.signer, node.key)
        liar.works()
        assert node.send(node.framed(gate.pack(liar.request(liar.run())))).acks[0].state == wire.UNKNOWN
    assert f"node {node.node_id} sent a feed it was never given" in "\n".join(alarms(hub))


def test_a_revoked_node_is_kept_apart_until_an_officer_lets_facts_in(hub: NodeProcess, node: Rogue) -> None:
    hub.do("revoke", str(node.node_id), "--reason", "stolen")
    settle(hub)
    before = state(hub)
    citizen, file, fee = node.works()
    assert node.ack(node.body(node.run(3)))[1] == wire.REVOKED
    assert node.ack(node.body(node.run(3)))[1] == wire.REVOKED
    settle(hub)
    after = state(hub)
    assert {name for name in after if after[name] != before[name]} == {"feed_quarantined"}
    listed = hub.do("quarantine")
    for event in (citizen, file, fee):
        assert sum(line.startswith(f"{event.id} {event.kind} ") for line in listed) == 1
    assert f"node {node.node_id} is not trusted any more" in "\n".join(alarms(hub))
    officer, _ = hub.appoint("hub", "", HERE.officer, "Salma", "alarms,enrol")
    for words in (
        (str(citizen.id), str(officer)),
        (str(file.id), str(officer)),
        (str(fee.id), "0"),
        (str(fee.id), "7"),
    ):
        with pytest.raises(Failed, match="refused|usage"):
            hub.do("quarantine", "--let-in", words[0], "--by", words[1])
    settle(hub)
    assert _money(hub, file.id) == []
    hub.do("quarantine", "--let-in", str(fee.id), "--by", str(officer))
    settle(hub)
    assert sorted(_money(hub, file.id)) == [2500, 5000]
    assert {row[0] for row in tables_of(hub)["applications_file"][1]} & {file.id} == set()
    with pytest.raises(Failed, match="not_quarantined"):
        hub.do("quarantine", "--let-in", str(fee.id), "--by", str(officer))
    assert hub.do("check") == ["all is well"]


def _money(hub: NodeProcess, about: int) -> list[int]:
    """The amounts booked for it."""
    columns, rows = tables_of(hub)["money_transfer"]
    return [row[columns.index("amount_minor")] for row in rows if row[columns.index("about_id")] == about]


def test_a_hub_forged_on_the_way_back_is_not_believed(hub: NodeProcess, node: Rogue) -> None:
    """The answer is bound to the very request: another answer of the same hub does not fit."""
    one, two = node.body(node.run()), node.body(node.run(3))
    _, first = post(hub, one)
    assert frames.opened_answer(first, node.key, one[8:24])
    with pytest.raises(gate.Refused, match="mac"):
        frames.opened_answer(first, node.key, two[8:24])
