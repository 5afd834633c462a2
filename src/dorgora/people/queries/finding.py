"""Finding a citizen of a place in either script, the nearest first and all of them counted; and who may be the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from dorgora.kernel import clock, latin_typing
from dorgora.kernel.pack import load_pack
from dorgora.people import models, nearness, search
from dorgora.people.queries import lending, links
from dorgora.people.queries.book import Citizen, citizens

MOST_COUNTED = 200
"""So many are counted and put in order; who is asked for by words that more have is found by further words."""
MANY = 2000
"""So many bear what is walked to the end at most, unless all that was asked for is as common."""
MOST_LIKELY = 40
MOST_CLOSE = 400
"""So many of a name, a year and a village are looked at before somebody is registered once more."""


@dataclass(frozen=True)
class Found:
    """Some of those found; n_all: how many there are; is_more: so many were counted, and there are more."""

    citizens: tuple[Citizen, ...] = ()
    n_all: int = 0
    is_more: bool = False


def find_citizens(text: str, *, place: str, limit: int = 10) -> list[Citizen]:
    """The nearest of those whom `search_citizens` finds."""
    return list(search_citizens(text, place=place, limit=limit).citizens)


def search_citizens(text: str, *, place: str, skip: int = 0, limit: int = 10) -> Found:
    """Citizens of a place by the beginnings of their names in either script, or by phone or number; nearest first.

    Further words narrow it: of her village, the year of her birth, her phone or number. Beside its own a centre finds
    who is lent to it today.
    """
    asked = search.read(text)
    people, is_more = _people(asked, place)
    shown = people[:MOST_COUNTED]
    return Found(tuple(shown[skip : skip + limit]), len(shown), is_more)


def _people(asked: search.Asked, place: str) -> tuple[list[Citizen], bool]:
    """Those found, each person once; and whether there are more than are counted."""
    reading, most = nearness.Reading(asked), MOST_COUNTED + 1
    while True:
        ranks, is_all = _asked(asked, place, most)
        met = [one for one in _of_place(ranks, place) if reading.is_found(one)]
        met.sort(key=lambda one: (*reading.order(one), ranks[one.id], -one.id))
        people = _once(met, place)
        if is_all or len(people) > MOST_COUNTED:
            return people, len(people) > MOST_COUNTED
        most *= 4  # some of those that the index gave were not meant: look further


def _asked(asked: search.Asked, place: str, most: int) -> tuple[dict[int, int], bool]:
    """Whom the index gives, with their ranks, and whether these are all; of a crowd those that sound so first."""
    found = _by_ways(search.ways_asked(asked, place), most)
    if len(found) < most:
        return found, True
    near: dict[int, int] = {}
    for fineness in (search.HEARD, search.BEGUN):
        if len(near) < most:
            near = _by_ways(search.ways_asked(asked, place, fineness), most - len(near)) | near
    return dict(list((near | found).items())[:most]), False


def _by_ways(ways: Iterable[search.Way], most: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for way in ways:
        for citizen_id, rank in _held(way, most):
            found.setdefault(citizen_id, rank)
    return dict(list(found.items())[:most])


def _held(way: search.Way, most: int) -> list[tuple[int, int]]:
    """Citizens that bear a digest of each group, with their ranks, of the first: the lowest first."""
    (first,), *further = way
    rarest = _rarest(way) if further else way[0]
    if rarest is not None and rarest != way[0]:
        ids = _bearing([rarest, *(group for group in way if group != rarest)])
        ranked = models.SearchKey.objects.filter(citizen_id__in=ids.values("citizen_id"), digest=first)
    else:
        ranked = _bearing(way) if rarest else models.SearchKey.objects.none()
    return list(ranked.order_by("rank", "-citizen_id").values_list("citizen_id", "rank")[:most])


def _bearing(way: search.Way) -> Any:
    """The rows of the first group whose citizens bear a digest of each of the others."""
    found = models.SearchKey.objects.filter(digest__in=way[0])
    for group in way[1:]:
        also = models.SearchKey.objects.filter(citizen_id=OuterRef("citizen_id"), digest__in=group)
        found = found.filter(Exists(also))
    return found


def _rarest(way: search.Way) -> list[int] | None:
    """The group that fewest bear, the first one where all are many; None where nobody bears one of them."""
    counted = [models.SearchKey.objects.filter(digest__in=group)[:MANY].count() for group in way]
    return way[counted.index(min(counted))] if min(counted) else None


def _of_place(ids: Iterable[int], place: str) -> list[Citizen]:
    """Those of these whom a place may see today: in its own book, or lent to it."""
    known = citizens(ids)
    away = [one.id for one in known.values() if one.place != place]
    lent = lending.lent_at(away, place, timezone.localdate(clock.now())) if away else set()
    return [one for one in known.values() if one.place == place or one.id in lent]


def _once(found: Sequence[Citizen], place: str) -> list[Citizen]:
    """Each person once, where the first of her records stands: by one of this place's own book if there is one."""
    whole = links.linked([one.id for one in found])
    best: dict[int, Citizen] = {}
    for one in found:
        lead = whole[one.id][0]
        best[lead] = min((best.get(lead, one), one), key=lambda record: (record.place != place, record.id))
    return list(best.values())


