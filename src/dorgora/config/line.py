"""One connection to the front: what comes and goes on it is read and written against a clock that counts progress."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

MOST_HEAD = 32 * 1024
PART = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """How much of the node one connection, one address and all together may hold.

    A body or an answer may take `grace_seconds`, and a second more for each `least_rate` bytes that went over: 48 KB
    on a 2G line of 2 KB/s need 24 seconds and have more than two minutes.

    most_body: bytes of a body for a target as it stands in a head; what is longer is not read. held: bytes of a body
    that are held in memory; a longer one lies sealed on the disk, `spools` of them at once, of each address one, and
    comes at `spool_rate` bytes a second, or its place is another's. most_file: bytes of one file of a form that may be
    larger than that; the rest of it is left out, as is every file there is no room for, and the form is read as long
    as it is not longer than `most_form`. most_typed: what else of such a form is held in memory. ahead: bytes of an
    answer that wait for a slow reader, so that the pages need not.
    """

    most_body: Callable[[bytes], int]
    held: int
    ahead: int
    most_file: int = 0
    most_typed: int = 1 << 20
    most_form: int = 2 << 30
    spools: int = 4
    spool_rate: int = 64 * 1024
    connections: int = 128
    per_address: int = 32
    head_seconds: float = 30
    grace_seconds: float = 60
    least_rate: int = 512
    linger_seconds: float = 10


class AddressTooLong(asyncio.LimitOverrunError):
    """A head that is too long, most of it its first line: what was asked for."""


class Line:
    """A connection that is open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self.reader, self.writer, self.limits = reader, writer, limits

    async def head(self) -> bytes:
        """The next head, whole; nothing when the other side said nothing and left, or was silent too long.

        Raises:
            TimeoutError: it did not come to its end in time.
            AddressTooLong, asyncio.LimitOverrunError: it is too long, by its first line or by its fields.
            OSError, asyncio.IncompleteReadError: the line broke.
        """
        first = b""
        try:
            async with asyncio.timeout(self.limits.head_seconds):
                first = await self.reader.read(1)
                return first and first + await self.reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            if first:
                raise
            return b""
        except asyncio.LimitOverrunError as wrong:
            come = await self.reader.read(MOST_HEAD)  # it is here already
            if len(come.partition(b"\r\n")[0]) > MOST_HEAD // 2:
                raise AddressTooLong(str(wrong), wrong.consumed) from None
            raise

    async def body(self, length: int, write: Callable[[bytes], None], rate: int) -> None:
        """So many bytes, to where they are kept, at `rate` bytes a second.

        Raises:
            TimeoutError: they came slower.
            OSError, asyncio.IncompleteReadError: the line broke.
        """
        began, come = asyncio.get_running_loop().time(), 0
        async with asyncio.timeout_at(self._due(began, 0)) as patience:
            while come < length:
                part = await self.reader.read(min(PART, length - come))
                if not part:
                    raise asyncio.IncompleteReadError(b"", length)
                write(part)
                come += len(part)
                patience.reschedule(self._due(began, come, rate))

    async def pour(self, head: bytes, answer: asyncio.StreamReader) -> None:
        """An answer to its end, as far ahead of who reads it as the limits let.

        Raises:
            TimeoutError: it is read slower than the least rate.
            OSError: the line broke.
        """
        began, gone, part = asyncio.get_running_loop().time(), 0, head
        self.writer.transport.set_write_buffer_limits(high=self.limits.ahead)
        while part:
            self.writer.write(part)
            gone += len(part)
            await self._drained(began, gone)
            part = await answer.read(PART)
        # Not 0: under TLS a line without a byte left then counts as full, and is let go only when more comes from the
        # other side. A browser that asked again before this point has sent all it will.
        self.writer.transport.set_write_buffer_limits(high=1, low=0)
        await self._drained(began, gone)

    async def linger(self) -> None:
        """Reads away what still comes, for a while: closing on unread bytes would tear the answer from the line."""
        try:
            async with asyncio.timeout(self.limits.linger_seconds):
                if self.writer.can_write_eof():
                    self.writer.write_eof()
                while await self.reader.read(PART):
                    pass
        except (OSError, TimeoutError):
            pass

    async def close(self) -> None:
        """Ends it; whoever does not take the end in time is cut off."""
        self.writer.close()
        try:
            async with asyncio.timeout(self.limits.grace_seconds):
                await self.writer.wait_closed()
        except (OSError, TimeoutError):
            self.writer.transport.abort()

    def _due(self, began: float, n_bytes: int, rate: int = 0) -> float:
        return began + self.limits.grace_seconds + n_bytes / (rate or self.limits.least_rate)

    async def _drained(self, began: float, gone: int) -> None:
        while True:
            due = self._due(began, gone - self.writer.transport.get_write_buffer_size())
            try:
                async with asyncio.timeout_at(due):
                    return await self.writer.drain()
            except TimeoutError:
                if self._due(began, gone - self.writer.transport.get_write_buffer_size()) <= due:
                    raise
