"""What she lets a centre do: kept once her sign is on the slip, ended whenever she likes."""

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import localtime

from dorgora.feed import written
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.people import events as ev
from dorgora.people import queries, rules
from dorgora.people.actions.citizens import own_citizen
from dorgora.people.actions.staff import MAX_NAME, check_operator


def give_mandate(
    *,
    citizen_id: int,
    place: str,
    scopes: Collection[str],
    term: str,
    shown_by: str,
    witness: str,
    by: int,
    at: datetime,
) -> int:
    """Records what a citizen lets a centre do and until when, once her thumb or hand stands on the slip; gives its id.

    One stands at a time: what stood before is ended by it; the very same again on that day is the same one.

    Raises:
        Refused: `none_chosen` (field: scopes), `not_a_choice` (field: scopes, term or shown_by), `not_yours` (no
            operator of this place), `unknown_citizen`, `erased`, or what `clean_text` finds in the witness's name.
    """
    witness = clean_text(witness, MAX_NAME, "witness")
    if not scopes:
        raise Refused("none_chosen", "scopes")
    for field, chosen, known in (
        ("scopes", set(scopes), rules.SCOPES),
        ("term", {term}, rules.TERMS),
        ("shown_by", {shown_by}, rules.SIGNS),
    ):
        if chosen.difference(known):
            raise Refused("not_a_choice", field)
    check_operator(by, place)
    on = localtime(at).date()
    granted = tuple(one for one in rules.SCOPES if one in scopes)
    until = rules.last_day(on, term).isoformat()
    with act(role="centre", place=place, by=by, at=at, subjects=[citizen_id]) as action:
        citizen = own_citizen(citizen_id, place)
        for before in (one for one in queries.mandates_of(citizen_id, place) if one.stands(on)):
            was = before.scopes, before.given_on, before.until, before.shown_by, before.witness
            if was == (granted, on.isoformat(), until, shown_by, witness):
                return before.id
            action.add(ev.MANDATE_ENDED, ev.MandateEnded(rules.REPLACED), subject=before.id)
        facts = ev.MandateGiven(place, citizen_id, granted, on.isoformat(), until, shown_by)
        words = ev.MandateWords(citizen.local_name or citizen.latin_name, witness)
        return action.add(ev.MANDATE_GIVEN, facts, person=words, person_of=citizen_id)


def clear_mandates(*, citizen_id: int, cause: int, at: datetime) -> int | None:
    """Lets go, on every node, of the names in what somebody allowed who was let go of herself; gives the last event.

    cause: the event that it follows. None where she was not, or no name is left.
    """
    author = rules.STAFF_WRITER
    with act(role=author.role, place=author.place, by=0, at=at, subjects=[citizen_id]) as action:
        hers, last = queries.citizens([citizen_id]).get(citizen_id), None
        if hers is None or not hers.is_let_go:
            return None
        for mandate_id in written.under(citizen_id, ev.MANDATE_GIVEN.name):
            last = action.add(ev.MANDATE_CLEARED, ev.Cleared(cause), subject=mandate_id)
        return last


def end_mandate(*, mandate_id: int, place: str, by: int, at: datetime) -> None:
    """She takes back what she allowed a centre; taken back twice it is ended once.

    Raises:
        Refused: `not_yours` (no operator of this place), `unknown_mandate` (none of this place).
    """
    check_operator(by, place)
    found = queries.mandate(mandate_id, place)
    if found is None:
        raise Refused("unknown_mandate")
    with act(role="centre", place=place, by=by, at=at, subjects=[found.citizen_id, mandate_id]) as action:
        found = queries.mandate(mandate_id, place)
        if found is not None and found.ended_at is None:
            action.add(ev.MANDATE_ENDED, ev.MandateEnded(rules.ASKED), subject=mandate_id)
