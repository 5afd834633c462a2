"""Who works where is said at the hub; names of people, cleaned."""

from collections.abc import Sequence
from datetime import datetime

from dorgora.feed.kinds import Kind
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.people import events as ev
from dorgora.people import queries, rules
from dorgora.people.rules import STAFF_WRITER
from dorgora.places import queries as places

MAX_NAME = 120
MAX_REASON = 60


def appoint_operator(*, place: str, local_name: str, latin_name: str, by: int, at: datetime) -> int:
    """Lets somebody serve at a centre; gives her id. The hub's.

    Raises:
        Refused: `unknown_centre` (detail: place), `required` (no name), or what `clean_text` finds.
    """
    person = ev.StaffNames(*names_cleaned(local_name, latin_name))
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=by, at=at) as action:
        if places.centre(place) is None:
            raise Refused("unknown_centre", "place", {"place": place})
        return action.add(ev.OPERATOR_APPOINTED, ev.OperatorAppointed(place), person=person)


def appoint_officer(
    *,
    role: str,
    place: str,
    powers: Sequence[str],
    local_name: str,
    latin_name: str,
    local_title: str,
    latin_title: str,
    by: int,
    at: datetime,
) -> int:
    """Lets somebody act for an office (role `office`) or at the hub (role `hub`); gives her id. The hub's.

    Raises:
        Refused: `unknown_role`, `unknown_power`, `unknown_office` (detail: place), `required` (no name), or what
            `clean_text` finds.
    """
    if role not in rules.ROLES:
        raise Refused("unknown_role", "role")
    if set(powers) - set(rules.POWERS):
        raise Refused("unknown_power", "powers")
    titles = (
        clean_text(local_title, MAX_NAME, "local_title"),
        clean_text(latin_title, MAX_NAME, "latin_title"),
    )
    person = ev.OfficerNames(*names_cleaned(local_name, latin_name), *titles)
    facts = ev.OfficerAppointed(role, place, tuple(one for one in rules.POWERS if one in powers))
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=by, at=at) as action:
        if role == "office" and places.office(place) is None:
            raise Refused("unknown_office", "place", {"place": place})
        return action.add(ev.OFFICER_APPOINTED, facts, person=person)


def names_cleaned(local_name: str, latin_name: str) -> tuple[str, str]:
    """Names in both scripts as they are kept.

    Raises:
        Refused: `required` (both empty), or what `clean_text` finds.
    """
    names = clean_text(local_name, MAX_NAME, "local_name"), clean_text(latin_name, MAX_NAME, "latin_name")
    if not any(names):
        raise Refused("required", "local_name")
    return names


def end_operator(*, id: int, reason: str, by: int, at: datetime) -> None:
    """An operator no longer serves. The hub's; ending her twice changes nothing.

    Raises:
        Refused: `unknown_person`, or what `clean_text` finds in the reason.
    """
    _end(ev.OPERATOR_ENDED, id, reason, by, at)


def end_officer(*, id: int, reason: str, by: int, at: datetime) -> None:
    """An officer no longer acts. The hub's; ending her twice changes nothing.

    Raises:
        Refused: `unknown_person`, or what `clean_text` finds in the reason.
    """
    _end(ev.OFFICER_ENDED, id, reason, by, at)


def _end(kind: Kind, person_id: int, reason: str, by: int, at: datetime) -> None:
    facts = ev.StaffEnded(clean_text(reason, MAX_REASON, "reason"))
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=by, at=at, subjects=[person_id]) as action:
        find = queries.operator if kind is ev.OPERATOR_ENDED else queries.officer
        who = find(person_id)
        if who is None:
            raise Refused("unknown_person")
        if who.is_active:
            action.add(kind, facts, subject=person_id)


def check_operator(by: int, place: str) -> None:
    """Somebody serves at this place.

    Raises:
        Refused: `not_yours`.
    """
    who = queries.operator(by)
    if who is None or not who.is_active or who.place != place:
        raise Refused("not_yours")
