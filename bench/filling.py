"""Years of a centre written through the log in big transactions, so that figures are taken on a full laptop."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from bench.lives import Lives, Place, day_of
from bench.people import Names, Somebody
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft, Log
from dorgora.feed.event import Event
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


def fill_citizens(place: Place, n_citizens: int, pack: Path, seed: int) -> Citizens:
    """Registers citizens, as far as they are not there yet; gives them with their ids."""
    node = nodes.this()
    n_held = _count("SELECT COUNT(*) FROM people_citizen")
    first = 1 if n_held else seq_of(node.log.next_id(place.centre_feed))
    found: Citizens = []
    for part in _parts(range(n_citizens), AT_ONCE):
        lives = Lives(names_of(pack, f"{seed} citizens {part[0]}"), place, [])
        drafts = [lives.citizen(day_of(0, 1, FIRST_DAY, FIRST_DAY)) for _ in part]
        if part[0] >= n_held:
            _write([(place.centre_feed, [draft for draft, _ in drafts])])
        found += [
            (make_id(place.centre_feed, first + n), who) for n, (_, who) in zip(part, drafts, strict=True)
        ]
    return found


def fill_files(place: Place, citizens: Citizens, pack: Path, seed: int, size: Size, say: Say) -> None:
    """Lodges files over the years, as far as they are not there yet, and lets nearly all come to their end."""
    n_held = _count("SELECT COUNT(*) FROM applications_file WHERE centre = %s", place.area)
    began, n_done = time.perf_counter(), n_held
    for part in _parts(range(n_held, size.n_files), AT_ONCE):
        lives = Lives(names_of(pack, f"{seed} files {part[0]}"), place, citizens)
        _files(lives, part, size)
        n_done += len(part)
        if n_done % 10_000 == 0:
            say(f"  {n_done} files, {(n_done - n_held) / (time.perf_counter() - began):.0f} a second")
    # The next short number after those given out here.
    nodes.this().store.rows.put("applications_counter", ("feed", "n"), 1, [(place.centre_feed, size.n_files)])


def _count(sql: str, *params: str) -> int:
    return int(nodes.this().store.rows.all(sql, params)[0][0])


def names_of(pack: Path, seed: int | str) -> Names:
    """The chance everything is drawn with."""
    return Names(pack, random.Random(seed))


def _files(lives: Lives, part: Sequence[int], size: Size) -> None:
    """Lodges files, lets the office decide them, and hands them over; all in one transaction."""
    place = lives.place
    first = seq_of(nodes.this().log.next_id(place.centre_feed))
    lodged: list[Draft] = []
    whose: list[tuple[int, int, int]] = []
    for n in part:
        drafts = lives.lodged(first + len(lodged), n, day_of(n, size.n_files, FIRST_DAY, LAST_DAY))
        whose.append((n, make_id(place.centre_feed, first + len(lodged)), drafts[0].person_of or 0))
        lodged += drafts
    decided, fetched = _ends(lives, whose, size)
    _write([(place.centre_feed, lodged), (place.office_feed, decided), (place.centre_feed, fetched)])


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


class _ToldAtTheEnd(Log):
    """The log of this node, whose subjects are told once all their events are written."""

    def __init__(self, node: nodes.Node) -> None:
        super().__init__(node.store, node.log.kinds, node.log.projections)
        self.new: set[int] = set()

    def _told_again(self, events: Sequence[Event], known: Mapping[int, list[Event]] | None = None) -> None:
        self.new |= {event.subject for event in events}

    def tell_all(self) -> None:
        """Everything here is new: there are no rows of it yet."""
        self.store.write(self.fold(self.new), self.new)


def _write(parts: Sequence[tuple[int, Sequence[Draft]]]) -> None:
    """One transaction: events for these feeds, then what they come to."""
    node = nodes.this()
    log = _ToldAtTheEnd(node)
    with writing():
        for feed, drafts in parts:
            if drafts:
                log.append(feed, drafts, node.signer)
        log.tell_all()
        # What follows a commit is not part of filling: there is nobody to tell yet.
        node.store.rows.run("DELETE FROM feed_todo")


def _parts(values: range, size: int) -> Iterator[list[int]]:
    remaining = iter(values)
    while part := list(islice(remaining, size)):
        yield part
