"""Before the pages and the exchange: takes connections, and hands on only what has come whole (ADR 0019).

A thread of the pages costs memory and there are few. It is asked when a request is here to its last byte, and is free
when its answer is written; who sends or reads slowly, or says nothing, holds a place here and nothing else.
"""

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

from dorgora.config import heads, said
from dorgora.config.cutting import Parts, TooMuchTyped
from dorgora.config.line import MOST_HEAD, PART, AddressTooLong, Limits, Line
from dorgora.config.spooling import Full, Spool

logger = logging.getLogger("dorgora.front")
BROKEN = (OSError, asyncio.IncompleteReadError)
"""A line that broke, or was too slow for what was asked of it (TimeoutError is one)."""
LEAVING_SECONDS = 2
MOST_OF_STRANGERS = 1024
"""Bytes of a code and what a browser puts around it."""
STATUS: dict[type[Exception], HTTPStatus] = {
    TimeoutError: HTTPStatus.REQUEST_TIMEOUT,
    AddressTooLong: HTTPStatus.REQUEST_URI_TOO_LONG,
    asyncio.LimitOverrunError: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    Full: HTTPStatus.INSUFFICIENT_STORAGE,
}


@dataclass(frozen=True)
class Come:
    """A body that has come: its bytes, and how many they are."""

    size: int = 0
    pieces: Iterator[bytes] = iter(())


class Known(Protocol):
    """Who may send what is large."""

    def knows(self, head: bytes) -> bool:
        """Whether who sends this head is known."""


