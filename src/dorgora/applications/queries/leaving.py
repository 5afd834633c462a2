"""Lists of files to an authority outside: what is to go on the next one, and those that were made (ADR 0025)."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from dorgora.applications import folding, models, rules, standing
from dorgora.applications.queries import reading
from dorgora.applications.shapes import File, OutgoingList
from dorgora.catalogue import queries as catalogue
from dorgora.kernel.clock import from_seconds

PAGE = 50


def outgoing(office: str, authority: str, *, most: int = rules.MOST_ON_LIST) -> tuple[File, ...]:
    """Files that wait at an office to go to an authority outside, whose promise breaks first; none that lacks words."""
    keys = {one.key for one in catalogue.offers() if one.outside and one.outside.key == authority}
    files = models.File.objects.filter(office=office, state=rules.WAITING, list_id=0, service__in=keys)
    waiting, ready = files.order_by("due_on", "id"), list[File]()
    for start in count(0, PAGE):
        found = reading.files_of(waiting[start : start + PAGE])
        ready += _may_leave(found, authority)
        if len(found) < PAGE or len(ready) >= most:
            return tuple(ready[:most])
    return ()


def _may_leave(files: Sequence[File], authority: str) -> list[File]:
    """Those that are at their last office, name no wrong one and whose own version of the service says so."""
    versions = catalogue.versions((one.service, one.service_version) for one in files)
    saids = (reading.said_by(one) for one in files)
    return [
        one
        for one, is_right in zip(files, standing.which_name_their_offices(saids, versions), strict=True)
        if is_right
        and not (one.is_blank or one.is_damaged or one.next_office)
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
