"""Whose papers each operator has open on the laptop: her phone takes pictures for that form alone (ADR 0035).

In memory and nowhere else: after a power cut she opens the papers again.
"""

import threading
from typing import Final

_open: Final[dict[int, str]] = {}
_lock = threading.Lock()


def show(operator_id: int, draft_key: str) -> None:
    """The papers of this form are before her now."""
    with _lock:
        _open[operator_id] = draft_key


def draft_of(operator_id: int) -> str:
    """The key of the form whose papers are before her; empty when another page is."""
    with _lock:
        return _open.get(operator_id, "")


def forget(operator_id: int) -> None:
    """Another page is open on the laptop, its screen is covered, or its session over."""
    with _lock:
        _open.pop(operator_id, None)
