"""How a name is heard: from letters of either script to Latin letters, and from those to a search key.

Two spellings of one name give one key; the key of what is typed so far begins the key of the whole. All
letters come from the pack's table (`script.toml`); this module knows none.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Steps = Sequence[Sequence[str]]
_DOUBLED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True)
class Letters:
    """The local script: which Latin letters each of its letters stands for."""

    consonants: Mapping[str, str]
    vowels: Mapping[str, str]
    signs: Mapping[str, str]
    finals: Mapping[str, str]
    no_vowel: str
    inherent: str
    inherent_first: str
    smooth: Steps
    rewrite: Steps
    tokens: re.Pattern[str]
    kept: frozenset[str]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Letters":
        """Read the `letters` and `rewrite` parts of a pack's script table; everything is compared in NFC."""
        letters = table["letters"]
        consonants, vowels = _nfc_keys(letters["consonants"]), _nfc_keys(letters["vowels"])
        signs, finals = _nfc_keys(letters["signs"]), _nfc_keys(letters["finals"])
        keys = [*consonants, *vowels, *signs, *finals, letters["no_vowel"]]
        longest_first = sorted(keys, key=len, reverse=True)
        steps = [[_nfc(old), _nfc(new)] for old, new in table["rewrite"]["steps"]]
        pattern = "|".join(map(re.escape, longest_first))
        return cls(
            consonants=consonants,
            vowels=vowels,
            signs=signs,
            finals=finals,
            no_vowel=letters["no_vowel"],
            inherent=letters["inherent"],
            inherent_first=letters["inherent_first"],
            smooth=letters["smooth"],
            rewrite=steps,
            tokens=re.compile(f"{pattern}|."),
            kept=frozenset("".join(keys)) | frozenset(letters["silent"]),
        )

    def is_local(self, word: str) -> bool:
        """Say whether any letter of the word is of the local script."""
        return not self.kept.isdisjoint(word)

    @cached_property
    def _scripts(self) -> frozenset[str]:
        """The first words of the names that Unicode gives letters of the local script, and Latin ones."""
        return frozenset({"LATIN"} | {unicodedata.name(letter, "").split(" ")[0] for letter in self.kept})

    def is_of_neither(self, letter: str) -> bool:
        """Say whether it is a letter, or a sign of one, of another script than the local one and Latin."""
        is_letter = unicodedata.category(letter)[0] in "LM"
        return is_letter and unicodedata.name(letter, "").split(" ")[0] not in self._scripts

    def to_latin(self, word: str, *, spoken: bool = False) -> str:
        """Write a local word in Latin letters; `spoken` as people spell it, without vowels nobody says."""
        for old, new in self.rewrite:
            word = word.replace(old, new)
        tokens = self.tokens.findall(word)
        written = [self._one(tokens, place) for place in range(len(tokens))]
        if not spoken:
            return "".join(written)
        said = self._without_unsaid(tokens, written)
        if said and tokens[0] in self.consonants and said[0] == self.consonants[tokens[0]] + self.inherent:
            said[0] = self.consonants[tokens[0]] + self.inherent_first
        latin = "".join(said)
        for old, new in self.smooth:
            latin = latin.replace(old, new)
        return latin

    def _one(self, tokens: list[str], place: int) -> str:
        token = tokens[place]
        after, beyond = (*tokens[place + 1 : place + 3], "", "")[:2]
        if token not in self.consonants:
            found = self.vowels.get(token) or self.signs.get(token) or self.finals.get(token)
            return found if found is not None else token if token.isascii() else ""
        latin = self.consonants[token]
        if not after or after in self.signs or after.startswith(self.no_vowel):
            return latin
        # Inside a word a bare consonant before itself, or before an h, is said as one with it.
        joined = (
            place > 0 and self.consonants.get(after) in (latin, "h") and not beyond.startswith(self.no_vowel)
        )
        return latin if joined and len(latin) == 1 else latin + self.inherent

    def _without_unsaid(self, tokens: list[str], written: list[str]) -> list[str]:
        """Vowel, consonant, bare vowel, consonant, vowel: the bare one in the middle is not said."""
        said = list(written)
        for place in range(1, len(tokens) - 2):
            bare = (
                tokens[place] in self.consonants
                and said[place] == self.consonants[tokens[place]] + self.inherent
            )
            before = said[place - 1][-1:] in ("a", "e", "i", "o", "u")
            follows = tokens[place + 1] in self.consonants and tokens[place + 2] in self.signs
            if bare and before and follows:
                said[place] = said[place][: -len(self.inherent)]
        return said


@dataclass(frozen=True)
class Ear:
    """What in Latin letters is heard as the same."""

    steps: Steps
    unfinished_typed: Steps
    unfinished_heard: Steps
    vowels: str
    glide: str
    back: str
    front: str
    back_key: str
    front_key: str
    sounds: Mapping[int, str]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Ear":
        """Read the `latin` and `key` parts of a pack's script table."""
        latin, key = table["latin"], table["key"]
        return cls(
            steps=latin["steps"],
            unfinished_typed=latin["unfinished_typed"],
            unfinished_heard=latin["unfinished_heard"],
            vowels=latin["vowels"],
            glide=latin["glide"],
            back=key["back"],
            front=key["front"],
            back_key=key["back_key"],
            front_key=key["front_key"],
            sounds=str.maketrans(key["sounds"]),
        )

    def key(self, latin: str) -> str:
        """Give the search key: all consonants, and of the vowels only the class of the first."""
        if latin.isdigit():
            return latin  # a house, a year: digits stand for no sound
        heard = self._heard(latin)
        first = next((place for place, letter in enumerate(heard) if letter in self.vowels), len(heard))
        if heard[first:] == self.glide and first:
            return heard[:first]  # a cluster half typed: which vowel comes is not known yet
        consonants = "".join(letter for letter in heard[first:] if letter not in self.vowels)
        return heard[:first] + (self._class(heard[first]) if first < len(heard) else "") + consonants

    def sound(self, latin: str) -> str:
        """Give the finer key that keeps every vowel, for putting the nearest first."""
        if latin.isdigit():
            return latin
        return _undoubled(self._heard(latin.replace("ee", "i").replace("oo", "u")).translate(self.sounds))

    def _class(self, vowel: str) -> str:
        return self.back_key if vowel in self.back else self.front_key

    def _heard(self, latin: str) -> str:
        text = _finished(_plain(latin), self.unfinished_typed)
        for old, new in self.steps:
            text = text.replace(old, new)
        text = self._gliding.sub("", _undoubled(text))
        return _finished(text, self.unfinished_heard)

    @cached_property
    def _gliding(self) -> re.Pattern[str]:
        return re.compile(f"(?<=[^{self.vowels}]){self.glide}(?=[{self.vowels}])")


def _finished(text: str, endings: Steps) -> str:
    for ending, left in endings:
        if len(text) > len(ending) and text.endswith(ending):
            text = text.removesuffix(ending) + left
    return text


def _plain(latin: str) -> str:
    if latin.isascii() and latin.isalnum():  # most words by far
        return latin.lower()
    parts = unicodedata.normalize("NFKD", latin.casefold())
    return "".join(letter for letter in parts if letter.isascii() and letter.isalnum())


def _undoubled(text: str) -> str:
    # To look first is cheap: few words have a letter twice in a row, and for those that have none nothing is written.
    return _DOUBLED.sub(r"\1", text) if _DOUBLED.search(text) else text


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _nfc_keys(table: Mapping[str, str]) -> dict[str, str]:
    return {_nfc(key): value for key, value in table.items()}
