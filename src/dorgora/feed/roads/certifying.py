"""The hub answers a laptop that asks for the certificate it serves phones under (ADR 0035)."""

import datetime
import json
from binascii import b2a_base64

from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.roads import authority, roots, serve
from dorgora.feed.roads.certificates import Answer, Ask
from dorgora.feed.sync import frames, gate
from dorgora.feed.writing import writing
from dorgora.kernel import clock


def answer(body: bytes) -> bytes:
    """The hub's answer to a request's bytes.

    Raises:
        gate.Refused: not a node we know, a wrong MAC, not within bounds, not a request of a laptop, or not trusted.
    """
    node = nodes.this()
    asked = serve.heard(node, body)
    said = serve.unpacked(node, asked, Ask)
    return frames.answer(asked.key, asked.tag, gate.pack(_answer_to(node, asked.node_id, said)))


def _answer_to(node: Node, node_id: int, said: Ask) -> Answer:
    if not may_serve(node, node_id):
        raise gate.Refused("no_centre")
    try:
        asked = authority.read(said.request)
    except Exception as wrong:  # its readers raise whatever their input provokes
        raise gate.Refused("request") from wrong
    known = known_of(node, node_id)
    kept = b2a_base64(said.request, newline=False).decode()
    if known.get("request") != kept:
        with writing():
            known = known_of(node, node_id) | {"request": kept}
            node.store.set_note(note_of(node_id), json.dumps(known))
    root, chain = roots.root(node), known.get("chain", "")
    if not (chain and _is_good(chain, said.request)):
        made = said.is_needed or _is_over(chain, said.holds)
        chain = authority.issue((root.key, root.certificate), node_id, asked, clock.now()) if made else ""
    if chain and authority.held(chain).fingerprint == said.holds:
        chain = ""
    return Answer(chain, root.certificate, known.get("name", ""))


def _is_good(chain: str, request: bytes) -> bool:
    """Whether a certificate that a keeper brought still counts; else the hub makes one, so that the counter goes on."""
    ends = authority.held(chain).ends
    return authority.is_for_request(chain, request) and ends > clock.now() + datetime.timedelta(days=1)


def _is_over(chain: str, holds: bytes) -> bool:
    """Whether the laptop holds what a keeper once brought, and it counts no more."""
    return bool(chain) and authority.held(chain).fingerprint == holds


def may_serve(node: Node, node_id: int) -> bool:
    """Whether it is trusted, and the laptop of a centre."""
    return bool(
        node.store.rows.all(
            "SELECT 1 FROM feed_node n JOIN feed_grant g ON g.node_id = n.node_id WHERE n.node_id = %s"
            " AND n.revoked_at IS NULL AND g.role = 'centre' AND g.ended_at IS NULL",
            [node_id],
        )
    )


def note_of(node_id: int) -> str:
    """Under which note the hub keeps what it knows of a laptop."""
    return f"lan:{node_id}"


def known_of(node: Node, node_id: int) -> dict[str, str]:
    """What the hub keeps of a laptop: its last request, the name it was given, and what a keeper brought for it."""
    return dict(json.loads(node.store.note(note_of(node_id)) or "{}"))
