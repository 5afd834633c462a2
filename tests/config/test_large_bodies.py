"""Bodies too large for memory, on real sockets: on the disk, few at once, and cut where pictures are too large."""

import asyncio
import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from dorgora.config import front as fronts
from dorgora.config import spooling
from dorgora.config.cutting import Parts, TooMuchTyped
from dorgora.config.line import Limits
from dorgora.config.spooling import Full, Spool
from tests.config.scene import OK, Play, Scene, settled

HELD, MOST = 1024, 300_000
LIMITS = Limits(
    most_body=lambda target: MOST if target == b"/papers" else HELD, held=HELD, ahead=1 << 20,
    most_file=50_000, most_typed=20_000, spools=2,
)  # fmt: skip
FILE = b'Content-Disposition: form-data; name="p"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
ASKED = (
    b"POST /papers HTTP/1.1\r\nHost: hub\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n"
)


def form(*sizes: int) -> bytes:
    """Files of so many letters each, and what is typed before the first and behind the last."""
    files = [b"--x\r\n" + FILE + b"p" * size for size in sizes]
    return b"\r\n".join([typed("before"), *files, typed("behind"), b"--x--\r\n"])


def typed(word: str) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="t"\r\n\r\n' + word.encode()


def parts_of(asked: bytes) -> list[tuple[bytes, bytes]]:
    """What a page that was asked finds: the head of each part, and its content."""
    *parts, end = body_of(asked).split(b"--x")[1:]
    assert end == b"--\r\n"
    return [part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")[::2] for part in parts]


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


def test_an_address_has_one_place_on_the_disk(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "_is_own", lambda address: address == "127.0.0.3")

    async def story(scene: Scene) -> None:
        body = form(40_000)
        _slow, slow = await scene.come(ASKED % len(body) + body[:5000])
        waiting, _ = await scene.come(ASKED % len(body) + body)
        for address in ("127.0.0.2", "127.0.0.3", "127.0.0.3"):
            other, writer = await scene.come(ASKED % len(body), address)
            writer.write(body)
            async with asyncio.timeout(5):
                assert await other.readexactly(len(OK)) == OK
        assert len(scene.asked) == 3, "the second of the first address waits, though a place is free"
        slow.write(body[5000:])
        async with asyncio.timeout(5):
            assert await waiting.readexactly(len(OK)) == OK
        await settled()
        assert not scene.front.turns and scene.front.places._value == LIMITS.spools

    play(story)


def test_who_waits_for_her_own_turn_is_told_in_time(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "_is_own", lambda address: False)

    async def story(scene: Scene) -> None:
        body = form(40_000)
        lines = [await scene.come(ASKED % len(body) + body[:5000]) for _ in range(2)]
        await scene.later(LIMITS.grace_seconds + 1)
        async with asyncio.timeout(5):
            for reader, _ in lines:
                assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        assert scene.front.places._value == LIMITS.spools

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


async def taken(scene: Scene, body: bytes) -> list[tuple[bytes, bytes]]:
    """What the page found that was sent so much."""
    reader, writer = await scene.come(ASKED % len(body))
    writer.write(body)
    assert await reader.readexactly(len(OK)) == OK
    return parts_of(scene.asked[0])


def test_a_file_too_long_is_cut_and_the_rest_comes(play: Play) -> None:
    async def story(scene: Scene) -> None:
        before, first, cut, last, behind = await taken(scene, form(10, 800_000, 20))
        assert [len(content) for _head, content in (first, cut, last)] == [10, LIMITS.most_file, 20]
        assert {head for head, _content in (first, cut, last)} == {FILE.removesuffix(b"\r\n\r\n")}
        assert (before[1], behind[1]) == (b"before", b"behind")

    play(story)


def test_files_that_are_too_much_together_are_left_out(play: Play) -> None:
    async def story(scene: Scene) -> None:
        before, *files, behind = await taken(scene, form(*(40_000,) * 100))
        assert [len(content) for _head, content in files] == [40_000] * 7 + [0] * 93
        said = [b"left-out=too_much" in head and b"image/jpeg" not in head for head, _content in files]
        assert said == [False] * 7 + [True] * 93
        assert (before[1], behind[1]) == (b"before", b"behind")
        assert len(body_of(scene.asked[0])) <= MOST

    play(story)


def test_a_full_disk_leaves_out_files_alone(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tempfile.TemporaryFile

    class Small:
        """A disk of 60,000 bytes that takes what it can of the last."""

        def __init__(self, **given: Any) -> None:
            self.file, self.left = real(**given), 60_000

        def write(self, content: bytes) -> int:
            if not self.left:
                raise OSError(errno.ENOSPC, "full")
            n = self.file.write(content[: self.left])
            self.left -= n
            return n

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    monkeypatch.setattr(spooling.tempfile, "TemporaryFile", Small)

    async def story(scene: Scene) -> None:
        before, kept, *lost, behind = await taken(scene, form(40_000, 40_000, 10))
        assert kept[1] == b"p" * 40_000
        assert [(b"left-out=full" in head, content) for head, content in lost] == [(True, b"")] * 2
        assert (before[1], behind[1]) == (b"before", b"behind")
        assert scene.front.places._value == LIMITS.spools

    play(story)


@pytest.mark.parametrize(
    ("address", "body", "told"),
    [
        (b"/papers", form(10).replace(b"before", b"before" * 4000), b"HTTP/1.1 413 "),
        (b"/other", form(2000), b"HTTP/1.1 200 "),
    ],
    ids=["more typed than a form may hold", "where no pictures are taken"],
)
def test_what_is_too_much_reaches_no_page(play: Play, address: bytes, body: bytes, told: bytes) -> None:
    async def story(scene: Scene) -> None:
        reader, writer = await scene.come((ASKED % len(body)).replace(b"/papers", address))
        writer.write(body)
        assert (await reader.readline()).startswith(told)
        assert [body_of(asked) for asked in scene.asked] == [b""] * told.endswith(b"200 ")

    play(story)


def test_a_full_disk_is_said_of_what_is_no_form(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(spool: Spool, content: bytes) -> None:
        raise Full

    monkeypatch.setattr(spooling.Spool, "write", full)

    async def story(scene: Scene) -> None:
        reader, writer = await scene.come((ASKED % 40_000).replace(b"multipart/form-data", b"text/plain"))
        writer.write(bytes(40_000))
        assert (await reader.readline()).startswith(b"HTTP/1.1 507 ")
        assert scene.front.places._value == LIMITS.spools

    play(story)


def cut(come: bytes, piece: int, folder: Path, **limits: int) -> bytes:
    parts = Parts(
        Spool(folder, 1 << 20), b"x", **{"most_typed": 2000, "most_file": 8, "most_files": 1000} | limits
    )
    for at in range(0, len(come), piece):
        parts.write(come[at : at + piece])
    parts.end()
    read = b"".join(parts.pieces(3))
    assert len(read) == parts.size
    return read


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 1000])
def test_a_mark_is_seen_wherever_the_pieces_end(tmp_path: Path, piece: int) -> None:
    come = b"\r\n-\r\n" + form(8, 0) + b"\r\n--"
    assert cut(come, piece, tmp_path) == come[5:]
    assert cut(form(11), piece, tmp_path) == form(8)
    assert cut(come, piece, tmp_path, most_file=2000) == come[5:]


@pytest.mark.parametrize(
    "come",
    [
        b"--x\r\n\r\n\r\n--x--",
        b"--x",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nfilename=b\r\n\r\n123456789\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name=a; filename=""\r\n\r\n\r\n--x--',
        b"--x\r\nHead: " + b"e" * 5000 + b"\r\n\r\n\r\n--x--",
    ],
    ids=["no head", "no end", "a field", "no file chosen", "endless head"],
)
def test_what_holds_no_file_is_left_as_it_is(tmp_path: Path, come: bytes) -> None:
    assert cut(come, 10, tmp_path, most_typed=6000) == come
    with pytest.raises(TooMuchTyped):
        cut(come, 10, tmp_path, most_typed=len(come) - 1)


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
    monkeypatch.setattr(spooling.tempfile, "TemporaryFile", lambda **_: full.open("wb", buffering=0))
    with Spool(Path(), 4) as spool:
        spool.write(b"here")
        with pytest.raises(Full):
            spool.write(bytes(100_000))
        assert spool.size == 4
