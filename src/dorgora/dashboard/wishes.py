"""What is asked for and not offered: counted by kind, area and month over a year, each count with what is behind it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import queries as catalogue
from dorgora.dashboard import asking
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Column
from dorgora.voice import queries as voice

UNKNOWN = "-"
"""All kinds this hub's pack does not know, together; no kind is written so."""


def known() -> Collection[str]:
    """The kinds of this hub's pack."""
    return formats.pack().wish_kinds.keys()


def kind_name(kind: str) -> str:
    """What a kind is called. A word no pack here knows is anybody's, and never shown."""
    names = formats.pack().wish_kinds.get(kind)
    return labelled(names) if names else _("Another kind (of a newer or foreign list)")


def _sums(counts: list[voice.Count]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in counts:
        kind = one.kind if one.kind in known() else UNKNOWN
        sums[kind] = sums.get(kind, 0) + one.n
    return sums


def page_url(area: str = "", month: str = "") -> str:
    """The page of wishes in an area, of the last year or of one month."""
    return _url("dashboard:wishes", area=area, month=month)


def _url(name: str, **asked: str) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def by_kind(counts: list[voice.Count], area: str, month: str) -> list[list[str]]:
    """Rows of kinds, the most asked for first; each number leads to the wishes behind it."""
    rows = sorted(_sums(counts).items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        [kind_name(kind), _link(_url("dashboard:wishes_behind", kind=kind, area=area, month=month), n)]
        for kind, n in rows
    ]


def by_month(counts: list[voice.Count], area: str) -> list[list[str]]:
    """Rows of months, the newest first; each leads to the page of that month."""
    sums: dict[str, int] = {}
    for one in counts:
        sums[one.month] = sums.get(one.month, 0) + one.n
    return [
        [asking.month_name(one), _link(page_url(area, one), sums[one])] for one in sorted(sums, reverse=True)
    ]


def by_area(area: str, counts: list[voice.Count], shown: list[str], month: str) -> list[list[str]]:
    """Rows of the areas right below this one in which anything was asked for."""
    children = places.children(area)
    if not children:
        return []
    width = len(children[0].code)
    if area:
        sums: dict[str, int] = {}
        for one in counts:
            code = one.area[:width]
            sums[code] = sums.get(code, 0) + one.n
    else:
        sums = voice.totals(width, shown[-1], shown[0])
    return [
        [named(child), _link(page_url(child.code, month), sums[child.code])]
        for child in children
        if child.code in sums
    ]


def _link(url: str, n: int) -> str:
    return format_html('<a class="btn plain" href="{}">{}</a>', url, formats.number(n))


def headline(counts: list[voice.Count]) -> str:
    """How often something is asked for, and what, if it is the same more often than all else together."""
    total = sum(one.n for one in counts)
    if not total:
        return _("Nothing is asked for that is not offered")
    sums = _sums(counts)
    most = min(sums, key=lambda kind: (-sums[kind], kind))
    if 2 * sums[most] <= total:
        words = ngettext(
            "Asked for and not offered: %(n)s time", "Asked for and not offered: %(n)s times", total
        )
        return words % {"n": formats.number(total)}
    words = ngettext(
        "Asked for and not offered: %(n)s time, mostly: %(kind)s",
        "Asked for and not offered: %(n)s times, mostly: %(kind)s",
        total,
    )
    return words % {"n": formats.number(total), "kind": kind_name(most)}


def heads(first: str) -> tuple[Column, ...]:
    """The head of a table of counts."""
    return Column(first), Column(_("Times asked"), is_number=True)


def columns(officer: Any) -> tuple[Column, ...]:
    """The head of the wishes behind a count; her words for the hub's own officers, as they decide what is offered."""
    own = (Column(_("In her own words")),) if _is_of_hub(officer) else ()
    return Column(_("Area")), Column(_("Asked")), Column(_("What came nearest")), *own


def rows(found: list[voice.Wish], officer: Any) -> list[list[str]]:
    """Wishes as this reader may know them: to anybody area and month; the day to an officer of that area or the hub."""
    areas = places.areas({one.area for one in found})
    offered = {one.key: labelled(one.names) for one in catalogue.offers()}
    shown = []
    for one in found:
        area = areas.get(one.area)
        row = [
            named(area) if area else "—",
            formats.day(date.fromisoformat(one.asked_on))
            if _may_know_day(officer, one)
            else asking.month_name(one.asked_on[:7]),
            offered.get(one.nearest, "—"),
        ]
        shown.append([*row, one.words or "—"] if _is_of_hub(officer) else row)
    return shown


def _is_of_hub(officer: Any) -> bool:
    return officer is not None and officer.role == "hub"


def _may_know_day(officer: Any, wish: voice.Wish) -> bool:
    return officer is not None and (_is_of_hub(officer) or wish.area.startswith(officer.place))
