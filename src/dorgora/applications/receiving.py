"""The hub takes a scan page from the laptop that lodged its file, and gives it to an office of the file (ADR 0028)."""

from dataclasses import dataclass

from dorgora.applications import queries, rules, scans
from dorgora.applications.local import scans as kept
from dorgora.feed import node as nodes
from dorgora.feed import projecting
from dorgora.feed.fold import Told, story
from dorgora.feed.node import Node
from dorgora.feed.roads import serve
from dorgora.feed.sync import frames, gate
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.ids import feed_of

ALARMS = {
    scans.UNKNOWN: "scan_unknown",
    scans.FOREIGN: "scan_unknown",
    scans.TOO_LARGE: "scan_too_large",
    scans.DIFFERS: "scan_differs",
    scans.REVOKED: "scan_revoked",
    scans.BUSY: "scan_too_large",
    scans.NO_PICTURE: "scan_no_picture",
}
"""What a person is told; of what was erased or let go of nobody is, as the laptop may not have heard of it."""


def answer(body: bytes) -> bytes:
    """The answer to a request's bytes; what it says is held is durable before this returns.

    Raises:
        gate.Refused: not a node we know, a wrong MAC (nothing has changed), or not within bounds (an alarm).
    """
    node = nodes.this()
    asked = serve.heard(node, body)
    said = serve.unpacked(node, asked, scans.Said)
    return frames.answer(asked.key, asked.tag, gate.pack(answer_to(asked.node_id, said)))


def answer_to(node_id: int, said: scans.Said) -> scans.Answer:
    """What an authenticated node is told."""
    about = said.part or said.want
    if about is None:
        return _said(scans.UNKNOWN)
    found = _judged(node_id, said)
    if isinstance(found, int):
        if said.part is not None:
            _alarm(found, node_id, about.file_id)
        return _said(found)
    return _given(about) if isinstance(about, scans.Want) else _taken(node_id, about, found)


@dataclass(frozen=True)
class _Named:
    """What an event says of a page: whose key it is under, which picture it is, and which node wrote that."""

    key: bytes
    digest: str
    writer: int


def _judged(node_id: int, said: scans.Said) -> _Named | int:
    """The page asked about, or why this node has nothing to do with it."""
    node, about = nodes.this(), said.part or said.want
    assert about is not None
    if node.store.rows.all(
        "SELECT 1 FROM feed_node WHERE node_id = %s AND revoked_at IS NOT NULL", [node_id]
    ):
        return scans.REVOKED
    if said.part is not None and not _is_within_bounds(said.part):
        return scans.TOO_LARGE
    told = _told(node, about.file_id)
    if not told:
        return scans.UNKNOWN
    pages = _pages(node, about.file_id, told)
    if not pages and _are_gone(node, told):
        return scans.GONE
    named = pages.get(about.name)
    if named is None:
        return scans.UNKNOWN
    if said.part is not None:
        return named if named.writer == node_id else scans.FOREIGN
    return named if _may_have(node, node_id, about.file_id) else scans.FOREIGN


def _is_within_bounds(part: scans.Part) -> bool:
    return 0 < part.n_bytes <= scans.MOST_BYTES and part.after + len(part.piece) <= part.n_bytes


def _told(node: Node, file_id: int) -> list[Told]:
    events = node.store.events_of([file_id]).get(file_id, [])
    return story(events, projecting.kinds(), node.store.author)


def _pages(node: Node, file_id: int, told: list[Told]) -> dict[bytes, _Named]:
    """Every page that any event of the file names, by its name; what one that does not count named is hers as well."""
    keys = node.store.keys({one.person_of for one in told})
    found: dict[bytes, _Named] = {}
    for one in told:
        key = keys.get(one.person_of)
        for paper in getattr(one.person, "evidence", ()) if key else ():
            if key and len(paper[3]) == 64 and set(paper[3]) <= set("0123456789abcdef"):
                named = _Named(key, paper[3], node.store.writer_of(feed_of(one.id)))
                found.setdefault(scans.name_of(key, file_id, paper[3]), named)
    return found


def _are_gone(node: Node, told: list[Told]) -> bool:
    """Whether what was written in the file was let go of, or she was erased."""
    keys = node.store.keys({one.person_of for one in told if one.person_of})
    return any(one.kind == rules.CLEARED for one in told) or not any(keys.values())


def _taken(node_id: int, part: scans.Part, named: _Named) -> scans.Answer:
    if part.piece and kept.n_open(node_id, part.name) >= kept.MOST_OPEN:
        _alarm(scans.BUSY, node_id, part.file_id)
        return _said(scans.BUSY)
    came = kept.keep_piece(
        node_id, part, lambda content: scans.judged(named.key, part.name, named.digest, content)
    )
    # Of a page that is whole another length is said by no honest program: it is told what is here, and so is a person.
    _alarm(came.state if came.n_bytes == part.n_bytes else scans.DIFFERS, node_id, part.file_id)
    return scans.Answer(clock.now_seconds(), came.state, came.n_held, came.n_bytes, b"")


def _may_have(node: Node, node_id: int, file_id: int) -> bool:
    """Whether a node acts for one of the offices of a file, or for the centre that lodged it."""
    file = queries.file(file_id)
    places = [("centre", file.centre), *(("office", one) for one in file.offices)] if file else []
    return any(node_id in node.store.nodes_of(role, place) for role, place in places)


def _given(want: scans.Want) -> scans.Answer:
    content = kept.page(want.name) or b""
    piece = content[want.after : want.after + scans.CHUNK]
    return scans.Answer(clock.now_seconds(), scans.OK, len(content), len(content), piece)


def _said(state: int) -> scans.Answer:
    return scans.Answer(clock.now_seconds(), state, 0, 0, b"")


def _alarm(state: int, node_id: int, file_id: int) -> None:
    if state in ALARMS:
        with writing(BACKGROUND):
            is_named = state in (scans.DIFFERS, scans.NO_PICTURE)
            nodes.this().store.alarm(ALARMS[state], node_id, file_id if is_named else 0)
