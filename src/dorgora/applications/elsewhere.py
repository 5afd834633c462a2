"""Reading what the hub told of files at other centres: of a person whose records were found to be one (ADR 0034)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dorgora.applications.outlines import OUTLINE_COLUMNS
from dorgora.feed import node as nodes
from dorgora.kernel.clock import from_seconds

MOST = 50


@dataclass(frozen=True)
class Outline:
    """A file of hers at another centre (place): what it is, when it was lodged (ISO) and what became of it, no more.

    decided_on: of another authority's day nothing is told.
    """

    id: int
    centre: str
    record_id: int
    file_id: int
    service: str
    service_version: int
    place: str
    number: str
    submitted_on: str
    state: str
    is_handed_over: bool
    changed_at: datetime
    decided_on: str = ""


def files_elsewhere(others: Collection[int], centre: str) -> list[Outline]:
    """The files that her other records have at other centres, as this one was told of them, the newest first.

    others: what is found to be hers now; of a record that no longer is nothing is said.
    """
    found = {one.file_id: one for one in outlines_of(others) if one.centre == centre != one.place}
    return [found[one] for one in sorted(found, reverse=True)][:MOST]


def outlines_of(records: Collection[int]) -> list[Outline]:
    """What was told of the files of these records, to whichever centre."""
    rows = nodes.this().store.rows.of("applications_outline", OUTLINE_COLUMNS, "record_id", records)
    return [_outline(dict(zip(OUTLINE_COLUMNS, row, strict=True))) for row in rows]


def _outline(row: dict[str, Any]) -> Outline:
    told = {"is_handed_over": bool(row["is_handed_over"]), "changed_at": from_seconds(row["changed_at"])}
    return Outline(**row | told)


def people_of(file_id: int) -> tuple[int, ...]:
    """The citizen a file is for and who applied, by id, each once; nobody when there is no such file."""
    found = nodes.this().store.rows.of("applications_file", ("citizen_id", "applicant_id"), "id", [file_id])
    return tuple(dict.fromkeys(one for pair in found for one in pair))
