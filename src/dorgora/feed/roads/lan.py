"""Where phones would find this laptop on its own network, under which certificate, or why they cannot (ADR 0035)."""

import fcntl
import socket
import struct
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from dorgora.feed.roads import authority, certified
from dorgora.kernel import clock
from dorgora.kernel.addresses import is_private

_SIOCGIFADDR = 0x8915
"""Linux's own number for asking an interface's address (netdevice(7))."""


@dataclass(frozen=True)
class Door:
    """why: empty when phones can be served, else `no_certificate`, `certificate_over`, `revoked`, `no_network`.

    host: what the phone calls, a name or an address. is_believed: a phone that trusts an authority or the hub's root
    opens the page without a warning. fingerprint: the certificate's SHA-256.
    """

    why: str
    host: str = ""
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fingerprint: bytes = b""
    ends: datetime | None = None
    is_believed: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """What may stand in the address of a page."""
        return frozenset((*self.addresses, *self.names))

    @property
    def url(self) -> str:
        """The address phones are told."""
        return f"https://{self.host}:{settings.PHONE_PORT}"


def addresses() -> tuple[str, ...]:
    """This laptop's addresses in networks of its own; of a public network never one."""
    if settings.PHONE_ADDRESS:
        return (settings.PHONE_ADDRESS,)
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _number, name in socket.if_nameindex():
            try:
                told = fcntl.ioctl(asking, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # it has none
            found.append(socket.inet_ntoa(told[20:24]))
    here = [one for one in found if is_private(one) and not one.startswith("127.")]
    return tuple(dict.fromkeys(here))[: authority.MOST_ADDRESSES]


def door() -> Door:
    """How phones would be served now."""
    paper, here = certified.paper(), addresses()
    if certified.is_revoked():
        return Door("revoked")
    if paper is None:
        return Door("no_certificate")
    held = paper.held
    if held.ends <= clock.now():
        return Door("certificate_over", ends=held.ends)
    if not here:
        return Door("no_network", ends=held.ends)
    host = held.names[0] if paper.is_public else here[0]
    is_believed = paper.is_public or host in held.addresses
    return Door("", host, here, held.names, held.fingerprint, held.ends, is_believed)
