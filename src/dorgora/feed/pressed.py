"""What a form already made: sent twice, be it at the same moment or after a fall, it makes nothing twice.

The same form is one with the same words: a page that was kept bears its key in every tab that opens it (`key_of`).
Asked and kept inside the action's own transaction; writers of a laptop go one after the other.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime

import msgspec

from dorgora.feed import node as nodes

KEEP_SECONDS = 7 * 86_400
"""Longer than a browser keeps a page that could be sent again."""


def key_of(form_key: str, said: Mapping[str, str | int]) -> str:
    """What an action is handed as `form_key`: of the key in the page and what was sent with it, as it is understood.

    What is kept tells nothing of the words: the page's own key, which is random, is not kept beside it. A page without
    a key gives none.
    """
    if not form_key:
        return ""
    return _digest(form_key, b"") + _digest(form_key, msgspec.json.encode(sorted(said.items())))


def made_before(form_key: str) -> int:
    """The id of what a page, by its own key, made last, whatever was sent with it; or 0."""
    asked = "SELECT made_id FROM feed_pressed WHERE form_key >= %s AND form_key < %s ORDER BY made_id DESC LIMIT 1"
    first = _digest(form_key, b"")
    found = nodes.this().store.rows.all(asked, [first, first + "g"])
    return int(found[0][0]) if form_key and found else 0


def _digest(form_key: str, said: bytes) -> str:
    """128 bits, so that two of them fill the column."""
    return hmac.new(form_key.encode(), said, "sha256").hexdigest()[:32]


def made(form_key: str) -> int:
    """The id of what this form made here, or 0; a form without a key is nobody's."""
    found = nodes.this().store.rows.all("SELECT made_id FROM feed_pressed WHERE form_key = %s", [form_key])
    return int(found[0][0]) if form_key and found else 0


def keep(form_key: str, made_id: int, at: datetime) -> None:
    """Remembers it, and forgets what is old. Without a key nothing is kept."""
    if not form_key:
        return
    now, rows = int(at.timestamp()), nodes.this().store.rows
    rows.run("DELETE FROM feed_pressed WHERE at < %s", [now - KEEP_SECONDS])
    rows.put("feed_pressed", ("form_key", "made_id", "at"), 1, [(form_key, made_id, now)])
