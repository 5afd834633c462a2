"""What a laptop and the hub say of the certificate it serves phones under; it travels as an exchange does."""

from typing import Annotated

from msgspec import Meta

from dorgora.feed.sync import wire

MOST_CHAIN = 16 * 1024


class Ask(wire.Wire, frozen=True):
    """A laptop's request (PKCS #10), the fingerprint of what it holds, and whether it needs another."""

    request: Annotated[bytes, Meta(max_length=2048)]
    holds: Annotated[bytes, Meta(max_length=32)]
    is_needed: bool


class Answer(wire.Wire, frozen=True):
    """The certificate with those it stands on, or nothing new; the hub's root; the name the laptop should ask for."""

    chain: Annotated[str, Meta(max_length=MOST_CHAIN)]
    root: Annotated[str, Meta(max_length=4096)]
    name: Annotated[str, Meta(max_length=64)]
