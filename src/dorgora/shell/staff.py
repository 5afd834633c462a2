"""Operators and officers by their names, on a page and on paper."""

from collections.abc import Iterable
from typing import Any

from dorgora.feed import queries as feed
from dorgora.people import queries as people
from dorgora.shell.answers import named


def staff_name(person_id: int) -> str:
    """The name of an operator or officer; empty when she is not known here."""
    return staff_names([person_id]).get(person_id, "")


def staff_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of operators and officers by id."""
    return {one.id: named(one) for one in people.staff_of(ids)}


def signed(person: Any, stem: str = "name") -> str:
    """The name (or title) of who stands under a paper; a title may be empty.

    Raises:
        Spoilt: she is not known here, or her name is gone or does not open, and the paper would say too little.
    """
    if person is None or person.is_damaged or not named(person):
        raise feed.Spoilt("people_staff")
    return named(person, stem)
