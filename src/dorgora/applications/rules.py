"""The life of a file, pure: one table of moves, who may make them, and where a file goes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from dorgora.applications import outlines
from dorgora.catalogue import forms
from dorgora.catalogue import rules as service_rules
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed.fold import Author, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int
from dorgora.money.rules import offices
from dorgora.people.rules import STAFF_WRITER

WAITING: Final = "waiting"
RETURNED: Final = "returned"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
DONE: Final = "done"
"""Lodged and finished in one: nobody decides, as with a bill that is paid."""

WITHDRAWN: Final = "withdrawn"
"""Taken back by the centre within minutes: it was lodged by mistake."""

PROVIDER: Final = "provider:"
"""What stands in place of an office where none decides, before the key of whom it is done for."""

CLEARED: Final = "application.cleared"
"""The hub lets go of what was written in a file that was taken back: no move, and every fact stays (ADR 0040)."""

TOLD_ANEW: Final = "application.told_anew"
"""The hub tells the centre of a file that is open again what stands in it (ADR 0043): no move either."""

HEARD: Final = "heard"
"""The consent a file needs: what is asked and kept was read to the applicant, who agreed."""

BORN_FIELD: Final = forms.BORN_FIELD
VILLAGE_FIELD: Final = "present_village"
"""The fields of a form that describes the citizen herself; those of her names are the pack's `name_fields`."""

SEXES: Final = {"female": "f", "male": "m", "other": "o"}
"""A form's answer to what is kept of a citizen."""

BLOCK: Final = 50_000
"""Short numbers one feed of a centre may give out before it walks on into the next feed's."""

RECOMMENDED: Final = "recommended"
DOUBTFUL: Final = "doubtful"
RECOMMENDATIONS: Final = (RECOMMENDED, DOUBTFUL)
"""With what an office sends a file on."""

TAKERS: Final = ("applicant", "other")
"""Who can take the paper home."""

MOST_ON_LIST: Final = 40
"""So many files go on one list to an authority outside: what a person carries and a page shows."""


CLOSING: Final = frozenset({"application.approved", "application.rejected", "application.handed_over"})
"""What closes a file for its centre, sooner or later, if it counts."""


class Transition(NamedTuple):
    """A move of the file: from a state, by an act of a role, to a state, told by an event."""

    before: str
    act: str
    after: str
    who: str
    event: str


TRANSITIONS: Final = (
    Transition("", "submit", WAITING, "centre", "application.submitted"),
    Transition("", "submit", DONE, "centre", "application.submitted"),
    Transition(WAITING, "forward", WAITING, "office", "application.forwarded"),
    Transition(WAITING, "send_out", WAITING, "office", "application.sent_out"),
    Transition(WAITING, "return_file", RETURNED, "office", "application.returned"),
    Transition(APPROVED, "reopen", RETURNED, "office", "application.reopened"),
    Transition(RETURNED, "correct", WAITING, "centre", "application.corrected"),
    Transition(WAITING, "approve", APPROVED, "office", "application.approved"),
    Transition(WAITING, "reject", REJECTED, "office", "application.rejected"),
    Transition(RETURNED, "reject", REJECTED, "office", "application.rejected"),
    Transition(WAITING, "withdraw", WITHDRAWN, "centre", "application.withdrawn"),
    Transition(DONE, "withdraw", WITHDRAWN, "centre", "application.withdrawn"),
    Transition(APPROVED, "hand_over", APPROVED, "centre", "application.handed_over"),
    Transition(DONE, "hand_over", DONE, "centre", "application.handed_over"),
)


def may(act: str, state: str) -> bool:
    """Whether a file in this state can take this act."""
    return any(row.act == act and row.before == state for row in TRANSITIONS)


def provider(key: str) -> str:
    """What a file names as its office when nobody decides it: no feed is ever written under this name."""
    return PROVIDER + key


def first_state(office: str) -> str:
    """What a file is when it was lodged."""
    return DONE if office.startswith(PROVIDER) else WAITING


def may_submit(author: Author, centre: str) -> bool:
    """A centre lodges files of its own only."""
    return author.role == "centre" and author.place == centre


def may_forward(state: str, *, has_next: bool) -> bool:
    """Whether the office can send it on: it waits, and another office decides after this one."""
    return has_next and may("forward", state)


def may_return(state: str) -> bool:
    """Whether the office can send it back."""
    return may("return_file", state)


