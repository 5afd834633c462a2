"""What a centre undoes within minutes: a file lodged by mistake, a citizen registered by mistake."""

from datetime import datetime

from django.utils.timezone import localtime

from dorgora.applications import events as ev
from dorgora.applications import local, queries, rules
from dorgora.applications.actions.held import check_open, known
from dorgora.applications.queries import File
from dorgora.feed import log
from dorgora.kernel.errors import Refused
from dorgora.money import actions as money
from dorgora.people import actions as people
from dorgora.people import queries as staff
from dorgora.people import rules as people_rules


def withdraw(*, file_id: int, centre: str, reason: str, by: int, at: datetime) -> int:
    """Takes a file back that was lodged by mistake, hands its fee back out of the drawer; gives the event's id.

    reason: a word of `people.rules.MISTAKES`. What was written in it is let go of (ADR 0040); lodged for another one,
    it is kept beside the drafts of whoever takes it back. Who was registered with the file, as the child of a birth, is
    taken out of the book with it.

    Raises:
        Refused: `not_a_choice` (field: reason), `not_yours`, `not_open` (no such file), `erased`, `already_decided`
            (an office looked at it; detail: at, by, state), `too_late_to_undo`, `disk_full`, or what
            `give_back_fee` refuses.
    """
    if reason not in people_rules.MISTAKES:
        raise Refused("not_a_choice", "reason")
    people.check_operator(by, centre)
    file = queries.file(file_id, centre=centre)
    if file is None:
        raise Refused("not_yours")
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[file.citizen_id, file_id]) as act:
        file = known(file_id)
        check_open(file, rules.may_withdraw(file.state, is_touched=file.is_touched))
        if not people_rules.is_just_now(file.submitted_at, at):
            raise Refused("too_late_to_undo")
        facts = ev.Withdrawn(reason, localtime(at).date().isoformat())
        if reason == people_rules.WRONG_PERSON:
            local.keep_for_another(file, by)
        event_id = act.add(ev.WITHDRAWN, facts, subject=file_id)
        money.give_back_fee(about=file_id, centre=centre, by=by, at=at, within=act)
        if _was_registered_with(file):
            people.withdraw_citizen(
                citizen_id=file.citizen_id, place=centre, reason=reason, by=by, at=at, within=act
            )
        return event_id


def _was_registered_with(file: File) -> bool:
    """Whether lodging this file is what made its citizen known, and nothing else is hers."""
    citizen = staff.citizen(file.citizen_id, file.centre)
    if citizen is None or not citizen.is_in_book or file.citizen_id == file.applicant_id:
        return False
    return (
        citizen.registered_at == file.submitted_at
        and len(queries.files_of_citizen(citizen.id, records=[citizen.id])) == 1
    )


def withdraw_registration(*, citizen_id: int, centre: str, reason: str, by: int, at: datetime) -> None:
    """Takes out of the book who was registered by mistake, and throws away the forms begun for her.

    Raises:
        Refused: `not_yours`, `has_files` (one of hers stands), or what `withdraw_citizen` refuses.
    """
    people.check_operator(by, centre)
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[citizen_id]) as act:
        if any(
            file.state != rules.WITHDRAWN
            for file in queries.files_of_citizen(citizen_id, records=[citizen_id])
        ):
            raise Refused("has_files")
        people.withdraw_citizen(citizen_id=citizen_id, place=centre, reason=reason, by=by, at=at, within=act)
        local.drop_drafts_about(citizen_id)
