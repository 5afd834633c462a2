"""Whose papers are on the laptop's screen: her phone takes pictures for that form alone (ADR 0035).

One at most, as the laptop has one screen: any other page on it, whoever's, ends that, and so does the end of her
session. In memory and nowhere else: after a power cut she opens the papers again.
"""

import threading
from dataclasses import dataclass, replace
from typing import Final

from dorgora.kernel import clock

IDLE_SECONDS: Final = 5 * 60
"""So long an operator's session lasts without a page of hers."""


@dataclass(frozen=True)
class _Shown:
    operator_id: int = 0
    draft_key: str = ""
    seen: int = 0


_shown: Final = [_Shown()]
_lock = threading.Lock()


def show(operator_id: int, draft_key: str, seen: int) -> None:
    """The papers of this form are before her now; seen: when her session was last noted to be used, in seconds."""
    with _lock:
        _shown[0] = _Shown(operator_id, draft_key, seen)


def note_seen(operator_id: int, seen: int) -> None:
    """Her session on the laptop goes on."""
    with _lock:
        if _shown[0].operator_id == operator_id:
            _shown[0] = replace(_shown[0], seen=seen)


def draft_of(operator_id: int) -> str:
    """The key of the form whose papers are before her; empty when another page is, or her session is over."""
    with _lock:
        shown = _shown[0]
    is_over = abs(clock.now_seconds() - shown.seen) > IDLE_SECONDS
    return "" if is_over or shown.operator_id != operator_id else shown.draft_key


def forget() -> None:
    """Another page is open on the laptop, or its screen is covered."""
    with _lock:
        _shown[0] = _Shown()
