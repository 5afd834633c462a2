"""`dorgora verify`: what a QR text is worth, with nothing but the published key set."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from dorgora.certificates import keyset
from dorgora.certificates.verify import verify as judge
from dorgora.config import usage
from dorgora.kernel import clock


def verify(words: list[str], say: Callable[[str], None]) -> int:
    """Says valid, altered, expired, revoked or unknown_key; exit code 0 only for valid.

    Raises:
        Usage: the words are wrong, or ask for help.
    """
    asked = usage.Parser(prog="dorgora verify")
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
    asked.add_argument("--at", type=usage.instant, default=None, help="judge as of this instant (ISO 8601)")
    options = asked.parse_args(words)
    text = sys.stdin.buffer.read().decode(errors="replace") if options.text == "-" else options.text
    try:
        keys = keyset.load(Path(options.keys).read_bytes(), options.hub_key)
    except (keyset.BadKeySet, OSError) as wrong:
        say(f"the key set cannot be used: {type(wrong).__name__}")
        return 2
    verdict = judge(text.strip(), keys, options.at or clock.now())
    say(verdict.outcome)
    if verdict.document is not None:
        shown = {str(number): str(value) for number, value in verdict.document.fields.items()}
        say(json.dumps(shown, ensure_ascii=False))
    return 0 if verdict.outcome == "valid" else 1
