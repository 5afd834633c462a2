"""What a citizen can get: every service with yes, not yet, or to be asked, told before anybody agrees or pays."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.catalogue import prospects
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.prospects import ASK, HAD, NOT_NOW, OPEN, VERDICTS, YES, Prospect
from dorgora.counter import begun, frame, prefill, shown
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import labelled
from dorgora.shell.parts import MenuItem, Paging, Pick, Shape
from dorgora.shell.telling import Refusal

PAGE = 50
_ALL = "all"
_FILTERS = {
    _ALL: gettext_lazy("All"),
    YES: gettext_lazy("She can get it"),
    OPEN: gettext_lazy("For everybody"),
    ASK: gettext_lazy("To be asked"),
    NOT_NOW: gettext_lazy("Not now"),
    HAD: gettext_lazy("She has it, or asked"),
}
_SHAPES: dict[str, Shape] = {YES: "ok", OPEN: "ok", ASK: "ring", HAD: "no"}


@dataclass(frozen=True)
class Prospects:
    """One page of the services for her: rows, filters with how many stand behind each, and where the list goes on."""

    picks: tuple[Pick, ...]
    filters: tuple[MenuItem, ...]
    paging: Paging | None


def of(
    citizen: Any, place: str, *, show: str = "", page: int = 1, records: Collection[int] = ()
) -> Prospects:
    """All services of the catalogue for a citizen at a centre, those she can get first.

    records: hers, where they were asked for before.
    """
    own, on = prefill.own_area(place), frame.today()
    area = (own.kind, own.code) if own else ("", "")
    offers = catalogue.offers()
    had = begun.had(citizen.id, [one for one in offers if one.once], place, records)
    found = prospects.of_all(offers, prefill.known_of(citizen, place, records), area, on, had)
    counts = Counter(one.verdict for one in found)
    show = show if show in VERDICTS else _ALL
    rows = [one for one in found if show in (_ALL, one.verdict)]
    rows.sort(key=lambda one: VERDICTS.index(one.verdict))
    number = max(1, min(page, -(-len(rows) // PAGE)))
    start = (number - 1) * PAGE
    part = rows[start : start + PAGE]
    closed = _closed({stage.office_level for one in part for stage in one.offer.stages}, area[1])
    return Prospects(
        tuple(_pick(one, citizen.id, area[1], closed, on, had.get(one.offer.key)) for one in part),
        _filters(counts, len(found), show),
        _paging(show, number, start, len(part), len(rows)),
    )


def _closed(levels: set[str], area: str) -> set[str]:
    """The levels at which no office is open for those who live here."""
    return {level for level in levels if places.office_for(area, level) is None}


def _pick(one: Prospect, citizen_id: int, area: str, closed: set[str], on: date, had: Refusal | None) -> Pick:
    """Its fee and days, and what is to be said of her: the whole row leads into its consent and form."""
    shape, words, why = _said(one, on)
    if had:
        why = had.why
    elif any(stage.office_level in closed for stage in one.offer.stages):
        shape, words = "ring", _("No office here yet")
    note = " · ".join(part for part in (shown.service_note(one.offer, area), why) if part)
    url = reverse("counter:consent", args=[citizen_id, one.offer.key])
    return Pick(labelled(one.offer.names), url, note=note, shape=shape, status=words)


def _said(one: Prospect, on: date) -> tuple[Shape, str, str]:
    """Shape and words of the verdict, and why."""
    if one.verdict != NOT_NOW:
        asked = "; ".join(labelled(condition.labels) for condition in one.asked)
        return _SHAPES[one.verdict], str(_FILTERS[one.verdict]), asked
    why = " ".join(labelled(condition.because) for condition in one.unmet)
    day = prospects.first_day(one, on)
    if day is None:
        return "no", str(_FILTERS[NOT_NOW]), why
    return "wait", _("From %(day)s") % {"day": formats.day(day)}, why


def _filters(counts: Counter[str], n_all: int, show: str) -> tuple[MenuItem, ...]:
    """Only what has something behind it; nothing where there is but one kind."""
    kinds = [one for one in VERDICTS if counts[one]]
    if len(kinds) < 2:
        return ()
    return tuple(
        MenuItem(
            _("%(what)s (%(n)s)") % {"what": _FILTERS[one], "n": formats.number(counts[one] or n_all)},
            _address(one),
            one == show,
        )
        for one in (_ALL, *kinds)
    )


def _paging(show: str, number: int, start: int, n_shown: int, n_all: int) -> Paging | None:
    if n_all <= PAGE:
        return None
    later = start + n_shown < n_all
    return Paging(
        start + 1,
        start + n_shown,
        n_all,
        _address(show, number - 1) if number > 1 else "",
        _address(show, number + 1) if later else "",
    )


def _address(show: str, page: int = 1) -> str:
    said: Sequence[tuple[str, Any]] = (("show", show), *((("page", page),) if page > 1 else ()))
    return f"?{urlencode(said)}"
