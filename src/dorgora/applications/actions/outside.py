"""What an office does with files that an authority outside decides: it sends lists, and enters what came of them."""

from datetime import date, datetime

from django.utils.timezone import localtime

from dorgora.applications import events as ev
from dorgora.applications import queries, rules
from dorgora.applications.actions.held import (
    MAX_NOTE,
    acting,
    check_officer,
    check_offices,
    check_open,
    deciding,
    version_of,
)
from dorgora.applications.queries import File
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.places import queries as places

MAX_PAPER_NUMBER = 40


def make_list(*, authority: str, after: int, office: str, by: int, at: datetime) -> int:
    """All that waits to go to an authority outside leaves on one list, at most MOST_ON_LIST files. Gives its id.

    after: the number of the office's newest list as the officer saw it (0: none). If there is a newer one by now, that
    one is given and nothing is done: a button pressed twice, or two officers at once, make one list.

    Raises:
        Refused: `nothing_to_send`, `not_yours`, `office_elsewhere`.
    """
    check_officer(by, office)
    here = places.offices_at([office]).get(office)
    ready = queries.outgoing(office, authority)
    # The office is locked as a subject too: of two at once the second counts on from the first.
    with acting(office, by, at, *([here.id] if here else []), *(one.id for one in ready)) as act:
        newest = next(iter(queries.outgoing_lists(office, most=1)), None)
        if newest is not None and newest.number > after:
            return newest.id
        locked = {one.id for one in ready}
        files = tuple(one.id for one in queries.outgoing(office, authority) if one.id in locked)
        if not files:
            raise Refused("nothing_to_send")
        number = newest.number + 1 if newest else 1
        made_on = localtime(at).date().isoformat()
        list_id = act.add(ev.LIST_MADE, ev.ListMade(office, authority, number, made_on, files))
        for file_id in files:
            act.add(ev.SENT_OUT, ev.SentOut(authority, list_id, number), subject=file_id)
    return list_id


def grant(
    *,
    file_id: int,
    paper_number: str,
    decided_on: date,
    note: str,
    office: str,
    by: int,
    at: datetime,
    seen: str | None = None,
) -> int:
    """The authority outside granted it: the number and the day as they stand on its paper.

    seen: the file's `stamp` that the officer entered it on; where it is another by now nothing is done.

    Raises:
        Refused: `required` (field: paper_number), `in_future` or `before_lodged` (field: decided_on), `not_sent_out`
            (it is on no list), `decided_here` (no authority outside decides it), `not_yours`, `not_open`,
            `already_decided` or `file_changed` (detail: at, by, state), `sent_on` (detail: at), `offices_wrong`,
            `office_elsewhere`, `laptop_not_heard`, `erased`, or what `clean_text` finds.
    """
    paper_number = clean_text(paper_number, MAX_PAPER_NUMBER, "paper_number")
    note = clean_text(note, MAX_NOTE, "note")
    if not paper_number:
        raise Refused("required", "paper_number")
    with deciding(file_id, office, by, at, seen=seen) as (act, file):
        check_open(file, rules.may_approve(file.state))
        _check_is_outside(file)
        problem = rules.result_problem(
            decided_on, date.fromisoformat(file.submitted_on), localtime(at).date()
        )
        if problem:
            raise Refused(problem, "decided_on")
        return act.add(
            ev.APPROVED_OUTSIDE,
            ev.ApprovedOutside(decided_on.isoformat()),
            subject=file_id,
            person=ev.ApprovedOutsidePerson(paper_number, note),
            person_of=file.citizen_id,
        )


def _check_is_outside(file: File) -> None:
    check_offices(file)
    if version_of(file).outside is None:
        raise Refused("decided_here")
    if not file.is_sent_out:
        raise Refused("not_sent_out")
