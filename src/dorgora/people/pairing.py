"""Which two records may be of one person: what they must have in common to be looked at, and how much speaks for it.

Nobody is linked by it: an officer looks at both (ADR 0034).
"""

from django.conf import settings

from dorgora.kernel import latin_typing
from dorgora.kernel.pack import load_pack
from dorgora.kernel.script import Script
from dorgora.people import queries, search

SHOWN_FROM = 5
"""From so many points on a pair is shown."""
FEWEST_DIGITS = 6
_FURTHEST = 2


def _script() -> Script:
    return load_pack(settings.PACK_DIR).script


def keys_of(one: queries.Citizen) -> set[int]:
    """Digests of what two records of one person have in common, over the whole country; one that both have is enough.

    Her number; her phone; her birthday with one part of a name; her whole name with her village.
    """
    script = _script()
    names = {script.name_parts(name[: search.MOST_OF_A_NAME]) for name in (one.name_bn, one.name_en)}
    terms = {("number", _number(one)), ("phone", _phone(one))}
    if one.date_of_birth:
        terms |= {
            ("born", f"{one.date_of_birth} {part}") for parts in names for part in parts if len(part) > 1
        }
    if village := script.fold_name(one.village):
        terms |= {("home", f"{' '.join(sorted(parts))}\0{village}") for parts in names if parts}
    return {search.digest("", f"pair {kind}", term) for kind, term in terms if term}


def score(one: queries.Citizen, other: queries.Citizen) -> int:
    """How much speaks for it that two are one; from `SHOWN_FROM` on an officer is asked.

    Two different numbers of one length are two people; of different length they are of different registers.
    """
    numbers = _number(one), _number(other)
    if all(numbers) and len(numbers[0]) == len(numbers[1]):
        return 9 if numbers[0] == numbers[1] else 0
    likeness = _likeness(one, other)
    if likeness is None:
        return 0
    points = 3 - likeness
    if one.date_of_birth and other.date_of_birth:
        points += 4 if one.date_of_birth == other.date_of_birth else -4
    if phone := _phone(one):
        points += 2 if phone == _phone(other) else 0
    fold = _script().fold_name
    if village := fold(one.village):
        points += 2 if village == fold(other.village) else 0
    return points - (3 if one.sex != other.sex else 0)


def _likeness(one: queries.Citizen, other: queries.Citizen) -> int | None:
    """How many letters apart their names are in the nearer script; None when they are no spellings of one name."""
    fold = _script().fold_name
    mine, hers = ({fold(name) for name in (who.name_bn, who.name_en) if name} for who in (one, other))
    apart = [
        (far, max(len(own), len(name)))
        for own in mine
        for name in hers
        if (far := latin_typing.distance(own, name)) <= _FURTHEST
    ]
    # Of a short name two letters are another name.
    near = [far for far, length in apart if far * 4 <= length]
    return min(near) if near else None


def _number(one: queries.Citizen) -> str:
    digits = _script().to_ascii_digits(one.number[:40])
    plain = "".join(sign for sign in digits if sign.isalnum()).casefold()
    return plain if len(plain) >= FEWEST_DIGITS else ""


def _phone(one: queries.Citizen) -> str:
    digits = search.national(_script().to_ascii_digits(one.phone[:40])) if one.phone else ""
    return digits if len(digits) >= FEWEST_DIGITS else ""
