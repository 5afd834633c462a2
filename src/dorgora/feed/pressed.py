"""What a form already made: sent twice, be it at the same moment or after a fall, it makes nothing twice.

Asked and kept inside the action's own transaction; writers of a laptop go one after the other.
"""

from datetime import datetime

from dorgora.feed import node as nodes

KEEP_SECONDS = 7 * 86_400
"""Longer than a browser keeps a page that could be sent again."""


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
