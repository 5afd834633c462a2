"""By what two records of one person are found at the hub: keyed digests of what they share, none walked to its end."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings

from dorgora.feed import node as nodes
from dorgora.feed.rows import Rows, chunks
from dorgora.kernel.ids import feed_of, make_id
from dorgora.kernel.pack import load_pack
from dorgora.people import models, pairing, queries, search

MOST_ALIKE = 30
"""What more records than these have in common tells nobody apart: a phone of a whole village, a birthday made up."""
MOST_WRITERS = 10
"""Of a number that more have, records of so many writers are looked at: of each the first and the newest two."""
_NEWEST = 2
_END = (1 << 63) - 1
# The thirty-first who bears it bounds the walk along the index, on SQLite and on PostgreSQL.
_BEARERS = """
WITH asked (digest) AS (VALUES {marks}), bounded AS MATERIALIZED (
  SELECT digest, COALESCE((SELECT k.citizen_id FROM people_pairkey k WHERE k.digest = asked.digest
    ORDER BY k.citizen_id LIMIT 1 OFFSET %s), %s) AS last FROM asked)
SELECT k.digest, k.citizen_id FROM bounded JOIN people_pairkey k
  ON k.digest = bounded.digest AND k.citizen_id <= bounded.last ORDER BY k.digest, k.citizen_id
"""


def wanted(ids: Collection[int]) -> dict[int, set[int]]:
    """By what each of these is found; nothing of who is in no book, of who is damaged what is held."""
    found = queries.citizens(ids)
    here = {one for one in ids if one in found and found[one].is_in_book}
    kept = held(one for one in found if found[one].is_damaged)
    return {one: _keys_of(found[one]) if one in here else kept.get(one, set()) for one in ids}


def _keys_of(one: queries.Citizen) -> set[int]:
    return {_digest(kind, term) for kind, term in pairing.terms_of(one, load_pack(settings.PACK_DIR))}


def _digest(kind: str, term: str) -> int:
    """The digest of a number is odd, all others are even: the index tells by it what is never left out."""
    return search.digest("", f"pair {kind}", term) & ~1 | (kind == pairing.NUMBER)


def held(ids: Iterable[int]) -> dict[int, set[int]]:
    """By what each of these is found so far."""
    found: dict[int, set[int]] = {one: set() for one in ids}
    rows = models.PairKey.objects.filter(citizen_id__in=list(found))
    for citizen_id, digest in rows.values_list("citizen_id", "digest"):
        found[citizen_id].add(digest)
    return found


def hold(keys: Mapping[int, set[int]], old: Mapping[int, set[int]]) -> None:
    """Keeps exactly these keys of these citizens, writing only the difference to the old ones."""
    for citizen_id, own in keys.items():
        if gone := old[citizen_id] - own:
            models.PairKey.objects.filter(citizen_id=citizen_id, digest__in=gone).delete()
    new = [(one, digest) for one, own in keys.items() for digest in sorted(own - old[one])]
    Rows("default").put("people_pairkey", ("citizen_id", "digest"), 2, new)


def bearers(digests: Iterable[int]) -> dict[int, list[int]]:
    """Who bears each of these, in the order of their ids: all where they are few, else one more than `MOST_ALIKE`."""
    found: dict[int, list[int]] = {one: [] for one in digests}
    for part in chunks(list(found)):
        marks = ", ".join(["(%s)"] * len(part))
        for digest, one in Rows("default").all(_BEARERS.format(marks=marks), [*part, MOST_ALIKE, _END]):
            found[digest].append(one)
    return found


def shown(found: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Who of the bearers are held against each other: all where they are few; of a number some of each writer."""
    return {
        digest: set(ids) if len(ids) <= MOST_ALIKE else _of_each_writer(digest) if digest & 1 else set()
        for digest, ids in found.items()
    }


def _of_each_writer(digest: int) -> set[int]:
    """Whoever writes it often hides no record of another writer, nor the first one of his own."""
    all_ = models.PairKey.objects.filter(digest=digest)
    chosen: set[int] = set()
    after = 0
    for _writer in range(MOST_WRITERS):
        first = (
            all_.filter(citizen_id__gt=after)
            .order_by("citizen_id")
            .values_list("citizen_id", flat=True)
            .first()
        )
        if first is None:
            break
        after = make_id(feed_of(first) + 1, 1) - 1
        own = all_.filter(citizen_id__range=(first, after)).order_by("-citizen_id")
        chosen |= {first, *own.values_list("citizen_id", flat=True)[:_NEWEST]}
    return chosen


def alarm_crowders(before: Mapping[int, Sequence[int]], after: Mapping[int, Sequence[int]]) -> None:
    """Tells which laptop wrote most of what too many have in common since: by that no pair is found any more."""
    store = nodes.this().store
    for digest, ids in after.items():
        if len(ids) > MOST_ALIKE >= len(before[digest]):
            feed, n = Counter(map(feed_of, ids)).most_common(1)[0]
            if 2 * n > len(ids):
                store.alarm("made_common", store.writer_of(feed), 0)
