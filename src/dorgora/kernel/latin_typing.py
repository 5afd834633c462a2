"""Typing the local language with Latin letters, letter by letter; the table is the pack's."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Typing:
    """Which local letters Latin ones become: alone, at the start of a word, after a consonant."""

    consonants: Mapping[str, str]
    first_vowels: Mapping[str, str]
    later_vowels: Mapping[str, str]
    first_joins: frozenset[str]
    later_joins: frozenset[str]
    joiner: str

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Typing":
        """Read the `typing` part of a pack's script table."""
        return cls(
            consonants=table["consonants"],
            first_vowels=table["first_vowels"],
            later_vowels=table["later_vowels"],
            first_joins=frozenset(table["first_joins"]),
            later_joins=frozenset(table["later_joins"]),
            joiner=table["joiner"],
        )

    def to_local(self, word: str) -> str:
        """Write one Latin word in local letters; what the table does not know stays."""
        rest, out, cluster = word.lower(), "", ""
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
