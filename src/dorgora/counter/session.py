"""What was searched for, kept until the next citizen: names stay out of addresses and of the browser's history."""

from typing import Any

from django.http import HttpRequest

_KEY = "asked"


class Asked:
    """The last search of each kind in this operator's session."""

    @staticmethod
    def keep(request: HttpRequest, kind: str, text: str) -> None:
        """Remembers what was asked."""
        asked = dict(request.session.get(_KEY, {}))
        asked[kind] = text.strip()
        request.session[_KEY] = asked

    @staticmethod
    def of(request: HttpRequest, kind: str) -> str:
        """What was last asked, or nothing."""
        return str(request.session.get(_KEY, {}).get(kind, ""))

    @staticmethod
    def forget(request: HttpRequest) -> None:
        """Another citizen is next."""
        request.session.pop(_KEY, None)

    @staticmethod
    def dropped(kept: dict[str, Any]) -> bool:
        """Takes it out of a session that is not this request's; gives whether there was anything."""
        return kept.pop(_KEY, None) is not None


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
