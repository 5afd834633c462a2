"""How a citizen is found: what is typed and what is kept, as keyed digests of her names, village, year and numbers.

The index holds only such digests: no readable part of a name, village, phone or number is on the disk outside the
sealed blobs (DESIGN 2). A digest is bound to the place, so that a centre finds its own citizens and no others.
How near an opened citizen is to what was asked is in `nearness.py`.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from dorgora.kernel.pack import Pack, load_pack
from dorgora.kernel.secrets_file import subkey
from dorgora.people.rules import MOST_OF_A_NAME

MOST_LETTERS = 6
"""Beginnings of folded name parts are kept up to this length; what is typed beyond it is compared once opened."""
HEARD_LETTERS = 4
"""So much of a word as it is heard, vowels and all, is kept beside the whole of it."""
VILLAGE_LETTERS = 3
"""So much of each folded word of her village is kept."""
MOST_WORDS = 8
MOST_ASKED = 100
PHONE_BEGINS = 6
LAST_DIGITS = 6
FEWEST_DIGITS = 4
YEAR_DIGITS = 4
FOLDED, BEGUN, HEARD = range(3)
"""How finely the words are looked up in the index: as they fold, by how they begin to sound, by all of their sound."""
_ALONE, _FIRST, _LATER, _FIRST_BEGUN, _LATER_BEGUN = range(5)
_JOINED_DIGITS = re.compile(r"(?<=\d)-(?=\d)")
_Terms = dict[tuple[str, str], int]


class Words(Protocol):
    """What of a citizen can be searched."""

    @property
    def local_name(self) -> str: ...
    @property
    def latin_name(self) -> str: ...
    @property
    def date_of_birth(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def village(self) -> str: ...


@dataclass(frozen=True)
class Word:
    """A word that was typed: its folded beginning, and how it is heard; digits are the same in both."""

    part: str
    sound: str

    @property
    def is_digits(self) -> bool:
        """Whether it is a number: of a house, a year, a phone, a card."""
        return self.part.isascii() and self.part.isdigit()


@dataclass(frozen=True)
class Asked:
    """What was typed: words, or nothing but the digits of a phone or number."""

    words: tuple[Word, ...] = ()
    digits: str = ""
    text: str = ""


def _pack() -> Pack:
    return load_pack(settings.PACK_DIR)


def read(text: str) -> Asked:
    """What somebody asks for; nothing when it holds neither letters nor enough digits."""
    script = _pack().script
    short = script.to_ascii_digits(text[:MOST_ASKED])
    plain = "".join(letter for letter in short if letter not in " +-()/.")
    if plain.isascii() and plain.isdigit():
        return Asked(digits=plain) if len(plain) >= FEWEST_DIGITS else Asked()
    joined = _JOINED_DIGITS.sub("", short)
    words = zip(script.name_parts(joined), script.sound_parts(joined), strict=True)
    return Asked(tuple(Word(*one) for one in words)[:MOST_WORDS], text=" ".join(short.casefold().split()))


def of_name(name: str) -> Asked:
    """A name as it stands in the book, to look for whoever bears it."""
    script = _pack().script
    words = zip(script.name_parts(name), script.sound_parts(name), strict=True)
    return Asked(tuple(Word(*one) for one in words)[:MOST_WORDS], text=" ".join(name.casefold().split()))


Way = list[list[int]]
"""One way to look in the index: of each of these groups a citizen bears one digest, of the first her rank."""


def ways_asked(asked: Asked, place: str, fineness: int = FOLDED) -> list[Way]:
    """The ways to look in the index; a word is one of her name, another one may also be of her village or a number.

    Each word of letters leads one way, the longest first, to those of whose names no word before it is: nobody is
    looked for twice. Nothing where this fineness says no more.
    """
    if asked.digits:
        return [[[digest(place, kind, term)]] for kind, term in _digit_terms(asked.digits)]
    names = {word: _name_term(word, fineness) for word in asked.words}
    if fineness and all(kind == "name" for kind, _term in names.values()):
        return []
    leading = [word for word in asked.words if not word.is_digits] or list(asked.words)
    longest_first = sorted(dict.fromkeys(leading), key=lambda word: (-len(word.part), word.part))
    groups = {word: _group(place, word, term) for word, term in names.items()}
    # Who begins to sound so may fold otherwise: the beginning is asked for together with how the word folds.
    whole = [word for word in names if fineness == BEGUN and len(word.sound) > HEARD_LETTERS]
    folded = [_group(place, word, _name_term(word, FOLDED)) for word in whole]
    return [
        [
            groups[lead][:1],
            *(groups[word][word in longest_first[:number] :] for word in names if word != lead),
            *folded,
        ]
        for number, lead in enumerate(longest_first)
    ]


def narrowed(way: Way, place: str, *, year: str = "", village: str = "") -> Way:
    """The same way, only to those born in a year, or of a village."""
    words = _pack().script.name_parts(village)
    terms = [("year", year)] if year else []
    terms += [("home", part[:VILLAGE_LETTERS]) for part in words[:MOST_WORDS]]
    return [*way, *([digest(place, *term)] for term in terms)]


def _group(place: str, word: Word, name_term: tuple[str, str]) -> list[int]:
    """A word of her name, or else of what tells her from others of it."""
    return [digest(place, *one) for one in (name_term, *_further_terms(word))]


def _name_term(word: Word, fineness: int) -> tuple[str, str]:
    if fineness == HEARD:
        return "heard", word.sound
    if fineness == BEGUN and len(word.sound) >= HEARD_LETTERS:
        return "heard", word.sound[:HEARD_LETTERS]
    return "name", word.part[:MOST_LETTERS]


def _further_terms(word: Word) -> Iterator[tuple[str, str]]:
    """What else than a name a word may be, beside one that is."""
    yield "home", word.part[:VILLAGE_LETTERS]
    if word.is_digits:
        if len(word.part) == YEAR_DIGITS:
            yield "year", word.part
        yield from _digit_terms(word.part)


def _digit_terms(digits: str) -> list[tuple[str, str]]:
    phone = _pack().phone.national(digits)
    terms = [("number", digits), ("phone", phone)]
    if len(digits) == LAST_DIGITS:
        terms.append(("last", digits))
    if len(phone) >= PHONE_BEGINS:
        terms.append(("phone", phone[:PHONE_BEGINS]))
    return list(dict.fromkeys(terms))


def terms_of(place: str, one: Words) -> dict[int, int]:
    """What the index must hold of a citizen: digest to rank, lower ranks shown first."""
    script = _pack().script
    terms: _Terms = {}
    for name in (one.local_name, one.latin_name):
        _add_name(terms, name[:MOST_OF_A_NAME])
    for part in script.name_parts(one.village[:MOST_OF_A_NAME])[:MOST_WORDS]:
        terms["home", part[:VILLAGE_LETTERS]] = _FIRST
    if one.date_of_birth:
        terms["year", one.date_of_birth[:YEAR_DIGITS]] = _FIRST
    if one.phone:
        phone = _pack().phone.national(script.to_ascii_digits(one.phone[:40]))
        terms |= {("phone", phone): _FIRST, ("phone", phone[:PHONE_BEGINS]): _FIRST_BEGUN}
    if one.number:
        number = script.to_ascii_digits(one.number[:40])
        terms |= {("last", number[-LAST_DIGITS:]): _FIRST_BEGUN, ("number", number): _FIRST}
    return {digest(place, kind, term): rank for (kind, term), rank in terms.items()}


def _add_name(terms: _Terms, name: str) -> None:
    words = _pack().script.spellings(name)
    for place, spellings in enumerate(words):
        whole = _LATER if place else _FIRST if len(words) > 1 else _ALONE
        begun = _LATER_BEGUN if place else _FIRST_BEGUN
        for kind, term, is_whole in (term for spelling in spellings for term in _beginnings(*spelling)):
            terms[kind, term] = min(terms.get((kind, term), _LATER_BEGUN), whole if is_whole else begun)


def _beginnings(part: str, sound: str) -> Iterator[tuple[str, str, bool]]:
    """By what a word of a name is found, and whether that is all of it."""
    for length in range(1, min(len(part), MOST_LETTERS) + 1):
        yield "name", part[:length], length == len(part)
    yield "heard", sound, True
    yield "heard", sound[:HEARD_LETTERS], len(sound) <= HEARD_LETTERS


@lru_cache(maxsize=2)
def _key(disk_key: bytes) -> bytes:
    return subkey(disk_key, "search")


def digest(place: str, kind: str, term: str) -> int:
    """What stands in an index instead of a term: nobody without this node's key says which term it was."""
    words = f"{place}\0{kind}\0{term}".encode()
    return int.from_bytes(hmac.digest(_key(settings.DISK_KEY), words, "sha256")[:8], "big", signed=True)
