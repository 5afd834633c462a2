"""What a centre does with a file: lodging it, correcting it, handing its paper over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localtime

from dorgora.applications import bearing, deadlines, local, lodging, once, queries, registered, rules
from dorgora.applications import events as ev
from dorgora.applications.actions.held import check_open, known, version_of
from dorgora.applications.lodging import TypedPaper
from dorgora.applications.queries import File
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.kernel import codes
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.kernel.secrets_file import subkey
from dorgora.money import actions as money
from dorgora.people import actions as people
from dorgora.people import queries as staff


@dataclass(frozen=True)
class Submitted:
    """A file that was lodged: its id, the two codes people see, and the citizen it is for."""

    id: int
    number: str
    code: str
    citizen_id: int


def submit(
    *,
    service: str,
    answers: Mapping[str, str],
    evidence: Iterable[TypedPaper],
    applicant_id: int,
    centre: str,
    by: int,
    at: datetime,
    consent: str,
    received_fee_minor: int,
    draft_key: str,
    citizen_id: int = 0,
    method: str = "cash",
) -> Submitted:
    """Lodges a file, registers the citizen its answers describe, and takes the fee: all of it or nothing.

    evidence: (kind, number, is_seen, SHA-256 of its picture). received_fee_minor: the sum the operator saw and
    took. citizen_id: whom it is for, when she is known already. The same draft_key again gives the same file.

    Raises:
        Refused: `not_yours`, `consent_missing`, `unknown_citizen`, `paid_before` (detail: number), `paid_elsewhere`,
            `fee_changed` (detail: state_minor, operator_minor), or what `once.check_not_had`, `lodging.prepared`,
            `register_citizen` and `take_fee` refuse.
    """
    done = _lodged(local.draft(draft_key, centre))
    if done is not None:
        return done
    people.check_operator(by, centre)
    if consent != rules.HEARD:
        raise Refused("consent_missing", "consent")
    ready = lodging.prepared(service=service, answers=answers, evidence=evidence, centre=centre, at=at)
    quote = ready.quote
    if quote.total_minor != received_fee_minor:
        owed = {"state_minor": quote.state_minor, "operator_minor": quote.operator_minor}
        raise Refused("fee_changed", detail=owed)
    for person_id in {applicant_id, citizen_id or applicant_id}:
        _check_citizen(person_id, centre, at)
    number = registered.unique_number(ready.version, ready.answers)
    locked = [registered.digest(number)] if number else []
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[applicant_id, *locked]) as act:
        if local.claim_draft(draft_key) is None:
            bearing.check_not_paid_before(ready.version.key, number, centre)
            once.check_not_had(ready.version, citizen_id or applicant_id, centre)
            done = _lodge(act, ready, centre, citizen_id, applicant_id, draft_key, method)
            local.hold_numbers({done.id: number} if number else {})
            return done
    done = _lodged(local.draft(draft_key, centre))
    if done is None:
        raise Refused("not_yours")
    return done


def _lodged(draft: local.Draft | None) -> Submitted | None:
    file = queries.file(draft.file_id) if draft is not None and draft.file_id else None
    return None if file is None else Submitted(file.id, file.number, file.code, file.citizen_id)


def _lodge(
    act: log.Act,
    ready: lodging.Lodging,
    centre: str,
    citizen_id: int,
    applicant_id: int,
    draft_key: str,
    method: str,
) -> Submitted:
    described = lodging.person_described(ready.version, ready.answers, ready.area)
    if not citizen_id and described is not None:
        citizen_id = people.register_citizen(place=centre, by=act.by, at=act.at, within=act, **described)
    citizen_id = citizen_id or applicant_id
    number, code = _short_number(act.feed, centre), codes.public_code(act.next_id, _codes_key())
    kind, facts = ready.opening(centre, citizen_id, applicant_id, number, code)
    file_id = act.add(kind, facts, person=ready.person(), person_of=citizen_id)
    money.take_fee(
        about=file_id,
        centre=centre,
        office=ready.offices[-1],
        state_minor=ready.quote.state_minor,
        operator_minor=ready.quote.operator_minor,
        method=method,
        by=act.by,
        at=act.at,
        within=act,
    )
    local.lodge_draft(draft_key, file_id, act.by, centre, ready.version.key)
    local.bind_pictures([paper[3] for paper in ready.evidence], draft_key, file_id)
    return Submitted(file_id, number, code, citizen_id)


def _short_number(feed: int, centre: str) -> str:
    first = rules.first_count(feed, queries.feeds_of_centre(centre))
    while True:
        count = (first + local.next_count(feed)) % codes.SHORT_NUMBERS
        number = codes.short_number(count, _codes_key())
        # Another laptop of this centre may have given it out, under a key of its own.
        if not queries.number_is_taken(number, centre):
            return number


def _codes_key() -> bytes:
    return subkey(nodes.this().disk_key, "codes")


def _check_citizen(citizen_id: int, centre: str, at: datetime) -> None:
    """She is in this centre's book, or lent to it on this day.

    Raises:
        Refused: `unknown_citizen`.
    """
    if staff.citizen_served(citizen_id, centre, localtime(at).date()) is None:
        raise Refused("unknown_citizen")


def correct(
    *, file_id: int, answers: Mapping[str, str], evidence: Iterable[TypedPaper], by: int, at: datetime
) -> int:
    """Answers the fields anew that the office marked, and nothing else; it goes back to the office. Costs nothing.

    answers and evidence: only what was marked, and papers that the file needs only with these answers
    (`rules.papers_owed`). The centre is the one that lodged the file. Gives the event's id.

    Raises:
        Refused: `not_open` (no such file), `not_yours`, `already_decided` (detail: at, by, state), `not_marked`
            (field), `erased`, or what the answers and papers are refused for.
    """
    file = known(file_id)
    people.check_operator(by, file.centre)
    check_open(file, rules.may_correct(file.state))
    papers = {paper[0]: paper for paper in evidence}
    _check_marked(file.returned_fields, answers)
    version = version_of(file)
    whole = lodging.clean_answers(version, {**file.answers, **answers})
    all_papers = {
        paper.kind: (paper.kind, paper.number, paper.is_seen, paper.picture) for paper in file.evidence
    }
    owed = rules.papers_owed(version, whole, all_papers.values(), localtime(file.submitted_at).date())
    _check_marked([*file.returned_fields, *owed], papers)
    had = {paper.picture for paper in file.evidence}
    kept = lodging.clean_papers(version, whole, {**all_papers, **papers}.values(), file.submitted_at, had)
    changed = tuple((name, whole.get(name, "")) for name in answers)
    with log.act(role="centre", place=file.centre, by=by, at=at, subjects=[file.citizen_id, file_id]) as act:
        file = known(file_id)
        check_open(file, rules.may_correct(file.state))
        person = ev.CorrectedPerson(changed, tuple(paper for paper in kept if paper[0] in papers))
        facts = ev.CorrectedOnward(
            tuple(sorted({*answers, *papers})), _days_to_come(file, localtime(at).date())
        )
        _correct_citizen(act, version, file, whole)
        local.bind_pictures({paper[3] for paper in papers.values()} - had, "", file_id)
        return act.add(ev.CORRECTED, facts, subject=file_id, person=person, person_of=file.citizen_id)


def _days_to_come(file: File, on: date) -> tuple[str, ...]:
    """By when the office that has it, and each after it, is to act: later by the days it waited to be corrected."""
    stopped_on = localtime(file.stopped_at or file.changed_at).date()
    days = file.due_days[file.n_passed :]
    if len(file.due_days) < len(file.offices):  # told by an earlier program, and not told again yet
        days = (file.due_on, *[file.promised_on for _after in file.offices[file.n_passed + 1 :]])
    return deadlines.after_standing(days, stopped_on, on, load_pack(settings.PACK_DIR))


def _check_marked(marked: Sequence[str], given: Iterable[str]) -> None:
    strange = rules.not_marked(marked, given)
    if strange:
        raise Refused("not_marked", strange[0])


def _correct_citizen(act: log.Act, version: ServiceVersion, file: File, answers: Mapping[str, str]) -> None:
    """What the file had wrong of the citizen it is for was wrong in what is kept of her too."""
    citizen = staff.citizen(file.citizen_id, file.centre)
    if citizen is None or not citizen.is_in_book:
        return
    corrected = lodging.person_corrected(version, citizen, file.answers, answers)
    if corrected is not None:
        people.correct_citizen(
            citizen_id=citizen.id, place=file.centre, by=act.by, at=act.at, within=act, **corrected
        )


def hand_over(
    *,
    file_id: int,
    centre: str,
    to: str,
    by: int,
    at: datetime,
    n_pages: int = 1,
    within: log.Act | None = None,
) -> int:
    """The paper was handed over. to: `applicant` or `other`.

    Raises:
        Refused: `not_a_choice` (field: to), `not_yours`, `not_open` (not granted), `already_handed_over`
            (detail: at).
    """
    if to not in rules.TAKERS:
        raise Refused("not_a_choice", "to")
    people.check_operator(by, centre)
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[file_id], within=within) as act:
        file = queries.file(file_id, centre=centre)
        if file is None:
            raise Refused("not_yours")
        if file.handed_over_at is not None:
            raise Refused("already_handed_over", detail={"at": file.handed_over_at})
        if not rules.may_hand_over(file.state, file.is_handed_over):
            raise Refused("not_open", detail={"state": file.state})
        return act.add(ev.HANDED_OVER, ev.HandedOver(to, max(1, min(n_pages, 99))), subject=file_id)
