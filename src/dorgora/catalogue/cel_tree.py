"""What a rule asks for, read from its syntax tree: answers by name, and what they are compared with.

The library gives the tree only as its message `cel.expr.CheckedExpr`
(https://github.com/google/cel-spec, proto/cel/expr/checked.proto and syntax.proto, whose numbers stand here).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

ANSWERS = "answers"
_COMPARED = ("_==_", "_!=_", "@in")
_CONST, _IDENT, _SELECT, _CALL, _LIST = 3, 4, 5, 6, 7
_INT, _STRING = 3, 6
_INNER = {_SELECT: (1,), _CALL: (1, 3), _LIST: (1,), 8: (2,), 9: (2, 4, 5, 6, 7)}
"""Which members of an expression hold expressions; 8 is a map made by the rule, 9 a loop over a list."""


@dataclass(frozen=True)
class Asked:
    """answers: the fields it names; compared: each with the text it is held up to; names: all it speaks of else."""

    answers: set[str] = field(default_factory=set)
    compared: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def read(message: bytes) -> Asked:
    """What is asked by an expression that was compiled: its serialized form."""
    asked = Asked()
    _walk(_one(_one(message, 2), 4), asked)
    return asked


def _walk(expression: bytes, asked: Asked) -> None:
    if answer := _answer(expression):
        asked.answers.add(answer)
        return
    for number, inner in _members(expression):
        if not isinstance(inner, bytes):
            continue
        if number == _CONST:
            _constant(inner, asked)
        elif number == _IDENT:
            asked.names.add(_one(inner, 1).decode())
        elif number == _CALL:
            asked.compared.update(_compared(inner))
        for part in _parts(number, inner):
            _walk(part, asked)


def _parts(number: int, inner: bytes) -> Iterator[bytes]:
    for part, value in _members(inner):
        if part in _INNER.get(number, ()) and isinstance(value, bytes):
            yield from (value,) if number != 8 else (_one(value, 3), _one(value, 4))


def _answer(expression: bytes) -> str:
    """The field of `answers.field` or `answers['field']`; empty for any other expression."""
    select, call = _one(expression, _SELECT), _one(expression, _CALL)
    if select and _is_answers(_one(select, 1)):
        return _one(select, 2).decode()
    if call and _one(call, 2) == b"_[_]":
        held, name = (part for number, part in _members(call) if number == 3 and isinstance(part, bytes))
        return _text(name) or "" if _is_answers(held) else ""
    return ""


def _is_answers(expression: bytes) -> bool:
    return _one(_one(expression, _IDENT), 1).decode() == ANSWERS


def _compared(call: bytes) -> Iterator[tuple[str, str]]:
    if _one(call, 2).decode() not in _COMPARED:
        return
    sides = [part for number, part in _members(call) if number == 3 and isinstance(part, bytes)]
    answers = [answer for answer in map(_answer, sides) if answer]
    listed = [part for side in sides for part in _parts(_LIST, _one(side, _LIST))]
    for side in (*sides, *listed):
        text = _text(side)
        if text is not None:
            yield from ((answer, text) for answer in answers)


def _text(expression: bytes) -> str | None:
    for number, constant in _members(expression):
        if number == _CONST and isinstance(constant, bytes):
            for kind, value in _members(constant):
                if kind == _STRING and isinstance(value, bytes):
                    return value.decode()
    return None


def _constant(constant: bytes, asked: Asked) -> None:
    for kind, value in _members(constant):
        if kind == _INT and isinstance(value, int):
            asked.numbers.add(value - 2**64 if value >> 63 else value)
        elif kind == _STRING and isinstance(value, bytes):
            asked.texts.add(value.decode())


def _one(message: bytes, wanted: int) -> bytes:
    return next((v for number, v in _members(message) if number == wanted and isinstance(v, bytes)), b"")


def _members(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The members of a Protocol Buffers message: whole numbers, and what bears its length."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
        elif kind == 2:
            length, at = _varint(message, at)
            yield key >> 3, message[at : at + length]
            at += length
        else:
            at += 8 if kind == 1 else 4


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
