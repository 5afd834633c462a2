"""Which two records may be of one person: what they must have in common to be looked at, and how much speaks for it.

Pure: the letters and phones of the country come with its pack. Nobody is linked by it: an officer looks (ADR 0034).
"""

from dorgora.kernel import latin_typing
from dorgora.kernel.pack import Pack
from dorgora.people import queries
from dorgora.people.rules import MOST_OF_A_NAME

SHOWN_FROM = 5
"""From so many points on a pair is shown."""
FEWEST_DIGITS = 6
NUMBER, PHONE, BORN, HOME = "number", "phone", "born", "home"
_FURTHEST = 2


def terms_of(one: queries.Citizen, pack: Pack) -> set[tuple[str, str]]:
    """What two records of one person have in common, as (kind, term); one that both have is enough.

    Her number; her phone; her birthday with one part of a name; her whole name with her village. A title is no part
    of a name, unless she bears no other.
    """
    script = pack.script
    names = {_parts(name, pack) for name in (one.local_name, one.latin_name)}
    terms = {(NUMBER, _number(one, pack)), (PHONE, _phone(one, pack))}
    if one.date_of_birth:
        terms |= {(BORN, f"{one.date_of_birth} {part}") for parts in names for part in parts if len(part) > 1}
    if village := script.fold_name(one.village):
        terms |= {(HOME, f"{' '.join(sorted(parts))}\0{village}") for parts in names if parts}
    return {(kind, term) for kind, term in terms if term}


def _parts(name: str, pack: Pack) -> tuple[str, ...]:
    parts = pack.script.name_parts(name[:MOST_OF_A_NAME])
    return tuple(part for part in parts if part not in pack.script.titles) or parts


def score(one: queries.Citizen, other: queries.Citizen, pack: Pack) -> int:
    """How much speaks for it that two are one; from `SHOWN_FROM` on an officer is asked.

    Two different numbers of one length are two people; of different length they are of different registers.
    """
    numbers = _number(one, pack), _number(other, pack)
    if all(numbers) and len(numbers[0]) == len(numbers[1]):
        return 9 if numbers[0] == numbers[1] else 0
    fold = pack.script.fold_name
    likeness = _likeness(
        *({fold(name) for name in (who.local_name, who.latin_name) if name} for who in (one, other))
    )
    if likeness is None:
        return 0
    points = 3 - likeness
    if one.date_of_birth and other.date_of_birth:
        points += 4 if one.date_of_birth == other.date_of_birth else -4
    if phone := _phone(one, pack):
        points += 2 if phone == _phone(other, pack) else 0
    if village := fold(one.village):
        points += 2 if village == fold(other.village) else 0
    return points - (3 if one.sex != other.sex else 0)


def _likeness(mine: set[str], hers: set[str]) -> int | None:
    """How many letters apart their names are in the nearer script; None when they are no spellings of one name."""
    apart = [
        (far, max(len(own), len(name)))
        for own in mine
        for name in hers
        if (far := latin_typing.distance(own, name)) <= _FURTHEST
    ]
    # Of a short name two letters are another name.
    near = [far for far, length in apart if far * 4 <= length]
    return min(near) if near else None


def _number(one: queries.Citizen, pack: Pack) -> str:
    digits = pack.script.to_ascii_digits(one.number[:40])
    plain = "".join(sign for sign in digits if sign.isalnum()).casefold()
    return plain if len(plain) >= FEWEST_DIGITS else ""


def _phone(one: queries.Citizen, pack: Pack) -> str:
    digits = pack.phone.national(pack.script.to_ascii_digits(one.phone[:40])) if one.phone else ""
    return digits if len(digits) >= FEWEST_DIGITS else ""
