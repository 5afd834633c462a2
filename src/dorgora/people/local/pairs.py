"""Who may be registered twice, found at the hub as records come: never by comparing everybody with everybody.

The list is what the keys say, whatever came first: when a key becomes common, or is so no longer, or another
is the newest with a number, those whom it joined are looked at again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from dorgora.feed import queries as feed
from dorgora.feed.rows import Rows, chunks
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel.pack import load_pack
from dorgora.people import models, pairing, queries
from dorgora.people.local import pairkeys
from dorgora.people.local.index import parts
from dorgora.people.rules import STAFF_WRITER

_AT_ONCE = 50
Pair = tuple[int, int]


def pair_citizens(ids: Iterable[int]) -> None:
    """Looks anew whom these records may be the same as; nothing is left of those who are in no book any more.

    Whoever made a key common is told of.
    """
    _pair(ids, is_told=True)


def _pair(ids: Iterable[int], *, is_told: bool) -> None:
    if STAFF_WRITER not in feed.own_places():
        return
    for part in chunks(sorted(set(ids)), _AT_ONCE):
        with writing(BACKGROUND):
            _look(pairkeys.wanted(part), is_told=is_told)


def forget_pairs(ids: Iterable[int]) -> None:
    """Leaves nothing of these citizens among those who may be registered twice."""
    if STAFF_WRITER not in feed.own_places():
        return
    with writing(BACKGROUND):
        _look({one: set() for one in ids}, is_told=False)


def drop_lookalike(first_id: int, second_id: int) -> None:
    """An officer has decided about these two; inside the transaction of her action."""
    models.Lookalike.objects.filter(first_id=first_id, second_id=second_id).delete()


def pair_all() -> None:
    """Makes all of it anew while it is in use."""
    if STAFF_WRITER in feed.own_places():
        with writing(BACKGROUND):
            _groundless().delete()
        for part, lost in parts(models.PairKey):
            _pair({*part, *lost}, is_told=False)


def faults() -> Iterator[tuple[int, str]]:
    """Citizens of whom the hub does not hold by what she is found to be registered twice, or not the pairs that follow.

    `pair_all` puts it right.
    """
    if STAFF_WRITER not in feed.own_places():
        return
    for one in _groundless().values_list("first_id", flat=True):
        yield one, f"{one} is shown as registered twice, by nothing that is held"
    for part, lost in parts(models.PairKey):
        ids = {*part, *lost}
        wanted, held = pairkeys.wanted(ids), pairkeys.held(ids)
        pairs = _scored(_sharing(wanted, pairkeys.shown(pairkeys.bearers(set().union(*wanted.values())))))
        listed = _lookalikes_of(ids).values_list("first_id", "second_id", "score")
        wrong = {(*pair, points) for pair, points in pairs.items()} ^ set(listed)
        of_list = _whole({end for row in wrong for end in row[:2]}, wrong)
        for one in sorted(ids):
            if held[one] != wanted[one]:
                yield one, f"whom {one} may be the same as is looked for by other words than the log says"
            elif one in of_list:
                yield one, f"the list of those registered twice does not say of {one} what the log says"


def _whole(ends: set[int], rows: Collection[tuple[int, int, int]]) -> set[int]:
    """Those of whom a row says something, but for rows with one who is damaged, which her own row says."""
    damaged = {one.id for one in queries.citizens(ends).values() if one.is_damaged}
    return {end for row in rows for end in row[:2] if not damaged.intersection(row[:2])}


def _look(keys: Mapping[int, set[int]], *, is_told: bool) -> None:
    """Holds these keys of these citizens, and the pairs that follow, of them and of all whom that joins or parts."""
    old = pairkeys.held(keys)
    changed = {digest for one, own in keys.items() for digest in own ^ old[one]}
    before = pairkeys.bearers(changed)
    was = pairkeys.shown(before)
    pairkeys.hold(keys, old)
    after = pairkeys.bearers(changed.union(*keys.values()))
    now = pairkeys.shown(after)
    if is_told:
        pairkeys.alarm_crowders(before, {digest: after[digest] for digest in changed})
    pairs = _sharing(keys, now)
    for digest in changed:
        pairs |= _joined(now[digest] - was[digest], now[digest])
    _lookalikes_of(keys).delete()
    _part({one for digest in changed for one in was[digest] - now[digest]})
    rows = [(*pair, points) for pair, points in sorted(_scored(pairs).items())]
    Rows("default").put("people_lookalike", ("first_id", "second_id", "score"), 2, rows)


def _part(ids: Collection[int]) -> None:
    """Drops the pairs of these that share nothing any more by which anybody is found."""
    rows = list(_lookalikes_of(ids).values_list("id", "first_id", "second_id")) if ids else []
    keys = pairkeys.held({end for row in rows for end in row[1:]})
    common = {id: keys[first] & keys[second] for id, first, second in rows}
    found = pairkeys.shown(pairkeys.bearers(set().union(*common.values())))
    gone = [
        id for id, first, second in rows if not any({first, second} <= found[digest] for digest in common[id])
    ]
    models.Lookalike.objects.filter(id__in=gone).delete()


def _sharing(keys: Mapping[int, set[int]], found: Mapping[int, set[int]]) -> set[Pair]:
    """The pairs with one of these that have a key in common, unless all the world has it."""
    return {
        pair
        for one, own in keys.items()
        for digest in own
        if one in found[digest]
        for pair in _joined([one], found[digest])
    }


def _joined(ids: Iterable[int], others: Iterable[int]) -> set[Pair]:
    return {(min(one, other), max(one, other)) for one in ids for other in others if one != other}


def _scored(pairs: Collection[Pair]) -> dict[Pair, int]:
    """Those for whom enough speaks and of whom nobody has found anything, with how much."""
    pack = load_pack(settings.PACK_DIR)
    known = queries.citizens({one for pair in pairs for one in pair})
    points = {
        pair: pairing.score(known[pair[0]], known[pair[1]], pack)
        for pair in pairs
        if all(one in known and known[one].is_in_book for one in pair)
    }
    asked = _not_settled(pair for pair, n in points.items() if n >= pairing.SHOWN_FROM)
    return {pair: points[pair] for pair in asked}


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


def _groundless() -> "models.models.QuerySet[models.Lookalike]":
    """Pairs of whom one has no key at all."""
    bare = [
        ~Exists(models.PairKey.objects.filter(citizen_id=OuterRef(end))) for end in ("first_id", "second_id")
    ]
    return models.Lookalike.objects.filter(bare[0] | bare[1])


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
