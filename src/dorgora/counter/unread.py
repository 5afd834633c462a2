"""A form in the making as it lies there: whether what was typed in it opens is not asked."""

from dorgora.applications import local as kept
from dorgora.kernel.errors import Refused


def form(key: str, by: int) -> kept.Draft:
    """The form of this key if this person began it.

    Raises:
        Refused: `no_such_draft`, `already_lodged` (detail: file_id).
    """
    found = kept.draft(key)
    if found is None or found.by != by or found.step == kept.PAGE:
        raise Refused("no_such_draft")
    if found.file_id is not None:
        raise Refused("already_lodged", detail={"file_id": found.file_id})
    return found
