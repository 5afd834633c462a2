"""The front on real sockets: who is slow or silent holds a place there, and no page. Only its clock is set forward."""

import asyncio
import socket
from contextlib import suppress

import pytest

from dorgora.config import front as fronts
from dorgora.config.line import Limits
from tests.config.scene import OK, Play, Scene, settled

LIMITS = Limits(
    most_body=lambda target: 64 * 1024, held=64 * 1024, ahead=1 << 20, connections=6, per_address=3
)
ASKED = b"POST /exchange HTTP/1.1\r\nHost: hub\r\nContent-Length: %d\r\n\r\n"
GET = b"GET /portal/ HTTP/1.1\r\nHost: hub\r\n\r\n"


@pytest.fixture
def limits() -> Limits:
    return LIMITS


def test_it_works(play: Play) -> None:
    async def story(scene: Scene) -> None:
        reader, writer = await scene.come(ASKED % 5 + b"hello")
        assert await reader.readexactly(len(OK)) == OK
        writer.write(GET)
        assert await reader.readexactly(len(OK)) == OK
        assert scene.asked[0].endswith(b"x-dorgora-from: 127.0.0.1\r\ncontent-length: 5\r\n\r\nhello")
        assert scene.asked[1].startswith(b"GET /portal/ ")

    play(story)


def test_a_silent_body_reaches_no_page(play: Play) -> None:
    async def story(scene: Scene) -> None:
        silent = [await scene.come(ASKED % 5000 + b"abc") for _ in range(5)]
        reader, _ = await scene.come(GET)
        assert await reader.readexactly(len(OK)) == OK
        assert len(scene.asked) == 1
        await scene.later(LIMITS.grace_seconds + 1)
        for line, _ in silent:
            assert (await line.readline()).startswith(b"HTTP/1.1 408 ")
        assert len(scene.asked) == 1

    play(story)


@pytest.mark.parametrize(("rate", "is_served"), [(2000, True), (768, True), (256, False)])
def test_a_slow_line_is_served_while_it_gets_on(play: Play, rate: int, is_served: bool) -> None:
    body = bytes(48 * 1024)

    async def story(scene: Scene) -> None:
        reader, writer = await scene.come(ASKED % len(body))
        answer = asyncio.create_task(reader.readline())
        for at in range(0, len(body), rate):
            if answer.done():
                break
            writer.write(body[at : at + rate])
            await settled()
            await scene.later(1)
        assert (await answer)[:12] == (b"HTTP/1.1 200" if is_served else b"HTTP/1.1 408")
        assert len(scene.asked) == is_served

    play(story)


@pytest.mark.parametrize(
    ("said", "answered"), [(b"", b""), (b"GET / HT", b"HTTP/1.1 408 Request Timeout\r\n")]
)
def test_a_head_that_does_not_come_ends_the_line(play: Play, said: bytes, answered: bytes) -> None:
    async def story(scene: Scene) -> None:
        reader, _ = await scene.come(said)
        await scene.later(LIMITS.head_seconds - 1)
        assert scene.front.held.total() == 1
        await scene.later(2)
        assert await reader.readline() == answered

    play(story)


def test_a_head_without_end_is_refused(play: Play) -> None:
    async def story(scene: Scene) -> None:
        reader, _ = await scene.come(b"GET / HTTP/1.1\r\nX: " + bytes(200_000).replace(b"\0", b"x"))
        assert (await reader.readline()).startswith(b"HTTP/1.1 431 ")

    play(story)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"GET /%s HTTP/1.1\r\nHost: hub\r\n\r\n" % (b"x" * 70_000), b"414"),
        (b"GET /%s HTTP/1.1\r\nCookie: %s\r\n\r\n" % (b"x" * 30_000, b"y" * 4000), b"414"),
        (b"GET /%s HTTP/1.1\r\nCookie: %s\r\n\r\n" % (b"x" * 4000, b"y" * 30_000), b"431"),
        (b"GET / HTTP/1.1\r\nCookie: %s\r\n\r\n" % (b"y" * 70_000), b"431"),
    ],
)
def test_a_long_address_is_not_said_to_be_cookies(play: Play, asked: bytes, status: bytes) -> None:
    async def story(scene: Scene) -> None:
        reader, _ = await scene.come(asked)
        said = await reader.read()
        assert said[9:12] == status and scene.asked == []
        assert (b"cookies" in said) == (status == b"431")
        assert (b"address of the page is too long" in said) == (status == b"414")

    play(story)


