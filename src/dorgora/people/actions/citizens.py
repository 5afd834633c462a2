"""Registering a citizen at her centre, correcting, taking back, and erasing her at the hub."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.timezone import localtime

from dorgora.feed import pressed
from dorgora.feed.log import Act, act
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.people import events as ev
from dorgora.people import local, queries, rules
from dorgora.people.actions.linking import all_records_of
from dorgora.people.actions.staff import MAX_NAME, names_cleaned

MAX_LAW = 200


@dataclass(frozen=True)
class _Typed:
    """What was typed of a citizen, cleaned."""

    area: str
    sex: str
    local_name: str
    latin_name: str
    date_of_birth: str
    phone: str
    number: str
    village: str

    def words(self) -> ev.CitizenWords:
        return ev.CitizenWords(
            self.local_name, self.latin_name, self.date_of_birth, self.phone, self.number, self.village
        )

    def age_band(self, at: datetime) -> str:
        return rules.age_band(self.date_of_birth, localtime(at).date())


def _clean(typed: _Typed) -> _Typed:
    local_name, latin_name = names_cleaned(typed.local_name, typed.latin_name)
    if typed.sex not in rules.SEXES:
        raise Refused("unknown_sex", "sex")
    if typed.date_of_birth:
        try:
            date.fromisoformat(typed.date_of_birth)
        except ValueError as wrong:
            raise Refused("not_a_date", "date_of_birth") from wrong
    return replace(
        typed,
        local_name=local_name,
        latin_name=latin_name,
        phone=clean_text(typed.phone, 20, "phone"),
        number=clean_text(typed.number, 30, "number"),
        village=clean_text(typed.village, MAX_NAME, "village"),
    )


def register_citizen(
    *,
    place: str,
    area: str,
    sex: str,
    local_name: str,
    latin_name: str,
    date_of_birth: str,
    phone: str,
    number: str,
    village: str,
    by: int,
    at: datetime,
    within: Act | None = None,
    form_key: str = "",
) -> int:
    """Makes a citizen known at a centre, with a key of her own; gives her id. She can be found at once.

    date_of_birth: ISO, empty when unknown; phone as kept (E.164); number: of another register. form_key: of the form
    that is sent; sent again it gives whom it made.

    Raises:
        Refused: `required` (no name), `unknown_sex`, `not_a_date`, or what `clean_text` finds.
    """
    clean = _clean(_Typed(area, sex, local_name, latin_name, date_of_birth, phone, number, village))
    facts = ev.CitizenRegistered(place, area, sex, clean.age_band(at))
    with act(role="centre", place=place, by=by, at=at, within=within) as action:
        if done := pressed.made(form_key):
            return done
        citizen_id = action.add(ev.CITIZEN_REGISTERED, facts, person=clean.words())
        local.index_words(citizen_id, place, clean)
        pressed.keep(form_key, citizen_id, at)
    return citizen_id


def correct_citizen(
    *,
    citizen_id: int,
    place: str,
    area: str,
    sex: str,
    local_name: str,
    latin_name: str,
    date_of_birth: str,
    phone: str,
    number: str,
    village: str,
    by: int,
    at: datetime,
    within: Act | None = None,
) -> tuple[str, ...]:
    """Puts right what was kept of a citizen, at the centre that registered her; gives the fields that changed.

    Raises:
        Refused: `unknown_citizen` (none of this place), `erased`, `required`, `unknown_sex`, `not_a_date`, or what
            `clean_text` finds.
    """
    clean = _clean(_Typed(area, sex, local_name, latin_name, date_of_birth, phone, number, village))
    with act(role="centre", place=place, by=by, at=at, subjects=[citizen_id], within=within) as action:
        old = own_citizen(citizen_id, place)
        changed = tuple(
            name for name in clean.__dataclass_fields__ if getattr(old, name) != getattr(clean, name)
        )
        if changed:
            facts = ev.CitizenCorrected(changed, area, sex, clean.age_band(at))
            action.add(
                ev.CITIZEN_CORRECTED, facts, subject=citizen_id, person=clean.words(), person_of=citizen_id
            )
            local.index_words(citizen_id, place, clean)
    return changed


def withdraw_citizen(
    *, citizen_id: int, place: str, reason: str, by: int, at: datetime, within: Act | None = None
) -> None:
    """Takes out of the book who was registered by mistake a moment ago; she is found no more, what she allowed is over.

    reason: a word of `rules.MISTAKES`. What was done for her is the caller's to look at.

    Raises:
        Refused: `not_a_choice` (field: reason), `unknown_citizen`, `erased`, `too_late_to_undo`.
    """
    if reason not in rules.MISTAKES:
        raise Refused("not_a_choice", "reason")
    with act(role="centre", place=place, by=by, at=at, subjects=[citizen_id], within=within) as action:
        citizen = own_citizen(citizen_id, place)
        if not rules.is_just_now(citizen.registered_at, at):
            raise Refused("too_late_to_undo")
        on = localtime(at).date()
        for one in queries.mandates_of(citizen_id, place):
            if one.citizen_id == citizen_id and one.stands(on):
                action.add(ev.MANDATE_ENDED, ev.MandateEnded(rules.MISTAKE), subject=one.id)
        action.add(ev.CITIZEN_WITHDRAWN, ev.CitizenWithdrawn(reason), subject=citizen_id)
        local.forget_citizens([citizen_id])


def clear_citizen(*, citizen_id: int, cause: int, by: int, at: datetime, within: Act | None = None) -> int:
    """Lets go, on every node, of what was written of who was registered by mistake; gives the event's id. The hub's.

    cause: the event that took her out of the book. What was done for her is the caller's to look at.
    """
    author = rules.STAFF_WRITER
    with act(
        role=author.role, place=author.place, by=by, at=at, subjects=[citizen_id], within=within
    ) as action:
        return action.add(ev.CITIZEN_CLEARED, ev.Cleared(cause), subject=citizen_id)


def own_citizen(citizen_id: int, place: str) -> queries.Citizen:
    """A citizen of this place who was neither taken back nor erased.

    Raises:
        Refused: `unknown_citizen`, `erased`.
    """
    found = queries.citizen(citizen_id, place)
    if found is None or found.is_withdrawn:
        raise Refused("unknown_citizen")
    if found.is_erased:
        raise Refused("erased")
    return found


def erase_citizen(
    *,
    citizen_id: int,
    law: str,
    keeps: str,
    asked_by: int,
    confirmed_by: int,
    at: datetime,
    knows: Collection[int] = (),
) -> int:
    """Erases every word of a citizen, on every node that holds any; gives the id of the decision. The hub's.

    Of all records that are linked with this one: she asked that nothing readable of her is left (ADR 0034).
    law: the ground for erasing; keeps: what the law keeps all the same. knows: all records that whoever confirms
    saw, nothing for this one alone.

    Raises:
        Refused: `two_officers` (the same one twice), `not_yours` (one of them may not erase), `unknown_citizen`,
            `erased` (all of them already), `required`, `decided_meanwhile` (her records are others than she saw),
            or what `clean_text` finds.
    """
    law, keeps = clean_text(law, MAX_LAW, "law"), clean_text(keeps, MAX_LAW, "keeps")
    for field, words in (("law", law), ("keeps", keeps)):
        if not words:
            raise Refused("required", field)
    if asked_by == confirmed_by:
        raise Refused("two_officers")
    facts = ev.CitizenErased(law, keeps, asked_by, confirmed_by)
    with all_records_of([citizen_id], by=confirmed_by, at=at) as (action, whole):
        for person_id in (asked_by, confirmed_by):
            _check_may_erase(person_id)
        known = queries.citizens(whole)
        if citizen_id not in known:
            raise Refused("unknown_citizen")
        readable = [one for one in whole if one in known and not known[one].is_erased]
        if not readable:
            raise Refused("erased")
        if set(whole) != {citizen_id, *knows}:
            raise Refused("decided_meanwhile")
        event_ids = [action.add(ev.CITIZEN_ERASED, facts, subject=one) for one in readable]
        local.forget_citizens(whole)
    return event_ids[0]


def _check_may_erase(person_id: int) -> None:
    who = queries.officer(person_id)
    if who is None or not who.is_active or who.role != "hub" or "erase" not in who.powers:
        raise Refused("not_yours")
