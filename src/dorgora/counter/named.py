"""The name of who works with a drawer."""

from django.utils.translation import gettext as _

from dorgora.people import queries as people
from dorgora.shell.answers import named


def who(person_id: int) -> str:
    """The name of an operator, or of an officer who let cash in; her office when nothing is known of her here."""
    found = people.operator(person_id) or people.officer(person_id)
    return named(found) if found else _("Operator")
