"""Places and people of a deployment, as commands name them."""

from types import ModuleType
from typing import Any

from django.conf import settings

from dorgora.feed import queries as feed
from dorgora.feed.roads import founding
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions as people
from dorgora.people import queries as people_queries
from dorgora.places import queries as places

ALARMS = {
    "forked": "a copy of node {node} sent other events than its twin; kept apart. Find both laptops, keep one.",
    "restored": "node {node} came back with an older disk; it goes on under a spare feed. Ask what happened to it.",
    "revoked": "node {node} is not trusted any more and still sends; kept apart. Let in what happened in the world.",
    "too_many_about_one": "node {node} sent a flood about one thing; refused. Look at that laptop.",
    "apart_full": "node {node} has sent more to be kept apart than is kept. Find that laptop, or end its trust.",
    "forged_signature": "what node {node} sent is not signed by it; refused. Look at that laptop and its line.",
    "refused_broken": "node {node} sent what this program cannot read; nothing of it was taken. Tell its keeper.",
    "not_granted": "node {node} sent a feed it was never given; refused. Look at that laptop.",
    "copied_here": "this machine is a copy, or its disk was restored; it goes on under a new number. Tell the hub.",
    "own_chain_broken": "what this laptop wrote was changed by hand, at or after event {event}. Run `dorgora check`.",
    "aftermath_failed": "what should follow event {event} did not. Tell whoever keeps the program.",
    "hub_answer_refused": "what came from the hub was not the hub's, or broken. Nothing was changed. Check the line.",
    "code_locked": "somebody tried wrong one-time codes again and again here. Ask who has a slip.",
    "recovery_locked": "somebody tried wrong recovery codes again and again at this desk. Ask the officers.",
    "pin_locked": "somebody tried a wrong PIN again and again at this counter. Ask the operators.",
}


REFUSED = "a batch of node {{node}} was refused ({what}) and changed nothing. If it comes again, look at that laptop."


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
    """Appoints a person; gives her id."""
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
    """Open alarms, each with what to do."""
    return [
        f"{alarm.at:%Y-%m-%d %H:%M} "
        + _sentence(alarm.code).format(node=alarm.node_id, event=alarm.event_id)
        + (f" ({alarm.n} times)" if alarm.n > 1 else "")
        for alarm in feed.alarms()
    ]


def _sentence(code: str) -> str:
    what = code.removeprefix("refused_").removeprefix("forged_")
    other = f"{code}: node {{node}}, event {{event}}." if what == code else REFUSED.format(what=what)
    return ALARMS.get(code, other)
