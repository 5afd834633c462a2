"""On which line of a JSON text each value stands, so that who wrote it is told where to look."""

import json
import re
from bisect import bisect_right

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def lines_of(text: str) -> dict[str, int]:
    """Line (from 1) of each value by its path, as `$.fees.state.tariffs[0].cases[1].when`.

    Raises:
        ValueError: the text is no JSON, or names a member twice (a `json.JSONDecodeError`, which says the line).
    """
    json.loads(text)  # what follows need not look for faults
    ends = [found.start() for found in re.finditer("\n", text)]
    places: dict[str, int] = {}
    _walk(text, _skip(text, 0), "$", places)
    return {path: bisect_right(ends, at) + 1 for path, at in places.items()}


def _walk(text: str, at: int, path: str, places: dict[str, int]) -> int:
    """Notes where the value at `at` and all it holds begin; gives where it ends.

    Raises:
        JSONDecodeError: a member stands twice.
    """
    places[path] = at
    if text[at] not in "{[":
        return _DECODER.raw_decode(text, at)[1]
    is_object, number = text[at] == "{", 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        name = f"{path}[{number}]"
        if is_object:
            key, end = _DECODER.raw_decode(text, at)
            name = f"{path}.{key}"
            if name in places:
                raise json.JSONDecodeError(f"{key!r} stands twice", text, at)
            at = _skip(text, _skip(text, end) + 1)
        at = _skip(text, _walk(text, at, name, places))
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1
    return at + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
