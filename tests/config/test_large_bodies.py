"""Bodies too large for memory, on real sockets: on the disk, few at once, and cut where pictures are too large."""

import asyncio
import os
from pathlib import Path

import pytest

from dorgora.config import spooling
from dorgora.config.cutting import Cut
from dorgora.config.line import Limits
from dorgora.config.spooling import Full, Spool
from tests.config.scene import OK, Play, Scene, settled

HELD, MOST = 1024, 300_000
LIMITS = Limits(
    most_body=lambda target: MOST if target == b"/papers" else HELD, held=HELD, ahead=1 << 20,
    most_part=50_000, most_uncut=900_000, spools=2,
)  # fmt: skip
ASKED = (
    b"POST /papers HTTP/1.1\r\nHost: hub\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n"
)


def form(*sizes: int) -> bytes:
    """Parts of so many letters each."""
    parts = [b'--x\r\nContent-Disposition: form-data; name="p"\r\n\r\n' + b"p" * size for size in sizes]
    return b"\r\n".join([*parts, b"--x--\r\n"])


def body_of(asked: bytes) -> bytes:
    return asked.partition(b"\r\n\r\n")[2]


@pytest.fixture
def limits() -> Limits:
    return LIMITS


def test_it_works(play: Play) -> None:
    async def story(scene: Scene) -> None:
        body = form(40_000, 40_000, 40_000)
        reader, writer = await scene.come(ASKED % len(body))
        writer.write(body)
        assert await reader.readexactly(len(OK)) == OK
        assert body_of(scene.asked[0]) == body
        assert list(scene.folder.iterdir()) == [scene.folder / "web.sock"]

    play(story)


def test_only_so_many_lie_on_the_disk(play: Play) -> None:
    async def story(scene: Scene) -> None:
        body = form(40_000)
        lines = [await scene.come(ASKED % len(body) + body[:5000]) for _ in range(LIMITS.spools + 1)]
        assert [reader.at_eof() for reader, _ in lines] == [False] * 3
        lines[-1][1].write(body[5000:])
        await settled()
        assert scene.asked == []  # it waits for a place, and nothing of it is read
        small, _ = await scene.come(b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n")
        assert await small.readexactly(len(OK)) == OK
        lines[0][1].write(body[5000:])
        for reader in (lines[0][0], lines[-1][0]):
            assert await reader.readexactly(len(OK)) == OK
        await scene.later(LIMITS.grace_seconds + 5000 / LIMITS.spool_rate + 1)
        async with asyncio.timeout(5):  # by the rate of small bodies it would have some seconds more
            assert (await lines[1][0].readline()).startswith(b"HTTP/1.1 408 ")

    play(story)


def test_a_place_is_free_when_the_pages_have_it_all(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n" + bytes(9_000_000)
        body = form(40_000)
        for _ in range(LIMITS.spools + 1):
            reader, writer = await scene.come(ASKED % len(body))
            writer.write(body)
            async with asyncio.timeout(5):
                assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"  # and no more of it is read
        assert len(scene.asked) == LIMITS.spools + 1

    play(story)


def test_a_part_too_long_is_cut_and_the_rest_comes(play: Play) -> None:
    async def story(scene: Scene) -> None:
        body = form(10, 800_000, 20)
        reader, writer = await scene.come(ASKED % len(body))
        writer.write(body)
        assert await reader.readexactly(len(OK)) == OK
        first, cut, last, *_ = body_of(scene.asked[0]).split(b"\r\n--x")
        assert first == body[: body.index(b"\r\n--x")]
        assert len(cut) == LIMITS.most_part and cut.endswith(b"p" * 40_000)
        assert last.endswith(b"\r\n\r\n" + b"p" * 20)

    play(story)


@pytest.mark.parametrize(
    ("sizes", "address", "told"),
    [
        ((40_000,) * 10, b"/papers", b"HTTP/1.1 413 "),
        ((900_000,), b"/papers", b"HTTP/1.1 200 "),
        ((2000,), b"/other", b"HTTP/1.1 200 "),
    ],
    ids=["many parts", "beyond all bounds", "where no pictures are taken"],
)
def test_what_is_too_much_reaches_no_page(
    play: Play, sizes: tuple[int, ...], address: bytes, told: bytes
) -> None:
    async def story(scene: Scene) -> None:
        body = form(*sizes)
        reader, writer = await scene.come((ASKED % len(body)).replace(b"/papers", address))
        writer.write(body)
        assert (await reader.readline()).startswith(told)
        assert [body_of(asked) for asked in scene.asked] == [b""] * told.endswith(b"200 ")

    play(story)


def test_a_full_disk_is_said(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(spool: Spool, content: bytes) -> None:
        raise Full

    monkeypatch.setattr(spooling.Spool, "write", full)

    async def story(scene: Scene) -> None:
        reader, writer = await scene.come(ASKED % len(form(40_000)))
        writer.write(form(40_000))
        assert (await reader.readline()).startswith(b"HTTP/1.1 507 ")
        assert scene.front.places._value == LIMITS.spools

    play(story)


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 1000])
def test_a_mark_is_seen_wherever_the_pieces_end(piece: int) -> None:
    come, written = b"one\r\n-\r\n--mark1234567890\r\n--markend\r\n--mar", bytearray()
    cut = Cut(written.extend, b"mark", 8)
    for at in range(0, len(come), piece):
        cut.write(come[at : at + piece])
    cut.end()
    assert written == b"one\r\n-\r\n--mark12345678\r\n--markend\r\n--m"


def test_what_lies_on_the_disk_is_sealed_and_nameless(tmp_path: Path) -> None:
    content = b"canary" * 50_000
    with Spool(tmp_path, HELD) as spool:
        for at in range(0, len(content), 7001):
            spool.write(content[at : at + 7001])
        spool.rewind()
        on_disk = os.pread(spool.fileno(), 2 * len(content), 0)
        assert len(on_disk) == len(content) and b"canary" not in on_disk
        assert os.fstat(spool.fileno()).st_nlink == 0 and list(tmp_path.iterdir()) == []
        assert spool.read(7) + spool.read() == content


def test_a_disk_that_takes_no_more_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    monkeypatch.setattr(spooling.tempfile, "SpooledTemporaryFile", lambda *_, **__: full.open("wb"))
    with Spool(Path(), 1) as spool, pytest.raises(Full):
        spool.write(bytes(100_000))
