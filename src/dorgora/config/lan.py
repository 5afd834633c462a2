"""The way in for phones: TLS on the laptop's own network, open only while a phone is paired or being paired (ADR 0035).

One task of the front's thread keeps it. While a phone is paired or a code stands it looks twice a minute: a laptop's
address may change under it, a network come after it, its certificate be renewed. Else it waits for who is let in.
"""

import asyncio
import logging
import os
import socket
import ssl
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from dorgora.config import served
from dorgora.config.front import Front, leave
from dorgora.feed.roads import certified, lan
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.local import phone_digests, phone_news, phones

logger = logging.getLogger("dorgora.lan")
COOKIE = "__Host-dorgora_phone"
LOOK_AGAIN_SECONDS = 30


@dataclass(frozen=True)
class Wanted:
    """How the door should be. digests, until: who may come, as in `Standing`. door: None where it cannot be open."""

    digests: frozenset[str] = frozenset()
    until: int = 0
    door: lan.Door | None = None
    key: str = ""
    chain: str = ""

    @property
    def patience(self) -> float | None:
        """Seconds until it is looked at again; None where nobody may come, and the next one let in is heard of."""
        if self.digests:
            return LOOK_AGAIN_SECONDS
        return max(0.1, min(LOOK_AGAIN_SECONDS, self.until - clock.now_seconds())) if self.until else None


class Guests:
    """The cookies that count, for the front: who has none of them sends it nothing large."""

    digests: frozenset[str] = frozenset()

    def knows(self, head: bytes) -> bool:
        """Whether a head bears the cookie of a paired phone. The pages ask once more, and of the database."""
        for line in head.split(b"\r\n"):
            name, _, text = line.partition(b":")
            if name.strip().lower() == b"cookie":
                for one in text.decode("latin-1").split(";"):
                    key, _, token = one.strip().partition("=")
                    if key == COOKIE and phone_digests.of_cookie(token) in self.digests:
                        return True
        return False


class PhoneDoor:
    """Opens and shuts."""

    def __init__(self, front: Front, guests: Guests) -> None:
        self.front, self.guests = front, guests
        self.changed = asyncio.Event()
        self.door: lan.Door | None = None
        """As it should be now; open it is while something listens."""
        self.context: ssl.SSLContext | None = None
        self.listening: dict[str, tuple[socket.socket, asyncio.Task[None]]] = {}
        self.in_vain: tuple[str, ...] = ()

    async def keep(self) -> None:
        """For as long as the process lives."""
        loop = asyncio.get_running_loop()

        def look_again() -> None:
            loop.call_soon_threadsafe(self.changed.set)

        phone_news.when_changed(look_again)
        while True:
            self.changed.clear()
            patience = await self.look()
            try:
                async with asyncio.timeout(patience):
                    await self.changed.wait()
            except TimeoutError:
                pass

    async def look(self) -> float | None:
        """Makes the door what it should be; gives the seconds until the next look, None if one is called to it."""
        try:
            wanted = await asyncio.to_thread(_wanted)
            self._be(wanted)
        except Exception as wrong:
            logger.error("phones: %s", type(wrong).__name__)
            self._shut()
            return LOOK_AGAIN_SECONDS
        return wanted.patience

    def _be(self, wanted: Wanted) -> None:
        if wanted.door is None or wanted.door != self.door:
            self._shut()
        if wanted.door is not None:
            self.guests.digests = wanted.digests
            self._open(wanted.door, wanted.chain + wanted.key)

    def _open(self, door: lan.Door, pem: str) -> None:
        """Listens at each of its addresses where nothing listens yet."""
        if self.context is None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.minimum_version = ssl.TLSVersion.TLSv1_2
            _load(self.context, pem)
        self.front.is_leaving = False
        in_vain = []
        for address in door.addresses:
            if address in self.listening and not self.listening[address][1].done():
                continue
            self._leave(address)
            try:
                opened = socket.create_server((address, settings.PHONE_PORT), backlog=64)
            except OSError as wrong:
                if address not in self.in_vain:
                    logger.error("phones: %s port %d: %s", address, settings.PHONE_PORT, wrong.strerror)
                in_vain.append(address)
            else:
                self.listening[address] = opened, asyncio.create_task(self.front.listen(opened, self.context))
        self.in_vain = tuple(in_vain)
        self.door = door
        hosts = door.hosts if self.listening else frozenset[str]()
        served.keep(served.Seen(tuple(self.listening), self.in_vain, hosts))

    def _shut(self) -> None:
        served.keep(served.Seen())
        self.guests.digests = frozenset()
        if self.listening:
            leave(self.front)
        for address in tuple(self.listening):
            self._leave(address)
        self.door, self.context, self.in_vain = None, None, ()

    def _leave(self, address: str) -> None:
        if address in self.listening:
            opened, task = self.listening.pop(address)
            task.cancel()
            opened.close()


def _load(context: ssl.SSLContext, pem: str) -> None:
    """Gives a context its certificate and key by a file that is nowhere but in memory: it takes no other."""
    handle = os.memfd_create("dorgora", os.MFD_CLOEXEC)
    try:
        os.write(handle, pem.encode())
        context.load_cert_chain(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def _wanted() -> Wanted:
    """How the door should be now."""
    try:
        standing = phones.standing(clock.now())
        if not (standing.digests or standing.until):
            return Wanted()
        shut = Wanted(standing.digests, standing.until)
        try:
            door, paper = lan.door(), certified.paper()
        except Refused:
            return shut  # not enrolled
        if door.why or paper is None:
            return shut
        return Wanted(standing.digests, standing.until, door, paper.key, paper.chain)
    finally:
        connections.close_all()
