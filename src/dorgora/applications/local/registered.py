"""Which granted file bears which number of another register: an index by keyed digest, made anew at any time."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from dorgora.applications import models, queries, registered, rules
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.rows import chunks
from dorgora.feed.writing import BACKGROUND, writing

_AT_ONCE = 50
_BEARING = (rules.APPROVED, rules.DONE)


def hold_numbers(numbers: Mapping[int, str]) -> None:
    """Makes files (by id) findable by the number each bears; inside the transaction of who grants or looks."""
    rows = [(file_id, registered.digest(number)) for file_id, number in numbers.items()]
    nodes.this().store.rows.put("applications_registernumber", ("file_id", "digest"), 1, rows)


def index_files(ids: Iterable[int]) -> None:
    """Makes these files findable by the number they now bear; the hub tells a person of two with one number.

    Two laptops without a link between them can both grant one: only who hears of both can notice.
    """
    for part in chunks(sorted(set(ids)), _AT_ONCE):
        # Locked, so that nobody grants between the look and the write: that number would be taken away again.
        with writing(BACKGROUND, part):
            _index(part)


def _index(ids: Iterable[int]) -> None:
    bearing, damaged = _bearing(ids)
    models.RegisterNumber.objects.filter(file_id__in=set(ids).difference(bearing, damaged)).delete()
    hold_numbers(bearing)
    if nodes.this().is_hub:
        _tell_of_doubles(bearing.values())


def _bearing(ids: Iterable[int]) -> tuple[dict[int, str], set[int]]:
    """Those of these files that bear a number, and the number; and those of which nobody can tell, as they are damaged
    or were let go of here once they were paid.

    What the index holds of these stays as it is.
    """
    granted = models.File.objects.filter(id__in=ids, state__in=_BEARING).values_list("id", flat=True)
    files = queries.files(granted)
    let_go = queries.let_go(file.id for file in files if file.is_blank and file.state == rules.DONE)
    numbers = {file.id: queries.number_of(file) for file in files if not file.is_damaged}
    bearing = {file_id: number for file_id, number in numbers.items() if number}
    return bearing, {file.id for file in files if file.is_damaged or file.id in let_go}


def _tell_of_doubles(numbers: Iterable[str]) -> None:
    """Once for two files, however often they are looked at: what an officer settled does not come back.

    Each is told with the oldest of its number, not with every other: of a thousand a liar grants there are a thousand.
    """
    for group in queries.granted_with(numbers).values():
        code = "paid_twice" if group[0].state == rules.DONE else "same_number"
        for one in group[1:]:
            if not feed.was_alarmed(code, group[0].id, one.id):
                nodes.this().store.alarm(code, group[0].id, one.id)


def index_all_numbers() -> None:
    """Makes the whole index anew while it is in use, and drops what belongs to no granted file."""
    for part in _parts():
        index_files(part)


def faults() -> Iterator[tuple[int, str]]:
    """Files of which the index does not hold what it must; `index_all_numbers` puts that right."""
    for part in _parts():
        bearing, damaged = _bearing(part)
        wanted = {file_id: registered.digest(number) for file_id, number in bearing.items()}
        rows = models.RegisterNumber.objects.filter(file_id__in=part)
        held = dict(rows.values_list("file_id", "digest"))
        for one in sorted(part - damaged):
            if held.get(one) != wanted.get(one):
                yield one, f"the index of register numbers does not say what the log says of {one}"


def _parts() -> Iterator[set[int]]:
    """All granted files by parts, with each what stands in the index between them without being one."""
    after = 0
    while True:
        granted = models.File.objects.filter(id__gt=after, state__in=_BEARING).order_by("id")
        part = list(granted.values_list("id", flat=True)[:_AT_ONCE])
        lost = models.RegisterNumber.objects.filter(file_id__gt=after).exclude(file_id__in=part)
        if part:
            lost = lost.filter(file_id__lte=part[-1])
        yield {*part, *lost.values_list("file_id", flat=True)}
        if not part:
            return
        after = part[-1]


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = dict.fromkeys(
    (row.event for row in rules.TRANSITIONS if row.before != row.after), index_files
)
"""What the worker does after every event that moves a file.

Not after the grant alone: of feeds that come one by one, what goes before a grant can come behind it. A submission or
correction makes it count then, another decision takes it back.
"""

FAULTS = (faults,)
"""What `dorgora check` asks."""
