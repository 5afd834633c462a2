"""How a command is worded: whoever words it wrongly is told so in her own terminal, wherever the node runs."""

import argparse
from datetime import UTC, datetime
from typing import Any, NoReturn

MAX_NUMBER = (1 << 63) - 1


class Usage(Exception):
    """The usage of a command, for who worded it wrongly (code 2) or asked for it (code 0)."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        # Half a character, as a terminal of another encoding types it, could not be printed again.
        self.text = text.rstrip("\n").encode(errors="replace").decode()
        self.code = code


class Parser(argparse.ArgumentParser):
    """A parser that hands its words to the caller; argparse would print them where the process runs, and end it."""

    def error(self, message: str) -> NoReturn:
        """See argparse; `Usage` instead of an exit."""
        raise Usage(f"{self.format_usage()}{self.prog}: {message}", 2)

    def print_help(self, file: Any = None) -> NoReturn:
        """See argparse; `Usage` instead of an exit."""
        raise Usage(self.format_help(), 0)


def number(text: str) -> int:
    """The number of a node, feed, person or event."""
    try:
        found = int(text)
    except ValueError:
        found = 0
    if not 0 < found <= MAX_NUMBER:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number that anything here bears")
    return found


def port(text: str) -> int:
    """A TCP port; 0 for none."""
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def key(text: str) -> bytes:
    """A public key: 32 bytes as 64 hex digits. An empty text is none: whoever gives one means to hold against it."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise argparse.ArgumentTypeError(f"{text!r} is not a key: 64 hex digits")
    return found


def instant(text: str) -> datetime:
    """An instant as ISO 8601 writes it, in UTC when it does not say otherwise."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not an instant like 2026-11-22T05:52Z") from wrong
