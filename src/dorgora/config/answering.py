"""`dorgora verify --jsonl`: a question a line, an answer a line, for programs; nothing of a node is needed.

A question is {"id", "cose_hex", "jwk", "external_hex", "at"}, an answer {"id", "ok"}. `id` is a text or a number and
comes back as it was, also from a line that is otherwise no question if it stands first there; null when there is none.
`external_hex` may be missing; `at` is seconds since 1970 or an instant as RFC 3339 writes it, now when it is missing.
Whatever is wrong with a line, its answer is not ok.
"""

import argparse
import binascii
import json
import math
import re
from collections.abc import Callable
from typing import Any, BinaryIO, Final, NoReturn

from dorgora.certificates import jwk, sign1
from dorgora.certificates.cose import BadToken
from dorgora.config import usage
from dorgora.kernel import clock

MAX_LINE_BYTES: Final = 1 << 20
"""A message is 4 KB at most when it came from paper; a line with more than this is read away, never kept."""


_FIRST: Final = re.compile(rb'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.){0,1000}"|-?[0-9.eE+-]{1,40})\s*[,}]')


class _Wrong(Exception):
    """Not a question."""


def answer_all(asked: BinaryIO, say: Callable[[str], None]) -> int:
    """Answers each line as it comes, until there are no more; `say` is to hand each answer on at once."""
    while line := asked.readline(MAX_LINE_BYTES + 1):
        is_whole = line.endswith(b"\n") or len(line) <= MAX_LINE_BYTES
        say(answer(line) if is_whole else _said(_first_id(line), False))
        if not is_whole:
            _read_away(asked)
    return 0


def answer(line: bytes) -> str:
    """The answer to one question."""
    try:
        question = json.loads(
            line.decode(), object_pairs_hook=_members, parse_constant=_no_constant
        )  # RFC 8259: no NaN, and a name twice means nothing
    except (_Wrong, ValueError, RecursionError):
        return _said(_first_id(line), False)
    name = question.get("id") if isinstance(question, dict) else None
    if not isinstance(name, str) and not _is_number(name):
        return _said(None, False)
    try:
        _judge(question)
    except (_Wrong, BadToken, ValueError):
        return _said(name, False)
    return _said(name, True)


def _first_id(line: bytes) -> str | int | float | None:
    """The id of a line that is no question, where its first member says it: who asked finds the answer by it."""
    begins = _FIRST.match(line)
    if begins is None:
        return None
    try:
        name: str | int | float = json.loads(begins[1].decode())
    except ValueError:
        return None
    return name if isinstance(name, str) or _is_number(name) else None


def _judge(question: dict[str, Any]) -> None:
    message = _octets(question.get("cose_hex"))
    external = _octets("" if question.get("external_hex") is None else question["external_hex"])
    at = clock.now_seconds() if question.get("at") is None else _instant(question["at"])
    sign1.check(message, jwk.read(question.get("jwk")), at, external=external)


def _octets(text: object) -> bytes:
    if not isinstance(text, str):
        raise _Wrong("not a text")
    return binascii.unhexlify(text)


def _instant(told: object) -> sign1.Seconds:
    if isinstance(told, int | float) and _is_number(told):
        return told
    if not isinstance(told, str):
        raise _Wrong("neither a number nor a text")
    try:
        return usage.instant(told.upper()).timestamp()
    except argparse.ArgumentTypeError as wrong:
        raise _Wrong("not an instant") from wrong


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Wrong("a name twice")
    return members


def _no_constant(_: str) -> NoReturn:
    raise _Wrong("not a number")


def _said(name: str | int | float | None, is_ok: bool) -> str:
    return json.dumps({"id": name, "ok": is_ok})


def _read_away(asked: BinaryIO) -> None:
    """Goes to the end of a line that is too long."""
    while (more := asked.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
        pass
