"""What a file's events come to, pure: the file, its steps, and what broke its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dorgora.applications.rules import RETURNED, TRANSITIONS, WAITING, first_state, may_submit
from dorgora.feed.fold import Author, Sealed, Telling, Told, opening
from dorgora.kernel import codes
from dorgora.kernel.ids import feed_of
from dorgora.money.rules import bounded_int, bounded_text

_MOVES: Final = {(row.before, row.event): row for row in TRANSITIONS}
_WHO: Final = {row.event: row.who for row in TRANSITIONS}

FILE_COLUMNS: Final = (
    "id", "service", "service_version", "centre", "office", "citizen_id", "applicant_id", "number", "code",
    "state", "submitted_at", "submitted_on", "changed_at", "changed_by_id", "promised_on", "decided_at",
    "decision_id", "handed_over_at", "n_returns", "stopped_seconds", "returned_fields", "returned_reason",
    "ground", "area", "sex", "age_band", "words",
)  # fmt: skip
STEP_COLUMNS: Final = (
    "event_id", "about_id", "n", "kind", "at", "by_id", "author_role", "author_place", "words",
)  # fmt: skip
DISPUTED_COLUMNS: Final = (
    "event_id", "about_id", "kind", "at", "by_id", "author_role", "author_place", "state", "reason",
)  # fmt: skip


@dataclass
class _File:
    """One file while its events go by."""

    first: Told
    state: str = WAITING
    changed: Told | None = None
    decision: Told | None = None
    returned_at: int = 0
    handed_over_at: int | None = None
    n_returns: int = 0
    stopped_seconds: int = 0
    returned_fields: tuple[str, ...] = ()
    returned_reason: str = ""
    ground: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, tuple[str, str, bool, str]] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)
    register_number: str = ""


def fold_applications(told: Sequence[Told]) -> Telling:
    """The file, its steps, and what broke its order (kept and shown, never applied)."""
    first = opening(told)
    if first is None or first.kind != "application.submitted":
        return Telling({}, {})
    if not may_submit(first.author, first.facts.centre):
        return Telling({"applications_disputed": [_disputed(first, "", "not_theirs")]}, {})
    file = _File(first, state=first_state(first.facts.office), changed=first)
    _read_person(file, first)
    steps, disputed = [_step(first, 0)], []
    for one in told:
        if one.id == first.id:
            continue
        reason = _trouble(file, one)
        if reason:
            disputed.append(_disputed(one, file.state, reason))
        else:
            _APPLY[one.kind](file, one)
            steps.append(_step(one, len(steps)))
    return Telling(
        {"applications_file": [_row(file)], "applications_step": steps, "applications_disputed": disputed}, {}
    )


def _trouble(file: _File, one: Told) -> str:
    """Why an event does not move the file; empty when it does. What its own centre saw always stands."""
    if one.kind not in _APPLY:
        return "twice"
    who = _WHO[one.kind]
    holder = file.first.facts.office if who == "office" else file.first.facts.centre
    if one.author != Author(who, holder):
        return "not_theirs"
    if one.kind == "application.handed_over":
        return ""
    return "" if (file.state, one.kind) in _MOVES else "out_of_order"


def _move(file: _File, one: Told) -> None:
    file.state = _MOVES[file.state, one.kind].after
    file.changed = one
    if file.returned_at and file.state != RETURNED:
        file.stopped_seconds += max(0, one.at - file.returned_at)
        file.returned_at = 0


def _return(file: _File, one: Told) -> None:
    _move(file, one)
    file.returned_at = max(1, one.at)
    file.n_returns += 1
    file.returned_fields, file.returned_reason = one.facts.fields, one.facts.reason
    _note(file, one)


def _reopen(file: _File, one: Told) -> None:
    """Nothing is granted any more, and no paper of it is out: the one that was is taken back."""
    _return(file, one)
    file.decision, file.ground, file.register_number, file.handed_over_at = None, "", "", None


def _correct(file: _File, one: Told) -> None:
    _move(file, one)
    file.returned_fields, file.returned_reason = (), ""
    _read_person(file, one)


def _approve(file: _File, one: Told) -> None:
    _move(file, one)
    file.decision, file.ground = one, one.facts.ground
    if one.person is not None:
        file.register_number = one.person.register_number
    _note(file, one)


def _reject(file: _File, one: Told) -> None:
    _move(file, one)
    file.decision, file.ground = one, one.facts.legal_ground
    _note(file, one)


def _hand_over(file: _File, one: Told) -> None:
    if file.handed_over_at is None:
        file.handed_over_at = one.at


_APPLY: Final = {
    "application.returned": _return,
    "application.reopened": _reopen,
    "application.corrected": _correct,
    "application.approved": _approve,
    "application.rejected": _reject,
    "application.handed_over": _hand_over,
}


def _note(file: _File, one: Told) -> None:
    if one.person is not None and one.person.note:
        file.notes.append((one.id, one.person.note))


def _read_person(file: _File, one: Told) -> None:
    if one.person is not None:
        file.answers.update(one.person.answers)
        file.evidence.update({paper[0]: paper for paper in one.person.evidence})


def _row(file: _File) -> tuple[Any, ...]:
    facts, changed = file.first.facts, file.changed or file.first
    decision = file.decision
    return (
        file.first.id, bounded_text(facts.service), bounded_int(facts.service_version),
        bounded_text(facts.centre), bounded_text(facts.office), bounded_int(facts.citizen_id),
        bounded_int(facts.applicant_id), _number(facts.number), _code(file.first.id, facts.code), file.state,
        file.first.at, bounded_text(facts.submitted_on, 10), changed.at, changed.by,
        bounded_text(facts.promised_on, 10), decision.at if decision else None, decision.id if decision else 0,
        file.handed_over_at, file.n_returns, file.stopped_seconds,
        bounded_text(",".join(file.returned_fields), 2000), bounded_text(file.returned_reason, 200),
        bounded_text(file.ground, 200), bounded_text(facts.area, 20), bounded_text(facts.sex, 20),
        bounded_text(facts.age_band, 20), _words(file),
    )  # fmt: skip


def _number(number: str) -> str:
    """A short number that is one; what a liar wrote in its stead is found by nobody."""
    return number if codes.is_short_number(number) else ""


def _code(file_id: int, code: str) -> str:
    """The file's public code, if it names the feed that wrote the file: nobody answers to another's code."""
    try:
        return code if codes.feed_of_public_code(code) == feed_of(file_id) else ""
    except ValueError:
        return ""


def _words(file: _File) -> Sealed | None:
    """Answers, papers, notes and the register's number in one blob; nothing once they are erased."""
    if not (file.answers or file.evidence or file.notes or file.register_number):
        return None
    return Sealed(
        file.first.person_of,
        [list(file.answers.items()), list(file.evidence.values()), file.notes, file.register_number],
    )


def _step(one: Told, n: int) -> tuple[Any, ...]:
    return (
        one.id, one.subject, n, one.kind, one.at, one.by, one.author.role, one.author.place,
        bounded_text(_said(one), 2000),
    )  # fmt: skip


def _said(one: Told) -> str:
    """What may be shown of a step without naming anybody."""
    facts = one.facts
    if one.kind in ("application.returned", "application.reopened", "application.corrected"):
        return ",".join(facts.fields)
    if one.kind == "application.handed_over":
        return str(facts.to)
    return str(getattr(facts, "legal_ground", getattr(facts, "ground", "")))


def _disputed(one: Told, state: str, reason: str) -> tuple[Any, ...]:
    return (
        one.id, one.subject, one.kind, one.at, one.by, one.author.role, one.author.place, state, reason,
    )  # fmt: skip
