"""Years of a centre written through the log in big transactions, so that figures are taken on a full laptop."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from bench.lives import Lives, Place, day_of
from bench.people import Names, Somebody
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id, seq_of

AT_ONCE = 500
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2026, 11, 20)
Say = Callable[[str], None]
Citizens = list[tuple[int, Somebody]]


@dataclass(frozen=True)
class Size:
    """How many files, and how many of the newest are not done: a third waits, is returned, is ready to fetch."""

    n_files: int
    n_open: int = 300


def fill_citizens(place: Place, n_citizens: int, names: Names) -> Citizens:
    """Registers citizens; gives them with their ids."""
    node = nodes.this()
    lives = Lives(names, place, [])
    found: Citizens = []
    for part in _parts(range(n_citizens), AT_ONCE):
        drafts = [lives.citizen(day_of(0, 1, FIRST_DAY, FIRST_DAY)) for _ in part]
        first = seq_of(node.log.next_id(place.centre_feed))
        _append(place.centre_feed, [draft for draft, _ in drafts])
        found += [(make_id(place.centre_feed, first + n), who) for n, (_, who) in enumerate(drafts)]
    return found


def fill_files(place: Place, citizens: Citizens, names: Names, size: Size, say: Say) -> None:
    """Lodges files over the years and lets nearly all of them come to their end."""
    lives = Lives(names, place, citizens)
    began, n_done = time.perf_counter(), 0
    for part in _parts(range(size.n_files), AT_ONCE):
        _files(lives, part, size)
        n_done += len(part)
        if n_done % 10_000 == 0:
            say(f"  {n_done} files, {n_done / (time.perf_counter() - began):.0f} a second")
    # The next short number after those given out here.
    nodes.this().store.rows.put("applications_counter", ("feed", "n"), 1, [(place.centre_feed, size.n_files)])


def names_of(pack: Path, seed: int) -> Names:
    """The chance everything is drawn with."""
    return Names(pack, random.Random(seed))


def _files(lives: Lives, part: Sequence[int], size: Size) -> None:
    """Lodges files, lets the office decide them, and hands them over; one transaction for each of the three."""
    place = lives.place
    first = seq_of(nodes.this().log.next_id(place.centre_feed))
    lodged: list[Draft] = []
    whose: list[tuple[int, int, int]] = []
    for n in part:
        drafts = lives.lodged(first + len(lodged), n, day_of(n, size.n_files, FIRST_DAY, LAST_DAY))
        whose.append((n, make_id(place.centre_feed, first + len(lodged)), drafts[0].person_of or 0))
        lodged += drafts
    decided, fetched = _ends(lives, whose, size)
    _append(place.centre_feed, lodged)
    _append(place.office_feed, decided)
    _append(place.centre_feed, fetched)


def _ends(lives: Lives, whose: Sequence[tuple[int, int, int]], size: Size) -> tuple[list[Draft], list[Draft]]:
    decided: list[Draft] = []
    fetched: list[Draft] = []
    if not lives.place.office_feed:  # the office is another node's
        return decided, fetched
    for n, file_id, citizen_id in whose:
        at = day_of(n, size.n_files, FIRST_DAY, LAST_DAY) + timedelta(days=1 + n % 12, minutes=n % 60)
        is_open = n >= size.n_files - size.n_open
        if is_open and n % 3 == 0:
            continue
        if is_open and n % 3 == 1:
            decided.append(lives.returned(file_id, citizen_id, at))
            continue
        decided.append(lives.approved(file_id, citizen_id, at))
        if not is_open:
            fetched += lives.handed_over(file_id, at + timedelta(days=2))
    return decided, fetched


def _append(feed: int, drafts: Sequence[Draft]) -> None:
    node = nodes.this()
    if drafts:
        with writing():
            node.log.append(feed, drafts, node.signer)
            # What follows a commit is not part of filling: there is nobody to tell yet.
            node.store.rows.run("DELETE FROM feed_todo")


def _parts(values: range, size: int) -> Iterator[list[int]]:
    remaining = iter(values)
    while part := list(islice(remaining, size)):
        yield part
