"""What a file's events come to, pure: the file, its steps, and what broke its order."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from dorgora.applications import deadlines
from dorgora.applications.rules import (
    CLEARED,
    MOST_ON_LIST,
    RETURNED,
    TOLD_ANEW,
    TRANSITIONS,
    WAITING,
    WITHDRAWN,
    first_state,
    may_make_list,
    may_submit,
)
from dorgora.feed.fold import Sealed, Telling, Told, opening
from dorgora.kernel import codes
from dorgora.kernel.bounds import bounded_int, bounded_text
from dorgora.kernel.ids import feed_of
from dorgora.money.rules import offices
from dorgora.people.rules import STAFF_WRITER

_MOVES: Final = {(row.before, row.event): row for row in TRANSITIONS}
_WHO: Final = {row.event: row.who for row in TRANSITIONS}

FILE_COLUMNS: Final = (
    "id", "service", "service_version", "centre", "office", "offices", "n_passed", "due_on", "due_days",
    "stopped_at", "citizen_id", "applicant_id", "number", "code", "state", "submitted_at", "submitted_on",
    "changed_at", "changed_by_id", "promised_on", "decided_at", "decision_id", "handed_over_at", "n_returns",
    "stopped_seconds", "returned_fields", "returned_reason", "area", "sex", "age_band", "authority", "list_id",
    "list_number", "listed_at", "decided_on", "words",
)  # fmt: skip
LIST_COLUMNS: Final = ("id", "office", "authority", "number", "made_on", "made_at", "by_id", "files")
STEP_COLUMNS: Final = (
    "event_id", "about_id", "n", "kind", "at", "by_id", "author_role", "author_place", "words",
)  # fmt: skip
DISPUTED_COLUMNS: Final = (
    "event_id", "about_id", "kind", "at", "by_id", "author_role", "author_place", "state", "reason",
)  # fmt: skip


class _File(msgspec.Struct):
    """One file while its events go by."""

    first: Told
    offices: tuple[str, ...]
    due_days: tuple[str, ...]
    n_passed: int = 0
    state: str = WAITING
    changed: Told | None = None
    decision: Told | None = None
    returned_at: int = 0
    stopped_at: int | None = None
    handed_over_at: int | None = None
    n_returns: int = 0
    stopped_seconds: int = 0
    returned_fields: tuple[str, ...] = ()
    returned_reason: str = ""
    taken_back: str = ""
    ground: str = ""
    answers: dict[str, str] = {}
    evidence: dict[str, tuple[str, str, bool, str]] = {}
    notes: list[tuple[int, str]] = []
    advice: list[tuple[int, str]] = []
    register_number: str = ""
    sent_out: Told | None = None
    paper_number: str = ""

    @property
    def holder(self) -> str:
        """The office that has it now."""
        return self.offices[self.n_passed]

    @property
    def next_office(self) -> str:
        """The office after that; empty when it is the last."""
        return (*self.offices, "")[self.n_passed + 1]


def fold_applications(told: Sequence[Told]) -> Telling:
    """The file, its steps, and what broke its order (kept and shown, never applied)."""
    first = opening(told)
    if first is None or first.kind != "application.submitted":
        return Telling({}, {})
    if not may_submit(first.author, first.facts.centre):
        return Telling({"applications_disputed": [_disputed(first, "", "not_theirs")]}, {})
    named = offices(first.facts)
    days, state = deadlines.as_promised(first.facts, len(named)), first_state(first.facts.office)
    file = _File(first, named, days, state=state, changed=first)
    _read_person(file, first)
    steps, disputed = [_step(first, 0)], []
    for one in told:
        if one.id == first.id:
            continue
        reason = _trouble(file, one)
        if one.kind == "application.withdrawn" and one.author == first.author:
            file.taken_back = one.facts.reason
        if reason:
            disputed.append(_disputed(one, file.state, reason))
        else:
            _APPLY[one.kind](file, one)
            steps += [_step(one, len(steps))] if one.kind != TOLD_ANEW else []
    return Telling(
        {"applications_file": [_row(file)], "applications_step": steps, "applications_disputed": disputed}, {}
    )


def _trouble(file: _File, one: Told) -> str:
    """Why an event does not move the file; empty when it does. What its own centre saw always stands."""
    if one.kind not in _APPLY:
        return "twice"
    if one.kind in (CLEARED, TOLD_ANEW):
        return "" if one.author == STAFF_WRITER else "not_theirs"
    who = _WHO[one.kind]
    holder = file.holder if who == "office" else file.first.facts.centre
    if one.author != (who, holder):
        return "not_theirs"
    if one.kind == "application.handed_over":
        return ""
    return _out_of_turn(file, one) if (file.state, one.kind) in _MOVES else "out_of_order"


def _out_of_turn(file: _File, one: Told) -> str:
    """Only the last office grants or sends out, and a file goes on to the next of its offices and to no other."""
    if one.kind in ("application.approved", "application.sent_out") and file.next_office:
        return "not_last"
    if _is_too_late_or_early(file, one):
        return "out_of_order"
    is_sent_on = one.kind == "application.forwarded"
    return "not_next" if is_sent_on and one.facts.office != (file.next_office or None) else ""


def _is_too_late_or_early(file: _File, one: Told) -> bool:
    """What an office looked at is not undone; it goes out once; and is granted outside only once it went there."""
    if one.kind == "application.withdrawn":
        return bool(file.n_passed or file.n_returns or file.sent_out)
    if one.kind == "application.sent_out":
        return file.sent_out is not None
    return hasattr(one.facts, "decided_on") and file.sent_out is None


def _move(file: _File, one: Told) -> None:
    _go_to(file, one, _MOVES[file.state, one.kind].after)


def _go_to(file: _File, one: Told, state: str) -> None:
    file.state = state
    file.changed = one
    if file.returned_at and file.state != RETURNED:
        file.stopped_seconds += max(0, one.at - file.returned_at)
        file.returned_at = 0
    if file.state != RETURNED:
        file.stopped_at = None


def _forward(file: _File, one: Told) -> None:
    _move(file, one)
    file.n_passed += 1
    if one.person is not None and one.person.note:
        file.advice.append((one.id, one.person.note))


def _send_out(file: _File, one: Told) -> None:
    _move(file, one)
    file.sent_out = one


def _return(file: _File, one: Told) -> None:
    _move(file, one)
    file.sent_out = None
    file.returned_at = max(1, one.at)
    file.stopped_at = one.at
    file.n_returns += 1
    file.returned_fields, file.returned_reason = one.facts.fields, one.facts.reason
    _note(file, one)


def _reopen(file: _File, one: Told) -> None:
    """Nothing is granted any more, and no paper of it is out: the one that was is taken back."""
    _return(file, one)
    # Once it was granted, nobody had anything to do.
    file.stopped_at = file.decision.at if file.decision else one.at
    file.decision, file.ground, file.register_number, file.handed_over_at = None, "", "", None
    file.paper_number = ""


def _correct(file: _File, one: Told) -> None:
    _move(file, one)
    file.returned_fields, file.returned_reason = (), ""
    file.due_days = deadlines.as_moved(file.due_days, file.n_passed, getattr(one.facts, "due_on", ()))
    _read_person(file, one)


def _approve(file: _File, one: Told) -> None:
    _move(file, one)
    file.decision = one
    if one.person is not None:
        file.register_number = getattr(one.person, "register_number", "")
        file.paper_number = getattr(one.person, "paper_number", "")
    _note(file, one)


def _reject(file: _File, one: Told) -> None:
    _move(file, one)
    file.decision = one
    if one.person is not None:  # at first the ground stood among the facts
        file.ground = getattr(one.person, "legal_ground", "") or getattr(one.facts, "legal_ground", "")
    _note(file, one)


def _withdraw(file: _File, one: Told) -> None:
    _move(file, one)
    file.returned_reason = one.facts.reason


def _clear(file: _File, one: Told) -> None:
    """Its words are gone from the log by then, on whichever node.

    An office that had not heard that it was taken back may have returned it or sent it on: nobody could go on with it,
    and the hub lets go of nothing but what was taken back. What was decided stays so.
    """
    if file.state in (WAITING, RETURNED):
        _go_to(file, one, WITHDRAWN)
        file.returned_fields, file.returned_reason = (), file.taken_back


def _tell_anew(file: _File, one: Told) -> None:
    """What is not known here, as it was let go of; what is stands: it is the same, or was said since."""
    if one.person is not None:
        file.answers = dict(one.person.answers) | file.answers
        file.evidence = {paper[0]: paper for paper in one.person.evidence} | file.evidence


def _hand_over(file: _File, one: Told) -> None:
    if file.handed_over_at is None:
        file.handed_over_at = one.at


_APPLY: Final = {
    "application.forwarded": _forward,
    "application.sent_out": _send_out,
    "application.returned": _return,
    "application.reopened": _reopen,
    "application.corrected": _correct,
    "application.approved": _approve,
    "application.rejected": _reject,
    "application.withdrawn": _withdraw,
    CLEARED: _clear,
    TOLD_ANEW: _tell_anew,
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
        bounded_text(facts.centre), bounded_text(file.holder), ",".join(map(bounded_text, file.offices)),
        file.n_passed, file.due_days[file.n_passed], ",".join(file.due_days), file.stopped_at,
        bounded_int(facts.citizen_id), bounded_int(facts.applicant_id), _number(facts.number),
        _code(file.first.id, facts.code), file.state,
        file.first.at, bounded_text(facts.submitted_on, 10), changed.at, changed.by,
        bounded_text(facts.promised_on, 10), decision.at if decision else None, decision.id if decision else 0,
        file.handed_over_at, file.n_returns, file.stopped_seconds,
        bounded_text(",".join(file.returned_fields), 2000), bounded_text(file.returned_reason, 200),
        bounded_text(facts.area, 20), bounded_text(facts.sex, 20), bounded_text(facts.age_band, 20),
        *_outside(file), _words(file),
    )  # fmt: skip


def _outside(file: _File) -> tuple[Any, ...]:
    """Of a file that was sent to an authority outside: to which, on which list, when, and the day of its paper."""
    sent, decision = file.sent_out, file.decision
    if sent is None:
        return "", 0, 0, None, ""
    decided_on = getattr(decision.facts, "decided_on", "") if decision else ""
    facts = sent.facts
    return (
        bounded_text(facts.authority), bounded_int(facts.list_id), _small(facts.list_number), sent.at,
        bounded_text(decided_on, 10),
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
    """All that was said in one blob; nothing once it is erased."""
    said = (
        file.answers, file.evidence, file.notes, file.register_number, file.advice, file.ground,
        file.paper_number,
    )  # fmt: skip
    if not any(said):
        return None
    return Sealed(
        file.first.person_of,
        [
            list(file.answers.items()),
            list(file.evidence.values()),
            file.notes,
            file.register_number,
            file.advice,
            file.ground,
            file.paper_number,
        ],
    )


def _small(number: int) -> int:
    """A number that a column of 32 bits holds, or 0."""
    return number if 0 < number < 1 << 31 else 0


def fold_lists(told: Sequence[Told]) -> Telling:
    """One list as its office made it: nobody else's word counts, and it is never changed."""
    made = opening(told)
    if made is None or made.kind != "outgoing_list.made" or not may_make_list(made.author, made.facts.office):
        return Telling({}, {})
    facts = made.facts
    files = ",".join(str(bounded_int(one)) for one in facts.files[:MOST_ON_LIST])
    row = (
        made.id, bounded_text(facts.office), bounded_text(facts.authority), _small(facts.number),
        bounded_text(facts.made_on, 10), made.at, bounded_int(made.by), files,
    )  # fmt: skip
    return Telling({"applications_outgoinglist": [row]}, {})


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
    if one.kind == "application.forwarded":
        return str(facts.recommendation)
    if one.kind == "application.sent_out":
        return str(_small(facts.list_number))
    if one.kind == "application.withdrawn":
        return str(facts.reason)
    return ""


def _disputed(one: Told, state: str, reason: str) -> tuple[Any, ...]:
    return (
        one.id, one.subject, one.kind, one.at, one.by, one.author.role, one.author.place, state, reason,
    )  # fmt: skip
