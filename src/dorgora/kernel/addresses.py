"""Which addresses are of this machine alone, and which of networks that nobody else can be in.

Source: RFC 1918, 3927, 4193, 4291; loopback counts as one of both, for trying things out.
"""

import ipaddress

PRIVATE = tuple(
    ipaddress.ip_network(one)
    for one in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip

ELSEWHERE = (
    "DORGORA_ADDRESS must be this laptop itself, as 127.0.0.1: phones are served over TLS, once paired"
)
"""What a centre is told that should serve plain pages to a network."""


def is_private(address: str) -> bool:
    """Whether it is an address of a network of one's own."""
    found = _read(address)
    return found is not None and any(found in network for network in PRIVATE)


def is_loopback(address: str) -> bool:
    """Whether only this machine can call it."""
    found = _read(address)
    return address == "localhost" or (found is not None and found.is_loopback)


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
