"""Which service and which area the reader asks for, from the address of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dorgora.catalogue import queries as catalogue
from dorgora.kernel import clock
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import area_name, area_names, named
from dorgora.shell.parts import Pick
from dorgora.tcv import rules as tcv

MOST_OFFERED = 20
MOST_LETTERS = 120
N_MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """The service (or None when none is published), the area (empty: everywhere), and areas to choose from.

    is_more: there are more of these than are offered.
    """

    service: Any
    area: str
    words: str
    offered: tuple[Pick, ...] = ()
    is_unknown: bool = False
    is_more: bool = False


def read(asked: Mapping[str, Any]) -> Asked:
    """Read the address; an area may be a code or the beginning of a name in either script."""
    services = catalogue.offers()
    wanted = asked.get("service", "")
    service = next((one for one in services if one.key == wanted), services[0] if services else None)
    if service is None:
        return Asked(None, "", "")
    return replace(area_of(asked, partial(home_url, service.key)), service=service)


def area_of(asked: Mapping[str, Any], url: Callable[[str], str]) -> Asked:
    """The area alone; `url`: of the same page in an area, to choose one by."""
    words = str(asked.get("area", ""))[:MOST_LETTERS].strip()
    code = formats.pack().script.to_ascii_digits(words)
    if not words:
        return Asked(None, "", "")
    if code.isalnum() and places.area(code):
        return Asked(None, code, area_name(code))
    found = places.find_areas(words, limit=MOST_OFFERED + 1)
    if len(found) == 1:
        return Asked(None, found[0].code, area_name(found[0].code))
    above = area_names(one.parent for one in found[:MOST_OFFERED])
    picks = tuple(Pick(named(one), url(one.code), above[one.parent]) for one in found[:MOST_OFFERED])
    return Asked(None, "", words, picks, is_unknown=not found, is_more=len(found) > MOST_OFFERED)


def month(asked: Mapping[str, Any]) -> str:
    """The month the reader asks for (2026-11); empty when none is named, or none that is."""
    named = str(asked.get("month", ""))
    return named if tcv.is_month(named) else ""


def last_months() -> list[str]:
    """This month, by the day it is at the place, and the eleven before it, the newest first."""
    on = timezone.localdate(clock.now())
    numbers = [on.year * 12 + on.month - 1 - back for back in range(N_MONTHS)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def month_name(month: str) -> str:
    """A month by its name and year: November 2026."""
    return formats.month(date.fromisoformat(f"{month}-01"))


def home_url(service: str, area: str = "") -> str:
    """The page of a service in an area."""
    return (
        reverse("dashboard:home") + "?" + urlencode({"service": service} | ({"area": area} if area else {}))
    )
