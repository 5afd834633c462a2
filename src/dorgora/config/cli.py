"""The `dorgora` command: asks the running node over its own socket, or does the work itself when none runs."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dorgora.config import words as wording
from dorgora.config.door import ask
from dorgora.config.usage import Usage


def main() -> None:
    """Runs one command and exits with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")
    try:
        code = _done(sys.argv[1:])
        sys.stdout.flush()
    except OSError as wrong:
        if wrong.filename is not None:  # of a file, and not of where the answer is to go
            raise
        # Nothing is to be said at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(wrong, BrokenPipeError):  # else who asked listens no more
            print(f"the answer cannot be written: {wrong.strerror}", file=sys.stderr)
        code = 1
    sys.exit(code)


def _done(words: list[str]) -> int:
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    if words[:1] in (["up"], ["verify"], ["pack"]):
        return _alone(words[0], words[1:])
    if words[:1] == ["keys"]:
        from dorgora.config import saving

        return saving.run(words, print, _asked)
    if words[:1] in (["backup"], ["restore"]):  # a path means something only where it was typed
        words[1:] = [word if word.startswith("-") else os.path.abspath(word) for word in words[1:]]
    if words[:2] == ["door", "give"]:
        words[3:] = [os.path.abspath(word) for word in words[3:]]
    return _asked(words, print)


def _asked(words: list[str], say: Callable[[str], None]) -> int:
    """Has the running node do it, or does it here when none runs; gives the exit code."""
    try:
        wording.parser().parse_args(words)  # who asks for help may have no node, nor settings of one
    except Usage as wrong:
        say(wrong.text)
        return wrong.code
    code = ask(Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve(), words, say)
    if code is not None:
        return code
    import django

    django.setup()
    from dorgora.config import commands
    from dorgora.config.memory import settle

    settle()
    return commands.run(words, say)


def _alone(command: str, words: list[str]) -> int:
    """What needs no running node: beginning one, judging a QR text, holding a pack up to its rules."""
    try:
        if command == "up":
            from dorgora.config.serving import up

            up(words)
            return 0
        if command == "pack":
            from dorgora.config.packing import pack

            return pack(words, print)
        from dorgora.config.verifying import verify

        return verify(words, partial(print, flush=True))
    except Usage as wrong:
        print(wrong.text, file=sys.stderr if wrong.code else sys.stdout)
        return wrong.code


if __name__ == "__main__":
    main()
