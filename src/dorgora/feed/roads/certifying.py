"""The hub answers a laptop that asks for the certificate it serves phones under (ADR 0035)."""

import datetime
import json
from binascii import b2a_base64
from collections.abc import Iterable

from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.roads import authority, roots, serve
from dorgora.feed.roads.certificates import Answer, Ask
from dorgora.feed.sync import frames, gate
from dorgora.feed.writing import BACKGROUND, exchange_lock, writing
from dorgora.kernel import clock

MOST_ADDRESSES = 16
"""Different ones that one laptop gets signed within the days such a certificate counts; a router gives it few."""


def answer(body: bytes) -> bytes:
    """The hub's answer to a request's bytes.

    Raises:
        gate.Refused: not a node we know, a wrong MAC, not within bounds, not a request of a laptop, not trusted, or
            too many addresses within few days.
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
        is_made, chain = said.is_needed or _is_over(chain, said.holds), ""
        if is_made:
            _note_addresses(node, node_id, asked.addresses)
            chain = authority.issue((root.key, root.certificate), node_id, asked, clock.now())
    if chain and authority.held(chain).fingerprint == said.holds:
        chain = ""
    return Answer(chain, root.certificate, known.get("name", ""))


def _note_addresses(node: Node, node_id: int, asked: Iterable[str]) -> None:
    """Which addresses are signed for a laptop: whoever holds its key is not to collect those of all others.

    Raises:
        gate.Refused: `addresses`, with an alarm: it had too many others signed these days.
    """
    now, note = clock.now_seconds(), f"lan-addresses:{node_id}"
    counts_since = now - authority.ADDRESS_DAYS * 86_400
    with writing(BACKGROUND, [exchange_lock(node_id)]):
        before: dict[str, int] = json.loads(node.store.note(note) or "{}")
        known = {one: at for one, at in before.items() if at > counts_since} | dict.fromkeys(asked, now)
        is_too_much = len(known) > MOST_ADDRESSES
        if is_too_much:
            node.store.alarm("many_addresses", node_id, 0)
        else:
            node.store.set_note(note, json.dumps(known))
    if is_too_much:
        raise gate.Refused("addresses")


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
