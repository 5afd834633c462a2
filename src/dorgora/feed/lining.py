"""Lining up events of which each comes after some others, by rank: no recursion, and hardly more work than links.

Whatever a liar plants in `seen`, a circle included, costs about (links x ranks); circles behind circles cost that
for each feed they go through.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence

Group = tuple[list[int], int]
"""Places that stand behind one event, and the number of that event's circle."""


def lined_up(ranks: Sequence[int], befores: Sequence[Collection[int]]) -> list[int]:
    """Places in order: the lowest (rank, place) that comes after no other of its rank goes next, behind just those
    left that it comes after, themselves in this order. Where all of a rank stand in circles, the smallest goes.
    """
    field = _Field(ranks, befores)
    out: list[int] = []
    telling = [field.told((list(range(len(ranks))), -1))]
    while telling:
        said = next(telling[-1], None)
        if said is None:
            telling.pop()
        elif isinstance(said, int):
            out.append(said)
        else:
            telling.append(field.told(said))
    return out


class _Field:
    """Places in circles (mostly of one), and which circles stand directly before and after each."""

    def __init__(self, ranks: Sequence[int], befores: Sequence[Collection[int]]) -> None:
        self.ranks = ranks
        self.circle = circles_of(befores)
        n_circles = max(self.circle, default=-1) + 1
        self.befores: list[set[int]] = [set() for _ in range(n_circles)]
        self.afters: list[set[int]] = [set() for _ in range(n_circles)]
        for place, direct in enumerate(befores):
            here = self.circle[place]
            for there in {self.circle[before] for before in direct} - {here}:
                self.befores[here].add(there)
                self.afters[there].add(here)

    def told(self, group: Group) -> Iterator[int | Group]:
        """The places of a group in order; a group among them is to be told before going on."""
        left, top = set(group[0]), group[1]
        held: list[int] = []
        for rank in sorted({self.ranks[place] for place in left}):
            yield from _Pass(self, left, rank, top, held).told()
        yield from reversed(held)


class _Pass:
    """One rank within a group: its places go out one by one, each behind what is left of those before it."""

    def __init__(self, field: _Field, left: set[int], rank: int, top: int, held: list[int]) -> None:
        self.field, self.left, self.top, self.held = field, left, top, held
        self.line = sorted(place for place in left if field.ranks[place] == rank)
        self.members: dict[int, set[int]] = {}
        self.peers: dict[int, set[int]] = {}
        for place in left:
            self.members.setdefault(field.circle[place], set()).add(place)
        for place in self.line:
            self.peers.setdefault(field.circle[place], set()).add(place)
        self.waits = {one: len(field.befores[one] & self.members.keys()) for one in self.members}
        self.ready: list[int] = []

    def told(self) -> Iterator[int | Group]:
        """See `_Field.told`."""
        self._settle([one for one, n_before in self.waits.items() if not n_before])
        for start in self.line:
            while start in self.left:
                if self.ready:
                    yield from self._out(heapq.heappop(self.ready))
                elif self.field.circle[start] == self.top:
                    self._hold(start)
                else:
                    yield from self._out(start)

    def _out(self, leader: int) -> Iterator[int | Group]:
        circle = self.field.circle[leader]
        found, gone = [circle], {circle}
        behind: list[int] = []
        while found:
            one = found.pop()
            behind += self.members.pop(one)
            self.peers.pop(one, None)
            new = [
                before for before in self.field.befores[one] if before in self.members and before not in gone
            ]
            gone.update(new)
            found += new
        self.left.difference_update(behind)
        if len(behind) > 1:
            yield [place for place in behind if place != leader], circle
        yield leader
        self._settle([one for one in gone if self.waits.get(one) == 0])

    def _hold(self, start: int) -> None:
        """All that is left stands before this one, in a circle with it: it goes out when the group is told."""
        self.held.append(start)
        self.left.remove(start)
        self.members[self.top].remove(start)
        self.peers[self.top].remove(start)
        self._settle([self.top] if self.waits[self.top] == 0 else [])

    def _settle(self, circles: list[int]) -> None:
        """Nothing of this rank stands before these: one that has none lets the next ones go, a single is ready."""
        while circles:
            one = circles.pop()
            peers = self.peers.get(one, ())
            if len(peers) == 1:
                heapq.heappush(self.ready, *peers)
            if peers:
                continue
            del self.waits[one]
            for after in self.field.afters[one] & self.waits.keys():
                self.waits[after] -= 1
                if not self.waits[after]:
                    circles.append(after)


def circles_of(befores: Sequence[Collection[int]]) -> list[int]:
    """For each place the number of its circle; what a circle comes after has a lower number (Tarjan 1972)."""
    links = [*befores, range(len(befores))]  # one more that comes after all: a single walk finds every place
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    circle = [-1] * len(links)
    n_circles = 0
    open_ones: list[int] = []
    path = [(len(befores), iter(links[-1]))]
    while path:
        place, rest = path[-1]
        if place not in number:
            number[place] = low[place] = len(number)
            open_ones.append(place)
        before = next(rest, None)
        if before is None:
            path.pop()
            if path:
                low[path[-1][0]] = min(low[path[-1][0]], low[place])
            if low[place] == number[place]:
                _close(place, open_ones, circle, n_circles)
                n_circles += 1
        elif before not in number:
            path.append((before, iter(links[before])))
        elif circle[before] < 0:
            low[place] = min(low[place], number[before])
    return circle[:-1]


def _close(place: int, open_ones: list[int], circle: list[int], number: int) -> None:
    while circle[place] < 0:
        circle[open_ones.pop()] = number
