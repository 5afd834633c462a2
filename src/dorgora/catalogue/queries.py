"""What may be known of services: one version of one, all that are open, those that match some words."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import msgspec
from django.conf import settings

from dorgora.catalogue import models, rules
from dorgora.catalogue.forms import Offer, ServiceVersion
from dorgora.feed import node as nodes
from dorgora.feed.rows import chunks
from dorgora.kernel.pack import load_pack

AT_ONCE = 100
"""So many services are read from their bytes at a time."""


def service(key: str, version: int | None = None) -> ServiceVersion | None:
    """A version of a service, the newest when none is named; None when it is not known here."""
    rows = nodes.this().store.rows.of("catalogue_service", ("version", "id", "content"), "service", [key])
    found = [row for row in rows if version in (None, row[0])]
    newest = min(found, key=lambda row: (-row[0], row[1]), default=None)
    return None if newest is None else _read(bytes(newest[2]))


def versions(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], ServiceVersion]:
    """Those of these versions, by key and number, that are known here, in one question for a whole list."""
    asked = set(wanted)
    columns = ("service", "version", "id", "content")
    rows = nodes.this().store.rows.of("catalogue_service", columns, "service", {key for key, _ in asked})
    first = {(row[0], row[1]): row[3] for row in sorted(rows, key=lambda row: -row[2])}
    return {one: _read(bytes(first[one])) for one in asked & first.keys()}


def services() -> list[ServiceVersion]:
    """The newest version of each service, by key."""
    rows = models.Service.objects.order_by("service", "-version", "id").values_list("service", "id")
    newest: dict[str, int] = {}
    for key, row_id in rows:
        newest.setdefault(key, row_id)
    contents = models.Service.objects.filter(id__in=newest.values()).values_list("content", flat=True)
    return sorted((_read(bytes(content)) for content in contents), key=lambda one: one.key)


def offers() -> list[Offer]:
    """The newest version of each service, by key, as lists say it: read once, then kept as long as it is offered."""
    return list(_listed().offers)


class _Listed:
    """All that is offered as it was last read. newest: of each service the id and digest of its newest version."""

    def __init__(self, newest: Sequence[tuple[int, str]], offers: list[Offer]) -> None:
        self.newest, self.offers = newest, offers

    @cached_property
    def words(self) -> tuple["_Words", "_Words"]:
        """The words of names, and all words by which a service is known."""
        parts, named, known = load_pack(settings.PACK_DIR).script.name_parts, [], []
        for n, one in enumerate(self.offers):
            named += [(part, n) for name in one.names.values() for part in parts(name)]
            known += [(part, n) for words in one.search_words for part in parts(words)]
        return _Words(named), _Words([*named, *known])


class _Words:
    """Words, each of one of many things, in their order: a few looks find all that begin with some letters."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        pairs = sorted(set(words))
        self._words, self._things = [word for word, _ in pairs], [n for _, n in pairs]

    def of_all(self, beginnings: Iterable[str]) -> set[int]:
        """The things that have a word for each of these beginnings."""
        return set[int].intersection(*(self._begun(one) for one in beginnings))

    def _begun(self, letters: str) -> set[int]:
        first = last = bisect_left(self._words, letters)
        while last < len(self._words) and self._words[last].startswith(letters):
            last += 1
        return set(self._things[first:last])


def _listed() -> _Listed:
    global _last
    # Past Django's rows: with a thousand services they take three times longer than the database.
    rows = nodes.this().store.rows.all(
        "SELECT service, id, digest FROM catalogue_service ORDER BY service, version DESC, id"
    )
    first: dict[str, tuple[int, str]] = {}
    for key, row_id, digest in rows:
        first.setdefault(key, (row_id, digest))
    newest = list(first.values())
    if _last.newest != newest:
        listed = _Listed(newest, _read_offers(newest))
        if not all(digest for _, digest in newest):
            return listed  # told by an earlier program, which knew no digests: what stands there may still change
        _last = listed
    return _last


def _read_offers(newest: Sequence[tuple[int, str]]) -> list[Offer]:
    """As far as they were not read before; those of versions that are offered no more are let go."""
    held = {row_id: _offers.get(digest) for row_id, digest in newest}
    for part in chunks([row_id for row_id, one in held.items() if one is None], AT_ONCE):
        found = models.Service.objects.filter(id__in=part).values_list("id", "digest", "content")
        for row_id, digest, content in found:
            held[row_id] = _as_offer(bytes(content))
            if digest:
                _offers[digest] = held[row_id]
    if len(_offers) > 2 * len(newest) + AT_ONCE:
        _offers.clear()  # much was offered before that is not any more
    return [one for one in held.values() if one is not None]


_offers: dict[str, Offer | None] = {}
"""By the digest of what they were read from: a version never changes."""
_last = _Listed((), [])
_as_offer = msgspec.json.Decoder(Offer).decode


def find_services(text: str, limit: int = 10) -> list[Offer]:
    """Services of which these are beginnings of words, in either script; those named so come before the others."""
    asked = load_pack(settings.PACK_DIR).script.name_parts(text[:200])
    if not asked:
        return []
    listed = _listed()
    named, known = (words.of_all(asked) for words in listed.words)
    return [listed.offers[n] for n in (sorted(named) + sorted(known - named))[:limit]]


def held(key: str, version: int) -> tuple[int, bytes] | None:
    """The id and bytes of a published version."""
    found = models.Service.objects.filter(service=key, version=version).order_by("id")
    row = found.values_list("id", "content").first()
    return None if row is None else (row[0], bytes(row[1]))


# By content, not by id: a version never changes, and a restored or test database may give an id again.
@lru_cache(maxsize=256)
def _read(content: bytes) -> ServiceVersion:
    return rules.load_service(content)
