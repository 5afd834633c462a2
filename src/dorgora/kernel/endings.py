"""What a language writes onto the end of a name, as a case or for "too": from the pack, this module knows none."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dorgora.kernel.sounds import Letters

TABLE = "endings"
_KINDS = ("after_consonant", "after_vowel")


class WrongEndings(ValueError):
    """Endings of a pack that are none: the field, why, and the one that is wrong as the file has it (empty: all)."""

    def __init__(self, field: str, why: str, written: str = "") -> None:
        super().__init__(f"{field}: {why}")
        self.field, self.why, self.written = field, why, written


@dataclass(frozen=True)
class Endings:
    """What may follow a word, by what it ends in."""

    after_consonant: tuple[str, ...] = ()
    after_vowel: tuple[str, ...] = ()

    @classmethod
    def from_table(cls, table: Mapping[str, Any], letters: Letters) -> "Endings":
        """Read the `endings` of a pack's script table; a pack may have none.

        Raises:
            WrongEndings: they are no lists of different texts in the country's letters.
        """
        found = table.get(TABLE, {})
        if not isinstance(found, dict):
            raise WrongEndings(TABLE, "is no table")
        for kind in found:
            if kind not in _KINDS:
                raise WrongEndings(f"{TABLE}.{kind}", "is neither " + " nor ".join(_KINDS))
        return cls(*(tuple(_read(f"{TABLE}.{kind}", found.get(kind, []), letters)) for kind in _KINDS))

    def joined(self, word: str, letters: Letters) -> tuple[str, ...]:
        """Give a word with each ending it may bear; of one in other letters nothing."""
        if not letters.is_local(word):
            return ()
        vowels = {**letters.vowels, **letters.signs}
        known = vowels.keys() | letters.consonants.keys() | letters.finals.keys()
        last = next((one for one in reversed(letters.tokens.findall(word)) if one in known), "")
        endings = self.after_vowel if last in vowels else self.after_consonant
        return tuple(word + ending for ending in endings)


def _read(field: str, listed: Any, letters: Letters) -> Iterator[str]:
    if not isinstance(listed, list):
        raise WrongEndings(field, "is no list")
    seen = set()
    for one in listed:
        ending = unicodedata.normalize("NFC", one) if isinstance(one, str) else ""
        if not ending or not letters.kept.issuperset(ending):
            raise WrongEndings(field, f"{one!r} is no ending in the country's letters", f'"{one}"')
        if ending in seen:
            raise WrongEndings(field, f"{one!r} stands twice", f'"{one}"')
        seen.add(ending)
        yield ending
