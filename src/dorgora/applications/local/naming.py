"""Whose half-filled work names a citizen who is being erased: it goes whole, whomever it is made with.

A form about a mother names her child, and is found by the mother alone. So what is open is opened, once, before the
child's words can be read no more, in the transaction that erases her: both happen or neither.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from dorgora.applications import models, queries
from dorgora.applications.local import pictures
from dorgora.applications.local.drafts import typed_in_open_drafts
from dorgora.feed.rows import chunks
from dorgora.kernel.pack import load_pack
from dorgora.people import queries as people

FEWEST_DIGITS = 6
"""Fewer are a house or a year as well."""
_MOST_FOLDED = 1_000
"""So much of one answer is folded; beyond it a name is found as it was typed."""
_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True)
class Borne:
    """What of citizens is looked for: names as they are written and as they fold, numbers in plain digits."""

    written: frozenset[str]
    folded: frozenset[frozenset[str]]
    numbers: frozenset[str]

    @classmethod
    def by(cls, ids: Iterable[int]) -> "Borne":
        """Of these citizens and of the files that are for them, as far as this node can still read them."""
        whom, pack = list(people.citizens(ids).values()), load_pack(settings.PACK_DIR)
        whom = [one for one in whom if not one.is_damaged]
        names = {name for one in whom for name in (one.local_name, one.latin_name) if name.strip()}
        files = models.File.objects.filter(citizen_id__in=[one.id for one in whom]).values_list(
            "id", flat=True
        )
        numbers = {_digits(queries.number_of(file)) for file in queries.files(files) if not file.is_damaged}
        numbers |= {_digits(one.number) for one in whom}
        numbers |= {pack.phone.national(_digits(one.phone)) for one in whom if one.phone}
        return cls(
            frozenset(_plain(name) for name in names),
            frozenset(parts for name in names if (parts := frozenset(_folded(name)))),
            frozenset(number for number in numbers if len(number) >= FEWEST_DIGITS),
        )

    def stands_in(self, text: str) -> bool:
        """Whether an answer says one of them; the words of a name in whatever order, and others between them."""
        if len(digits := _digits(text)) >= FEWEST_DIGITS and any(one in digits for one in self.numbers):
            return True
        if any(name in _plain(text) for name in self.written):
            return True
        parts = _folded(text[:_MOST_FOLDED])
        return bool(parts) and any(name <= parts for name in self.folded)


def drop_naming(citizen_ids: Iterable[int]) -> None:
    """Throws away every open form, correction and half-filled page of this node that names one of these citizens.

    Nothing where their words are not here, or not any more.
    """
    borne = Borne.by(citizen_ids)
    if not (borne.written or borne.numbers):
        return
    found = typed_in_open_drafts()
    keys = [key for key, typed in found if any(borne.stands_in(text) for text in set(_texts(typed)))]
    for part in chunks(keys):
        models.Draft.objects.filter(key__in=part, file_id__isnull=True).delete()
        pictures.drop_pictures_of(part)


def _texts(typed: Any) -> Iterator[str]:
    """Every text in what was typed, however deep."""
    if isinstance(typed, str):
        yield typed
    elif isinstance(typed, dict | list):
        for one in typed.values() if isinstance(typed, dict) else typed:
            yield from _texts(one)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", load_pack(settings.PACK_DIR).script.to_ascii_digits(text))


def _folded(text: str) -> frozenset[str]:
    if not any(map(str.isalpha, text)):
        return frozenset()
    return frozenset(load_pack(settings.PACK_DIR).script.name_parts(text))


BEFORE_ERASED: Sequence[Callable[[Iterable[int]], None]] = (drop_naming,)
"""What is done in the transaction that erases them, while their words can be opened."""
