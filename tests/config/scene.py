"""A front on a real socket with pages behind it, for the tests of what it does; only its clock is set forward."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dorgora.config import front as fronts
from dorgora.config.line import Limits

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Loop(asyncio.SelectorEventLoop):
    """One whose clock can be set forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Scene:
    """A front, its port, and pages behind it that answer what is whole and remember it."""

    def __init__(self, folder: Path, limits: Limits, context: ssl.SSLContext | None) -> None:
        self.folder, self.limits, self.context = folder, limits, context
        self.asked, self.answer = list[bytes](), OK
        self.n_done, self.cut = 0, asyncio.Event()
        self.clients: list[asyncio.StreamWriter] = []
        self.lets_go = asyncio.Event()
        """A page that has answered closes its line once this is set, as it is at first."""
        self.lets_go.set()

    async def begin(self) -> None:
        self.pages = await asyncio.start_unix_server(self._page, self.folder / "web.sock")
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        self.front = fronts.Front(self.folder / "web.sock", self.limits)
        self.listening = asyncio.create_task(self.front.listen(door, self.context))
        self.door = door

    async def _page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        self.asked.append(head + await reader.readexactly(length))
        try:
            writer.write(self.answer)
            await writer.drain()
            await self.lets_go.wait()
            writer.close()
            await writer.wait_closed()
            self.n_done += 1
        except OSError:
            self.cut.set()

    async def come(self, said: bytes = b"", address: str = "127.0.0.1") -> Client:
        near = socket.socket()
        near.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
        )  # said before it connects, or it is not kept
        near.bind((address, 0))
        near.connect(("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=near, limit=1024, **self._tls())
        self.clients.append(writer)
        writer.write(said)
        await settled()
        return reader, writer

    def _tls(self) -> dict[str, Any]:
        if self.context is None:
            return {}
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        return {"ssl": anyone, "server_hostname": "localhost"}

    async def later(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        loop.ahead += seconds
        await settled()

    async def end(self) -> None:
        self.pages.close()
        for task in (self.listening, *self.front.tasks):
            task.cancel()
        await asyncio.gather(self.listening, *self.front.tasks, return_exceptions=True)
        for client in self.clients:
            client.close()
            with suppress(OSError):
                await client.wait_closed()
        self.door.close()
        await settled()


async def settled() -> None:
    """Lets both ends of every line take their turns; loopback delivers at once."""
    for _ in range(30):
        await asyncio.sleep(0)


Play = Callable[[Callable[[Scene], Awaitable[None]]], None]
