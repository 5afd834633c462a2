"""Files in lists: an office's queue, the work in hand at a centre, its newest, a citizen's own."""

from collections.abc import Collection, Iterable
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
    "changed_at", "promised_on", "due_on", "due_days", "stopped_at", "n_passed", "handed_over_at", "n_returns",
    "area", "list_number", "decided_on", "citizen_id", "words", "offices",
)  # fmt: skip


def waiting_for(office: str, *, on: date, filter: str = "all", page: int = 1) -> Page[QueueRow]:
    """An office's queue: whose part of the promise breaks first comes first. filter: one of FILTERS; on: today there.

    What waits for its citizen comes after all that waits for the office. Filter `sent_on`: what it sent on to the next
    office, wherever that has come since.
    """
    found = _queue(office, filter, on)
    is_past = filter in ("decided", "sent_on")
    return _page(found.order_by("-id") if is_past else found.order_by("-state", "due_on", "id"), page)


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
    rows = [dict(zip(_ROW, row, strict=True)) for row in found]
    opened = reading.opened([(row["id"], row["citizen_id"], row["words"]) for row in rows])
    facts = (reading.said(*(row[name] for name in reading.SAID)) for row in rows)
    return tuple(map(_queue_row, rows, standing.true_states(facts), opened))


def _queue_row(row: dict[str, Any], state: str, words: Any) -> QueueRow:
    answers = dict(words[0]) if words else {}
    local_name, latin_name = (answers.get(field, "") for field in load_pack(settings.PACK_DIR).name_fields)
    stopped_at = row["stopped_at"]
    shown = {name: row[name] for name in _ROW if name in QueueRow.__dataclass_fields__}
    return QueueRow(
        **shown
        | {
            "state": state,
            "submitted_at": from_seconds(row["submitted_at"]),
            "changed_at": from_seconds(row["changed_at"]),
            "ends_on": row["due_days"].split(",")[-1],
            "stopped_at": None if stopped_at is None else from_seconds(stopped_at),
            "is_handed_over": row["handed_over_at"] is not None,
            "decided_on": row["decided_on"] if state == row["state"] else "",
        },
        local_name=local_name,
        latin_name=latin_name,
        is_damaged=words == feed.SPOILT,
    )
