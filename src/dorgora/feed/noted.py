"""Small things a node noted beside its log, read so that one a failing disk or a hand altered stops nothing."""

from collections.abc import Iterator

import msgspec

from dorgora.feed.node import Node
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ

HEADS = "contact:heads"
_NUMBERS = "name = 'contact:last' OR name LIKE 'verified:%%' OR name LIKE 'heard:%%' OR name LIKE 'bytes:%%'"


def number(words: str) -> int:
    """A number as it was noted; 0 when nothing was, or when it is none."""
    return _number(words) or 0


def heads(words: str) -> dict[int, int]:
    """Numbers by feed as they were noted; none when they are no such numbers."""
    return _heads(words) or {}


def faults(node: Node) -> Iterator[str]:
    """Of each of these that is not as it was written, that it is not."""
    for name, words in node.store.rows.all(
        f"SELECT name, words FROM feed_note WHERE name = '{HEADS}' OR {_NUMBERS} ORDER BY name"
    ):
        if (_heads(words) if name == HEADS else _number(words)) is None:
            yield f"note {name} is not the one written"


def _number(words: str) -> int | None:
    is_one = words.isascii() and words.isdigit() and len(words) <= len(str(MAX_SEQ))
    return int(words) if is_one and int(words) <= MAX_SEQ else None


def _heads(words: str) -> dict[int, int] | None:
    try:
        found = msgspec.json.decode(words, type=dict[int, int])
    except ValueError:
        return None
    is_whole = all(1 <= feed <= MAX_FEED and 1 <= seq <= MAX_SEQ for feed, seq in found.items())
    return found if is_whole else None
