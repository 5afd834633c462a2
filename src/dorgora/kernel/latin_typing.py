"""Typing the local language with Latin letters, letter by letter; the table is the pack's."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Typing:
    """Which local letters Latin ones become: alone, at the start of a word, after a consonant.

    A capital that stands in these tables is a letter of its own; every other one is its small letter.
    `first_capitals`: those that are so also as the first letter of a word, where others only begin a name.
    `words`: whole words, in small letters, that the letters alone write wrong.
    """

    consonants: Mapping[str, str]
    first_vowels: Mapping[str, str]
    later_vowels: Mapping[str, str]
    first_joins: frozenset[str]
    later_joins: frozenset[str]
    joiner: str
    first_capitals: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Typing":
        """Read the `typing` part of a pack's script table; a country may have none."""
        return cls(
            consonants=table.get("consonants", {}),
            first_vowels=table.get("first_vowels", {}),
            later_vowels=table.get("later_vowels", {}),
            first_joins=frozenset(table.get("first_joins", ())),
            later_joins=frozenset(table.get("later_joins", ())),
            joiner=table.get("joiner", ""),
            first_capitals=frozenset(table.get("first_capitals", "")),
            words=table.get("words", {}),
        )

    def as_table(self) -> dict[str, Any]:
        """Give it as plain values, as the counter's script reads it: what it does must be what `to_local` does."""
        return {
            "consonants": dict(self.consonants),
            "first_vowels": dict(self.first_vowels),
            "later_vowels": dict(self.later_vowels),
            "first_joins": sorted(self.first_joins),
            "later_joins": sorted(self.later_joins),
            "joiner": self.joiner,
            "first_capitals": "".join(sorted(self.first_capitals)),
        }

    @cached_property
    def _capitals(self) -> frozenset[str]:
        keys = (*self.consonants, *self.first_vowels, *self.later_vowels)
        return frozenset(letter for key in keys for letter in key if letter.isupper())

    def letters_of(self, word: str) -> str:
        """Give the letters a typed word is made of: capitals only where they are letters of their own.

        A word all in capitals, and the first letter of a name, are typed so by habit.
        """
        if len(word) > 1 and word.isupper():
            return word.lower()
        return "".join(
            letter if letter in (self._capitals if place else self.first_capitals) else letter.lower()
            for place, letter in enumerate(word)
        )

    def to_local(self, word: str) -> str:
        """Write one Latin word in local letters; what the table does not know stays."""
        rest, out, cluster = self.letters_of(word), "", ""
        while rest:
            vowels = self.later_vowels if cluster else self.first_vowels
            vowel, consonant = _longest(vowels, rest), _longest(self.consonants, rest)
            if vowel is not None and (consonant is None or len(vowel) >= len(consonant)):
                out, cluster, rest = out + vowels[vowel], "", rest[len(vowel) :]
            elif consonant is not None:
                joins = self.first_joins if len(rest) + len(cluster) == len(word) else self.later_joins
                joined = cluster + consonant in joins
                out += (self.joiner if joined else "") + self.consonants[consonant]
                cluster = cluster + consonant if joined else consonant
                rest = rest[len(consonant) :]
            else:
                out, cluster, rest = out + rest[0], "", rest[1:]
        return unicodedata.normalize("NFC", out)


def _longest(table: Mapping[str, str], text: str) -> str | None:
    found = [key for key in table if text.startswith(key)]
    return max(found, key=len) if found else None


def distance(one: str, other: str) -> int:
    """Count the letters to change, add or leave out to make one text the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for across, wanted in enumerate(other, 1):
            before, row[across] = (
                row[across],
                min(row[across] + 1, row[across - 1] + 1, before + (letter != wanted)),
            )
    return row[-1]
