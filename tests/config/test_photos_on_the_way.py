"""A laptop as it is served, and photos on their way to it: sealed on the disk, never whole in memory."""

import resource
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dorgora.demo.processes import NodeProcess

BOUNDARY = b"----a-browser"
PICTURE = 8 << 20
ADDRESS = "/counter/drafts/abc/papers"
CANARY = b"Rahima's own paper. "


@pytest.fixture(scope="module")
def laptop() -> Iterator[NodeProcess]:
    """One that is not enrolled, for all tests of this file: it reads what is sent to it before it says so."""
    folder = Path(tempfile.mkdtemp(prefix="dorgora-"))  # the path of its socket may not be long
    node = NodeProcess("laptop", "centre", folder / "n").start()
    try:
        yield node.wait()
    finally:
        node.stop()
        shutil.rmtree(folder, ignore_errors=True)


def head_of(n: int) -> bytes:
    named = b'\r\nContent-Disposition: form-data; name="p%d"; filename="p%d.jpg"\r\n\r\n' % (n, n)
    return b"\r\n--" + BOUNDARY + named


def length_of(pictures: list[int]) -> int:
    return sum(len(head_of(n)) + size for n, size in enumerate(pictures)) + len(end())


def end() -> bytes:
    return b"\r\n--" + BOUNDARY + b"--\r\n"


def begin(node: NodeProcess, length: int, address: str = ADDRESS) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", node.port), 60)
    line.sendall(
        b"POST %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept-Language: en\r\nCookie: django_language=en\r\n"
        b"Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        % (address.encode(), node.port, BOUNDARY, length)
    )
    return line


def send(line: socket.socket, n: int, size: int) -> None:
    line.sendall(head_of(n))
    whole = CANARY * (size // len(CANARY) + 1)
    line.sendall(memoryview(whole)[:size])


def answer(line: socket.socket) -> str:
    with line, line.makefile("rb") as said:
        return said.read().decode()


def of_the_laptop(node: NodeProcess) -> list[Path]:
    """Its processes, as the system shows them."""
    assert node.process is not None
    group = str(node.process.pid)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
        except OSError:
            continue
        if stat.rpartition(")")[2].split()[2] == group:
            found.append(process)
    return found


def nameless(node: NodeProcess) -> list[bytes]:
    """What lies in its open files that have no name."""
    found = []
    for process in of_the_laptop(node):
        for opened in (process / "fd").iterdir():
            with suppress(FileNotFoundError):  # it was closed meanwhile
                link = str(opened.readlink())
                if link.startswith(str(node.folder)) and link.endswith("(deleted)"):
                    found.append(opened.read_bytes())
    return found


@pytest.mark.slow
def test_photos_on_their_way_lie_sealed_and_nameless(laptop: NodeProcess) -> None:
    line = begin(laptop, length_of([PICTURE, PICTURE]))
    send(line, 0, PICTURE)
    ends = time.monotonic() + 10
    while sum(map(len, nameless(laptop))) < PICTURE // 2:
        assert time.monotonic() < ends, "it lies nowhere"
    assert not any(CANARY in content for content in nameless(laptop))
    files = [one for one in laptop.folder.rglob("*") if one.is_file()]
    assert not any(CANARY in one.read_bytes() for one in files)
    line.close()


def worker_of(node: NodeProcess) -> int:
    """The process that serves pages: the one with most memory."""
    return max((n_pages(process), int(process.name)) for process in of_the_laptop(node))[1]


def n_pages(process: Path) -> int:
    return int((process / "statm").read_text().split()[0])


def posted(node: NodeProcess, pictures: list[int], address: str = ADDRESS) -> str:
    line = begin(node, length_of(pictures), address)
    for n, size in enumerate(pictures):
        send(line, n, size)
    line.sendall(end())
    return answer(line)


@pytest.mark.slow
def test_it_works(laptop: NodeProcess) -> None:
    """Its pages hear of all, under a limit of memory that one whole page of photos would break."""
    assert posted(laptop, [1, 1]).startswith("HTTP/1.1 403 ")
    worker = worker_of(laptop)
    room = n_pages(Path("/proc") / str(worker)) * resource.getpagesize() + (96 << 20)
    resource.prlimit(worker, resource.RLIMIT_AS, (room, room))
    for sizes in [[PICTURE] * 16, [1, 200 << 20, 1]]:
        said = posted(laptop, sizes)
        assert said.startswith("HTTP/1.1 403 ") and said.endswith("</html>\n")
    assert "Error" not in laptop.log()
