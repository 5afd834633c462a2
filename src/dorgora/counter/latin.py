"""Typing the country's language with Latin letters: what the script of a page is told, and its tables."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac

from dorgora.kernel.pack import Pack
from dorgora.shell import formats

_SALT = "dorgora.counter.latin"


@dataclass(frozen=True)
class Latin:
    """Where the tables are, how the language is called, and whose session it is: on in one, it is off in the next."""

    url: str
    session: str
    language: str
    in_language: str


def offered(request: Any, pack: Pack) -> Latin | None:
    """What a page says of it; nothing where the pack has no table for it."""
    if not pack.script.typing.consonants:
        return None
    # Not the key of the session itself: scripts may not read that.
    session = salted_hmac(_SALT, request.session.session_key or "").hexdigest()[:16]
    return Latin(
        reverse("counter:latin"), session, pack.local_language, formats.written_in(pack.local_language)
    )


def tables(pack: Pack) -> dict[str, Any]:
    """The pack's tables: letters as `kernel.latin_typing` reads them, whole words, marks of words written short."""
    script = pack.script
    short = sorted(word for word in script.short_words if word.isascii() and word.isalpha())
    return {
        **script.typing.as_table(),
        "words": dict(script.typed_by_heart),
        "short": short,
        "short_marks": script.short_marks,
    }
