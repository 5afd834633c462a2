"""Places and people of a deployment, as commands name them."""

from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils import translation

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import founding
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people
from dorgora.people import local as people_local
from dorgora.people import queries as people_queries
from dorgora.places import queries as places
from dorgora.shell import alarms


def open_place(role: str, place: str, actions: ModuleType) -> None:
    """Opens the centre or office of an area, called as the pack calls one of that level.

    Raises:
        Refused: `no_area`.
    """
    area = places.area(place)
    tier = settings.PACK.tier_of(place)
    if area is None or tier is None:
        raise Refused("no_area")
    called = tier.centre_name if role == "centre" else tier.office_name
    local, latin = settings.PACK.languages
    names = {
        "local_name": called(area.local_name, local),
        "latin_name": called(area.latin_name, latin),
        "by": 0,
        "at": clock.now(),
    }
    if role == "centre":
        actions.open_centre(place=place, area=place, **names)
    else:
        actions.open_office(place=place, level=area.kind, area=place, **names)
        if not feed.writer_of("office", place):
            founding.open_hub_feed("office", place)


def appoint(role: str, place: str, local_name: str, latin_name: str, powers: tuple[str, ...]) -> int:
    """Appoints a person; gives her id.

    Raises:
        Refused: `hub_has_no_place`, `required` (no place), `no_local_letter`, `no_latin_letter`, or what the action
            finds.
    """
    if role == "hub" and place:
        raise Refused("hub_has_no_place", "place")
    if role != "hub" and not place:
        raise Refused("required", "place")
    _check_letters(local_name, latin_name)
    names: dict[str, Any] = {"local_name": local_name, "latin_name": latin_name, "by": 0, "at": clock.now()}
    if role == "operator":
        return people.appoint_operator(place=place, **names)
    tier = settings.PACK.tier_of(place)
    titles = tier.officer_titles if tier is not None else {}
    local, latin = settings.PACK.languages
    return people.appoint_officer(
        role="office" if role == "officer" else "hub",
        place=place,
        powers=powers,
        local_title=titles.get(local, ""),
        latin_title=titles.get(latin, ""),
        **names,
    )


def _check_letters(local_name: str, latin_name: str) -> None:
    """Holds that each name is in its own script, as far as it is given; the two are easily exchanged.

    Raises:
        Refused: `no_local_letter`, `no_latin_letter`.
    """
    if local_name.strip() and not settings.PACK.script.letters.is_local(local_name):
        raise Refused("no_local_letter", "local_name")
    if latin_name.strip() and not any(letter.isascii() and letter.isalpha() for letter in latin_name):
        raise Refused("no_latin_letter", "latin_name")


def everybody() -> list[str]:
    """Who works or worked where, with the number commands name her by."""
    return [
        f"{one.id} {role}:{one.place} {_name(one)}: {'works' if one.is_active else 'ended'}"
        for role, one in people_queries.staff()
    ]


def _name(one: Any) -> str:
    return "damaged here" if one.is_damaged else one.local_name or one.latin_name


def end(person_id: int, reason: str) -> None:
    """Somebody works no more: she signs in nowhere that has heard of it, and what she did stays hers.

    Raises:
        Refused: `unknown_person`, `already_ended`, or what the action finds.
    """
    operator = people_queries.operator(person_id)
    who = operator or people_queries.officer(person_id)
    if who is not None and not who.is_active:
        raise Refused("already_ended", "person", {"person": person_id})
    ends = people.end_operator if operator else people.end_officer
    ends(id=person_id, reason=reason, by=0, at=clock.now())


def new_code(person_id: int) -> str:
    """A one-time code for somebody who lost hers, or who came after this laptop was enrolled; the desk is told.

    Raises:
        Refused: `unknown_person`: she works nowhere, as far as is known here.
    """
    code = people_local.give_code(person_id)
    node = nodes.this()
    node.store.alarm("code_given", node.identity.node_id, person_id)
    return code


def check_hub_officer(person_id: int) -> None:
    """Holds that somebody of the hub's own staff answers for it by name.

    Raises:
        Refused: `no_officer`.
    """
    who = people_queries.officer(person_id)
    if who is None or not who.is_active or who.role != "hub":
        raise Refused("no_officer")


def alarms_in_words() -> list[str]:
    """Open alarms in English, each with what to do; laptops by their numbers, as commands name them."""
    rows = feed.alarms()
    with translation.override("en"):
        said = alarms.in_words(rows, {row.node_id: f"node {row.node_id}" for row in rows})
    return [
        f"{one.at:%Y-%m-%d %H:%M} {one.what} {one.then}" + (f" ({one.n} times)" if one.n > 1 else "")
        for one in said
    ]
