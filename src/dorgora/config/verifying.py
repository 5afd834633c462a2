"""`dorgora verify`: what a QR text or the codes in a picture are worth, with nothing but the published key set."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from dorgora.certificates import keyset, qr
from dorgora.certificates.verify import Verdict
from dorgora.certificates.verify import verify as judge
from dorgora.config import answering, saying, usage
from dorgora.kernel import clock

JSONL = "alone: answer each line of standard input, a COSE_Sign1 and its JWK, at once with a line"

_FUTURE = (
    "Its signature holds, but it is dated {dated}, and here it is {today}. If that is right, the clock of the office"
    " was wrong: its holder can ask there for a new one, at no cost. If not, set the clock here and ask again."
)
_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".pdf"}


def verify(words: list[str], say: Callable[[str], None]) -> int:
    """Says valid, altered, expired, revoked, unknown_key or future; exit code 0 only for valid.

    A clock that is behind the key set is behind for certain: the day it was made at has been.

    Raises:
        Usage: the words are wrong, or ask for help.
    """
    if "--jsonl" in words:
        return _answer_lines(words, say)
    asked = usage.Parser(prog="dorgora verify", epilog=f"dorgora verify --jsonl, {JSONL}")
    asked.add_argument(
        "text",
        metavar="text|FILE",
        help="the text of the QR code, - to read it from standard input, or a PNG, JPEG, WebP or PDF with such codes",
    )
    asked.add_argument(
        "--keys", required=True, help="the key set, as the hub publishes it at /portal/keys.json"
    )
    asked.add_argument(
        "--hub-key",
        type=usage.key,
        default=None,
        help="the hub's public key in hex, to hold the key set against",
    )
    asked.add_argument(
        "--at",
        type=usage.instant,
        default=None,
        help="judge as of this instant (ISO 8601); a certificate issued later is `expired`: not begun yet",
    )
    options = asked.parse_args(words)
    try:
        with Path(options.keys).open("rb") as file:
            published = file.read(keyset.MAX_KEY_SET_BYTES + 1)
        if len(published) > keyset.MAX_KEY_SET_BYTES:
            most = keyset.MAX_KEY_SET_BYTES >> 20
            say(
                f"the key set cannot be used: --keys has more than {most} MB, and no key set has. Is it keys.json?"
            )
            return 2
        keys = keyset.load(published, options.hub_key)
    except keyset.BadKeySet as wrong:
        say(f"the key set cannot be used: {wrong}. Is it keys.json, as the hub publishes it?")
        return 2
    except OSError as wrong:
        say(f"the key set cannot be used: {_printable(Path(options.keys))}: {wrong.strerror}")
        return 2
    at = options.at or max(clock.now(), keys.issued_at)
    ask = partial(judge, published=keys, at=at, is_named=options.at is not None)
    if _is_file(options.text):
        return _look(Path(options.text), ask, at, say)
    verdict = ask((_typed() if options.text == "-" else options.text).strip())
    say(verdict.outcome)
    _show(verdict, at, say)
    return 0 if verdict.outcome == "valid" else 1


def _is_file(text: str) -> bool:
    """Whether a file is meant; one that is not there too, when it has the name of a picture."""
    try:
        return Path(text).suffix.lower() in _SUFFIXES or (text not in ("", "-") and Path(text).exists())
    except OSError:  # longer than any name
        return False


def _look(path: Path, ask: Callable[[str], Verdict], at: datetime, say: Callable[[str], None]) -> int:
    """Each code in the picture with what it is and what it is worth; 0 only when there is one and all are valid."""
    from dorgora.config import seeing  # not before a picture is there: its decoders take a while to load

    try:
        texts = seeing.codes(path)
    except seeing.NotSeen as wrong:
        say(f"{_printable(path)} cannot be used: {wrong}.")
        return 1
    if not texts:
        say(f"no QR code is found in {_printable(path)}. Take the photo closer, straight and in good light.")
    verdicts = [ask(text.strip()) for text in texts]
    for number, verdict in enumerate(verdicts, start=1):
        kind = "code" if verdict.document is None else verdict.document.kind.name.lower()
        say(f"{number} {kind}: {verdict.outcome}")
        _show(verdict, at, say)
    return 0 if verdicts and all(verdict.outcome == "valid" for verdict in verdicts) else 1


def _show(verdict: Verdict, at: datetime, say: Callable[[str], None]) -> None:
    if verdict.document is not None:
        say(json.dumps(saying.said(verdict.document), ensure_ascii=False))
        if verdict.outcome == "future":
            say(_FUTURE.format(dated=verdict.document.issued_at.date(), today=at.date()))
    if verdict.is_refused:
        say(
            "It never counted: a copied or untrusted laptop issued it, or its number belongs to another paper."
        )


def _printable(path: Path) -> str:
    """Its name as any terminal prints it."""
    return str(path).encode(errors="replace").decode()


def _answer_lines(words: list[str], say: Callable[[str], None]) -> int:
    """Questions of a program, one a line.

    Raises:
        Usage: anything else is said beside it.
    """
    asked = usage.Parser(prog="dorgora verify")
    asked.add_argument("--jsonl", action="store_true", required=True, help=JSONL)
    asked.parse_args(words)
    return answering.answer_all(sys.stdin.buffer, say)


def _typed() -> str:
    """Standard input, but no more of it than could be the text of a QR code."""
    return sys.stdin.buffer.read(2 * qr.MAX_TEXT + 1).decode(errors="replace")