def likely_same(
    *,
    place: str,
    local_name: str,
    latin_name: str = "",
    date_of_birth: str = "",
    phone: str = "",
    number: str = "",
    village: str = "",
    limit: int = 5,
) -> list[Citizen]:
    """Citizens of a place who may be the one being registered: the same number, or a name heard alike.

    Another birthday speaks against it, two different numbers rule it out; likeliest first, however many bear the name.
    """
    ids: set[int] = set()
    for digits in filter(None, (number, phone)):
        ids |= set(_by_ways(search.ways_asked(search.read(digits), place), MOST_LIKELY))
    for name in dict.fromkeys(filter(None, (local_name, latin_name))):
        ids |= _of_name(search.of_name(name), place, date_of_birth[: search.YEAR_DIGITS], village)
    found = _once(_of_place(sorted(ids), place), place)
    fold = load_pack(settings.PACK_DIR).script.fold_name
    asked = (fold(local_name or latin_name), date_of_birth, phone, number)
    home = fold(village)
    scored = [
        (-_sameness(one, *asked), bool(home) and fold(one.village) != home, one.id, one) for one in found
    ]
    return [one for score, _away, _id, one in sorted(scored, key=lambda who: who[:3]) if score < 0][:limit]


def _of_name(asked: search.Asked, place: str, year: str, village: str) -> set[int]:
    """Who bears a name; of a crowd those born in that year or of that village, and the newest of the others."""
    ways = search.ways_asked(asked, place)[
        :1
    ]  # all are words of her name, so that one way leads to everybody
    found = set(_by_ways(ways, MOST_LIKELY))
    if len(found) < MOST_LIKELY:
        return found
    for way in (*search.ways_asked(asked, place, search.HEARD)[:1], *ways):
        close = search.narrowed(way, place, year=year, village=village)
        found |= {citizen_id for citizen_id, _rank in _held(close, MOST_CLOSE)}
        for narrower in ({"year": year}, {"village": village}, {}):
            some = search.narrowed(way, place, **narrower)
            found |= {citizen_id for citizen_id, _rank in _held(some, MOST_LIKELY)}
    return found


def _sameness(one: Citizen, key: str, date_of_birth: str, phone: str, number: str) -> int:
    """How likely it is the same person; 0 or less: not. Two numbers that differ are two persons."""
    if number and one.number:
        return 9 if number == one.number else 0
    fold = load_pack(settings.PACK_DIR).script.fold_name
    likeness = min(latin_typing.distance(key, fold(own)) for own in (one.local_name, one.latin_name))
    score = 3 - likeness
    if date_of_birth and one.date_of_birth:
        score += 3 if date_of_birth == one.date_of_birth else -3
    if phone and phone == one.phone:
        score += 1
    return score if likeness <= 2 else 0
