"""At the hub: a laptop's name of the wide world, and what a public authority signs for it (ADR 0035)."""

import json
import re
from binascii import a2b_base64

from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.roads import authority
from dorgora.feed.roads.certificates import MOST_CHAIN
from dorgora.feed.roads.certifying import known_of, may_serve, note_of
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused

_HOST = re.compile(r"(?=.{4,64}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def give_name(node_id: int, name: str) -> None:
    """At the hub: the laptop asks for this name of the wide world with its next exchange; empty takes it away.

    Raises:
        Refused: `unknown_node`, `no_centre`, `not_a_name`.
    """
    node = _check_node(node_id)
    if name and not _HOST.fullmatch(name):
        raise Refused("not_a_name", None, {"name": name[:80]})
    with writing():
        known = known_of(node, node_id) | {"name": name}
        if not name:
            known.pop("chain", None)
        node.store.set_note(note_of(node_id), json.dumps(known))


def request_of(node_id: int) -> str:
    """At the hub: the laptop's request, for the authority that is to sign it.

    Raises:
        Refused: `unknown_node`, `no_centre`; `no_request`: it has not asked for the name it was given yet.
    """
    node = _check_node(node_id)
    known = known_of(node, node_id)
    asked = a2b_base64(known.get("request", ""))
    if not asked or not known.get("name") or known["name"] not in authority.read(asked).names:
        raise Refused("no_request", None, {"node": node_id})
    return authority.as_pem(asked)


def give(node_id: int, chain: str) -> authority.Held:
    """At the hub: what an authority signed, brought to the laptop with its next exchange.

    Raises:
        Refused: as `request_of`, or `not_a_certificate`, `other_key`, `other_name`, `certificate_over`.
    """
    request_of(node_id)
    node = nodes.this()
    known = known_of(node, node_id)
    try:
        held, is_for = authority.held(chain), authority.is_for_request(chain, a2b_base64(known["request"]))
    except Exception as wrong:  # its readers raise whatever their input provokes
        raise Refused("not_a_certificate") from wrong
    if len(chain) > MOST_CHAIN:
        raise Refused("not_a_certificate")
    if not is_for:
        raise Refused("other_key", None, {"node": node_id})
    if known["name"] not in held.names:
        raise Refused("other_name", None, {"name": known["name"]})
    if held.ends <= clock.now():
        raise Refused("certificate_over")
    with writing():
        node.store.set_note(note_of(node_id), json.dumps(known_of(node, node_id) | {"chain": chain}))
    return held


def _check_node(node_id: int) -> Node:
    node = nodes.this()
    if not node.store.rows.all("SELECT 1 FROM feed_node WHERE node_id = %s", [node_id]):
        raise Refused("unknown_node", None, {"node": node_id})
    if not may_serve(node, node_id):
        raise Refused("no_centre", None, {"node": node_id})
    return node
