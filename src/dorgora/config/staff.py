"""Places and people of a deployment, as commands name them."""

from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils import translation

from dorgora.feed import queries as feed
from dorgora.feed.roads import founding
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people
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
    names = {
        "name_bn": called(area.name_bn, "bn"),
        "name_en": called(area.name_en, "en"),
        "by": 0,
        "at": clock.now(),
    }
    if role == "centre":
        actions.open_centre(place=place, area=place, **names)
    else:
        actions.open_office(place=place, level=area.kind, area=place, **names)
        if not feed.writer_of("office", place):
            founding.open_hub_feed("office", place)


def appoint(role: str, place: str, name_bn: str, name_en: str, powers: tuple[str, ...]) -> int:
    """Appoints a person; gives her id.

    Raises:
        Refused: `hub_has_no_place`, or what the action finds.
    """
    if role == "hub" and place:
        raise Refused("hub_has_no_place", "place")
    names: dict[str, Any] = {"name_bn": name_bn, "name_en": name_en, "by": 0, "at": clock.now()}
    if role == "operator":
        return people.appoint_operator(place=place, **names)
    tier = settings.PACK.tier_of(place)
    titles = tier.officer_titles if tier is not None else {}
    return people.appoint_officer(
        role="office" if role == "officer" else "hub",
        place=place,
        powers=powers,
        title_bn=titles.get("bn", ""),
        title_en=titles.get("en", ""),
        **names,
    )


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
