"""The tables of a pack (CSV) held up to its rules: each fault with its line and column."""

from collections.abc import Iterator

from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Fault
from dorgora.catalogue.table import Table
from dorgora.kernel.bounds import day_of
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text

MAX_NAME = 120
_SAID = {"part": ("given", "family"), "sex": ("f", "m", "any")}


def name_faults(table: Table, column: str) -> Iterator[Fault]:
    """Names in a column that are empty or no text a page may show."""
    for line, name in table.values(column):
        try:
            if not clean_text(name, MAX_NAME, column):
                yield Fault(table.file, line, column, "is empty")
        except Refused as refused:
            yield Fault(table.file, line, column, _REFUSED.get(refused.reason, refused.reason))


_REFUSED = {
    "too_long": f"has more than {MAX_NAME} letters",
    "control_characters": "holds a sign that is no letter (control character)",
    "hidden_direction": "holds a hidden sign that turns the direction of reading",
    "broken_text": "holds a broken letter",
}


def holiday_faults(table: Table, country: Country) -> Iterator[Fault]:
    """Days of the calendar, each once, with what names they have."""
    yield from (
        Fault(table.file, line, "on", f"{day!r} is no day")
        for line, day in table.values("on")
        if not day_of(day)
    )
    yield from table.twice("on")
    for column in country.name_fields:
        yield from name_faults(table, column)


def people_faults(table: Table) -> Iterator[Fault]:
    """Names of people: their part and whose they are."""
    yield from name_faults(table, "name")
    for column, known in _SAID.items():
        yield from table.none_of(column, known, f"none of: {', '.join(known)}")


def romanisation_faults(table: Table) -> Iterator[Fault]:
    """Names with how they are written in Latin letters."""
    yield from name_faults(table, "name")
    for line, spellings in table.values("latin"):
        if not all(one.strip() and one.isascii() for one in spellings.split("|")):
            yield Fault(table.file, line, "latin", f"{spellings!r} is no list of spellings in Latin letters")
