"""An office's own node asks the hub for the scan pages of the files it has, after every event (ADR 0028)."""

import math

from dorgora.applications import queries, scans
from dorgora.applications.carrying import Say, over_the_line
from dorgora.applications.local import scans as kept
from dorgora.applications.local import wanting
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.kernel import clock


def fetch(say: Say | None = None, most_seconds: float = math.inf) -> int:
    """Asks for what is due, until an event waits to be sent or the time is up; gives how many pages came whole.

    Raises:
        NoLine: the hub cannot be reached. What came stays, and is not asked for again.
    """
    ends, n_whole = clock.monotonic() + most_seconds, 0
    while (page := wanting.next_wanted()) is not None and not feed.n_unsent() and clock.monotonic() < ends:
        want = scans.Want(page.file_id, page.name, page.n_held)
        n_whole += _taken(page, (say or over_the_line)(scans.Said(None, want)))
    return n_whole


def _taken(page: wanting.Wanted, answer: scans.Answer) -> bool:
    """Keeps what came; gives whether the page is whole now."""
    if answer.state in (scans.GONE, scans.FOREIGN):
        wanting.give_up(page.name)
        return False
    if answer.state != scans.OK or not answer.piece or not 0 < answer.n_bytes <= scans.MOST_BYTES:
        wanting.wait_for(page.name)
        return False
    own = nodes.this().identity.node_id
    part = scans.Part(page.file_id, page.name, answer.n_bytes, page.n_held, answer.piece)
    came = kept.keep_piece(own, part, lambda content: _judged(page, content))
    if came.state != scans.OK:
        wanting.want_again(page)
        return False
    if came.n_held == page.n_held:
        wanting.wait_for(page.name)
        return False
    return came.n_held == answer.n_bytes


def _judged(page: wanting.Wanted, content: bytes) -> int:
    file = queries.file(page.file_id)
    key = nodes.this().store.keys([file.citizen_id]).get(file.citizen_id) if file is not None else None
    if file is None or key is None:
        return scans.DIFFERS
    named = {scans.name_of(key, file.id, one.picture): one.picture for one in file.evidence if one.picture}
    return scans.judged(key, page.name, named.get(page.name, ""), content)