def test_a_body_too_long_is_not_read(play: Play) -> None:
    async def story(scene: Scene) -> None:
        reader, _ = await scene.come(ASKED % (1 << 62) + b"abc")
        assert (await reader.readline()) == b"HTTP/1.1 200 OK\r\n"  # what the pages said to the length alone
        assert b"x-dorgora-unread: %d\r\n" % (1 << 62) in scene.asked[0]
        assert scene.asked[0].endswith(b"\r\n\r\n")

    play(story)


@pytest.mark.parametrize(
    ("is_own", "asked", "comes"),
    [(True, GET, True), (True, ASKED % 0, False), (False, GET, False)],
)
def test_a_page_of_this_machine_comes_by_itself(
    play: Play, monkeypatch: pytest.MonkeyPatch, is_own: bool, asked: bytes, comes: bool
) -> None:
    """The laptop says so when it opens; what was sent is not forgotten by it, and no line that is paid for is used."""
    monkeypatch.setattr(fronts, "_is_own", lambda address: is_own)

    async def story(scene: Scene) -> None:
        scene.pages.close()
        (scene.folder / "web.sock").unlink(missing_ok=True)
        reader, _ = await scene.come(asked)
        said = await reader.read()
        assert said.startswith(b"HTTP/1.1 503 ") and (b"\r\nrefresh: 3\r\n" in said) == comes

    play(story)


def test_an_address_has_so_many_places(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "_is_own", lambda address: False)

    async def story(scene: Scene) -> None:
        first = [await scene.come() for _ in range(LIMITS.per_address)]
        refused, _ = await scene.come()
        assert (await refused.readline()).startswith(b"HTTP/1.1 503 ")
        first[0][1].close()
        await settled()
        reader, _ = await scene.come(GET)
        assert await reader.readexactly(len(OK)) == OK

    play(story)


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_this_machine_stands_for_many(address: str, is_own: bool) -> None:
    assert fronts._is_own(address) is is_own


def test_who_waits_longest_makes_room(play: Play) -> None:
    async def story(scene: Scene) -> None:
        silent = [await scene.come(ASKED % 5000) for _ in range(LIMITS.connections)]
        reader, _ = await scene.come(GET)
        assert await reader.readexactly(len(OK)) == OK
        with suppress(ConnectionResetError):
            assert await silent[0][0].read() == b""
        assert not silent[1][0].at_eof()
        assert scene.front.held.total() == LIMITS.connections

    play(story)


def test_room_is_made_by_whoever_holds_most(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.front.held["10.0.0.1"] = 1
        first, second = [asyncio.create_task(asyncio.Event().wait()) for _ in range(2)]
        scene.front.held["10.0.0.2"] = LIMITS.connections - 1
        scene.front.waiting = {first: "10.0.0.1", second: "10.0.0.2"}  # type: ignore[dict-item]
        assert scene.front._has_place("10.0.0.3")
        await settled()
        assert (first.done(), second.cancelled()) == (False, True)
        first.cancel()
        await settled()

    play(story)


def test_who_does_not_read_is_let_go(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n" + bytes(9_000_000)
        _, writer = await scene.come()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(GET)
        await settled()
        await settled()
        assert len(scene.asked) == 1
        assert not scene.cut.is_set()
        assert len(scene.front.waiting) == 1  # for its line: it makes room when all places are taken
        await scene.later(LIMITS.grace_seconds + 9_000_000 / LIMITS.least_rate)
        assert scene.cut.is_set()
        assert scene.front.held.total() == 0

    play(story)


def test_a_page_is_free_before_its_answer_is_read(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n" + bytes(900_000)
        scene.door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        reader, writer = await scene.come()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(GET)
        for _ in range(10):
            await settled()
        assert scene.n_done == 1
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert len(await reader.readexactly(len(scene.answer))) == len(scene.answer)

    play(story)


def test_who_reads_slowly_is_not_cut_off(play: Play) -> None:
    """An answer that lies ready for her whole has the time of its length, not that of a line that ends."""

    async def story(scene: Scene) -> None:
        scene.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 400000\r\n\r\n" + bytes(400_000)
        scene.door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        reader, _ = await scene.come(GET)
        while not scene.n_done:
            await settled()
        came = await reader.readexactly(100_000)
        for seconds in (LIMITS.head_seconds, LIMITS.grace_seconds):
            await scene.later(seconds + 1)
        assert came + await reader.readexactly(len(scene.answer) - len(came)) == scene.answer

    play(story)
