"""Sentences spoken by the espeak-ng of this machine, where it is installed: a program of its own, bounded.

What is said goes in and out by pipes: nothing of it stands in an address, in a list of processes or on a disk.
"""

import os
import re
import shutil
import subprocess
import threading
import unicodedata
from functools import lru_cache

from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack

PROGRAM = "espeak-ng"
MOST_LETTERS = 300
"""Of what is said at once: some twenty seconds; `pieces` makes a longer text into several."""
MAX_SECONDS = 10
PATIENCE_SECONDS = 0.5
"""How long one waits for another: each who waits holds one of the few threads of the pages."""
MAX_BYTES = 4 << 20
_WORDS_A_MINUTE = "140"
_FEWEST_SPELLED = 5
_HEAD, _DATA = 44, b"data"
_STOPS = [re.compile(ends) for ends in (r"[.?!।؟]\s", r"[,;:،؛]\s", r"\s")]

_one_at_a_time = threading.Lock()


class NotSpoken(Exception):
    """The program is not there, has no voice of the language, or gave no sound in time."""


class Busy(NotSpoken):
    """It speaks for somebody else; ask again."""


def has_voice(language: str) -> bool:
    """Whether this machine can speak a language; a program installed meanwhile is found."""
    path = shutil.which(PROGRAM)
    return path is not None and _knows(path, language)


@lru_cache(maxsize=16)
def _knows(path: str, language: str) -> bool:
    try:
        listed = subprocess.run(  # noqa: S603 - a program of this machine; the language is a word of the pack
            [path, f"--voices={language}"], capture_output=True, timeout=MAX_SECONDS, check=False, env=_bare()
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return any(line.split()[1:2] == [language.encode()] for line in listed.stdout.splitlines()[1:])


def speak(text: str, language: str) -> bytes:
    """Give one sentence as WAV.

    Raises:
        NotSpoken: nothing here can speak it, or it is longer than is said at once.
        Busy: another sentence is being made.
    """
    path = shutil.which(PROGRAM)
    if path is None or not _knows(path, language):
        raise NotSpoken(language)
    if len(text) > MOST_LETTERS:
        raise NotSpoken("too long")
    # One at a time: an old laptop has other work as well.
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        sound = _asked(path, text, language)
    finally:
        _one_at_a_time.release()
    if not sound.startswith(b"RIFF") or len(sound) <= _HEAD or len(sound) > MAX_BYTES:
        raise NotSpoken("no sound")
    return _measured(sound)


def _asked(path: str, text: str, language: str) -> bytes:
    """What the program wrote within its time, a little more than is allowed at most."""
    command = [path, "-v", language, "-s", _WORDS_A_MINUTE, "-b", "1", "--stdin", "--stdout"]
    try:
        with subprocess.Popen(  # noqa: S603 - as above; what people wrote goes in by the pipe
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_bare(),
            cwd="/",
        ) as program:
            over = threading.Timer(MAX_SECONDS, program.kill)
            over.start()
            try:
                return _talk(program, text)
            finally:
                over.cancel()
                program.kill()
    except OSError as wrong:  # it ended before it had heard all
        raise NotSpoken("ended") from wrong


def _talk(program: "subprocess.Popen[bytes]", text: str) -> bytes:
    if program.stdin is None or program.stdout is None:
        return b""
    program.stdin.write(text.encode())
    program.stdin.close()
    return program.stdout.read(MAX_BYTES + 1)


def _bare() -> dict[str, str]:
    """Nothing of our environment: it holds keys."""
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}


def _measured(sound: bytes) -> bytes:
    """With its true lengths: written to a pipe, the program cannot know them when it begins."""
    if sound[36:40] != _DATA:
        return sound
    whole, data = (len(sound) - 8).to_bytes(4, "little"), (len(sound) - _HEAD).to_bytes(4, "little")
    return sound[:4] + whole + sound[8:40] + data + sound[_HEAD:]


def sayable(text: str, pack: Pack, language: str) -> str:
    """Write a text as it is to be heard: sums in words, long numbers digit by digit, no signs."""
    currency = pack.currency
    sign = currency.signs.get(language, "").strip()
    group, dot = re.escape(currency.group_sign), re.escape(currency.decimal_sign)

    def in_words(found: "re.Match[str]") -> str:
        try:
            return currency.in_words(currency.parse(found[1]), language)
        except Refused:
            return found[0]

    if sign:
        text = re.sub(rf"{re.escape(sign)}\s*(\d+(?:[{group}{dot}]\d+)*)", in_words, text)
    text = re.sub(r"\d[\d-]*\d", _spelled, text)
    return " ".join(re.sub(r"[·—–|•]", ", ", text).split())


def pieces(text: str) -> list[str]:
    """The same words in pieces short enough to be said at once, ended where a speaker would breathe; none of none."""
    said, left = [], text.strip()
    while len(left) > MOST_LETTERS:
        end = _breath(left[: MOST_LETTERS + 1])
        said.append(left[:end].rstrip())
        left = left[end:].lstrip()
    return [*said, left] if left else said


def _breath(text: str) -> int:
    """Where to stop: behind the last end of a sentence, else of a clause, of a word, at worst of a letter."""
    for ends in _STOPS:
        found = [stop.end() for stop in ends.finditer(text)]
        if found:
            return found[-1]
    end = len(text) - 1
    while end > 1 and unicodedata.category(text[end]).startswith(
        "M"
    ):  # a sign that belongs to the letter before
        end -= 1
    return end


def _spelled(found: "re.Match[str]") -> str:
    """A number of a card, a file or a phone is heard digit by digit; a year or a count as a number."""
    digits = found[0].replace("-", "")
    return " ".join(digits) if len(digits) >= _FEWEST_SPELLED else found[0]
