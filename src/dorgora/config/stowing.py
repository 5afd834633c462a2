"""What a laptop keeps on a second device and what the hub made of it, as one JSON object with words beside it."""

from pathlib import Path
from typing import Any

from dorgora.applications.events import KINDS, SUBMITTED
from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.feed.roads import backing, restoring
from dorgora.kernel import clock

TROUBLE = {
    "not_a_backup": "This is no backup, or its beginning is damaged.",
    "other_hub": "This backup was made for another hub; only that one can open it.",
    "altered": "A part does not open, or something stands behind the end: the file was altered or is damaged. What"
    " stood before that is taken.",
    "truncated": "The file ends before its end: it was cut. What stood before that is taken.",
    "not_readable": "The device gives back only part of the file. What stood before that is taken. Copy it elsewhere?",
    "size": "The file is longer than any backup.",
    "unknown_node": "It is not from a laptop that this hub enrolled.",
    "mac": "It is not from the laptop it names.",
    "awaited": "The hub went back and has not heard this laptop since. `dorgora went-back --without NODE` first.",
    "gap": "The hub lacks what stands before these events, so they do not follow on. Is there an older backup?",
    "forked": "The hub holds other events under these numbers: a copied disk. They are kept apart, whole.",
    "revoked": "The laptop was revoked, or its feed ended, before these. They are kept apart, whole; `dorgora"
    " quarantine` lists them, and lets in what happened in the world.",
    "stale": "The hub knows more of this laptop than the file says.",
    "unknown": "It speaks for a feed that this laptop was never granted.",
    "broken": "The signatures do not hold, or there is too much about one thing. Nothing of that part is taken.",
}
OTHERWISE = "A part is not within the bounds of an exchange. Nothing of it is taken."


def backup(folder: str, *, is_same_allowed: bool) -> dict[str, Any]:
    """Keeps what the hub has not confirmed in a folder; gives what is to be said of it."""
    kept = backing.keep(Path(folder), {kind.name for kind in KINDS}, is_same_allowed=is_same_allowed)
    told: dict[str, Any] = {
        "kept": True,
        "file": str(kept.path),
        "at": clock.from_seconds(kept.at).isoformat(),
        "files": kept.n_files,
        "events": kept.n_events,
        "parts": kept.n_parts,
        "bytes": kept.n_bytes,
        "others": kept.others,
    }
    if kept.others:
        told["words"] = "Backups named in others hold what this laptop does not: take them to the hub."
    return told


def restore(path: str) -> dict[str, Any]:
    """Takes a backup, or all in a folder, to the hub or at it; gives what is to be said of it."""
    node = nodes.this()
    node.identity  # noqa: B018  # refuses
    came = restoring.restore(Path(path), restoring.take_part if node.is_hub else restoring.carry)
    if node.is_hub:
        aftermath.drain()
    return {"restored": not any(one.trouble for one in came), "backups": [_told(one) for one in came]}


def _told(one: restoring.Restored) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": one.name,
        "node": one.node_id,
        "made": clock.from_seconds(one.at).isoformat(),
        "parts": one.n_parts,
        "events": one.n_events,
        "new": one.new.total(),
        "files": one.new[SUBMITTED.name],
        "apart": one.n_apart,
        "trouble": one.trouble,
    }
    if one.trouble:
        told["words"] = " ".join(TROUBLE.get(word, OTHERWISE) for word in one.trouble)
    return told
