"""A laptop brings its scan pages to the hub: after every event, the smallest first, piece by piece (ADR 0028)."""

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from dorgora.applications import local, queries, rules, scans
from dorgora.applications.local import sending
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.node import Node
from dorgora.feed.roads import https
from dorgora.feed.sync import frames, gate
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.signing import agree

logger = logging.getLogger("dorgora.scans")
Say = Callable[[scans.Said], scans.Answer]
"""What the hub answers.

Raises:
    NoLine: it did not.
"""
_one_at_a_time = threading.Lock()
_FOR_GOOD = {
    scans.GONE: "erased",
    scans.FOREIGN: "foreign",
    scans.TOO_LARGE: "too_large",
    scans.DIFFERS: "differs",
    scans.NO_PICTURE: "no_picture",
}


@dataclass
class Carried:
    """What came of it. is_more: there is more to bring, but something goes first; is_busy: the hub takes no more."""

    n_pages: int = 0
    is_more: bool = False
    is_busy: bool = False


def carry(say: Say | None = None, most_seconds: float = math.inf) -> Carried:
    """Brings what is due, until an event waits to be sent, the time is up, or the hub takes no more.

    Raises:
        NoLine: the hub cannot be reached. What it has said it holds need not go again.
    """
    with _one_at_a_time:
        _look_back()
        ends, carried, passed = clock.monotonic() + most_seconds, Carried(), set[int]()
        while (due := sending.next_due(passed)) is not None and not (carried.is_more or carried.is_busy):
            passed.add(due.row_id)
            page = _page(due)
            if page is not None:
                _bring(due, page, say or over_the_line, ends, carried)
        return carried


def over_the_line(said: scans.Said) -> scans.Answer:
    """Says it to the hub, authenticated as an exchange is, and gives what it answers.

    Raises:
        NoLine: no answer.
        Declined: another than to what was said, or none that is the hub's (an alarm).
    """
    own = nodes.this().identity
    key = agree(own.exchange_seed, own.hub_exchange_key)
    body, asked = frames.ask(own.node_id, key, gate.pack(said))
    answered = https.post(own.hub_url, "/scans", body, own.hub_certificate)
    https.count_bytes(len(body) + len(answered))
    try:
        return gate.unpack(frames.opened_answer(answered, key, asked), scans.Answer)
    except gate.Refused as wrong:
        with writing(BACKGROUND):
            nodes.this().store.alarm("hub_answer_refused", 0, 0)
        raise https.Declined(wrong.reason) from wrong


@dataclass(frozen=True)
class _Page:
    name: bytes
    content: bytes


def _page(due: sending.Due) -> _Page | None:
    """The page as it travels; None, with the reason noted, when it does not go."""
    file = queries.file(due.file_id)
    key = _key_of(file) if file is not None else None
    if file is None or key is None or not queries.has_picture(file, due.digest):
        sending.note_trouble(due.row_id, sending.REPLACED)
        return None
    is_over = due.is_old and file.state not in (rules.WAITING, rules.RETURNED)
    if is_over or file.state == rules.WITHDRAWN:
        # A laptop of years would send megabytes after its upgrade that nobody has to decide by.
        sending.note_trouble(due.row_id, sending.CLOSED)
        return None
    picture = local.picture(due.digest)
    if picture is None:
        sending.note_trouble(due.row_id, sending.LOST)
        return None
    name = scans.name_of(key, due.file_id, due.digest)
    content = scans.sealed(key, name, picture)
    if len(content) > scans.MOST_BYTES:
        sending.note_trouble(due.row_id, _FOR_GOOD[scans.TOO_LARGE])
        return None
    return _Page(name, content)


def _key_of(file: queries.File) -> bytes | None:
    return nodes.this().store.keys([file.citizen_id]).get(file.citizen_id)


def _bring(due: sending.Due, page: _Page, say: Say, ends: float, carried: Carried) -> None:
    n_sent, n_bytes = min(due.n_sent, len(page.content)), len(page.content)
    tries = 2
    while True:
        if feed.n_unsent() or clock.monotonic() > ends:
            carried.is_more = True
            return
        piece = page.content[n_sent : n_sent + scans.CHUNK]
        answer = say(scans.Said(scans.Part(due.file_id, page.name, n_bytes, n_sent, piece), None))
        tries -= answer.state == scans.DIFFERS
        # What the hub had of it may have been spoilt on its disk; it has dropped that: once more, from the start.
        is_again = answer.state == scans.DIFFERS and tries > 0
        if answer.state != scans.OK and not is_again:
            _not_taken(due, answer.state, carried)
            return
        held = 0 if is_again else min(answer.n_held, n_bytes)
        sending.note_sent(due.row_id, held, n_bytes, answer.at)
        if held == n_bytes:
            carried.n_pages += 1
            return
        if held == n_sent and piece and not is_again:
            logger.error("the hub does not go on with a page of file %d", due.file_id)
            return
        n_sent = held


def _not_taken(due: sending.Due, state: int, carried: Carried) -> None:
    """What may yet change (the hub lost events and takes them back, trust) is tried again with the next exchange."""
    if state in _FOR_GOOD:
        sending.note_trouble(due.row_id, _FOR_GOOD[state])
    carried.is_busy = state == scans.BUSY


def _look_back() -> None:
    """A hub that was put back writes another registry; then it is asked whether it still has what it said it has."""
    node, note = nodes.this(), "scans:registry"
    registry = str(node.store.registry())
    if (node.store.note(note) or registry) != registry:
        sending.ask_again()
    if node.store.note(note) != registry:
        _keep_note(node, note, registry)


def _keep_note(node: Node, note: str, words: str) -> None:
    with writing(BACKGROUND):
        node.store.set_note(note, words)
