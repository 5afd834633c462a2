"""Files in lists: an office's queue, the work in hand at a centre, its newest, a citizen's own."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from dorgora.applications import models, rules, standing
from dorgora.applications.queries import reading
from dorgora.applications.shapes import Hand, Page, QueueCounts, QueueRow
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.pack import load_pack
from dorgora.money import queries as money
from dorgora.people import queries as people

PAGE = 50
MOST_OF_ONE = 500
FILTERS = ("all", "late", "due", "new", "citizen", "decided", "sent_on")

_ROW = (
    "id", "service", "service_version", "number", "state", "centre", "office", "submitted_at", "submitted_on",
    "changed_at", "promised_on", "due_on", "n_passed", "handed_over_at", "n_returns", "area", "list_number",
    "decided_on", "citizen_id", "words", "offices",
)  # fmt: skip


def waiting_for(office: str, *, on: date, filter: str = "all", page: int = 1) -> Page[QueueRow]:
    """An office's queue: whose part of the promise breaks first comes first. filter: one of FILTERS; on: today there.

    Filter `sent_on`: what it sent on to the next office, wherever that has come since.
    """
    found = _queue(office, filter, on)
    is_past = filter in ("decided", "sent_on")
    return _page(found.order_by("-id") if is_past else found.order_by("due_on", "id"), page)


def queue_counts(office: str, on: date) -> QueueCounts:
    """How many files stand behind each filter."""
    return QueueCounts(*(_queue(office, which, on).count() for which in FILTERS[:5]))


def _queue(office: str, which: str, on: date) -> QuerySet[models.File]:
    files = models.File.objects.filter(office=office)
    waiting = files.filter(state=rules.WAITING)
    today = on.isoformat()
    queues = {
        "all": files.filter(state__in=(rules.WAITING, rules.RETURNED)),
        "late": waiting.filter(due_on__lt=today),
        "due": waiting.filter(due_on=today),
        "new": waiting.filter(submitted_on=today),
        "citizen": files.filter(state=rules.RETURNED),
        "decided": files.filter(state__in=(rules.APPROVED, rules.REJECTED)),
    }
    if which == "sent_on":
        steps = models.Step.objects.filter(kind="application.forwarded", author_place=office)
        return models.File.objects.filter(id__in=steps.values("about_id")).exclude(office=office)
    return queues.get(which, queues["all"])


def _page(found: QuerySet[models.File], number: int) -> Page[QueueRow]:
    n_all = found.count()
    number = max(1, min(number, -(-n_all // PAGE)))
    start = (number - 1) * PAGE
    rows = _rows(found.values_list(*_ROW)[start : start + PAGE])
    return Page(rows, number, start + 1 if rows else 0, start + len(rows), n_all)


def hand(centre: str, *, most: int = PAGE) -> Hand:
    """What a centre has to do now, what waits longest first."""
    files = models.File.objects.filter(centre=centre)
    returned = files.filter(state=rules.RETURNED).order_by("changed_at", "id")
    ready = files.filter(state=rules.APPROVED, handed_over_at__isnull=True).order_by("changed_at", "id")
    owing = [paid.about_id for paid in money.refunds_due(centre, most=most)]
    return Hand(
        _rows(returned.values_list(*_ROW)[:most]),
        _rows(ready.values_list(*_ROW)[:most]),
        _rows(models.File.objects.filter(id__in=owing).order_by("id").values_list(*_ROW)),
        files.filter(state=rules.WAITING).count(),
    )


def latest(centre: str, *, before: int = 0, most: int = PAGE) -> tuple[QueueRow, ...]:
    """A centre's files, the newest first; `before` the id the page before ended with (0: from the newest)."""
    files = models.File.objects.filter(centre=centre)
    if before:
        files = files.filter(id__lt=before)
    return _rows(files.order_by("-id").values_list(*_ROW)[:most])


def rows_of(ids: Iterable[int]) -> dict[int, QueueRow]:
    """These files as lines of a list, by id, in one question."""
    found = models.File.objects.filter(id__in=list(ids)).values_list(*_ROW)
    return {row.id: row for row in _rows(found)}


def files_of_citizen(
    citizen_id: int, *, centre: str | None = None, most: int = PAGE, records: Collection[int] = ()
) -> tuple[QueueRow, ...]:
    """The files that are for a citizen or that she asked for, the newest first; of one centre when it is named.

    Under any record of hers (ADR 0034); records: under these alone, be it all of hers that were asked for before.
    """
    records = records or people.records_of(citizen_id)
    ids: set[int] = set()
    # One index at a time, and no other condition beside it: a citizen has few files, a centre very many.
    for column in ("citizen_id", "applicant_id"):
        hers = models.File.objects.filter(**{f"{column}__in": records}).order_by("-id")
        ids.update(hers.values_list("id", flat=True)[:MOST_OF_ONE])
    rows = rows_of(ids)
    return tuple(rows[one] for one in sorted(ids, reverse=True) if centre in (None, rows[one].centre))[:most]


def _rows(found: Iterable[tuple[Any, ...]]) -> tuple[QueueRow, ...]:
    rows = list(found)
    opened = reading.opened([(row[0], row[18], row[19]) for row in rows])
    states = standing.true_states(reading.said(row[4], row[1], row[2], row[20], row[15]) for row in rows)
    return tuple(map(_queue_row, rows, states, opened))


def _queue_row(row: Sequence[Any], state: str, words: Any) -> QueueRow:
    answers = dict(words[0]) if words else {}
    pack = load_pack(settings.PACK_DIR)
    values = [*row[:4], state, *row[5:18]]
    values[7], values[9] = from_seconds(values[7]), from_seconds(values[9])
    values[13] = values[13] is not None
    values[17] = values[17] if state == row[4] else ""
    values += [answers.get(field, "") for field in pack.name_fields]
    values.append(words == feed.SPOILT)
    return QueueRow(*values)
