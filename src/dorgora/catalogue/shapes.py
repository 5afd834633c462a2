"""Whether what a file says has the shape it must have: every member that is wrong, not only the first."""

import difflib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec.inspect as shape

from dorgora.catalogue.faults import Complaint

_Judge = Callable[[Any, Any, str], Iterator[Complaint]]


def complaints(told: Any, kind: type) -> Iterator[Complaint]:
    """Where a value is not of this struct, and why; none where msgspec would take it."""
    yield from _judge(told, _type(kind), "")
    yield from _half_letters(told, "")


def _half_letters(told: Any, path: str) -> Iterator[Complaint]:
    """Where a text or a name holds one half of a letter that JSON writes as two (RFC 8259, 8.2)."""
    if isinstance(told, str):
        if _HALF.search(told):
            yield path, f"{_shown(told)} holds half a letter"
    elif isinstance(told, list):
        for number, one in enumerate(told):
            yield from _half_letters(one, f"{path}[{number}]")
    elif isinstance(told, dict):
        for name, one in told.items():
            inner = _inside(path, name)
            if _HALF.search(name):
                yield inner, f"{name!r} holds half a letter"
            yield from _half_letters(one, inner)


_HALF = re.compile("[\ud800-\udfff]")
_type = cache(shape.type_info)


def _judge(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if isinstance(kind, shape.Metadata):
        meant = str((kind.extra_json_schema or {}).get("description", ""))
        yield from ((at, f"{_shown(told)} is no {meant}") for at, _ in _judge(told, kind.type, path))
    elif judge := _JUDGES.get(type(kind)):
        yield from judge(told, kind, path)


def _struct(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, dict):
        yield path, f"{_shown(told)} is no table of names and values"
        return
    known = {one.encode_name: one for one in kind.fields}
    for name in told:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield _inside(path, name), "has no meaning here" + (f": is {near[0]} meant?" if near else "")
        else:
            yield from _judge(told[name], known[name].type, _inside(path, name))
    for name, one in known.items():
        if one.required and name not in told:
            yield _inside(path, name), "is missing"


def _many(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, list):
        yield path, f"{_shown(told)} is no list"
        return
    if len(told) < (kind.min_length or 0) or (kind.max_length is not None and len(told) > kind.max_length):
        yield path, _how_many(len(told), kind)
    for number, one in enumerate(told):
        yield from _judge(one, kind.item_type, f"{path}[{number}]")


def _how_many(given: int, kind: Any) -> str:
    if kind.min_length == kind.max_length:
        return f"has {given}, and must have {kind.min_length}"
    return "is empty" if not given else f"has {given}, and may have {kind.min_length} to {kind.max_length}"


def _fixed(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, list) or len(told) != len(kind.item_types):
        yield path, f"{_shown(told)} is no list of {len(kind.item_types)}"
        return
    for number, (one, inner) in enumerate(zip(told, kind.item_types, strict=True)):
        yield from _judge(one, inner, f"{path}[{number}]")


def _named(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, dict):
        yield path, f"{_shown(told)} is no table of names and values"
        return
    for name, one in told.items():
        yield from _judge(one, kind.value_type, _inside(path, name))


def _whole(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    low, high = kind.ge, kind.le
    is_one = isinstance(told, int) and not isinstance(told, bool)
    if not is_one or (low is not None and told < low) or (high is not None and told > high):
        bounds = f" from {low} to {high}" if low is not None and high is not None else ""
        yield path, f"{_shown(told)} is no whole number{bounds}"


def _text(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, str):
        yield path, f"{_shown(told)} is no text"
    elif len(told) < (kind.min_length or 0):
        yield path, "is empty"
    elif kind.max_length is not None and len(told) > kind.max_length:
        yield path, f"has {len(told)} letters, and may have {kind.max_length}"
    elif kind.pattern and not re.search(kind.pattern, told):
        yield path, f"{_shown(told)} is not written so"


def _truth(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if not isinstance(told, bool):
        yield path, f"{_shown(told)} is neither true nor false"


def _word(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    if told not in kind.values:
        yield path, f"{_shown(told)} is none of: {', '.join(map(str, sorted(filter(None, kind.values))))}"


def _either(told: Any, kind: Any, path: str) -> Iterator[Complaint]:
    """What may be left out, or be one thing: no shape of a pack offers two."""
    if told is not None:
        (one,) = (inner for inner in kind.types if not isinstance(inner, shape.NoneType))
        yield from _judge(told, one, path)


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(told: Any) -> str:
    text = repr(told) if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:40]}…"


_JUDGES: dict[type, _Judge] = {
    shape.StructType: _struct,
    shape.VarTupleType: _many,
    shape.ListType: _many,
    shape.TupleType: _fixed,
    shape.DictType: _named,
    shape.IntType: _whole,
    shape.StrType: _text,
    shape.BoolType: _truth,
    shape.LiteralType: _word,
    shape.UnionType: _either,
}


def is_no_pattern(pattern: str) -> bool:
    """Whether this is no regular expression."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return True
    return False
