"""`dorgora verify`: what a QR text is worth, with nothing but the published key set."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from dorgora.certificates import keyset
from dorgora.certificates.verify import verify as judge
from dorgora.kernel import clock


def verify(words: list[str], say: Callable[[str], None]) -> int:
    """Says valid, altered, expired, revoked or unknown_key; exit code 0 only for valid."""
    asked = argparse.ArgumentParser(prog="dorgora verify")
    asked.add_argument("text", help="the text of the QR code, or - to read it from standard input")
    asked.add_argument(
        "--keys", required=True, help="the key set, as the hub publishes it at /portal/keys.json"
    )
    asked.add_argument(
        "--hub-key", default="", help="the hub's public key in hex, to hold the key set against"
    )
    asked.add_argument("--at", default="", help="judge as of this instant (ISO 8601)")
    options = asked.parse_args(words)
    text = sys.stdin.read() if options.text == "-" else options.text
    pinned = bytes.fromhex(options.hub_key) if options.hub_key else None
    try:
        keys = keyset.load(Path(options.keys).read_bytes(), pinned)
    except (keyset.BadKeySet, OSError) as wrong:
        say(f"the key set cannot be used: {type(wrong).__name__}")
        return 2
    at = datetime.fromisoformat(options.at) if options.at else clock.now()
    verdict = judge(text.strip(), keys, at if at.tzinfo else at.replace(tzinfo=UTC))
    say(verdict.outcome)
    if verdict.document is not None:
        shown = {str(number): str(value) for number, value in verdict.document.fields.items()}
        say(json.dumps(shown, ensure_ascii=False))
    return 0 if verdict.outcome == "valid" else 1
