"""Every read of files: one file, an office's queue, the work in hand at a centre, a file's story."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from dorgora.applications import folding, models, registered, rules, standing
from dorgora.applications.shapes import (
    File,
    Hand,
    OutgoingList,
    Page,
    Paper,
    QueueCounts,
    QueueRow,
    Recommendation,
    StoryStep,
)
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel import codes
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.pack import load_pack
from dorgora.money import queries as money
from dorgora.people import queries as people

__all__ = [
    "File",
    "Hand",
    "OutgoingList",
    "Page",
    "Paper",
    "QueueCounts",
    "QueueRow",
    "Recommendation",
    "StoryStep",
    "decisions",
    "feeds_of_centre",
    "file",
    "file_by_code",
    "file_by_number",
    "files",
    "files_of_citizen",
    "granted_with",
    "hand",
    "has_its_offices",
    "has_picture",
    "latest",
    "number_is_taken",
    "number_of",
    "outgoing",
    "outgoing_list",
    "outgoing_lists",
    "queue_counts",
    "recommendations",
    "rows_of",
    "story",
    "waiting_for",
]

PAGE = 50
MOST_OF_ONE = 500

_FILE = folding.FILE_COLUMNS
_ROW = (
    "id", "service", "service_version", "number", "state", "centre", "office", "submitted_at", "submitted_on",
    "changed_at", "promised_on", "due_on", "n_passed", "handed_over_at", "n_returns", "area", "list_number",
    "decided_on", "citizen_id", "words", "offices",
)  # fmt: skip
FILTERS = ("all", "late", "due", "new", "citizen", "decided", "sent_on")


def file(file_id: int, *, centre: str | None = None, office: str | None = None) -> File | None:
    """A file; None when there is none, or that centre did not lodge it, that office neither has nor had it."""
    found = nodes.this().store.rows.of("applications_file", _FILE, "id", [file_id])
    one = next(iter(_read(found)), None)
    if one is None or centre not in (None, one.centre):
        return None
    return one if office is None or one.is_known_to(office) else None


def file_by_number(number: str, centre: str) -> File | None:
    """The file of a short number, as typed, at a centre."""
    read = codes.read_short_number(number)
    found = models.File.objects.filter(number=read, centre=centre).order_by("id") if read else None
    return next(iter(_files(found[:1])), None) if found is not None else None


def file_by_code(code: str) -> File | None:
    """The file of a public code, as typed; None tells nothing of why."""
    read = codes.read_public_code(code)
    found = models.File.objects.filter(code=read).order_by("id") if read else None
    return next(iter(_files(found[:1])), None) if found is not None else None


def decisions(ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The office of each of these files, and the event of the decision that stands (0: none does)."""
    columns = ("id", "office", "decision_id", "state", "service", "service_version", "offices", "area")
    found = list(nodes.this().store.rows.of("applications_file", columns, "id", ids))
    states = standing.true_states(_said(*row[3:]) for row in found)
    return {
        row[0]: (row[1], row[2] if state == row[3] else 0) for row, state in zip(found, states, strict=True)
    }


def files(ids: Iterable[int]) -> list[File]:
    """Those of these files that are there, in order of their ids."""
    return sorted(
        _read(nodes.this().store.rows.of("applications_file", _FILE, "id", ids)), key=lambda one: one.id
    )


def granted_with(numbers: Iterable[str]) -> dict[tuple[str, str], list[File]]:
    """The files granted or done with these numbers, by service and number, in order of their ids."""
    digests = {registered.digest(number) for number in numbers}
    found = nodes.this().store.rows.of("applications_registernumber", ("file_id",), "digest", digests)
    bearers: dict[tuple[str, str], list[File]] = {}
    # The digest only finds them: what counts is what the file, opened, says now. It bears a number while it is granted.
    for one in files(file_id for (file_id,) in found):
        bearers.setdefault((one.service, number_of(one)), []).append(one)
    return bearers


def number_of(file: File) -> str:
    """The number a file bears that no other may: of another register once it is granted, or of what was paid."""
    if file.state != rules.DONE:
        return file.register_number
    service = catalogue.service(file.service, file.service_version)
    return registered.unique_number(service, file.answers) if service else ""


