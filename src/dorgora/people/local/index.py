"""The search index of citizens: made of what the projection says, made anew at any time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from dorgora.feed.rows import Rows, chunks
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.people import models, queries, search

_COLUMNS = ("citizen_id", "digest", "rank")
_AT_ONCE = 50


def index_words(citizen_id: int, place: str, words: search.Words) -> None:
    """Makes a citizen findable by these words; inside the transaction of the action that tells them."""
    _hold({citizen_id: search.terms_of(place, words)})


def index_citizens(ids: Iterable[int]) -> None:
    """Makes these citizens findable by what the projection now says of them, and by nothing else."""
    for part in chunks(sorted(set(ids)), _AT_ONCE):
        with writing(BACKGROUND):
            _hold(_wanted(part))


def _wanted(ids: Collection[int]) -> dict[int, dict[int, int]]:
    """What the index must hold of these citizens: terms of who is in the book, nothing of anybody else.

    Of who is damaged, which her own row says, what it holds: nobody can tell what that should be.
    """
    found = queries.citizens(ids)
    here = {one for one in ids if one in found and found[one].is_in_book}
    lent = queries.places_lent_to(here)
    kept = _held(one for one in found if found[one].is_damaged)
    return {
        one: _terms(found[one], lent.get(one, set())) if one in here else kept.get(one, {}) for one in ids
    }


def _terms(one: queries.Citizen, lent_to: Collection[str]) -> dict[int, int]:
    """What finds her at the centre that registered her, and at those she is lent to."""
    return {
        digest: rank
        for place in (one.place, *lent_to)
        for digest, rank in search.terms_of(place, one).items()
    }


def forget_citizens(ids: Iterable[int]) -> None:
    """Leaves nothing of these citizens in the index."""
    with writing(BACKGROUND):
        _hold({one: {} for one in ids})


def reindex() -> int:
    """Makes the whole index anew while it is in use, and drops what belongs to nobody. Gives how many citizens."""
    n_done = 0
    for part, lost in parts(models.SearchKey):
        index_citizens({*part, *lost})
        n_done += len(part)
    return n_done


def faults() -> Iterator[tuple[int, str]]:
    """Citizens of whom the index does not hold what it must; `reindex` puts that right."""
    for part, lost in parts(models.SearchKey):
        wanted = _wanted(sorted({*part, *lost}))
        held = _held(wanted)
        for one in wanted:
            if held[one] != wanted[one]:
                yield one, f"the search index does not say what the log says of {one}"


def parts(index: Any) -> Iterator[tuple[list[int], set[int]]]:
    """All citizens by parts, and with each who stands in an index between them without being one."""
    after = 0
    while True:
        rows = models.Citizen.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)
        part = list(rows[:_AT_ONCE])
        lost = index.objects.filter(citizen_id__gt=after).exclude(citizen_id__in=part)
        if part:
            lost = lost.filter(citizen_id__lte=part[-1])
        yield part, set(lost.values_list("citizen_id", flat=True).distinct())
        if not part:
            return
        after = part[-1]


def _hold(wanted: Mapping[int, Mapping[int, int]]) -> None:
    """Makes the index hold exactly these terms of these citizens, writing only the difference."""
    old = _held(wanted)
    for citizen_id, terms in wanted.items():
        gone = [digest for digest in old[citizen_id] if digest not in terms]
        if gone:
            models.SearchKey.objects.filter(citizen_id=citizen_id, digest__in=gone).delete()
    new = [
        (citizen_id, digest, rank)
        for citizen_id, terms in wanted.items()
        for digest, rank in terms.items()
        if old[citizen_id].get(digest) != rank
    ]
    Rows("default").put("people_searchkey", _COLUMNS, 2, new)


def _held(ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """What the index holds of these citizens: digest to rank."""
    held: dict[int, dict[int, int]] = {one: {} for one in ids}
    rows = models.SearchKey.objects.filter(citizen_id__in=list(held))
    for citizen_id, digest, rank in rows.values_list(*_COLUMNS):
        held[citizen_id][digest] = rank
    return held


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = {
    "citizen.registered": index_citizens,
    "citizen.corrected": index_citizens,
    "citizen.withdrawn": index_citizens,
    "citizen.lent": index_citizens,
    "citizen.recalled": index_citizens,
    "citizen.erased": forget_citizens,
}

FAULTS = (faults,)
