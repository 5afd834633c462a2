"""What the hub lets go of, as it was taken back (ADR 0040); what it tells a centre anew that let go (ADR 0043)."""

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


def tell_anew(*, file_id: int, cause: int, at: datetime) -> int | None:
    """Tells anew what stands in a file that was closed and waits for its centre again; gives the event's id.

    None where it was never closed, is not returned any more, or blank. cause: the event that opened it.
    """
    with log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[file_id]) as act:
        file = queries.file(file_id)
        if file is None or file.state != rules.RETURNED or file.is_blank:
            return None
        if not any(step.kind in rules.CLOSING for step in queries.story(file_id)):
            return None
        papers = tuple((one.kind, one.number, one.is_seen, one.picture) for one in file.evidence)
        words = ev.SubmittedPerson(tuple(file.answers.items()), papers)
        facts = ev.ToldAnew(cause)
        return act.add(ev.TOLD_ANEW, facts, subject=file_id, person=words, person_of=file.citizen_id)


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
