"""What everybody gets once: while a file of hers is open or granted, she is lodged no second one of the service."""

from collections.abc import Collection
from dataclasses import dataclass

from dorgora.applications import elsewhere, rules
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people

HAS = (rules.WAITING, rules.RETURNED, rules.APPROVED)
"""What was rejected or taken back may be asked for again."""


@dataclass(frozen=True)
class Had:
    """The file by which she has a service, or has asked for it; number: empty for one of another centre."""

    number: str
    state: str


def had(records: Collection[int], services: Collection[str], centre: str) -> dict[str, Had]:
    """Of these services those that a citizen has or has asked for, as far as it is known here, by key.

    records: all that are hers (ADR 0034). A file of this centre's own is named before one elsewhere.
    """
    if not services:
        return {}
    columns = ("citizen_id", "service", "state", "centre", "number")
    found = [
        row[1:] for row in nodes.this().store.rows.of("applications_file", columns, "citizen_id", records)
    ]
    told = elsewhere.outlines_of(records)
    found += [(one.service, one.state, one.place, one.number) for one in told if one.centre == centre]
    ours = [row for row in found if row[0] in services and row[1] in HAS]
    ours.sort(key=lambda row: row[2] == centre)
    return {service: Had(number if place == centre else "", state) for service, state, place, number in ours}


def check_not_had(service: ServiceVersion, citizen_id: int, centre: str) -> None:
    """Hold that she has it not and has not asked for it, where a service says that everybody gets it once.

    Raises:
        Refused: `had_before` (detail: number, the file's), or `had_elsewhere`, when it is another centre's.
    """
    if not service.once:
        return
    one = had(people.records_of(citizen_id), [service.key], centre).get(service.key)
    if one is not None and one.number:
        raise Refused("had_before", detail={"number": one.number})
    if one is not None:
        raise Refused("had_elsewhere")
