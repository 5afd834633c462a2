"""Rules written as data: CEL, checked when a service is published, bounded when it runs.

The library returns errors of a running rule as values that look true; here they are always raised.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from cel_expr_python import cel

from dorgora.catalogue import cel_tree
from dorgora.catalogue.cel_tree import Asked

Value = bool | int | str | Mapping[str, str]
MAX_LENGTH: Final = 1000

_TYPES: Final = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "str": cel.Type.STRING,
    "map": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
}


class RuleError(Exception):
    """A rule does not compile, gives a value of another type than asked for, or failed on these names."""


def evaluate(expression: str, names: Mapping[str, Value]) -> bool | int | str:
    """Give the value of a CEL expression over these names: text, whole numbers, truth values, maps of text.

    Raises:
        RuleError: it does not compile with these names, or fails: a missing key, division by zero, overflow,
            more than the library's budget of iterations.
    """
    kinds = tuple(sorted((name, _kind(name, value)) for name, value in names.items()))
    compiled = _compiled(expression, kinds)
    try:
        given = compiled.eval(
            data={
                name: dict(v) if isinstance(v, Mapping) and type(v) is not dict else v
                for name, v in names.items()
            }
        )
    except RuntimeError as failed:
        raise RuleError(f"{expression}: {_plain(str(failed))}") from failed
    value = given.plain_value()
    if given.type() == cel.Type.ERROR or not isinstance(value, bool | int | str):
        raise RuleError(f"{expression}: {_plain(str(value))}")
    return value


def check(expression: str, kinds: Mapping[str, str], gives: str) -> None:
    """Compile an expression without running it; `kinds` and `gives` are of bool, int, str, map.

    Raises:
        RuleError: it does not compile, or gives something else.
    """
    found = _compiled(expression, tuple(sorted(kinds.items()))).return_type()
    if found != _TYPES[gives]:
        raise RuleError(f"{expression}: {_plain(f'gives {found.name()}, not {gives}')}")


def asked(expression: str, kinds: Mapping[str, str]) -> Asked:
    """Which answers, names and constants an expression speaks of.

    Raises:
        RuleError: it does not compile.
    """
    return cel_tree.read(_compiled(expression, tuple(sorted(kinds.items()))).serialize())


@lru_cache(maxsize=4096)
def _compiled(expression: str, kinds: tuple[tuple[str, str], ...]) -> Any:
    if len(expression) > MAX_LENGTH:
        raise RuleError(f"a rule has at most {MAX_LENGTH} characters")
    environment = cel.NewEnv(variables={name: _TYPES[kind] for name, kind in kinds})
    try:
        return environment.compile(expression)
    except RuntimeError as wrong:
        raise RuleError(f"{expression}: {_plain(str(wrong))}") from wrong


def _plain(wrong: str) -> str:
    """What the library says, in words and without its picture of where it is."""
    found = re.search(r"ERROR: <input>:\d+:(\d+): (.*?)(?: \(in container ''\))?$", wrong, re.MULTILINE)
    said = f"{found[2]} (at letter {found[1]})" if found else wrong.strip().partition("\n")[0]
    for pattern, words in _IN_WORDS:
        said = re.sub(pattern, words, said)
    return said


_IN_WORDS: Final = (
    (r"undeclared reference to '([^']*)'", r"there is no \1"),
    (r"found no matching overload for '_?([^'_]+)_?' applied to '\(([^']*)\)'", r"\1 does not go with \2"),
    (r"\bINT\b|\bint\b", "whole number"),
    (r"\bSTRING\b|\bstring\b|\bstr\b", "text"),
    (r"\bBOOL\b|\bbool\b", "true or false"),
    (r"OUT_OF_RANGE: (integer|signed|unsigned) ?(integer)? overflow", "a number becomes too large"),
    (r"INVALID_ARGUMENT: (divide|modulus) by zero", "divides by zero"),
    (r"[A-Z]+(_[A-Z]+)+: ", ""),
)


_EXACTLY: Final = {bool: "bool", int: "int", str: "str", dict: "map"}


def _kind(name: str, value: Value) -> str:
    if type(value) in _EXACTLY:  # mostly so, and a list of services asks it thousands of times
        return _EXACTLY[type(value)]
    for kind, accepted in (("bool", bool), ("int", int), ("str", str), ("map", Mapping)):
        if isinstance(value, accepted):
            return kind
    raise RuleError(f"{name}: a rule knows no {type(value).__name__}")