def number_is_taken(number: str, centre: str) -> bool:
    """Whether a centre has a file of this number."""
    held = "SELECT 1 FROM applications_file WHERE number = %s AND centre = %s LIMIT 1"
    return bool(nodes.this().store.rows.all(held, [number, centre]))


def feeds_of_centre(centre: str) -> list[int]:
    """All feeds ever granted for a centre, in order."""
    found = nodes.this().store.rows.all(
        "SELECT feed FROM feed_grant WHERE role = 'centre' AND place = %s ORDER BY feed", [centre]
    )
    return [row[0] for row in found]


def _files(found: QuerySet[models.File]) -> list[File]:
    return _read(found.values_list(*_FILE))


def _read(found: Iterable[tuple[Any, ...]]) -> list[File]:
    rows = [dict(zip(_FILE, row, strict=True)) for row in found]
    facts = (_said(*(row[name] for name in _SAID)) for row in rows)
    for row, state in zip(rows, standing.true_states(facts), strict=True):
        if row["state"] != state:  # nothing was decided that counts
            row |= {"state": state, "decision_id": 0, "decided_at": None, "decided_on": ""}
    opened = _opened([(row["id"], row["citizen_id"], row["words"]) for row in rows])
    return [_file(row, words) for row, words in zip(rows, opened, strict=True)]


_SAID = ("state", "service", "service_version", "offices", "area")


def _said(state: str, service: str, version: int, offices: str, area: str) -> standing.Said:
    return standing.Said(state, service, version, tuple(offices.split(",")), area)


def _opened(sealed: Sequence[tuple[int, int, bytes | None]]) -> list[Any]:
    return feed.open_rows("applications_file", "words", sealed)


_UNSAID: tuple[Any, ...] = ((), (), (), "", (), "", "")


def _file(row: dict[str, Any], words: Any) -> File:
    # What was written by an earlier version of the fold is shorter, until the file is told again.
    said = tuple(words or ())
    answers, evidence, notes, register_number, advice, ground, paper_number = (*said, *_UNSAID[len(said) :])
    del row["words"]
    row["offices"] = tuple(row["offices"].split(","))
    decided_at, handed_over_at = row["decided_at"], row["handed_over_at"]
    row["changed_by"] = row.pop("changed_by_id")
    row["submitted_at"], row["changed_at"] = (
        from_seconds(row["submitted_at"]),
        from_seconds(row["changed_at"]),
    )
    row["decided_at"] = None if decided_at is None else from_seconds(decided_at)
    row["handed_over_at"] = None if handed_over_at is None else from_seconds(handed_over_at)
    listed_at = row["listed_at"]
    row["listed_at"] = None if listed_at is None else from_seconds(listed_at)
    row["returned_fields"] = tuple(name for name in row["returned_fields"].split(",") if name)
    return File(
        **row,
        answers=dict(answers),
        evidence=tuple(Paper(*paper) for paper in evidence),
        notes=tuple(note for _, note in notes),
        register_number=register_number,
        advice=dict(advice),
        ground=ground,
        paper_number=paper_number,
        is_blank=words is None,
    )


def _rows(found: Iterable[tuple[Any, ...]]) -> tuple[QueueRow, ...]:
    rows = list(found)
    opened = _opened([(row[0], row[18], row[19]) for row in rows])
    states = standing.true_states(_said(row[4], row[1], row[2], row[20], row[15]) for row in rows)
    return tuple(map(_queue_row, rows, states, opened))


def _queue_row(row: Sequence[Any], state: str, words: Any) -> QueueRow:
    answers = dict(words[0]) if words else {}
    pack = load_pack(settings.PACK_DIR)
    values = [*row[:4], state, *row[5:18]]
    values[7], values[9] = from_seconds(values[7]), from_seconds(values[9])
    values[13] = values[13] is not None
    values[17] = values[17] if state == row[4] else ""
    values += [answers.get(field, "") for field in pack.name_fields]
    return QueueRow(*values)


