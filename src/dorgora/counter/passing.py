"""Money passed on, in words: whom it went to, by which slip, and whether she who was to get it says that she has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.applications.rules import PROVIDER
from dorgora.catalogue import queries as catalogue
from dorgora.counter.named import who
from dorgora.money import queries as money
from dorgora.money import rules as ledger
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Pick


@dataclass(frozen=True)
class Names:
    """Names in the language of the page: offices and companies by the ledger's key, a centre's operators by id."""

    payees: dict[str, str]
    operators: dict[int, str]

    def payee(self, key: str) -> str:
        """An office or a company; its key where nothing is known of it here."""
        return self.payees.get(key, key.removeprefix(PROVIDER))

    def operator(self, operator_id: int) -> str:
        """One who works, or worked, at the centre."""
        return self.operators.get(operator_id) or who(operator_id)


def names_at(place: str, payees: Iterable[str]) -> Names:
    """The names of these offices and companies and of all operators of a centre, in a few questions."""
    asked = set(payees)
    known = {office: named(one) for office, one in places.offices_at(asked).items()}
    if any(one.startswith(PROVIDER) for one in asked):
        known |= {PROVIDER + one.provider.key: labelled(one.provider.names) for one in catalogue.offers()}
    return Names(known, {one.id: named(one) for one in people.operators(place)})


def told(one: money.Passing, names: Names, drawer_of: int) -> str:
    """What became of it, as it is said beside the drawer of one operator."""
    words = {"what": _where(one, names, drawer_of)}
    if one.state == ledger.UNDONE:
        return _("%(what)s: taken back") % words
    return _("%(what)s: not confirmed yet") % words if one.state == ledger.OPEN else words["what"]


def _where(one: money.Passing, names: Names, drawer_of: int) -> str:
    if one.purpose == ledger.OWED:
        values = {"name": names.payee(one.payee), "slip": formats.digits(one.slip)}
        return _("Paid to %(name)s, slip %(slip)s") % values
    if one.purpose == ledger.EARNED:
        return _("Taken out of the centre's earnings")
    if one.whose_id == drawer_of:
        return _("From the drawer of %(name)s") % {"name": names.operator(one.operator_id)}
    return _("Into the drawer of %(name)s") % {"name": names.operator(one.whose_id)}


def pick(one: money.Passing, names: Names, drawer_of: int) -> Pick:
    """A row that leads to its page."""
    by = "" if one.operator_id == drawer_of else names.operator(one.operator_id)
    note = " · ".join(part for part in (by, formats.moment(one.at)) if part)
    url = reverse("counter:passing", args=[one.id])
    return Pick(told(one, names, drawer_of), url, note, end=formats.money(one.amount_minor))