class Front:
    """All connections of one process, or those of phones. behind: where the pages take requests, in the data folder.

    phones: who of them is known; of one that is not a body of few bytes is read, and the pages are told who came so.
    """

    def __init__(self, behind: Path, limits: Limits, phones: Known | None = None) -> None:
        self.behind, self.limits, self.phones = behind, limits, phones
        self.strangers = replace(limits, most_body=lambda target: MOST_OF_STRANGERS)
        self.is_leaving = False
        self.held: Counter[str] = Counter()
        self.waiting: dict[asyncio.Task[None], str] = {}
        """Who waits for a line and not for the pages, by address, the oldest first."""
        self.tasks: set[asyncio.Task[None]] = set()
        self.places = asyncio.Semaphore(limits.spools)
        """For bodies that lie on the disk."""
        self.turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Of each address one such body, so that no device takes the places of all others."""

    async def listen(self, door: socket.socket, context: ssl.SSLContext | None = None) -> None:
        """Takes connections for as long as the process lives."""
        door.setblocking(False)
        loop = asyncio.get_running_loop()
        while True:
            try:
                came, address = await loop.sock_accept(door)
            except OSError as wrong:  # no file left, or it went away again
                logger.warning("front: %s", wrong.strerror)
                await asyncio.sleep(0.1)
                continue
            if self._has_place(address[0]):
                self._begin(self._serve(came, address[0], context), address[0])
            else:
                _turn_away(came, context)
            await asyncio.sleep(0)  # who is here already has a turn, however many come

    def _has_place(self, address: str) -> bool:
        """Whether one more may come from there; when all places are taken, whoever waits with most others goes."""
        if not _is_own(address) and self.held[address] >= self.limits.per_address:
            return False
        if self.held.total() < self.limits.connections:
            return True
        if not self.waiting:
            return False
        oldest = max(self.waiting, key=lambda task: self.held[self.waiting[task]])
        oldest.cancel()
        self.waiting.pop(oldest)
        return True

    def _begin(self, serving: Coroutine[Any, Any, None], address: str) -> None:
        self.held[address] += 1
        task = asyncio.create_task(serving)
        self.tasks.add(task)

        def ended(_: object) -> None:
            self.tasks.discard(task)
            self.waiting.pop(task, None)
            self.held[address] -= 1
            if not self.held[address]:
                del self.held[address]

        task.add_done_callback(ended)

    async def _serve(self, came: socket.socket, address: str, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        self._waits(address)
        reader = asyncio.StreamReader(limit=MOST_HEAD)
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, came, ssl=context, **(self._patience() if context else {})
            )
        except BROKEN:
            return
        line = Line(reader, asyncio.StreamWriter(transport, protocol, reader, loop), self.limits)
        try:
            while await self._one(line, address) and not self.is_leaving:
                self._waits(address)
            self._waits(address)
            await line.close()
        except BROKEN:
            pass
        finally:
            transport.abort()

    def _waits(self, address: str) -> None:
        """This connection waits for the line to `address`; with none, it waits for the pages."""
        task = asyncio.current_task()
        assert task is not None
        self.waiting.pop(task, None)
        if address:
            self.waiting[task] = address

    def _patience(self) -> dict[str, float]:
        return {
            "ssl_handshake_timeout": self.limits.head_seconds,
            # What was written waits here under the last word of TLS: on a slow line it needs its time.
            "ssl_shutdown_timeout": self.limits.grace_seconds,
        }

    async def _one(self, line: Line, address: str) -> bool:
        """One request and its answer; gives whether another may follow."""
        with ExitStack() as held:
            try:
                head = await line.head()
                if not head:
                    return False
                is_known = self.phones is None or self.phones.knows(head)
                question = heads.asked(head, self.limits if is_known else self.strangers)
                body = await self._body(line, question, address, held)
            except (TimeoutError, asyncio.LimitOverrunError, Full, heads.Malformed) as wrong:
                held.close()
                status = wrong.status if isinstance(wrong, heads.Malformed) else STATUS[type(wrong)]
                return await self._refuse(line, status)
            stays = await self._ask(line, question, address, body, held)
        if not question.is_read:
            await line.linger()
        return stays

    async def _body(self, line: Line, question: heads.Asked, address: str, held: ExitStack) -> Come:
        """What is to be read of a body, from its first byte on; it lies there until `held` is closed.

        Raises:
            TimeoutError: no place for a large one became free, or it came too slowly.
            heads.Malformed: of a form, more is typed than is taken.
            Full: the disk takes no more of what is no form.
            OSError, asyncio.IncompleteReadError: the line broke.
        """
        if not question.is_read:
            return Come()
        rate, limits = self.limits.least_rate, self.limits
        if question.length > limits.held:
            rate = limits.spool_rate
            await self._place(address, held)
        if question.waits:
            line.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        n_held = limits.held if question.boundary else max(limits.held, limits.most_typed)
        spool = held.enter_context(Spool(self.behind.parent, n_held))
        if not question.boundary:
            await line.body(question.length, spool.write, rate)
            spool.rewind()
            return Come(spool.size, iter(lambda: spool.read(PART), b""))
        parts = Parts(
            spool, question.boundary,
            most_typed=limits.most_typed, most_file=limits.most_file, most_files=question.most - limits.most_typed,
        )  # fmt: skip
        try:
            await line.body(question.length, parts.write, rate)
            parts.end()
        except TooMuchTyped as wrong:
            raise heads.Malformed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from wrong
        return Come(parts.size, parts.pieces(PART))

    async def _place(self, address: str, held: ExitStack) -> None:
        """A place on the disk, until `held` is closed.

        Raises:
            TimeoutError: none became free.
        """
        async with asyncio.timeout(self.limits.grace_seconds):
            if not _is_own(address):
                turn = self.turns.setdefault(address, asyncio.Lock())
                await turn.acquire()
                held.callback(turn.release)
            await self.places.acquire()
            held.callback(self.places.release)

    async def _ask(
        self, line: Line, question: heads.Asked, address: str, body: Come, held: ExitStack
    ) -> bool:
        """Asks the pages; gives whether the connection goes on."""
        self._waits("")
        try:
            answer, writer = await asyncio.open_unix_connection(self.behind)
        except OSError:
            return await self._refuse(
                line, HTTPStatus.SERVICE_UNAVAILABLE, is_seen=_is_seen(question, address)
            )
        try:
            writer.write(question.for_pages(address, body.size, is_phone=self.phones is not None))
            for part in body.pieces:
                writer.write(part)
                await writer.drain()
            held.close()
            head, stays = heads.answered(await answer.readuntil(b"\r\n\r\n"), question)
        except (*BROKEN, asyncio.LimitOverrunError, heads.Malformed):
            held.close()
            writer.close()
            return await self._refuse(line, HTTPStatus.BAD_GATEWAY, is_seen=_is_seen(question, address))
        self._waits(address)
        try:
            await line.pour(head, answer)
        finally:
            writer.close()
        return stays

    async def _refuse(self, line: Line, status: HTTPStatus, *, is_seen: bool = False) -> bool:
        line.writer.write(said.refusal(status, comes_by_itself=is_seen))
        await line.linger()
        return False


def leave(front: Front) -> None:
    """Ends all its connections: an answer on its way has two seconds more, and no second one follows it."""
    front.is_leaving, here = True, tuple(front.tasks)
    asyncio.get_running_loop().call_later(LEAVING_SECONDS, lambda: [task.cancel() for task in here])


def _is_seen(question: heads.Asked, address: str) -> bool:
    """Whether a page was only opened, at this machine: it is asked for again by itself, and costs nobody's data."""
    return question.line.startswith(b"GET ") and _is_own(address)


def _is_own(address: str) -> bool:
    """Whether this machine asks: its user, or a proxy that stands for many."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _turn_away(came: socket.socket, context: ssl.SSLContext | None) -> None:
    with came, suppress(OSError):
        if context is None:
            came.send(said.refusal(HTTPStatus.SERVICE_UNAVAILABLE))
