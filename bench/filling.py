"""Years of a centre written through the log in big transactions, so that figures are taken on a full laptop."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from bench.lives import Lives, Place, day_of
from bench.people import Names
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id, seq_of

AT_ONCE = 500
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2026, 11, 20)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much: the newest `n_open` files wait, a third of them returned or granted and not yet fetched."""

    n_citizens: int
    n_files: int
    n_open: int = 300


def fill(place: Place, size: Size, seed: int, say: Say) -> list[int]:
    """Writes it all; gives the ids of the citizens."""
    node = nodes.this()
    lives = Lives(Names(_pack(), random.Random(seed)), place, [])
    began = time.perf_counter()
    for part in _parts(range(size.n_citizens), AT_ONCE):
        drafts = [lives.citizen(day_of(n, size.n_citizens, FIRST_DAY, FIRST_DAY)) for n in part]
        first = seq_of(node.log.next_id(place.centre_feed))
        _append(place.centre_feed, [draft for draft, _ in drafts])
        lives.citizens += [(make_id(place.centre_feed, first + i), who) for i, (_, who) in enumerate(drafts)]
    for part in _parts(range(size.n_files), AT_ONCE):
        _files(lives, part, size)
        if part[-1] % 10_000 == 9_999:
            say(f"  {part[-1] + 1} files, {(part[-1] + 1) / (time.perf_counter() - began):.0f} a second")
    return [citizen_id for citizen_id, _ in lives.citizens]


def _files(lives: Lives, part: Sequence[int], size: Size) -> None:
    """Lodges files, lets the office decide them, and hands them over; one transaction for each of the three."""
    place = lives.place
    first = seq_of(nodes.this().log.next_id(place.centre_feed))
    lodged: list[Draft] = []
    whose: list[tuple[int, int, int]] = []
    for n in part:
        at = day_of(n, size.n_files, FIRST_DAY, LAST_DAY)
        drafts = lives.lodged(first + len(lodged), n, at)
        whose.append((n, make_id(place.centre_feed, first + len(lodged)), drafts[0].person_of or 0))
        lodged += drafts
    _append(place.centre_feed, lodged)
    decided, fetched = [], []
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
    _append(place.office_feed, decided)
    _append(place.centre_feed, fetched)


def _append(feed: int, drafts: Sequence[Draft]) -> None:
    node = nodes.this()
    if drafts:
        with writing():
            node.log.append(feed, drafts, node.signer)
            # What follows a commit is not part of filling: there is nobody to tell yet.
            node.store.rows.run("DELETE FROM feed_todo")


def _pack():  # type: ignore[no-untyped-def]
    from django.conf import settings

    return settings.PACK_DIR


def _parts(values: range, size: int):  # type: ignore[no-untyped-def]
    remaining = iter(values)
    while part := list(islice(remaining, size)):
        yield part