def _page(found: QuerySet[models.File], number: int) -> Page[QueueRow]:
    n_all = found.count()
    number = max(1, min(number, -(-n_all // PAGE)))
    start = (number - 1) * PAGE
    rows = _rows(found.values_list(*_ROW)[start : start + PAGE])
    return Page(rows, number, start + 1 if rows else 0, start + len(rows), n_all)


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


def outgoing(office: str, authority: str, *, most: int = rules.MOST_ON_LIST) -> tuple[File, ...]:
    """Files that wait at an office to go to an authority outside, whose promise breaks first; none that is erased."""
    keys = {one.key for one in catalogue.offers() if one.outside and one.outside.key == authority}
    files = models.File.objects.filter(office=office, state=rules.WAITING, list_id=0, service__in=keys)
    waiting, ready = files.order_by("due_on", "id"), list[File]()
    for start in count(0, PAGE):
        found = _files(waiting[start : start + PAGE])
        ready += _may_leave(found, authority)
        if len(found) < PAGE or len(ready) >= most:
            return tuple(ready[:most])
    return ()


def _may_leave(files: Sequence[File], authority: str) -> list[File]:
    """Those that are at their last office, name no wrong one and whose own version of the service says so."""
    versions = catalogue.versions((one.service, one.service_version) for one in files)
    saids = (_said_by(one) for one in files)
    return [
        one
        for one, is_right in zip(files, standing.which_name_their_offices(saids, versions), strict=True)
        if is_right
        and not (one.is_blank or one.next_office)
        and (outside := versions[one.service, one.service_version].outside)
        and outside.key == authority
    ]


def outgoing_list(list_id: int, office: str) -> OutgoingList | None:
    """A list of an office; None when there is none, or another office made it."""
    found = models.OutgoingList.objects.filter(id=list_id, office=office).values_list(*folding.LIST_COLUMNS)
    return next(map(_outgoing_list, found), None)


def outgoing_lists(office: str, *, most: int = PAGE) -> tuple[OutgoingList, ...]:
    """The lists an office made, the newest first."""
    found = models.OutgoingList.objects.filter(office=office).order_by("-number", "-id")
    return tuple(map(_outgoing_list, found.values_list(*folding.LIST_COLUMNS)[:most]))


def _outgoing_list(row: Sequence[Any]) -> OutgoingList:
    files = tuple(int(one) for one in row[7].split(",") if one)
    return OutgoingList(row[0], row[1], row[2], row[3], row[4], from_seconds(row[5]), row[6], files)


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


def story(file_id: int) -> list[StoryStep]:
    """What happened to a file, in the order that counts everywhere; disputed steps last, with why."""
    columns = ("event_id", "kind", "at", "by_id", "author_role", "author_place")
    steps = models.Step.objects.filter(subject_id=file_id).order_by("n").values_list(*columns, "words")
    disputed = models.Disputed.objects.filter(subject_id=file_id).order_by("event_id")
    return [_step(row) for row in steps] + [
        _step((*row[:6], "", row[6])) for row in disputed.values_list(*columns, "reason")
    ]


def _step(row: Sequence[Any]) -> StoryStep:
    values = list(row)
    values[2] = from_seconds(values[2])
    return StoryStep(*values)


def recommendations(file: File) -> tuple[Recommendation, ...]:
    """With what each office that had this file sent it on, in their order."""
    return tuple(
        Recommendation(step.place, step.by, step.at, step.words, file.advice.get(step.event_id, ""))
        for step in (story(file.id) if file.n_passed else ())
        if step.kind == "application.forwarded" and not step.disputed
    )


def has_its_offices(file: File, service: ServiceVersion) -> bool:
    """Whether a file names the offices that its service asks for where she lives; if not it is not granted."""
    return standing.are_its_offices(_said_by(file), service)


def _said_by(file: File) -> standing.Said:
    return standing.Said(file.state, file.service, file.service_version, file.offices, file.area)


def has_picture(file: File, digest: str) -> bool:
    """Whether a picture belongs to this file, so that who may see the file may see it."""
    return any(paper.picture == digest for paper in file.evidence if digest)
