"""Noting a wish at a centre, and taking it back a moment later; the hub lets go of words that were taken back."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from dorgora.catalogue import queries as catalogue
from dorgora.feed import pressed, written
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.kernel.script import clean_text
from dorgora.people import queries as people
from dorgora.people.actions import check_operator
from dorgora.people.events import Cleared
from dorgora.people.rules import MISTAKES, STAFF_WRITER, is_just_now
from dorgora.places import queries as places
from dorgora.voice import events as ev
from dorgora.voice import queries
from dorgora.voice.rules import MAX_WORDS


def record_wish(
    *,
    place: str,
    kind: str,
    by: int,
    at: datetime,
    nearest: str = "",
    words: str = "",
    citizen_id: int = 0,
    form_key: str = "",
) -> int:
    """Notes what a centre was asked for and the catalogue lacks; gives the wish's id.

    nearest: the key of a published service that came nearest. words: her own, of a citizen registered here who lets
    them be kept; nobody else's are taken. form_key: of the form that is sent; sent again it gives what it noted.

    Raises:
        Refused: `not_a_choice` (field: kind or nearest), `words_of_nobody`, `not_yours` (no operator of this place),
            `unknown_centre`, `unknown_citizen`, `erased`, or what `clean_text` finds in the words.
    """
    words = clean_text(words, MAX_WORDS, "words")
    if kind not in load_pack(settings.PACK_DIR).wish_kinds:
        raise Refused("not_a_choice", "kind")
    if nearest and catalogue.service(nearest) is None:
        raise Refused("not_a_choice", "nearest")
    if words and not citizen_id:
        raise Refused("words_of_nobody", "words")
    check_operator(by, place)
    on = localtime(at).date().isoformat()
    with act(role="centre", place=place, by=by, at=at, subjects=[citizen_id] if citizen_id else ()) as action:
        if done := pressed.made(form_key):
            return done
        centre = places.centre(place)
        if centre is None:
            raise Refused("unknown_centre")
        _check_citizen(citizen_id, place, at)
        owner = citizen_id if words else 0  # without words nothing is said of her
        facts = ev.WishRecorded(place, centre.area, kind, on, nearest, owner)
        person = ev.WishWords(words) if words else None
        wish_id = action.add(ev.WISH_RECORDED, facts, person=person, person_of=owner)
        pressed.keep(form_key, wish_id, at)
        return wish_id


def withdraw_wish(*, wish_id: int, place: str, reason: str, by: int, at: datetime) -> None:
    """Takes back a wish that was noted by mistake a moment ago; taken back twice it is so once.

    Raises:
        Refused: `not_a_choice` (field: reason), `not_yours` (no operator of this place), `unknown_wish` (none of this
            place), `too_late_to_undo`.
    """
    if reason not in MISTAKES:
        raise Refused("not_a_choice", "reason")
    check_operator(by, place)
    with act(role="centre", place=place, by=by, at=at, subjects=[wish_id]) as action:
        found = queries.wish(wish_id, place)
        if found is None:
            raise Refused("unknown_wish")
        if found.withdrawn_at is not None:
            return
        if not is_just_now(found.recorded_at, at):
            raise Refused("too_late_to_undo")
        action.add(ev.WISH_WITHDRAWN, ev.WishWithdrawn(reason), subject=wish_id)


def clear_wish(*, wish_id: int, cause: int, at: datetime) -> int | None:
    """Lets go, on every node, of her words in a wish that was taken back; gives the event's id. The hub's.

    cause: the event that took it back. None where it stands, or no words are left.
    """
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[wish_id]) as action:
        found = queries.taken_back(wish_id)
        if found is None or wish_id not in written.under(found.citizen_id, ev.WISH_RECORDED.name):
            return None
        return action.add(ev.WISH_CLEARED, Cleared(cause), subject=wish_id)


def clear_wishes_of(*, citizen_id: int, cause: int, at: datetime) -> int | None:
    """The same of every wish of somebody who was registered by mistake and let go of herself; gives the last event."""
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=[citizen_id]) as action:
        hers, last = people.citizens([citizen_id]).get(citizen_id), None
        if hers is None or not hers.is_let_go:
            return None
        for wish_id in written.under(citizen_id, ev.WISH_RECORDED.name):
            last = action.add(ev.WISH_CLEARED, Cleared(cause), subject=wish_id)
        return last


def _check_citizen(citizen_id: int, place: str, at: datetime) -> None:
    """Whose words they are: a citizen in this place's book or lent to it, or nobody.

    Raises:
        Refused: `unknown_citizen`, `erased`.
    """
    if not citizen_id:
        return
    on = localtime(at).date()
    if people.citizen_served(citizen_id, place, on) is None:
        hers = people.citizen(citizen_id, place)
        raise Refused("erased" if hers is not None and hers.is_erased else "unknown_citizen")
