"""What an office does with a file it holds: sending it back, granting it, refusing it.

seen: the `stamp` of the file that the officer decided on; where it is another by now nothing is done.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from dorgora.applications import bearing, local, registered, rules
from dorgora.applications import events as ev
from dorgora.applications.actions.held import MAX_NOTE, check_offices, check_open, deciding, version_of
from dorgora.catalogue import rules as service_rules
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.kernel.script import clean_text

MAX_WORD = 60
MAX_GROUND = 160


def forward(
    *,
    file_id: int,
    recommendation: str,
    note: str,
    office: str,
    by: int,
    at: datetime,
    seen: str | None = None,
) -> int:
    """The office sends it on to the next of the file's offices. recommendation: one of rules.RECOMMENDATIONS.

    note: what the next office is told; it must be if there are doubts.

    Raises:
        Refused: `not_a_choice` (field: recommendation), `required` (field: note), `not_yours`, `not_open`,
            `already_decided` or `file_changed` (detail: at, by, state), `sent_on` (detail: at), `no_next_office`,
            `offices_wrong`, `office_elsewhere`, `erased`, or what `clean_text` finds.
    """
    note = clean_text(note, MAX_NOTE, "note")
    if recommendation not in rules.RECOMMENDATIONS:
        raise Refused("not_a_choice", "recommendation")
    if recommendation == rules.DOUBTFUL and not note:
        raise Refused("required", "note")
    with deciding(file_id, office, by, at, seen=seen) as (act, file):
        has_next = bool(file.next_office)
        check_open(file, rules.may("forward", file.state))
        if not has_next:
            raise Refused("no_next_office")
        check_offices(file)
        facts = ev.Forwarded(file.next_office, recommendation)
        return act.add(
            ev.FORWARDED, facts, subject=file_id, person=ev.Advice(note), person_of=file.citizen_id
        )


def return_file(
    *,
    file_id: int,
    fields: Sequence[str],
    reason: str,
    note: str,
    office: str,
    by: int,
    at: datetime,
    reopens: bool = False,
    seen: str | None = None,
) -> int:
    """The office sends it back with these fields marked. reason: a word of ours; note: what the citizen is told.

    reopens: she knows that it was granted and opens it again; its certificate no longer holds, and what is put right
    costs nothing.

    Raises:
        Refused: `no_field_marked`, `unknown_field`, `not_yours`, `not_open`,
            `already_decided` or `file_changed` (detail: at, by, state), `sent_on` (detail: at), `offices_wrong`,
            `office_elsewhere`, `erased`, or what `clean_text` finds.
    """
    reason, note = clean_text(reason, MAX_WORD, "reason"), clean_text(note, MAX_NOTE, "note")
    if not fields:
        raise Refused("no_field_marked", "fields")
    with deciding(file_id, office, by, at, seen=seen) as (act, file):
        is_granted = reopens and rules.may_reopen(file.state)
        check_open(file, is_granted or rules.may_return(file.state))
        check_offices(file)
        version = version_of(file)
        known = [*version.fields, *(paper.kind for paper in version.evidence)]
        if set(fields) - set(known):
            raise Refused("unknown_field", "fields")
        marked = tuple(name for name in known if name in fields)
        kind, facts = (
            (ev.REOPENED, ev.Reopened(marked, reason))
            if is_granted
            else (ev.RETURNED, ev.Returned(marked, reason))
        )
        return act.add(kind, facts, subject=file_id, person=ev.Note(note), person_of=file.citizen_id)


def approve(
    *,
    file_id: int,
    register_number: str,
    note: str,
    office: str,
    by: int,
    at: datetime,
    seen: str | None = None,
) -> int:
    """The office grants it. register_number: what another register gave, typed from its paper, never made here.

    Raises:
        Refused: what `register_number_problem` finds (field: register_number), `number_taken` (the same field;
            detail: file, the short number of the one that bears it, empty when it is another office's),
            `not_yours`, `not_open`, `already_decided` or `file_changed` (detail: at, by, state), `sent_on` (detail:
            at), `not_last` (another office decides after this one), `decided_outside` (by an authority without a
            desk; see `outside.grant`), `offices_wrong`, `office_elsewhere`, `erased`, or what `clean_text` finds.
    """
    note = clean_text(note, MAX_NOTE, "note")
    number = service_rules.read_register_number(register_number[:200], load_pack(settings.PACK_DIR))
    # The number is locked too: of two who grant with it at once, the second finds the first's.
    locked = (registered.digest(number),) if number else ()
    with deciding(file_id, office, by, at, *locked, seen=seen) as (act, file):
        check_open(file, rules.may_approve(file.state))
        if file.next_office:
            raise Refused("not_last")
        check_offices(file)
        version = version_of(file)
        if version.outside is not None:
            raise Refused("decided_outside")
        problem = service_rules.register_number_problem(version, file.answers, number)
        if problem is not None:
            raise Refused(problem.reason, "register_number", dict(problem.detail))
        if number:
            bearing.check_number_is_free(file, number)
            local.hold_numbers({file_id: number})
        return act.add(
            ev.APPROVED,
            ev.Approved(""),
            subject=file_id,
            person=ev.ApprovedPerson(number, note),
            person_of=file.citizen_id,
        )


def reject(
    *,
    file_id: int,
    legal_ground: str,
    note: str,
    office: str,
    by: int,
    at: datetime,
    seen: str | None = None,
) -> int:
    """The office refuses it on a legal ground; what was paid comes to be owed back.

    A file that names the wrong offices can be refused too, and no more than that: so its fee goes back.

    Raises:
        Refused: `required` (field: legal_ground), `not_yours`, `not_open`, `already_decided` or `file_changed`
            (detail: at, by, state), `sent_on` (detail: at), `office_elsewhere`, `erased`, or what `clean_text` finds.
    """
    legal_ground = clean_text(legal_ground, MAX_GROUND, "legal_ground")
    note = clean_text(note, MAX_NOTE, "note")
    if not legal_ground:
        raise Refused("required", "legal_ground")
    with deciding(file_id, office, by, at, seen=seen) as (act, file):
        check_open(file, rules.may_reject(file.state))
        return act.add(
            ev.REJECTED,
            ev.Refusal(),
            subject=file_id,
            person=ev.Ground(legal_ground, note),
            person_of=file.citizen_id,
        )
