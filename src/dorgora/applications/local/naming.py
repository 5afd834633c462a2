"""Whose half-filled work names a citizen who is being erased: it goes whole, whomever it is made with.

A form about a mother names her child, and is found by the mother alone. So what is open is opened, once, before the
child's words can be read no more, in the transaction that erases her: both happen or neither.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from dorgora.applications import models, queries
from dorgora.applications.local import pictures
from dorgora.applications.local.drafts import PAGE, typed_in_open_drafts
from dorgora.feed.rows import chunks
from dorgora.kernel.pack import load_pack
from dorgora.people import queries as people

FEWEST_DIGITS = 6
"""Fewer are a house or a year as well."""
_FEWEST_LETTERS = 3
"""Of a name that is looked for with endings: with one, every word of one or two letters is another word."""
_MOST_FOLDED = 1_000
"""So much of one answer is folded; beyond it a name is found as it was typed."""
_NO_DIGIT = re.compile(r"\D")
_NOT_TYPED, _DIGEST = ("at", "done", "posted", "wrong"), "picture"
"""What a form says of itself, names of fields and sections and marks of what was sent; and of a paper."""


class _Words(dict[int, int | None]):
    """For `str.translate`: a blank for all that is of no word; what only joins letters goes."""

    def __missing__(self, code: int) -> int | None:
        kind = unicodedata.category(chr(code))
        self[code] = code if kind[0] in "LMN" else None if kind == "Cf" else ord(" ")
        return self[code]


_WORDS = _Words()


@dataclass(frozen=True)
class Borne:
    """What of citizens is looked for: names as they are written, numbers in plain digits.

    folded: names of several words. heard: names of one, told apart by vowels as well, as so many words fold like one.
    ending: the last word of a name with what the language writes onto it, and without.
    """

    written: frozenset[str]
    folded: frozenset[frozenset[str]]
    heard: frozenset[frozenset[str]]
    ending: Mapping[str, str]
    numbers: frozenset[str]

    @classmethod
    def by(cls, ids: Iterable[int]) -> "Borne":
        """Of these citizens and of the files that are for them, as far as this node can still read them."""
        whom, pack = list(people.citizens(ids).values()), load_pack(settings.PACK_DIR)
        names = {name for one in whom for name in (one.local_name, one.latin_name) if _plain(name)}
        of_one = {name for name in names if len(_folded(name)) < 2}
        files = models.File.objects.filter(citizen_id__in=[one.id for one in whom]).values_list(
            "id", flat=True
        )
        numbers = {_digits(queries.number_of(file)) for file in queries.files(files)}
        numbers |= {_digits(one.number) for one in whom}
        numbers |= {pack.phone.national(_digits(one.phone)) for one in whom if one.phone}
        return cls(
            frozenset(map(_plain, names)),
            frozenset(map(_folded, names - of_one)),
            frozenset(sounds for name in of_one if (sounds := _heard(name))),
            _with_endings(names),
            frozenset(number for number in numbers if len(number) >= FEWEST_DIGITS),
        )

    def stands_in(self, text: str) -> bool:
        """Whether an answer says one of them; the words of a name in whatever order, and others between them."""
        digits, words = _digits(text), _plain(text)
        if any(number in digits for number in self.numbers):
            return True
        bare = " ".join(self.ending.get(word, word) for word in words.split())
        return self._is_named_in(text, words) or (bare != words and self._is_named_in(bare, bare))

    def _is_named_in(self, text: str, words: str) -> bool:
        if any(f" {name} " in f" {words} " for name in self.written):
            return True
        begins = text[:_MOST_FOLDED]
        return _is_among(self.folded, begins, _folded) or _is_among(self.heard, begins, _heard)


def drop_naming(citizen_ids: Iterable[int]) -> None:
    """Throws away every open form, correction and half-filled page of this node that names one of these citizens.

    Nothing where their words are not here, or not any more.
    """
    borne = Borne.by(citizen_ids)
    if not (borne.written or borne.numbers):
        return
    found = typed_in_open_drafts()
    keys = [key for key, typed in found if any(map(borne.stands_in, set(_said(key, typed))))]
    for part in chunks(keys):
        models.Draft.objects.filter(key__in=part, file_id__isnull=True).delete()
        pictures.drop_pictures_of(part)


def _said(key: str, typed: dict[str, Any]) -> Iterator[str]:
    """Every text that was typed or chosen, however deep; a page names its fields as it likes, also `done`."""
    of_itself = () if key.startswith(f"{PAGE}-") else _NOT_TYPED
    return _texts({name: said for name, said in typed.items() if name not in of_itself})


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from _texts([one for name, one in said.items() if name != _DIGEST])
    elif isinstance(said, list):
        for one in said:
            yield from _texts(one)


def _is_among(
    names: Collection[frozenset[str]], text: str, told_apart: Callable[[str], frozenset[str]]
) -> bool:
    words = told_apart(text) if names else frozenset()
    return any(name <= words for name in names)


def _with_endings(names: Iterable[str]) -> dict[str, str]:
    script, plain = load_pack(settings.PACK_DIR).script, [_plain(name).split() for name in names]
    lasts = {words[-1] for words in plain if len(words[-1]) > 1 and len("".join(words)) >= _FEWEST_LETTERS}
    return {_plain(form): last for last in lasts for form in script.with_endings(last)}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().translate(_WORDS).split())


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", load_pack(settings.PACK_DIR).script.to_ascii_digits(text))


def _folded(text: str) -> frozenset[str]:
    return frozenset(load_pack(settings.PACK_DIR).script.name_parts(text))


def _heard(text: str) -> frozenset[str]:
    return frozenset(load_pack(settings.PACK_DIR).script.sound_parts(text))


BEFORE_ERASED: Sequence[Callable[[Iterable[int]], None]] = (drop_naming,)
"""What is done in the transaction that erases them, while their words can be opened."""
