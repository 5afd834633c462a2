"""The certificate a laptop serves phones under: asked of the hub, brought by the exchange's road, kept in its database.

It travels apart from the feeds: nobody but this laptop needs it, and the registry is read by every node (ADR 0035).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dorgora.feed import node as nodes
from dorgora.feed.node import Node
from dorgora.feed.roads import authority, https
from dorgora.feed.roads.certificates import Answer, Ask
from dorgora.feed.roads.certifying import may_serve
from dorgora.feed.sync import frames, gate
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.addresses import is_private
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import agree

LOOK_AGAIN_SECONDS = 7 * 86_400
"""So often a laptop asks whether there is another; once a day while it lacks something."""
KEY, CHAIN, ROOT, NAME, ASKED_AT = "lan:key", "lan:chain", "lan:root", "lan:name", "lan:asked"
"""Notes of a laptop. They stand in its database, which is nowhere in clear."""


@dataclass(frozen=True)
class Paper:
    """What a laptop holds. is_public: an authority signed it whom phones believe already."""

    key: str
    chain: str
    root: str
    held: authority.Held
    is_public: bool


def paper() -> Paper | None:
    """What this laptop holds; None when it holds nothing that is whole."""
    noted = nodes.this().store.notes(KEY, CHAIN, ROOT)
    if not noted[CHAIN]:
        return None
    is_public = not authority.is_under(noted[CHAIN], noted[ROOT])
    return Paper(noted[KEY], noted[CHAIN], noted[ROOT], authority.held(noted[CHAIN]), is_public)


def is_revoked() -> bool:
    """Whether this laptop has read that it is trusted no more: then it serves nobody but who sits at it."""
    node = nodes.this()
    return bool(
        node.store.rows.all(
            "SELECT 1 FROM feed_node WHERE node_id = %s AND revoked_at IS NOT NULL", [node.identity.node_id]
        )
    )


def is_due(addresses: Sequence[str]) -> bool:
    """Whether the hub is to be asked with this exchange."""
    node = nodes.this()
    if not may_serve(node, node.identity.node_id):
        return False
    passed = clock.now_seconds() - int(node.store.note(ASKED_AT) or 0)
    return not 0 <= passed < (86_400 if _is_needed(addresses) else LOOK_AGAIN_SECONDS)


def _is_needed(addresses: Sequence[str]) -> bool:
    own = paper()
    if own is None or _has_a_third_left(own.held):
        return True
    return not own.is_public and not set(addresses) <= set(own.held.addresses)


def _has_a_third_left(held: authority.Held) -> bool:
    """Of its life, or less: then another is asked for, as the line comes when it comes."""
    return held.ends - clock.now() <= (held.ends - held.begins) / 3


def ask(addresses: Sequence[str]) -> bool:
    """Asks the hub, and keeps what comes; gives whether it is another certificate than before.

    Raises:
        NoLine: the hub cannot be reached, is older than this and knows no such thing (`NotThere`), or signs no further
            address for this laptop (`Declined`).
        Refused: `hub_answer`: what came is not for this laptop's key; what was here stays.
    """
    node = nodes.this()
    with writing(BACKGROUND):
        node.store.set_note(ASKED_AT, str(clock.now_seconds()))
        if not node.store.note(KEY):
            node.store.set_note(KEY, authority.new_key())
    came = _say(node, addresses)
    if came.name != node.store.note(NAME):
        with writing(BACKGROUND):
            node.store.set_note(NAME, came.name)
        came = _say(node, addresses)
    if not came.chain:
        return False
    try:
        authority.held(came.chain)
        is_own = authority.is_for(came.chain, node.store.note(KEY))
    except Exception as wrong:  # as above
        raise Refused("hub_answer") from wrong
    if not is_own:
        raise Refused("hub_answer")
    with writing(BACKGROUND):
        node.store.set_note(CHAIN, came.chain)
        node.store.set_note(ROOT, came.root)
    return True


def _say(node: Node, addresses: Sequence[str]) -> Answer:
    own, noted, known = node.identity, node.store.notes(KEY, NAME), paper()
    told = [one for one in addresses if is_private(one)][: authority.MOST_ADDRESSES]
    request = authority.request(noted[KEY], own.node_id, noted[NAME], told)
    said = Ask(request, known.held.fingerprint if known else b"", _is_needed(addresses))
    key = agree(own.exchange_seed, own.hub_exchange_key)
    body, asked = frames.ask(own.node_id, key, gate.pack(said))
    answered = https.post(own.hub_url, "/certificate", body, own.hub_certificate)
    https.count_bytes(len(body) + len(answered))
    try:
        return gate.unpack(frames.opened_answer(answered, key, asked), Answer)
    except gate.Refused as wrong:
        with writing(BACKGROUND):
            node.store.alarm("hub_answer_refused", 0, 0)
        raise https.Declined(wrong.reason) from wrong
