"""How rows of files become files: their sealed words opened, their state held against the catalogue, set-wise."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from dorgora.applications import folding, models, rules, standing
from dorgora.applications.shapes import File, Paper
from dorgora.feed import queries as feed
from dorgora.kernel.clock import from_seconds

FILE = folding.FILE_COLUMNS
SAID = ("state", "service", "service_version", "offices", "area")
_UNSAID: tuple[Any, ...] = ((), (), (), "", (), "", "")


def files_of(found: QuerySet[models.File]) -> list[File]:
    """The files a query finds, in its order."""
    return read(found.values_list(*FILE))


def read(found: Iterable[tuple[Any, ...]]) -> list[File]:
    """Files from rows of the columns FILE."""
    rows = [dict(zip(FILE, row, strict=True)) for row in found]
    facts = (said(*(row[name] for name in SAID)) for row in rows)
    for row, state in zip(rows, standing.true_states(facts), strict=True):
        if row["state"] != state:  # nothing was decided that counts
            row |= {"state": state, "decision_id": 0, "decided_at": None, "decided_on": ""}
    words_of = opened([(row["id"], row["citizen_id"], row["words"]) for row in rows])
    return [_file(row, words) for row, words in zip(rows, words_of, strict=True)]


def said(state: str, service: str, version: int, offices: str, area: str) -> standing.Said:
    """What a row says of its file; offices: their places, one after the other, between commas."""
    return standing.Said(state, service, version, tuple(offices.split(",")), area)


def said_by(file: File) -> standing.Said:
    """What a file says of itself."""
    return standing.Said(file.state, file.service, file.service_version, file.offices, file.area)


def opened(sealed: Sequence[tuple[int, int, bytes | None]]) -> list[Any]:
    """The sealed words of files: id, whose, sealed; None where they are erased, SPOILT where they do not open here."""
    return feed.open_rows("applications_file", "words", sealed, goes_on=True)


def whole(file: File) -> File:
    """A file with its words.

    Raises:
        Spoilt: its words do not open here.
    """
    if file.is_damaged:
        raise feed.Spoilt("applications_file")
    return file


def _note_that_stands(row: dict[str, Any], notes: Sequence[tuple[int, str]]) -> str:
    """What was written with the decision, or with the return it waits for; what was told before that is over."""
    is_returned = row["state"] == rules.RETURNED and bool(notes)
    return notes[-1][1] if is_returned else dict(notes).get(row["decision_id"], "")


def _file(row: dict[str, Any], words: Any) -> File:
    # What was written by an earlier version of the fold is shorter, until the file is told again.
    said = tuple(words or ())
    answers, evidence, notes, register_number, advice, ground, paper_number = (*said, *_UNSAID[len(said) :])
    del row["words"]
    row["offices"], row["due_days"] = (tuple(row[name].split(",")) for name in ("offices", "due_days"))
    row["changed_by"] = row.pop("changed_by_id")
    for name in ("submitted_at", "changed_at"):
        row[name] = from_seconds(row[name])
    for name in ("decided_at", "handed_over_at", "listed_at", "stopped_at"):
        row[name] = None if row[name] is None else from_seconds(row[name])
    row["returned_fields"] = tuple(name for name in row["returned_fields"].split(",") if name)
    return File(
        **row,
        answers=dict(answers),
        evidence=tuple(Paper(*paper) for paper in evidence),
        note=_note_that_stands(row, notes),
        register_number=register_number,
        advice=dict(advice),
        ground=ground,
        paper_number=paper_number,
        is_blank=words is None,
        is_damaged=words == feed.SPOILT,
    )
