"""The way in for phones: TLS on the laptop's own network, open only while a phone is paired or being paired (ADR 0035).

One task of the front's thread keeps it: who may come is asked again when that changed, when a code is over, and twice
a minute while it is open, as a laptop's address may change under it.
"""

import asyncio
import logging
import os
import socket
import ssl
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from dorgora.config.front import Front, leave
from dorgora.feed.roads import certified, lan
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.local import phones

logger = logging.getLogger("dorgora.lan")
COOKIE = "__Host-dorgora_phone"
LOOK_AGAIN_SECONDS = 30
HOSTS: set[str] = set()
"""Names and addresses that lead to this door alone, while it is open."""


@dataclass(frozen=True)
class Wanted:
    """How the door should be. door: with nothing in `why`. until: when the last code is over (0: there is none)."""

    door: lan.Door
    key: str
    chain: str
    digests: frozenset[str]
    until: int


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
                    if key == COOKIE and phones.digest_of(token) in self.digests:
                        return True
        return False


class PhoneDoor:
    """Opens and shuts."""

    def __init__(self, front: Front, guests: Guests) -> None:
        self.front, self.guests = front, guests
        self.changed = asyncio.Event()
        self.open: Wanted | None = None
        self.doors: list[socket.socket] = []
        self.listening: list[asyncio.Task[None]] = []

    async def keep(self) -> None:
        """For as long as the process lives."""
        loop = asyncio.get_running_loop()

        def look_again() -> None:
            loop.call_soon_threadsafe(self.changed.set)

        phones.when_changed(look_again)
        while True:
            self.changed.clear()
            try:
                wanted = await asyncio.to_thread(_wanted)
                self._be(wanted)
            except Exception as wrong:
                logger.error("phones: %s", type(wrong).__name__)
                self._shut()
            patience = LOOK_AGAIN_SECONDS if self.open is not None else None
            try:
                async with asyncio.timeout(patience and min(patience, self._rest())):
                    await self.changed.wait()
            except TimeoutError:
                pass

    def _rest(self) -> float:
        """Seconds until the last code is over, if no phone holds the door open."""
        assert self.open is not None
        if self.open.digests or not self.open.until:
            return LOOK_AGAIN_SECONDS
        return max(0.1, self.open.until - clock.now_seconds())

    def _be(self, wanted: Wanted | None) -> None:
        self.guests.digests = wanted.digests if wanted else frozenset()
        if wanted is None:
            self._shut()
        elif self.open is None or self.open.door != wanted.door:
            self._shut()
            self._open(wanted)
        else:
            self.open = wanted

    def _open(self, wanted: Wanted) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.front.is_leaving = False
        _load(context, wanted.chain + wanted.key)
        for address in wanted.door.addresses:
            try:
                self.doors.append(socket.create_server((address, settings.PHONE_PORT), backlog=64))
            except OSError as wrong:
                logger.error("phones: %s port %d: %s", address, settings.PHONE_PORT, wrong.strerror)
        self.listening = [asyncio.create_task(self.front.listen(door, context)) for door in self.doors]
        HOSTS.update(wanted.door.hosts - set(settings.ALLOWED_HOSTS))
        settings.ALLOWED_HOSTS.extend(HOSTS)
        self.open = wanted

    def _shut(self) -> None:
        for task in self.listening:
            task.cancel()
        leave(self.front)
        for door in self.doors:
            door.close()
        settings.ALLOWED_HOSTS[:] = [one for one in settings.ALLOWED_HOSTS if one not in HOSTS]
        HOSTS.clear()
        self.doors, self.listening, self.open = [], [], None


def _load(context: ssl.SSLContext, pem: str) -> None:
    """Gives a context its certificate and key by a file that is nowhere but in memory: it takes no other."""
    handle = os.memfd_create("dorgora", os.MFD_CLOEXEC)
    try:
        os.write(handle, pem.encode())
        context.load_cert_chain(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def _wanted() -> Wanted | None:
    """How the door should be now; None where it should be shut."""
    try:
        standing = phones.standing(clock.now())
        if not (standing.digests or standing.until):
            return None
        door, paper = lan.door(), certified.paper()
        if door.why or paper is None:
            return None
        return Wanted(door, paper.key, paper.chain, standing.digests, standing.until)
    except Refused:
        return None  # not enrolled
    finally:
        connections.close_all()
