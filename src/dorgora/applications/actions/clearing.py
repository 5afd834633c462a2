"""What the hub lets go of: what was written in a file, or of a citizen, that a centre took back (ADR 0040)."""

from datetime import datetime

from dorgora.applications import events as ev
from dorgora.applications import queries, rules
from dorgora.applications.actions.outlining import MOST_OF_ONE
from dorgora.feed import log
from dorgora.people import actions as people
from dorgora.people import queries as book
from dorgora.people.events import Cleared
from dorgora.people.rules import STAFF_WRITER


def clear_file(*, file_id: int, cause: int, at: datetime) -> int | None:
    """Lets go of what was written in a file; gives the event's id. None where it is not taken back, or blank already.

    cause: the event that took it back.
    """
    with log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[file_id]) as act:
        file = queries.file(file_id)
        if file is None or file.state != rules.WITHDRAWN or file.is_blank:
            return None
        return act.add(ev.CLEARED, Cleared(cause), subject=file_id)


def clear_registration(*, citizen_id: int, cause: int, at: datetime) -> int | None:
    """Lets go of what was written of a citizen who was registered by mistake; gives the event's id.

    None where she is in the book, was erased, or has a file that was not taken back: somebody serves her.
    """
    with log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[citizen_id]) as act:
        found = book.citizens([citizen_id]).get(citizen_id)
        if found is None or found.is_erased or found.is_let_go or not found.is_withdrawn:
            return None
        hers = queries.files_of_citizen(citizen_id, records=[citizen_id], most=MOST_OF_ONE)
        if any(file.state != rules.WITHDRAWN for file in hers):
            return None
        return people.clear_citizen(citizen_id=citizen_id, cause=cause, by=0, at=at, within=act)
