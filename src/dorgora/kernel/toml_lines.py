"""On which line of a TOML text each value stands, so that who wrote it is told where to look."""

import re
import tomllib
from bisect import bisect_right

_GAP = re.compile(r"(?:[\s,]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_PLAIN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'{3}.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\]}#]+(?: \d\d:[0-9:.Z+-]+)?''',
    re.DOTALL,
)


def lines_of(text: str) -> dict[str, int]:
    """Line (from 1) of each value and table by its path, as `$.areas.tiers[0].kind`.

    Raises:
        ValueError: the text is no TOML (a `tomllib.TOMLDecodeError`, which says the line).
    """
    tomllib.loads(text)  # what follows need not look for faults
    text = text.replace("\r\n", " \n")
    ends = [found.start() for found in re.finditer("\n", text)]
    places: dict[str, int] = {"$": 0}
    tables: dict[str, int] = {}
    at, table = _skip(_GAP, text, 0), "$"
    while at < len(text):
        if text[at] == "[":
            at, table = _header(text, at, tables, places)
        else:
            at = _member(text, at, table, places)
        at = _skip(_GAP, text, at)
    return {path: bisect_right(ends, at) + 1 for path, at in places.items()}


def _header(text: str, at: int, tables: dict[str, int], places: dict[str, int]) -> tuple[int, str]:
    """The path of `[one]` or `[[of several]]`, counted in `tables`."""
    is_one_of_many = text.startswith("[[", at)
    end, keys = _keys(text, at + 1 + is_one_of_many)
    path = "$"
    for key in keys[:-1]:
        path = _inside(f"{path}.{key}", tables)
        places.setdefault(path, at)
    path = f"{path}.{keys[-1]}"
    places.setdefault(path, at)
    if is_one_of_many:
        tables[path] = tables.get(path, -1) + 1
    path = _inside(path, tables)
    places.setdefault(path, at)
    return end + 1 + is_one_of_many, path


def _inside(path: str, tables: dict[str, int]) -> str:
    return f"{path}[{tables[path]}]" if path in tables else path


def _member(text: str, at: int, table: str, places: dict[str, int]) -> int:
    """Notes `key = value`, or `a.b = value`, and all that the value holds; gives where it ends."""
    end, keys = _keys(text, at)
    for key in keys:
        table = f"{table}.{key}"
        places.setdefault(table, at)
    return _value(text, _skip(_SPACE, text, end + 1), table, places)


def _keys(text: str, at: int) -> tuple[int, list[str]]:
    """The keys of a dotted name, and where what follows it begins: an equals sign or a bracket."""
    keys = []
    while found := _KEY.match(text, _skip(_SPACE, text, at)):
        keys.append(next(iter(tomllib.loads(f"{found[0]} = 0"))))
        at = _skip(_SPACE, text, found.end())
        if text[at] != ".":
            break
        at += 1
    return at, keys


def _value(text: str, at: int, path: str, places: dict[str, int]) -> int:
    if text[at] not in "[{":
        found = _PLAIN.match(text, at)
        return found.end() if found else at + 1
    is_list, number = text[at] == "[", 0
    at = _skip(_GAP, text, at + 1)
    while text[at] not in "]}":
        if is_list:
            places[f"{path}[{number}]"] = at
            at = _value(text, at, f"{path}[{number}]", places)
        else:
            at = _member(text, at, path, places)
        at, number = _skip(_GAP, text, at), number + 1
    return at + 1


def _skip(what: re.Pattern[str], text: str, at: int) -> int:
    found = what.match(text, at)
    return found.end() if found else at
