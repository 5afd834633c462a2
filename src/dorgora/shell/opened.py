"""Who opened a page: each form bears a signed stamp of its person, so nothing is done or kept under another's name."""

from collections.abc import Mapping
from typing import Any

from django.core.signing import BadSignature, Signer

FIELD = "opened_by"
"""The hidden field of the stamp."""
_SALT = "dorgora.opened_by"


def stamp(role: str, person_id: int) -> str:
    """What a form says of who opened it; nobody else can write it. `role`: operator or officer."""
    return Signer(salt=_SALT).sign(f"{role}-{person_id}")


def opener(posted: Mapping[str, Any]) -> tuple[str, int] | None:
    """Role and id of who opened the page that was posted; None if it bears no stamp, or none of this node's."""
    try:
        role, _, person_id = Signer(salt=_SALT).unsign(str(posted.get(FIELD, ""))).partition("-")
    except BadSignature:
        return None
    return role, int(person_id)
