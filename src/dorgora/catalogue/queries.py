"""What may be known of services: one version of one, all that are open, those that match some words."""

from collections.abc import Iterable
from functools import lru_cache

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
    rows = models.Service.objects.order_by("service", "-version", "id").values_list("service", "id", "digest")
    newest: dict[str, tuple[int, str]] = {}
    for key, row_id, digest in rows:
        newest.setdefault(key, (row_id, digest))
    held = {row_id: _offers.get(digest) for row_id, digest in newest.values()}
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
_as_offer = msgspec.json.Decoder(Offer).decode


def find_services(text: str, limit: int = 10) -> list[Offer]:
    """Services of which these are beginnings of words, in either script; those named so come before the others."""
    asked = load_pack(settings.PACK_DIR).script.name_parts(text[:200])
    if not asked:
        return []
    found = []
    for one in offers():
        named, known = _words(one.key, one.version, tuple(one.names.values()), one.search_words)
        if _begin(asked, (*named, *known)):
            found.append((not _begin(asked, named), one.key, one))
    return [one for *_, one in sorted(found, key=lambda row: row[:2])[:limit]]


def held(key: str, version: int) -> tuple[int, bytes] | None:
    """The id and bytes of a published version."""
    found = models.Service.objects.filter(service=key, version=version).order_by("id")
    row = found.values_list("id", "content").first()
    return None if row is None else (row[0], bytes(row[1]))


def _begin(asked: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in asked)


# By content, not by id: a version never changes, and a restored or test database may give an id again.
@lru_cache(maxsize=256)
def _read(content: bytes) -> ServiceVersion:
    return rules.load_service(content)


@lru_cache(maxsize=4096)
def _words(
    key: str, version: int, names: tuple[str, ...], search_words: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = load_pack(settings.PACK_DIR).script.name_parts
    named = tuple(part for name in names for part in parts(name))
    return named, tuple(part for words in search_words for part in parts(words))
