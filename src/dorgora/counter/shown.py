"""Services and citizens as rows and lines of a page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import rules
from dorgora.catalogue.forms import Fee, Promised
from dorgora.counter import asking, frame
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import labelled, named, phone_shown
from dorgora.shell.parts import Line, Pick


def service_picks(services: Iterable[Promised], place: str, *, most_keys: int = 0) -> list[Pick]:
    """Services to choose at a centre: their fees there and their days; the first ones by a digit's key."""
    here = places.centre(place)
    area = here.area if here else ""
    return [
        Pick(
            labelled(one.names),
            reverse("counter:citizens") + "?" + urlencode({"service": one.key}),
            note=service_note(one, area),
            key=str(number) if number <= most_keys else "",
        )
        for number, one in enumerate(services, 1)
    ]


def service_note(service: Promised, area: str) -> str:
    """What it costs there at least and at most, and the days promised."""
    ranges = [_range(charge, area) for charge in (service.fees.state, service.fees.operator)]
    least, most = sum(low for low, _high in ranges), sum(high for _low, high in ranges)
    fee = formats.money(least) if least == most else f"{formats.money(least)}–{formats.money(most)}"
    if any(case.minor_of for tariff in service.fees.state.tariffs for case in tariff.cases):
        fee = _("%(what)s + %(fee)s") % {"what": labelled(service.fees.state.labels), "fee": fee}
    if service.is_done_at_once:
        return f"{fee} · {_('at once')}"
    days = service.charter.working_days
    promised = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": formats.number(days)}
    return f"{fee} · {promised}"


def _range(charge: Fee, area: str) -> tuple[int, int]:
    holding = rules.tariff(charge, frame.today(), area) or charge.tariffs[0]
    amounts = [case.minor for case in holding.cases]
    return min(amounts), max(amounts)


def citizen_of(request: Any, citizen_id: int) -> Any:
    """A citizen of this centre's book, or lent to it today by her mandate.

    Raises:
        Refused: `no_such_citizen`.
    """
    found = people.citizen_served(citizen_id, request.place, frame.today())
    if found is None:
        raise Refused("no_such_citizen")
    return found


def own_citizen_of(request: Any, citizen_id: int) -> Any:
    """A citizen of this centre's own book: what is kept of her, and what she allows, is hers and its to say.

    Raises:
        Refused: `no_such_citizen`.
    """
    found = citizen_of(request, citizen_id)
    if found.place != request.place:
        raise Refused("no_such_citizen")
    return found


def citizen_pick(citizen: Any, url: str = "") -> Pick:
    """A citizen in the list of those found: what tells her from another of the same name."""
    url = url or reverse("counter:citizen", args=[citizen.id])
    return Pick(named(citizen), url, note=" · ".join(part for part in _marks(citizen) if part))


def _marks(citizen: Any) -> tuple[str, ...]:
    phone = (
        _("phone ··%(end)s") % {"end": formats.digits(citizen.phone[-3:])} if citizen.phone else _("no phone")
    )
    return age(citizen), citizen.village, phone


def age(citizen: Any) -> str:
    """How old she is, in years."""
    if not citizen.date_of_birth:
        return ""
    born, on = asking.iso_day(citizen.date_of_birth), frame.today()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": formats.number(max(years, 0))}


def citizen_lines(citizen: Any) -> list[Line]:
    """Who she is, in the facts that are asked to make sure."""
    lines = [
        Line(
            _("Born"),
            text=formats.day(asking.iso_day(citizen.date_of_birth)) if citizen.date_of_birth else "",
        ),
        Line(_("Age"), text=age(citizen)),
        Line(_("Village"), text=citizen.village),
        Line(_("Phone"), text=formats.digits(phone_shown(citizen.phone)) if citizen.phone else ""),
    ]
    return [line for line in lines if line.text]
