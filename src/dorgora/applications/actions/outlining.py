"""The hub tells each centre of a person with several records which files she has at the others: facts alone."""

from collections.abc import Collection, Iterator
from datetime import datetime

from dorgora.applications import elsewhere, queries
from dorgora.applications import events as ev
from dorgora.feed import log
from dorgora.people import queries as people
from dorgora.people.rules import STAFF_WRITER

MOST_OF_ONE = 100


def outline_files(*, citizen_id: int, at: datetime) -> int | None:
    """Tells what was not told yet of the files of whoever one of these records is of; gives the last event.

    None where she has one record, or everybody was told. Nothing is told of who was erased or left the book.
    """
    whole = people.records_of(citizen_id)
    if len(whole) < 2:
        return None
    last = None
    with log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=whole) as act:
        whole = people.records_of(citizen_id)
        told = {(one.centre, one.record_id, one.file_id): one for one in elsewhere.outlines_of(whole)}
        for facts in _due(whole):
            before = told.get((facts.centre, facts.record_id, facts.file_id))
            if before is None:
                last = act.add(ev.OUTLINED, facts)
            elif (before.state, before.is_handed_over) != (facts.state, facts.is_handed_over):
                last = act.add(ev.OUTLINED, facts, subject=before.id)
    return last


def _due(whole: Collection[int]) -> Iterator[ev.Outlined]:
    """What each centre of hers is to know of the files at the others."""
    known = {id: one for id, one in people.citizens(whole).items() if one.is_in_book}
    centres = {one.place for one in known.values()}
    for record in known.values():
        for file in queries.files_of_citizen(record.id, records=[record.id], most=MOST_OF_ONE):
            # A centre that has neither registered nor borrowed her says of its file what it likes.
            if file.centre != record.place and not people.loans_of(record.id, file.centre):
                continue
            for centre in sorted(centres - {file.centre, record.place}):
                yield ev.Outlined(
                    centre, record.id, file.id, file.service, file.service_version, file.centre, file.number,
                    file.submitted_on, file.state, file.is_handed_over,
                )  # fmt: skip
