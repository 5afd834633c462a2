"""How a citizen is found: what is typed and what is kept, as keyed digests of beginnings of names and numbers.

The index holds only such digests: no readable part of a name, phone or number is on the disk outside the sealed
blobs (DESIGN 2). A digest is bound to the place, so that a centre finds its own citizens and no others.
"""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from dorgora.kernel.pack import Pack, load_pack
from dorgora.kernel.secrets_file import subkey
from dorgora.people.rules import MOST_OF_A_NAME

MOST_LETTERS = 6
"""Beginnings of folded name parts are kept up to this length; what is typed beyond it is compared once opened."""
MOST_PARTS = 4
PHONE_BEGINS = 6
LAST_DIGITS = 6
FEWEST_DIGITS = 4
_FIRST_WHOLE, _FIRST_BEGUN, _LATER_WHOLE, _LATER_BEGUN = range(4)


class Words(Protocol):
    """What of a citizen can be searched."""

    @property
    def local_name(self) -> str: ...
    @property
    def latin_name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def number(self) -> str: ...


@dataclass(frozen=True)
class Asked:
    """What was typed: folded beginnings of name parts with their sounds, or digits."""

    parts: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    digits: str = ""


def _pack() -> Pack:
    return load_pack(settings.PACK_DIR)


def read(text: str) -> Asked:
    """What somebody asks for; nothing when it holds neither letters nor enough digits."""
    script = _pack().script
    short = text[:100]
    plain = "".join(letter for letter in script.to_ascii_digits(short) if letter not in " +-()/.")
    if plain.isascii() and plain.isdigit():
        return Asked(digits=plain) if len(plain) >= FEWEST_DIGITS else Asked()
    return Asked(script.name_parts(short)[:MOST_PARTS], script.sound_parts(short)[:MOST_PARTS])


def digests_asked(asked: Asked, place: str) -> list[list[int]]:
    """The ways to look in the index; a citizen found in one way bears all of its digests."""
    if asked.parts:
        longest_first = sorted(
            {part[:MOST_LETTERS] for part in asked.parts}, key=lambda one: (-len(one), one)
        )
        return [[digest(place, "name", part) for part in longest_first]]
    if not asked.digits:
        return []
    phone = _pack().phone.national(asked.digits)
    ways = [("number", asked.digits), ("phone", phone)]
    if len(asked.digits) == LAST_DIGITS:
        ways.append(("last", asked.digits))
    if len(phone) >= PHONE_BEGINS:
        ways.append(("phone", phone[:PHONE_BEGINS]))
    return [[digest(place, kind, term)] for kind, term in dict.fromkeys(ways)]


def terms_of(place: str, one: Words) -> dict[int, int]:
    """What the index must hold of a citizen: digest to rank, lower ranks shown first."""
    script = _pack().script
    terms: dict[tuple[str, str], int] = {}
    for name in (one.local_name, one.latin_name):
        for number, part in enumerate(script.name_parts(name[:MOST_OF_A_NAME])):
            whole, begun = (_LATER_WHOLE, _LATER_BEGUN) if number else (_FIRST_WHOLE, _FIRST_BEGUN)
            for length in range(1, min(len(part), MOST_LETTERS) + 1):
                term = ("name", part[:length])
                terms[term] = min(terms.get(term, _LATER_BEGUN), whole if length == len(part) else begun)
    if one.phone:
        phone = _pack().phone.national(script.to_ascii_digits(one.phone[:40]))
        terms |= {("phone", phone): _FIRST_WHOLE, ("phone", phone[:PHONE_BEGINS]): _FIRST_BEGUN}
    if one.number:
        number_ = script.to_ascii_digits(one.number[:40])
        terms |= {("last", number_[-LAST_DIGITS:]): _FIRST_BEGUN, ("number", number_): _FIRST_WHOLE}
    return {digest(place, kind, term): rank for (kind, term), rank in terms.items()}


def is_found(asked: Asked, one: Words) -> bool:
    """Whether an opened citizen is one of those asked for, where the index alone cannot say."""
    script = _pack().script
    if asked.digits:
        phone = _pack().phone.national(script.to_ascii_digits(one.phone[:40])) if one.phone else ""
        number = script.to_ascii_digits(one.number[:40])
        begun = _pack().phone.national(asked.digits)
        return (
            (len(begun) >= PHONE_BEGINS and phone.startswith(begun))
            or number == asked.digits
            or (len(asked.digits) == LAST_DIGITS and number.endswith(asked.digits))
        )
    if all(len(part) <= MOST_LETTERS for part in asked.parts):
        return True
    own = {
        part for name in (one.local_name, one.latin_name) for part in script.name_parts(name[:MOST_OF_A_NAME])
    }
    return all(any(name.startswith(part) for name in own) for part in asked.parts)


def distance(asked: Asked, one: Words) -> int:
    """How many of the typed words are heard in none of her names, vowels and all: 0 comes first."""
    missed = set(asked.sounds)
    for name in (one.local_name, one.latin_name):
        if missed:
            heard = _pack().script.sound_parts(name[:MOST_OF_A_NAME])
            missed = {typed for typed in missed if not any(sound.startswith(typed) for sound in heard)}
    return len(missed)


@lru_cache(maxsize=2)
def _key(disk_key: bytes) -> bytes:
    return subkey(disk_key, "search")


def digest(place: str, kind: str, term: str) -> int:
    """What stands in an index instead of a term: nobody without this node's key says which term it was."""
    words = f"{place}\0{kind}\0{term}".encode()
    return int.from_bytes(hmac.digest(_key(settings.DISK_KEY), words, "sha256")[:8], "big", signed=True)
