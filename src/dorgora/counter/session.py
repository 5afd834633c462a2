"""What was searched for, kept until the next citizen: names stay out of addresses and of the browser's history.

A search that came when its operator was signed in no more was not made: its words stand in her box for a while.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from dorgora.counter import turns, unfinished

SEARCH_SECONDS = 30 * 60
"""The citizen it was about is not the next one."""
_KEY, _MARK = "asked", "mark"


class Asked:
    """The last search of each kind in this operator's session."""

    KINDS = turns.KINDS

    @staticmethod
    def keep(request: HttpRequest, kind: str, text: str) -> str:
        """Remembers what was asked; of whoever was served before, no page says anything any more.

        Gives by what its own page asks for it: the same page opened without that begins anew.
        """
        turns.next_citizen(request)
        asked, mark = dict(request.session.get(_KEY, {})), secrets.token_urlsafe(9)
        asked |= {kind: text.strip(), _MARK: mark}
        request.session[_KEY] = asked
        request.session[turns.NEW] = {"text": asked[kind]}
        return mark

    @staticmethod
    def of(request: HttpRequest, kind: str) -> str:
        """What was last asked, or nothing."""
        return str(request.session.get(_KEY, {}).get(kind, ""))

    @staticmethod
    def mark(request: HttpRequest) -> str:
        """By what the page of the last search asks for it; nothing if there was none."""
        return str(request.session.get(_KEY, {}).get(_MARK, ""))

    @staticmethod
    def by_mark(request: HttpRequest, kind: str, mark: str) -> str:
        """What was last asked, for the page of that very search: on another she may stand whom it was not about."""
        return Asked.of(request, kind) if mark and mark == Asked.mark(request) else ""

    @staticmethod
    def forget(request: HttpRequest) -> None:
        """Another citizen is next."""
        request.session.pop(_KEY, None)
        turns.another_name(request)
        for kind in Asked.KINDS:
            if Asked.not_made(request, kind):
                unfinished.done(request, _page(kind))

    @staticmethod
    def carry(request: HttpRequest, text: str, found_nobody: Callable[[], bool]) -> str:
        """Takes the words in the box of the book along to the page of a new citizen; gives by what it asks for them.

        Words typed there since the last search are hers. Those of the search are, if it has just found nobody.
        """
        text = text.strip()
        if text and text != Asked.of(request, "citizen"):
            Asked.keep(request, "citizen", text)
        elif text != request.session.get(turns.NEW, {}).get("text") or not found_nobody():
            turns.another_name(request)
            return ""
        mark = secrets.token_urlsafe(9)
        request.session[turns.NEW] = {"text": text, "mark": mark}
        return mark

    @staticmethod
    def carried(request: Any, mark: str) -> str:
        """The words that were taken along to this very page."""
        new = request.session.get(turns.NEW, {})
        return str(new["text"]) if mark and mark == new.get("mark") else ""

    @staticmethod
    def not_made(request: Any, kind: str) -> str:
        """The words of a search that was not made, to stand in the box again."""
        return unfinished.of(request, _page(kind), SEARCH_SECONDS).get("q", "")

    @staticmethod
    def keeper(kind: str) -> Callable[..., None]:
        """What a view does with a search of somebody who is not signed in."""
        return unfinished.keeper(lambda: _page(kind))

    @staticmethod
    def dropped(kept: dict[str, Any]) -> bool:
        """Takes it out of a session that is not this request's; gives whether there was anything."""
        return [kept.pop(key, None) for key in (_KEY, turns.NEW)] != [None, None]


def _page(kind: str) -> str:
    return f"{turns.SEARCH}-{kind}"


class Once:
    """What a form already made, by its key: pressed twice it makes nothing twice."""

    MOST = 20

    @staticmethod
    def keep(request: HttpRequest, form_key: str, made_id: int) -> None:
        """Remembers what this form made."""
        made = list(request.session.get("made", []))[-Once.MOST :]
        request.session["made"] = [*made, [form_key, made_id]]

    @staticmethod
    def made(request: HttpRequest, form_key: str) -> int:
        """What this form made before, or 0."""
        return next((made_id for key, made_id in request.session.get("made", []) if key == form_key), 0)
