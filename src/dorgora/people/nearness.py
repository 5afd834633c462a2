"""How near an opened citizen is to what was asked: what the index alone cannot say, and who comes first."""

from dataclasses import dataclass, field

from django.conf import settings

from dorgora.kernel import latin_typing
from dorgora.kernel.pack import load_pack
from dorgora.people.rules import MOST_OF_A_NAME
from dorgora.people.search import (
    LAST_DIGITS,
    MOST_WORDS,
    PHONE_BEGINS,
    VILLAGE_LETTERS,
    YEAR_DIGITS,
    Asked,
    Word,
    Words,
)

_WHOLE, _BEGUN, _ELSEWHERE, _UNLIKE = range(4)
"""How a typed word is met: a word of her name as it is heard, its beginning, her village or a number, other vowels."""
Order = tuple[bool, bool, int]


@dataclass
class Reading:
    """One search, going through those whom the index gave; the words of names come again, so each is read once."""

    asked: Asked
    _known: dict[str, tuple[tuple[Word, ...], ...]] = field(default_factory=dict)

    def is_found(self, one: Words) -> bool:
        """Whether she is one of those asked for: every word is hers, and one of them is of her name."""
        if self.asked.digits:
            return self._is_number_of(self.asked.digits, one)
        own = self._names(one)
        named = [any(name.part.startswith(word.part) for name in own) for word in self.asked.words]
        return any(named) and all(
            met or self._is_elsewhere(word, one) for met, word in zip(named, self.asked.words, strict=True)
        )

    def order(self, one: Words) -> Order:
        """What puts the nearest first: written alike, then sounding alike as a whole, then word by word."""
        names = (one.local_name, one.latin_name)
        heard = [tuple(word.sound for word in self._words(name)) for name in names]
        asked = tuple(word.sound for word in self.asked.words)
        own = {name.sound: name for name in self._names(one)}
        far = sum(self._far(word, tuple(own.values()), one) for word in self.asked.words)
        is_written_so = self.asked.text in {" ".join(name.casefold().split()) for name in names}
        return (not is_written_so, asked not in heard, far)

    def _far(self, word: Word, own: tuple[Word, ...], one: Words) -> int:
        if any(name.sound == word.sound for name in own):
            return _WHOLE
        if any(name.sound.startswith(word.sound) for name in own):
            return _BEGUN
        if self._is_elsewhere(word, one):
            return _ELSEWHERE
        alike = [name.sound for name in own if name.part.startswith(word.part)]
        return _UNLIKE + min((latin_typing.distance(word.sound, sound) for sound in alike), default=0)

    def _names(self, one: Words) -> tuple[Word, ...]:
        """The words of her names, in all spellings that are listed with them."""
        both = (one.local_name, one.latin_name)
        return tuple(word for name in both for spellings in self._spellings(name) for word in spellings)

    def _words(self, text: str) -> tuple[Word, ...]:
        return tuple(spellings[0] for spellings in self._spellings(text))

    def _spellings(self, text: str) -> tuple[tuple[Word, ...], ...]:
        """The words of a text, each piece of it read once in this search."""
        words: list[tuple[Word, ...]] = []
        for piece in text[:MOST_OF_A_NAME].split():
            if piece not in self._known:
                read = load_pack(settings.PACK_DIR).script.spellings(piece)
                self._known[piece] = tuple(tuple(Word(*one) for one in word) for word in read)
            words += self._known[piece]
        return tuple(words)

    def _is_elsewhere(self, word: Word, one: Words) -> bool:
        """Whether it is a word of her village, the year she was born in, or a number of hers."""
        village = [own.part for own in self._words(one.village)[:MOST_WORDS]]
        if word.part in village:
            return True
        if len(word.part) >= VILLAGE_LETTERS and any(own.startswith(word.part) for own in village):
            return True
        return word.is_digits and (
            (len(word.part) == YEAR_DIGITS and one.date_of_birth.startswith(word.part))
            or self._is_number_of(word.part, one)
        )

    @staticmethod
    def _is_number_of(digits: str, one: Words) -> bool:
        pack = load_pack(settings.PACK_DIR)
        plain = pack.script.to_ascii_digits
        phone = pack.phone.national(plain(one.phone[:40])) if one.phone else ""
        number, begun = plain(one.number[:40]), pack.phone.national(digits)
        return (
            (len(begun) >= PHONE_BEGINS and phone.startswith(begun))
            or number == digits
            or (len(digits) == LAST_DIGITS and number.endswith(digits))
        )
