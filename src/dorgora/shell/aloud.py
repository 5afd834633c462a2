"""What may be said aloud: the sentences of the newest page of each operator, in memory and nowhere else (ADR 0030)."""

import secrets
import threading
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Sentence:
    """What is heard without a stop, in one language."""

    text: str
    language: str


_newest: Final[dict[int, tuple[str, tuple[Sentence, ...]]]] = {}
_lock = threading.Lock()


def keep(operator_id: int, sentences: tuple[Sentence, ...]) -> str:
    """Keeps them in place of an earlier page's; gives the key under which they are found."""
    key = secrets.token_urlsafe(16)
    with _lock:
        _newest[operator_id] = key, sentences
    return key


def sentence(operator_id: int, key: str, place: int) -> Sentence | None:
    """One sentence of the page this operator opened last; None of any other page."""
    with _lock:
        held, sentences = _newest.get(operator_id, ("", ()))
    return (
        sentences[place]
        if secrets.compare_digest(held.encode(), key.encode()) and place < len(sentences)
        else None
    )


def forget(operator_id: int) -> None:
    """Another page is open, the screen is covered or the session over: nothing is said any more."""
    with _lock:
        _newest.pop(operator_id, None)
