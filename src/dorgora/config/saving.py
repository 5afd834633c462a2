"""What a command says, into a file: written by the terminal that asked, whoever runs the node."""

from collections.abc import Callable
from pathlib import Path

from dorgora.config import refusals, usage
from dorgora.kernel.errors import Refused

Say = Callable[[str], None]
Does = Callable[[list[str], Say], int]


def run(words: list[str], say: Say, does: Does) -> int:
    """Does a command that takes `--out FILE`; what it says goes into the file, but not when it ends badly.

    The words go on without `--out`: a path means something only where it was typed.
    """
    asked = usage.Parser(prog=f"dorgora {words[0]}", add_help=False, allow_abbrev=False)
    asked.add_argument("--out", metavar="FILE")
    try:
        options, rest = asked.parse_known_args(words)
    except usage.Usage as wrong:
        say(wrong.text)
        return wrong.code
    if options.out is None:
        return does(rest, say)
    lines: list[str] = []
    code = does(rest, lines.append)
    if code or "-h" in rest or "--help" in rest:
        for line in lines:
            say(line)
        return code
    return _write(Path(options.out), lines, say)


def _write(path: Path, lines: list[str], say: Say) -> int:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except (OSError, ValueError) as wrong:
        why = getattr(wrong, "strerror", None) or "no such name can be"
        say(refusals.told(Refused("not_written", "out", {"file": str(path), "why": why})))
        return 1
    return 0