def may_reopen(state: str) -> bool:
    """Whether the office can open again what it granted."""
    return may("reopen", state)


def may_correct(state: str) -> bool:
    """Whether the centre can answer anew."""
    return may("correct", state)


def may_approve(state: str, *, has_next: bool = False) -> bool:
    """Whether the office can grant it: only the last one does."""
    return not has_next and may("approve", state)


def may_reject(state: str) -> bool:
    """Whether the office can refuse it."""
    return may("reject", state)


def may_hand_over(state: str, is_handed_over: bool) -> bool:
    """Whether the paper can be handed over: granted, and still here."""
    return may("hand_over", state) and not is_handed_over


def may_withdraw(state: str, *, is_touched: bool) -> bool:
    """Whether the centre can take it back; is_touched: an office has looked at it, and sent it on, out or back."""
    return not is_touched and may("withdraw", state)


def not_marked(marked: Sequence[str], given: Iterable[str]) -> tuple[str, ...]:
    """The fields of a correction that the office did not mark as wrong."""
    return tuple(sorted(set(given) - set(marked)))


def papers_owed(
    service: ServiceVersion,
    answers: Mapping[str, str],
    papers: Iterable[tuple[str, str, bool, str]],
    on: date,
) -> tuple[str, ...]:
    """The kinds of paper that a file needs with these answers and was not lodged with.

    Answers that are corrected can need one the office had no reason to mark. papers: (kind, number, is_seen, picture).

    Raises:
        Refused: `in_future` or `required`, as for `evidence_asked`.
    """
    seen = {kind: number for kind, number, is_seen, _picture in papers if is_seen}
    return tuple(
        paper.kind
        for paper, is_needed in service_rules.evidence_asked(service, answers, on)
        if is_needed and (paper.kind not in seen or (paper.numbered and not seen[paper.kind]))
    )


def first_count(feed: int, feeds: Sequence[int]) -> int:
    """Where a feed's short numbers begin among those of all feeds its centre ever had.

    A copied or restored laptop goes on under another feed, so the two never give out the same number, though
    neither knows what the other gave.
    """
    return sorted({*feeds, feed}).index(feed) * BLOCK


def reached(story: Sequence[Told], named: Sequence[str]) -> int:
    """How many of the offices a file names have come to hold it: one more with each that sent it on in its turn."""
    held = 0
    for one in story:
        is_sent_on = one.kind == "application.forwarded" and held + 1 < len(named)
        held += is_sent_on and one.author == Author("office", named[held])
    return held + 1


def route(told: Told, story: Sequence[Told]) -> Route:
    """A file goes to the centre that lodged it and the offices that hold or held it, after the people it names.

    An office it has not come to yet hears nothing of it.
    """
    first = opening(story)
    if (
        first is None
        or first.kind != "application.submitted"
        or not may_submit(first.author, first.facts.centre)
    ):
        return NOWHERE
    facts, named = first.facts, offices(first.facts)
    held = [Author("office", office) for office in named[: reached(story, named)]]
    is_hubs = told.kind in (CLEARED, TOLD_ANEW) and told.author == STAFF_WRITER
    if told.author not in (first.author, *held) and not is_hubs:
        return NOWHERE
    # What a lying centre wrote there may be no number that a database takes: the hub would fill no mailbox any more.
    named_in_it = (bounded_int(facts.citizen_id), bounded_int(facts.applicant_id))
    needs = tuple(dict.fromkeys(person for person in named_in_it if person))
    return Route(frozenset({("centre", facts.centre), *held}), needs)


def may_make_list(author: Author, office: str) -> bool:
    """An office makes lists of its own only."""
    return author == Author("office", office)


def route_of_list(told: Told, story: Sequence[Told]) -> Route:
    """The other nodes of the office that made it; it names files of many centres, so none of them hears of it."""
    is_own = told.id == told.subject and may_make_list(told.author, told.facts.office)
    return Route(frozenset({told.author})) if is_own else NOWHERE


def result_problem(decided_on: date, submitted_on: date, today: date) -> str:
    """Why an authority outside cannot have decided on that day: `in_future`, `before_lodged`; empty when it can."""
    if decided_on > today:
        return "in_future"
    return "before_lodged" if decided_on < submitted_on else ""


ROUTES = [
    *((row.event, route) for row in TRANSITIONS),
    (CLEARED, route),
    (TOLD_ANEW, route),
    ("outgoing_list.made", route_of_list),
    ("file.outlined", outlines.route_outline),
]
