"""Handing a paper over together with what the citizen says it took her; and what the hub says of its dates."""

from collections.abc import Mapping
from datetime import datetime

from dorgora.applications import actions as applications
from dorgora.applications import queries as files
from dorgora.certificates import queries as certificates
from dorgora.feed import log, writers
from dorgora.feed.kinds import Kind, Part
from dorgora.kernel.errors import Refused
from dorgora.people.rules import STAFF_WRITER
from dorgora.tcv import events as ev
from dorgora.tcv import rules


def hand_over(
    *,
    file_id: int,
    centre: str,
    to: str,
    by: int,
    at: datetime,
    own_minutes: int | None = None,
    own_cost_minor: int | None = None,
    n_visits: int | None = None,
    is_confirmed: bool = False,
    suggested: Mapping[str, int] | None = None,
    n_pages: int = 1,
) -> int:
    """The paper was handed over, and the citizen answered up to three questions. Gives the hand-over's id.

    An answer she did not give is None, which is not zero. is_confirmed: the answers were read back to her.
    suggested: what stood in the page before anybody typed; an answer that is the same was let stand.

    Raises:
        Refused: `too_much` or `too_little` (field: the answer), `certificate_revoked` (the office took it back), or
            what `applications.actions.hand_over` refuses.
    """
    answers = {"own_minutes": own_minutes, "own_cost_minor": own_cost_minor, "n_visits": n_visits}
    for name, answer in answers.items():
        if answer is not None and answer < rules.LEAST.get(name, 0):
            raise Refused("too_little", name)
        if answer is not None and answer > rules.MOST:
            raise Refused("too_much", name)
    with log.act(role="centre", place=centre, by=by, at=at, subjects=[file_id]) as act:
        if certificates.taken_back([file_id]):
            raise Refused("certificate_revoked")
        event_id = applications.hand_over(
            file_id=file_id, centre=centre, to=to, n_pages=n_pages, by=by, at=at, within=act
        )
        if any(answer is not None for answer in answers.values()):
            act.add(*_answered(answers, is_confirmed, suggested or {}), subject=file_id)
    return event_id


def _answered(
    answers: Mapping[str, int | None], is_confirmed: bool, suggested: Mapping[str, int]
) -> tuple[Kind, Part]:
    named = [name for name in rules.ANSWERS if name in suggested]
    if not named:
        return ev.ANSWERED, ev.Answered(**answers, is_confirmed=is_confirmed)
    unchanged = tuple(name for name in named if answers[name] == suggested[name])
    told = ev.AnsweredBeside(
        **answers, is_confirmed=is_confirmed, suggested=tuple(named), unchanged=unchanged
    )
    return ev.ANSWERED_BESIDE, told


def doubt(*, file_id: int, handed_over: int, handed_over_at: datetime, at: datetime) -> int | None:
    """The hub says of a hand-over it heard that its dates cannot be, so that no mean counts them; None when they can.

    at: when the hub heard it. What the hub wrote itself bears the time of its own clock.
    """
    file = files.rows_of([file_id]).get(file_id)
    if file is None or writers.is_own(handed_over):
        return None
    enrolled_at = writers.enrolled_at(file_id)
    if not rules.cannot_be(
        lodged_at=file.submitted_at, handed_over_at=handed_over_at, enrolled_at=enrolled_at, heard_at=at
    ):
        return None
    with log.act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[file_id]) as act:
        return act.add(ev.MISDATED, ev.Misdated(handed_over), subject=file_id)
