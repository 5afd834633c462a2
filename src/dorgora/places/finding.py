"""Which areas somebody means who writes a place in words: its name, and after it what it lies in.

Pure: rows of areas in, codes out, the nearest first. As elsewhere the code of an area begins with those it lies in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dorgora.kernel.script import Script

MOST_LETTERS = 200
MOST_WORDS = 12
Row = tuple[str, str, str, str, str, str]
"""Code, kind, parent, local name, Latin name, and their folded words, a space before each."""
Ways = dict[str, tuple[str, ...]]
"""Codes, each with those of the typed words that are of its own name."""
Distance = tuple[bool, int, int, int, str]


@dataclass(frozen=True)
class Asked:
    """What was typed: the words of the place itself, and of each thing it lies in; code: if it is one."""

    own: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    heard: tuple[str, ...]
    code: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All folded words."""
        return (*self.own, *(word for piece in self.above for word in piece))


def read(text: str, script: Script) -> Asked:
    """A place in words as people and pages write it: Durgapur, Kapasia; or without the comma; or a code."""
    pieces = [piece for piece in text[:MOST_LETTERS].split(",") if script.name_parts(piece)]
    own, *above = (script.name_parts(piece)[:MOST_WORDS] for piece in pieces) if pieces else ((),)
    heard = script.sound_parts(pieces[0])[:MOST_WORDS] if pieces else ()
    code = script.to_ascii_digits(text).strip()
    return Asked(own, tuple(above), heard, code if code.isalnum() and len(code) <= MOST_LETTERS else "")


@dataclass
class Listed:
    """The rows among which is looked: all that bear any of the words, of whatever tier."""

    rows: dict[str, Row]
    script: Script
    _bearing: dict[str, frozenset[str]] = field(default_factory=dict)
    _sounds: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def find(self, asked: Asked, within: str = "", kind: str = "") -> list[str]:
        """The codes of those that are meant, below (or at) an area and of one tier, if these are named."""
        coded = {asked.code: ()} if asked.code in self.rows else {}
        for look in (self._as_written, self._in_any_order):
            ways = coded | look(asked)
            some = [one for one in ways if one.startswith(within) and kind in ("", self.rows[one][1])]
            if some:
                return sorted(some, key=lambda code: self._distance(asked, ways[code], code))
        return []

    def _as_written(self, asked: Asked) -> Ways:
        """All words before the comma are of its own name, all behind it of areas it lies in."""
        if not asked.own:
            return {}
        over = [frozenset.intersection(*map(self._bearers, piece)) for piece in asked.above]
        own = frozenset.intersection(*map(self._bearers, asked.own))
        return {code: asked.own for code in own if all(_lies_in(code, above) for above in over)}

    def _in_any_order(self, asked: Asked) -> Ways:
        """Some words are of its own name, all others of areas it lies in."""
        words = asked.words
        bearers = {word: self._bearers(word) for word in words}
        ways = {}
        for code in frozenset[str]().union(*bearers.values()):
            own = tuple(word for word in words if code in bearers[word])
            if all(_lies_in(code, bearers[word]) for word in words if word not in own):
                ways[code] = own
        return ways

    def _bearers(self, word: str) -> frozenset[str]:
        """The codes of areas a word of whose name begins so."""
        if word not in self._bearing:
            begun = f" {word}"
            self._bearing[word] = frozenset(code for code, row in self.rows.items() if begun in row[5])
        return self._bearing[word]

    def _distance(self, asked: Asked, own: Sequence[str], code: str) -> Distance:
        """Its name as it is heard, whole words before beginnings, the vowels as heard, the first word, larger areas."""
        words = self.rows[code][5].split()
        unfinished = sum(word not in words for word in own)
        names = self._heard(code)
        sounds = {sound for name in names for sound in name}
        unheard = sum(not any(sound.startswith(one) for sound in sounds) for one in asked.heard)
        is_later = int(bool(own) and not words[0].startswith(own[0]))
        return (asked.heard not in names, unheard + unfinished, is_later, len(code), code)

    def _heard(self, code: str) -> tuple[tuple[str, ...], ...]:
        if code not in self._sounds:
            self._sounds[code] = tuple(self.script.sound_parts(name) for name in self.rows[code][3:5])
        return self._sounds[code]


def _lies_in(code: str, above: frozenset[str]) -> bool:
    """Whether one of these is above it."""
    return any(code[:width] in above for width in range(1, len(code)))
