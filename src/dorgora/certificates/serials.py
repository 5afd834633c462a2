"""Serial numbers of certificates: how they are written and read, which a writer has, what was refused (ADR 0036).

A serial is ``place-year-number-check``: the place's code, the year of the key that signed, the number in the office's
books with six digits or more, and Damm's check digit over all of them.
"""

import re
from collections.abc import Sequence
from typing import Final

from dorgora.feed.fold import Telling, Told, opening
from dorgora.feed.generations import registries_before
from dorgora.kernel.bounds import bounded_text
from dorgora.kernel.codes import damm_digit
from dorgora.kernel.ids import feed_of

BLOCK_COLUMNS: Final = ("id", "feed", "place", "first", "last", "reserved_at")
REFUSED_COLUMNS: Final = ("id", "office", "list_name", "digest", "event_id", "number", "reason", "refused_at")

BLOCK: Final = 20_000
"""So many numbers are reserved at a time for a feed that is written."""
SPARE_BLOCK: Final = 1_000
"""And for one that stands by: whoever begins it is at the hub, or hears of it at the next contact."""
LOW: Final = 10_000
"""With fewer left the next block is reserved: the busiest office gives as many in seven months."""
SPAN: Final = 10_000_000
"""So many numbers each registry can reserve for a place; a hub that went back begins others."""

MOST_TYPED: Final = 120
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212./_]+")
"""What people write between the parts of a number."""
_SERIAL = re.compile(r"(.{1,60})-([0-9]{4})-([0-9]{6,10})-([0-9])", re.DOTALL)


def serial(place: str, year: int, number: int) -> str:
    """The serial of a certificate, as it is signed and printed."""
    return f"{place}-{year}-{number:06}-{_check(place, f'{year}{number:06}')}"


def is_serial(text: str) -> bool:
    """Whether a text is a serial from a block, in its normal form."""
    found = _SERIAL.fullmatch(text)
    return found is not None and _check(found[1], found[2] + found[3]) == found[4]


def is_serial_of(text: str, office: str, on_list: str, number: int) -> bool:
    """Whether a token's serial is what its event says: that of a number, or, without one, a code and no such serial."""
    if not number:
        return not is_serial(text)
    return text == serial(office, int(on_list.split("-")[0]), number)


def read(text: str) -> str | None:
    """The normal form of a serial somebody typed, or None if it is none.

    Spaces and dashes of any length are taken as meant. Digits of another script are the caller's to map first.
    """
    typed = "-".join(re.split(r"[\s\-\u2010-\u2015]+", text.strip())) if len(text) <= MOST_TYPED else ""
    return typed if is_serial(typed) else None


def readings(text: str) -> tuple[str, ...]:
    """The normal forms a typed text can have, also without anything between its parts; none if its check is wrong.

    Run together nobody sees where the number begins, whose length is not fixed: each of them may be the one.
    """
    found = read(text)
    return (found,) if found else tuple(said for said in _run_together(text) if is_serial(said))


def places_meant(text: str) -> tuple[str, ...]:
    """The places whose papers a text may name, be its check right or not; none if it looks like no serial."""
    return tuple(dict.fromkeys(said.rsplit("-", 3)[0] for said in _run_together(text)))


def is_parted(text: str) -> bool:
    """Whether a text is written as only serials are: a place, four digits of a year, a number, one digit."""
    return len(text) <= MOST_TYPED and _SERIAL.fullmatch("-".join(_BETWEEN.split(text.strip()))) is not None


def _run_together(text: str) -> list[str]:
    """A text cut in each way in which it could be a serial: no long number begins with a zero."""
    bare = "".join(_BETWEEN.split(text)) if len(text) <= MOST_TYPED else ""
    cut = [re.fullmatch(rf"(.{{1,60}}?)(2[01][0-9]{{2}})([0-9]{{{n}}})([0-9])", bare) for n in range(6, 11)]
    return ["-".join(one.groups()) for one in cut if one and (len(one[3]) == 6 or one[3][0] != "0")]


def span(registry: int) -> range:
    """The numbers that a registry, or a feed it granted, reserves from; no two registries share one."""
    begins = registries_before(registry) * SPAN
    return range(begins, begins + SPAN)


def fold_block(told: Sequence[Told]) -> Telling:
    """Numbers that the hub reserved, from those of its registry alone."""
    first = _hubs(told, "serials.reserved")
    if first is None:
        return Telling({}, {})
    facts, whole = first.facts, span(feed_of(first.id))
    if not (0 < facts.first <= facts.last and facts.first in whole and facts.last in whole):
        return Telling({}, {})
    row = (first.id, facts.feed, bounded_text(facts.place), facts.first, facts.last, first.at)
    return Telling({"certificates_block": [row]}, {})


def fold_refused(told: Sequence[Told]) -> Telling:
    """A token that the hub refused."""
    first = _hubs(told, "certificate.refused")
    if first is None:
        return Telling({}, {})
    facts = first.facts
    said = (bounded_text(facts.office), bounded_text(facts.list_name), facts.digest, facts.event_id)
    row = (first.id, *said, facts.number, bounded_text(facts.reason), first.at)
    return Telling({"certificates_refused": [row]}, {})


def _hubs(told: Sequence[Told], kind: str) -> Told | None:
    first = opening(told)
    return first if first is not None and (first.kind, first.author.role) == (kind, "hub") else None


def _check(place: str, digits: str) -> str:
    spelt = "".join(one if "0" <= one <= "9" else str(ord(one)) for one in place)
    return damm_digit(spelt + digits)
