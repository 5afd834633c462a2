"""The scan pages that an office's own node has yet to get from the hub, and when each is asked for again (ADR 0028)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dorgora.applications import models, queries, scans
from dorgora.applications.local import pictures
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

LEAST_WAIT, LONGEST_WAIT = 600, 12 * 3600
"""Seconds until the hub is asked again for a page it does not have: as long as was waited already, within these."""


@dataclass(frozen=True)
class Wanted:
    """A page that is asked for: its name, its file, how much of it is here."""

    name: bytes
    file_id: int
    n_held: int


def want_pages(file_ids: Iterable[int]) -> None:
    """Notes the pages of files that are, were or will be at an office of this node, if it has them not."""
    node = nodes.this()
    offices = set() if node.is_hub else {place for role, place in feed.own_places() if role == "office"}
    files = [file for file in queries.files(file_ids) if offices & set(file.offices)] if offices else []
    keys = node.store.keys({file.citizen_id for file in files})
    for file in files:
        key, digests = keys.get(file.citizen_id), {one.picture for one in file.evidence if one.picture}
        missing = digests - pictures.which_are_here(digests)
        if key is not None and missing:
            _note({scans.name_of(key, file.id, digest) for digest in missing}, file.id)


def _note(names: Iterable[bytes], file_id: int) -> None:
    fresh = {"file_id": file_id, "node_id": nodes.this().identity.node_id, "n_bytes": 0, "n_held": 0}
    with writing(BACKGROUND):
        for name in names:
            begun = {**fresh, "begun_at": clock.now_seconds()}
            models.Scan.objects.get_or_create(name=name.hex(), defaults=begun)


def next_wanted() -> Wanted | None:
    """The page that is asked for next."""
    now = clock.now_seconds()
    due = models.Scan.objects.filter(whole_at=None, node_id=nodes.this().identity.node_id, next_at__lte=now)
    row = due.order_by("-n_held", "begun_at").first()
    return None if row is None else Wanted(bytes.fromhex(row.name), row.file_id, row.n_held)


def wait_for(name: bytes) -> None:
    """The hub has no more of it now: it is asked again after as long as was waited for it already."""
    now = clock.now_seconds()
    with writing(BACKGROUND):
        for row in models.Scan.objects.filter(name=name.hex()):
            row.next_at = now + min(max(now - row.begun_at, LEAST_WAIT), LONGEST_WAIT)
            row.save(update_fields=["next_at"])


def want_again(page: Wanted) -> None:
    """What came of it was not the page, and is gone: a disk may have spoilt it. It is asked for anew in half a day."""
    _note([page.name], page.file_id)
    with writing(BACKGROUND):
        models.Scan.objects.filter(name=page.name.hex()).update(next_at=clock.now_seconds() + LONGEST_WAIT)


def give_up(name: bytes) -> None:
    """It is not for this node."""
    with writing(BACKGROUND):
        models.Scan.objects.filter(name=name.hex(), whole_at=None).delete()


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = dict.fromkeys(
    ("application.submitted", "application.forwarded", "application.corrected"), want_pages
)
"""What the worker does when an office hears of a file."""
