"""`dorgora verify`: what a QR text is worth, with nothing but the published key set."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from dorgora.certificates import keyset, qr
from dorgora.certificates.verify import verify as judge
from dorgora.config import answering, usage
from dorgora.kernel import clock

JSONL = "alone: answer each line of standard input, a COSE_Sign1 and its JWK, at once with a line"


def verify(words: list[str], say: Callable[[str], None]) -> int:
    """Says valid, altered, expired, revoked or unknown_key; exit code 0 only for valid.

    Raises:
        Usage: the words are wrong, or ask for help.
    """
    if "--jsonl" in words:
        return _answer_lines(words, say)
    asked = usage.Parser(prog="dorgora verify", epilog=f"dorgora verify --jsonl, {JSONL}")
    asked.add_argument("text", help="the text of the QR code, or - to read it from standard input")
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
    text = _typed() if options.text == "-" else options.text
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
    except (keyset.BadKeySet, OSError) as wrong:
        say(f"the key set cannot be used: {type(wrong).__name__}")
        return 2
    verdict = judge(text.strip(), keys, options.at or clock.now(), is_named=options.at is not None)
    say(verdict.outcome)
    if verdict.document is not None:
        shown = {str(number): str(value) for number, value in verdict.document.fields.items()}
        say(json.dumps(shown, ensure_ascii=False))
    return 0 if verdict.outcome == "valid" else 1


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
