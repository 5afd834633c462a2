"""What is wrong in a pack and where: the one place where a complaint gets its file, line and field."""

import json
import re
import tomllib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dorgora.kernel import json_lines, toml_lines

Complaint = tuple[str, str]
"""The path of a value, as `fees.state.tariffs[0].cases[1].when`, and what is wrong with it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the file as named in the pack, the line from 1 (0: none), the field."""

    file: str
    line: int
    field: str
    why: str

    def __str__(self) -> str:
        """FILE:LINE: FIELD: why."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        told = ": ".join(part for part in (place, self.field, self.why) if part)
        return told.encode(errors="backslashreplace").decode()  # half a letter could not be printed


@dataclass(frozen=True)
class Source:
    """One file of a pack as it was read: what it says, and on which line each value of it stands."""

    file: str
    text: str
    told: Any
    lines: Mapping[str, int]

    def fault(self, field: str, why: str) -> Fault:
        """A complaint where the value stands; of one that is not there, where the nearest around it does."""
        path = f"$.{field}" if field else "$"
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Fault(self.file, self.lines.get(path, 1), field, why)

    def faults(self, complaints: Iterable[Complaint]) -> Iterator[Fault]:
        """All of them, each once."""
        yield from (self.fault(field, why) for field, why in dict.fromkeys(complaints))


def text_of(path: Path, file: str) -> str | Fault:
    """The text of a file, or what keeps it from being one."""
    try:
        content = path.read_bytes()
        text = content.decode()
    except UnicodeDecodeError as wrong:
        return Fault(file, content.count(b"\n", 0, wrong.start) + 1, "", "is not written in UTF-8")
    except OSError as wrong:
        return Fault(file, 0, "", wrong.strerror or "cannot be read")
    if text.startswith("\ufeff"):
        return Fault(file, 1, "", "begins with a mark of bytes (BOM): save it as UTF-8 without one")
    return text


def read(path: Path, file: str) -> Source | Fault:
    """A JSON or TOML file, or the one fault that keeps it from being read."""
    text = text_of(path, file)
    if isinstance(text, Fault):
        return text
    try:
        if path.suffix == ".json":
            return Source(file, text, json.loads(text), json_lines.lines_of(text))
        return Source(file, text, tomllib.loads(text), toml_lines.lines_of(text))
    except json.JSONDecodeError as wrong:
        return Fault(file, wrong.lineno, "", wrong.msg)
    except tomllib.TOMLDecodeError as wrong:
        line = re.search(r"at line (\d+)", str(wrong))
        return Fault(file, int(line[1]) if line else text.count("\n") + 1, "", str(wrong))
    except (
        ValueError,
        RecursionError,
    ) as wrong:  # a number of a million digits, a list in ten thousand others
        return Fault(file, 1, "", f"cannot be read: {str(wrong)[:150]}")


def twice(path: str, member: str, ones: Iterable[Hashable]) -> Iterator[Complaint]:
    """Which of these stand more than once, from the second on; member: the part of each that must differ."""
    seen = set()
    for number, one in enumerate(ones):
        if one in seen:
            yield f"{path}[{number}]{member and '.'}{member}", f"{one} stands twice"
        seen.add(one)
