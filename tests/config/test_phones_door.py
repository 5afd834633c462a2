"""The phones' door opens again after whatever shut it, and counts as open only where it listens."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from django.conf import settings

from dorgora.config import lan, served
from dorgora.config.lan import Guests, PhoneDoor, Wanted
from dorgora.demo.processes import free_port
from dorgora.feed.roads import authority
from dorgora.feed.roads.lan import Door

T = TypeVar("T")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = "127.0.0.1", "192.0.2.7"  # of RFC 5737: no machine has it
PAIRED = frozenset({"digest"})


class Silent:
    """In the place of the front: what comes is left waiting."""

    is_leaving, tasks = False, frozenset[Any]()

    async def listen(self, _door: socket.socket, _context: object) -> None:
        await asyncio.Event().wait()


def alone(scene: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Plays it in a thread of its own: a kept browser has its event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene()).result()


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    found = free_port()
    monkeypatch.setattr(settings, "PHONE_PORT", found)
    yield found
    served.keep(served.Seen())


@pytest.fixture(scope="module")
def paper() -> tuple[str, str]:
    key = authority.new_key()
    asked = authority.read(authority.request(key, 7, "", [HERE]))
    return key, authority.issue(authority.new_root(AT), 7, asked, AT)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Wanted]]:
    """What the next looks find, one after the other."""
    looks: list[Callable[[], Wanted]] = []
    monkeypatch.setattr(lan, "_wanted", lambda: looks.pop(0)())
    return looks


def wanted(paper: tuple[str, str], *addresses: str) -> Callable[[], Wanted]:
    door = Door("", addresses[0], addresses, ("kukri.example.org",))
    return lambda: Wanted(PAIRED, 0, door, *paper)


def shut() -> Wanted:
    return Wanted(PAIRED)


def broken() -> Wanted:
    raise OSError("no file left")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HERE, port)) == 0


def looked(n_looks: int, then: Callable[[PhoneDoor], None] = lambda door: None) -> list[float | None]:
    """The patience after each of so many looks; between them, and after the last, `then`."""

    async def run() -> list[float | None]:
        door, said = PhoneDoor(Silent(), Guests()), []  # type: ignore[arg-type]
        for _ in range(n_looks):
            said.append(await door.look())
            then(door)
        door._shut()
        return said

    return alone(run)


@pytest.mark.parametrize("first", [shut, broken])
def test_it_opens_once_it_can(
    port: int, paper: tuple[str, str], found: list[Callable[[], Wanted]], first: Callable[[], Wanted]
) -> None:
    found += [first, wanted(paper, HERE), first, wanted(paper, HERE)]
    seen = []
    assert looked(4, lambda door: seen.append((answers(port), served.seen().listens))) == [30] * 4
    assert seen == [(False, ()), (True, (HERE,))] * 2


def test_an_idle_laptop_looks_no_more(found: list[Callable[[], Wanted]]) -> None:
    found += [Wanted]
    assert looked(1) == [None]


def test_a_code_alone_is_looked_after(found: list[Callable[[], Wanted]], monkeypatch: Any) -> None:
    monkeypatch.setattr("dorgora.kernel.clock.now_seconds", lambda: 1000)
    found += [lambda: Wanted(until=1300), lambda: Wanted(until=1012)]
    assert looked(2) == [30, 12]


def test_it_is_looked_at_with_nobody_calling(
    port: int, found: list[Callable[[], Wanted]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "LOOK_AGAIN_SECONDS", 0.001)
    task: list[asyncio.Task[None]] = []
    loops: list[asyncio.AbstractEventLoop] = []

    def last() -> Wanted:
        loops[0].call_soon_threadsafe(task[0].cancel)
        return Wanted()

    found += [shut, broken, shut, last]

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        task.append(asyncio.create_task(PhoneDoor(Silent(), Guests()).keep()))  # type: ignore[arg-type]
        async with asyncio.timeout(30):
            await asyncio.wait(task)

    try:
        alone(run)
    finally:
        lan.phone_news._listeners.pop()
    assert found == []


def test_a_taken_port_is_not_open(
    port: int, paper: tuple[str, str], found: list[Callable[[], Wanted]]
) -> None:
    found += [wanted(paper, HERE)] * 3
    seen, another = [], socket.create_server((HERE, port))

    def then(_: PhoneDoor) -> None:
        seen.append((served.seen().listens, served.seen().is_in_vain, served.seen().hosts))
        if len(seen) == 2:
            another.close()

    assert looked(3, then) == [30] * 3
    hosts = frozenset({HERE, "kukri.example.org"})
    assert seen == [((), True, frozenset()), ((), True, frozenset()), ((HERE,), False, hosts)]


def test_one_address_of_two_is_enough_and_said(
    port: int, paper: tuple[str, str], found: list[Callable[[], Wanted]]
) -> None:
    found += [wanted(paper, ELSEWHERE, HERE)] * 2
    seen = []
    looked(2, lambda door: seen.append((answers(port), served.seen().listens, served.seen().in_vain)))
    assert seen == [(True, (HERE,), (ELSEWHERE,))] * 2


def test_one_that_stopped_listening_begins_again(
    port: int, paper: tuple[str, str], found: list[Callable[[], Wanted]]
) -> None:
    found += [wanted(paper, HERE)] * 2
    tasks = []

    async def run() -> None:
        door = PhoneDoor(Silent(), Guests())  # type: ignore[arg-type]
        for _ in range(2):
            await door.look()
            _, task = door.listening[HERE]
            tasks.append(task)
            task.cancel()
            await asyncio.wait([task])
        door._shut()

    alone(run)
    assert tasks[0] is not tasks[1]
