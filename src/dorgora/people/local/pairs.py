"""Who may be registered twice, found at the hub as records come: never by comparing everybody with everybody."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from django.db.models import Count, Q

from dorgora.feed import queries as feed
from dorgora.feed.rows import Rows, chunks
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.people import models, pairing, queries
from dorgora.people.local.index import parts
from dorgora.people.rules import STAFF_WRITER

MOST_ALIKE = 30
"""What more records than these have in common tells nobody apart: a phone of a whole village, a number made up."""
_AT_ONCE = 50
Pair = tuple[int, int]


def pair_citizens(ids: Iterable[int]) -> None:
    """Looks anew whom these records may be the same as; nothing is left of those who are in no book any more."""
    if STAFF_WRITER not in feed.own_places():
        return
    for part in chunks(sorted(set(ids)), _AT_ONCE):
        with writing(BACKGROUND):
            _pair(part)


def forget_pairs(ids: Iterable[int]) -> None:
    """Leaves nothing of these citizens among those who may be registered twice."""
    wanted = list(ids)
    with writing(BACKGROUND):
        models.PairKey.objects.filter(citizen_id__in=wanted).delete()
        _lookalikes_of(wanted).delete()


def drop_lookalike(first_id: int, second_id: int) -> None:
    """An officer has decided about these two; inside the transaction of her action."""
    models.Lookalike.objects.filter(first_id=first_id, second_id=second_id).delete()


def pair_all() -> None:
    """Makes all of it anew while it is in use."""
    if STAFF_WRITER in feed.own_places():
        for part, lost in parts(models.PairKey):
            pair_citizens({*part, *lost})


def faults() -> Iterator[tuple[int, str]]:
    """Citizens of whom the hub does not hold by what she is found to be registered twice; `pair_all` puts it right."""
    if STAFF_WRITER not in feed.own_places():
        return
    for part, lost in parts(models.PairKey):
        wanted = _keys({*part, *lost})
        held = _held(wanted)
        for one in wanted:
            if held[one] != wanted[one]:
                yield one, f"whom {one} may be the same as is looked for by other words than the log says"


def _pair(ids: Collection[int]) -> None:
    keys = _keys(ids)
    _hold(keys)
    pairs = _sharing(keys)
    known = queries.citizens({one for pair in pairs for one in pair})
    scored = {
        pair: points
        for pair in pairs
        if all(one in known and known[one].is_in_book for one in pair)
        and (points := pairing.score(known[pair[0]], known[pair[1]])) >= pairing.SHOWN_FROM
    }
    asked = _not_settled(scored)
    _lookalikes_of(ids).delete()
    rows = [(*pair, scored[pair]) for pair in sorted(asked)]
    Rows("default").put("people_lookalike", ("first_id", "second_id", "score"), 2, rows)


def _keys(ids: Collection[int]) -> dict[int, set[int]]:
    """By what each of these is found; nothing of who is in no book."""
    found = queries.citizens(ids)
    return {
        one: pairing.keys_of(found[one]) if one in found and found[one].is_in_book else set() for one in ids
    }


def _held(ids: Iterable[int]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {one: set() for one in ids}
    rows = models.PairKey.objects.filter(citizen_id__in=list(held))
    for citizen_id, digest in rows.values_list("citizen_id", "digest"):
        held[citizen_id].add(digest)
    return held


def _hold(wanted: Mapping[int, set[int]]) -> None:
    """Keeps exactly these keys of these citizens, writing only the difference."""
    old = _held(wanted)
    for citizen_id, keys in wanted.items():
        if gone := old[citizen_id] - keys:
            models.PairKey.objects.filter(citizen_id=citizen_id, digest__in=gone).delete()
    new = [(one, digest) for one, keys in wanted.items() for digest in sorted(keys - old[one])]
    Rows("default").put("people_pairkey", ("citizen_id", "digest"), 2, new)


def _sharing(keys: Mapping[int, set[int]]) -> set[Pair]:
    """The pairs with one of these that have a key in common, unless all the world has it."""
    digests = {digest for own in keys.values() for digest in own}
    held = models.PairKey.objects.filter(digest__in=digests)
    few = held.values("digest").annotate(n=Count("citizen_id")).filter(n__gt=1, n__lte=MOST_ALIKE)
    rare = list(few.values_list("digest", flat=True))
    bearers: dict[int, list[int]] = {}
    for digest, one in models.PairKey.objects.filter(digest__in=rare).values_list("digest", "citizen_id"):
        bearers.setdefault(digest, []).append(one)
    return {
        (min(one, other), max(one, other))
        for one, own in keys.items()
        for digest in own
        for other in bearers.get(digest, ())
        if other != one
    }


def _not_settled(pairs: Iterable[Pair]) -> set[Pair]:
    """Those of which nobody has found anything, neither of the two nor of other records of the same people."""
    wanted = set(pairs)
    whole = queries.linked({one for pair in wanted for one in pair})
    found = queries.settled_pairs({one for group in whole.values() for one in group})
    return {
        (one, other)
        for one, other in wanted
        if other not in whole[one]
        and not any((min(a, b), max(a, b)) in found for a in whole[one] for b in whole[other])
    }


def _lookalikes_of(ids: Collection[int]) -> "models.models.QuerySet[models.Lookalike]":
    return models.Lookalike.objects.filter(Q(first_id__in=ids) | Q(second_id__in=ids))


def _pair_linked(link_ids: Iterable[int]) -> None:
    """Something was found of two: all who are one with them are looked at anew."""
    ends = queries.ends_of_links(link_ids)
    pair_citizens({one for whole in queries.linked(ends).values() for one in whole})


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = {
    "citizen.registered": pair_citizens,
    "citizen.corrected": pair_citizens,
    "citizen.withdrawn": pair_citizens,
    "citizen.erased": forget_pairs,
    "citizen.linked": _pair_linked,
    "citizen.unlinked": _pair_linked,
    "citizen.told_apart": _pair_linked,
}

FAULTS = (faults,)
