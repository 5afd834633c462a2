"""The envelope of an exchange: who speaks, a MAC from the key agreed at enrolment, and the packed words.

Request: 8 bytes node id, 16 bytes MAC, payload. Reply: 16 bytes MAC over the request's MAC and the payload, payload.
The MAC is checked before anything is unpacked.
"""

from dorgora.feed.sync.gate import MAX_WIRE, Refused
from dorgora.kernel.signing import MAC_BYTES, is_mac, mac

_ASK = b"dorgora ask 1"
_ANSWER = b"dorgora answer 1"


def ask(node_id: int, key: bytes, payload: bytes) -> tuple[bytes, bytes]:
    """The request's bytes, and its MAC to hold the reply against."""
    tag = mac(key, _ASK, node_id.to_bytes(8, "big"), payload)
    return node_id.to_bytes(8, "big") + tag + payload, tag


def asker(body: bytes) -> int:
    """Who says it is asking.

    Raises:
        Refused: `truncated`, `size`: too short or too long to be an exchange; `unknown_node`: no node has that number.
    """
    if len(body) < 8 + MAC_BYTES:
        raise Refused("truncated")
    if len(body) > MAX_WIRE:
        raise Refused("size")
    node_id = int.from_bytes(body[:8], "big")
    if node_id >= 1 << 63:
        raise Refused("unknown_node")
    return node_id


def opened_ask(body: bytes, key: bytes) -> tuple[bytes, bytes]:
    """The payload and MAC of a request that really is from the owner of `key`.

    Raises:
        Refused: `mac`.
    """
    tag, payload = body[8 : 8 + MAC_BYTES], body[8 + MAC_BYTES :]
    if not is_mac(key, tag, _ASK, body[:8], payload):
        raise Refused("mac")
    return payload, tag


def answer(key: bytes, asked: bytes, payload: bytes) -> bytes:
    """The reply's bytes."""
    return mac(key, _ANSWER, asked, payload) + payload


def opened_answer(body: bytes, key: bytes, asked: bytes) -> bytes:
    """The payload of the reply to just that request.

    Raises:
        Refused: `mac` or `size`.
    """
    if not MAC_BYTES <= len(body) <= MAX_WIRE:
        raise Refused("size")
    tag, payload = body[:MAC_BYTES], body[MAC_BYTES:]
    if not is_mac(key, tag, _ANSWER, asked, payload):
        raise Refused("mac")
    return payload
