"""Letters and digits as people type them: cleaned at the edge, shown in their digits, found in either script.

What was typed is kept (in NFC); only searching and comparing use the keys made here. Which letters and digits
a country writes with comes from its pack.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Final

from dorgora.kernel import latin_typing, sounds
from dorgora.kernel.endings import Endings
from dorgora.kernel.errors import Refused

_ASCII_DIGITS: Final = "0123456789"
_JOINERS: Final = "\u200c\u200d"  # they choose how a cluster is drawn: part of the spelling
_DROPPED: Final = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff")
)  # invisible, come with pasting
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘`ʼ"))


def clean_text(text: str, max_length: int, field: str | None = None) -> str:
    """Give typed text as it is kept: NFC, without spaces around it, runs of spaces made one.

    Raises:
        Refused: `too_long` (detail: length, max_length, extra), `control_characters` (NUL, tab, new line),
            `hidden_direction` (what turns the direction of reading), `broken_text` (half a character).
    """
    if len(text) > max_length * 4 + 64:
        raise Refused("too_long", field, _length(len(text), max_length))
    stripped = text.translate(_DROPPED).strip()
    for character in stripped:
        reason = _why_refused(character)
        if reason:
            raise Refused(reason, field, {"character": f"U+{ord(character):04X}"})
    cleaned = " ".join(unicodedata.normalize("NFC", stripped).split())
    if len(cleaned) > max_length:
        raise Refused("too_long", field, _length(len(cleaned), max_length))
    return cleaned


@lru_cache(maxsize=1024)
def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M") or character in _JOINERS


def _length(length: int, max_length: int) -> dict[str, Any]:
    return {"length": length, "max_length": max_length, "extra": length - max_length}


@lru_cache(maxsize=1024)
def _why_refused(character: str) -> str | None:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return "control_characters"
    if category in ("Cs", "Co") or ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return "broken_text"
    if category == "Cf" and character not in _JOINERS:
        return "hidden_direction"
    return None


@dataclass(frozen=True)
class Script:
    """A country's letters and digits, built from its pack with `Script.from_tables`."""

    digits: Mapping[str, str]
    letters: sounds.Letters
    ear: sounds.Ear
    short_words: Mapping[str, str]
    short_marks: str
    short_mark: str
    typing: latin_typing.Typing
    endings: Endings = Endings()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_tables(
        cls,
        table: Mapping[str, Any],
        digits: Mapping[str, str],
        names: Iterable[tuple[str, tuple[str, ...]]] = (),
    ) -> "Script":
        """Build from the pack's `script.toml`, its digits by language, its names with their Latin spellings.

        Raises:
            WrongEndings: what the table lists as endings of names are none.
        """
        short, letters = table["short"], sounds.Letters.from_table(table)
        known = {unicodedata.normalize("NFC", name): latin for name, latin in names}
        bare = cls(
            digits=dict(digits),
            letters=letters,
            ear=sounds.Ear.from_table(table),
            short_words={unicodedata.normalize("NFC", word): long for word, long in short["words"].items()},
            short_marks=short["marks"],
            short_mark=short["mark"],
            typing=latin_typing.Typing.from_table(table.get("typing", {})),
            endings=Endings.from_table(table, letters),
        )
        by_key: dict[str, tuple[str, ...]] = {}
        for name in known:
            key = bare.fold_name(name)
            by_key[key] = (*by_key.get(key, ()), name)
        return replace(bare, names=known, by_key=by_key)

    def to_ascii_digits(self, text: str) -> str:
        """Give the text with every digit of any of the country's languages as 0 to 9."""
        for table in self._own_digits:
            text = text.translate(table)
        return text

    @cached_property
    def _own_digits(self) -> list[dict[int, int]]:
        owns = dict.fromkeys(self.digits.values())
        return [str.maketrans(own, _ASCII_DIGITS) for own in owns if own != _ASCII_DIGITS]

    def to_local_digits(self, text: str, language: str) -> str:
        """Give the text with 0 to 9 as the digits of a language; a language without its own keeps them."""
        own = self.digits.get(language, _ASCII_DIGITS)
        return text.translate(str.maketrans(_ASCII_DIGITS, own))

    def fold_name(self, text: str) -> str:
        """Give the key under which a name is found whichever script it is typed in: its folded parts."""
        return " ".join(self.name_parts(text))

    def name_parts(self, text: str) -> tuple[str, ...]:
        """Give one key a word; the key of the first letters of a word begins the key of the word."""
        keys = (self._key(word) for word in self._words(text))
        return tuple(key for key in keys if key)

    def sound_parts(self, text: str) -> tuple[str, ...]:
        """Give a finer key a word, vowels kept: for putting the nearest first, never for leaving one out."""
        return tuple(
            self.ear.sound(self._latin(word, spoken=True)) for word in self._words(text) if self._key(word)
        )

    def with_endings(self, word: str) -> tuple[str, ...]:
        """Give a word of a local name with each ending it may bear, but for what is a listed name by itself."""
        joined = self.endings.joined(unicodedata.normalize("NFC", word), self.letters)
        return tuple(form for form in joined if form not in self.names)

    def spellings(self, text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Give for each word its key and finer key, and after them those of the other spellings of a listed name.

        No rule of sound leads from one spelling of such a name to another: a list says that they are the same.
        """
        heard = [
            (key, self.ear.sound(self._latin(word, spoken=True)))
            for word in self._words(text)
            if (key := self._key(word))
        ]
        return tuple((one, *(other for other in self._same.get(one[1], ()) if other != one)) for one in heard)

    @cached_property
    def _same(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By how a spelling is heard: key and finer key of all spellings of names that are listed with it."""
        same: dict[str, dict[tuple[str, str], None]] = {}
        for name, latin in self.names.items():
            heard = {(self.fold_name(one), " ".join(self.sound_parts(one))): None for one in (name, *latin)}
            if len({key for key, _sound in heard}) > 1:
                for _key, sound in heard:
                    same.setdefault(sound, {}).update(heard)
        return {sound: tuple(all_) for sound, all_ in same.items()}

    def romanise(self, text: str) -> str:
        """Suggest how a local name is written in Latin letters, capitals first; people may correct it."""
        words = unicodedata.normalize("NFC", text).split()
        return " ".join(self._romanised(word) for word in words)

    def from_latin(self, text: str) -> str:
        """Guess the local spelling of what was typed in Latin letters; words already local stay."""
        # Names are joined by hyphens too: every part is a word, the hyphen stays.
        pieces = re.split(r"([\s-]+)", unicodedata.normalize("NFC", text))
        return " ".join("".join(map(self._local, pieces)).split())

    @cached_property
    def titles(self) -> frozenset[str]:
        """The keys of words that are written short, as Md. and Mst.: half a country bears them before its name."""
        return frozenset(self.ear.key(long) for long in self.short_words.values())

    @cached_property
    def typed_by_heart(self) -> Mapping[str, str]:
        """Words known whole, in small Latin letters: listed names, words written short, the pack's own."""
        spellings = (latin for many in self.names.values() for latin in many)
        words = {word.casefold() for word in (*spellings, *self.short_words)}
        known = {word: self._local(word) for word in sorted(words) if word.isascii() and word.isalpha()}
        return known | dict(self.typing.words)

    def _words(self, text: str) -> list[str]:
        """Split into words in lower case, each with the mark of a shortened word if it bears one."""
        plain = self.to_ascii_digits(unicodedata.normalize("NFC", text)).casefold().translate(_APOSTROPHES)
        kept = "".join(
            [c if _is_of_a_word(c) else self.short_mark if c in self.short_marks else " " for c in plain]
        )
        if self.short_mark not in kept:
            return kept.split()
        mark = re.escape(self.short_mark)
        return [word for piece in kept.split() for word in re.findall(f"[^{mark}]+(?:{mark})?", piece)]

    def _latin(self, word: str, *, spoken: bool = False) -> str:
        long = self.short_words.get(word) or self.short_words.get(word.rstrip(self.short_mark))
        if long:
            return long
        return self.letters.to_latin(word, spoken=spoken) if self.letters.is_local(word) else word

    def _key(self, word: str) -> str:
        latin = self._latin(word)
        # A script the pack does not know is found as it is written.
        return self.ear.key(latin) or ("" if latin.isascii() else word)

    def _long(self, word: str) -> str | None:
        """What a local word that is written short stands for."""
        bare = word.rstrip(self.short_marks)
        return self.short_words.get(bare if bare == word else bare + self.short_mark)

    def _short(self, long: str, *, is_latin: bool) -> Iterator[str]:
        """How a word is written short in one of the scripts, the usual way first."""
        return (
            short for short, same in self.short_words.items() if same == long and short.isascii() == is_latin
        )

    def _romanised(self, word: str) -> str:
        if not self.letters.is_local(word):
            return word
        if long := self._long(word):
            return next(self._short(long, is_latin=True), long).capitalize()
        known = self.names.get(word)
        return known[0] if known else self.letters.to_latin(word, spoken=True).capitalize()

    def _local(self, word: str) -> str:
        bare = word.rstrip(self.short_marks).casefold()
        if not bare.isascii() or not bare.isalpha():
            return word
        long = self.short_words.get(bare)
        if long:
            return next(self._short(long, is_latin=False), None) or self._local(long)
        sound = self.ear.sound(bare)
        # Only a name that sounds the same, vowel for vowel: who types Salim is called neither Salma nor Salam.
        same = (
            name
            for name in sorted(self.by_key.get(self.fold_name(bare), ()))
            if sound in {self.ear.sound(latin) for latin in self.names[name]}
        )
        return next(same, None) or self.typing.to_local(bare)
