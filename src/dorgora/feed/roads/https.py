"""A node reaching its hub: one POST a round, over TLS pinned to the certificate the hub's own key vouched for."""

import http.client
import json
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed import noted
from dorgora.feed.core import Forged
from dorgora.feed.roads import rotation
from dorgora.feed.sync import frames, gate, wire
from dorgora.feed.sync.exchange import NodeSide
from dorgora.feed.sync.footing import ROOM
from dorgora.feed.writing import BACKGROUND, is_wanted, writing
from dorgora.kernel import clock
from dorgora.kernel.signing import agree

NO_CHECK_TIME = 0x200000
"""OpenSSL's own number for it (x509_vfy.h, X509_V_FLAG_NO_CHECK_TIME)."""
TIMEOUT_SECONDS = 60
MOST_ROUNDS = 200
LONGEST_SECONDS = 0.05
LEAST_BACK = 8 * 1024
"""Bytes before compression: with less a round would be mostly its TLS handshake."""
_one_at_a_time = threading.Lock()


class NoLine(Exception):
    """The hub cannot be reached now."""


class Declined(NoLine):
    """The hub answers, but not to what it was asked: for who asked that is no answer, yet the line is there."""


class NotThere(Declined):
    """The hub has nothing at that address: it is older than this laptop."""


@dataclass
class Outcome:
    """What one exchange came to. trouble: a code with a sentence, empty when all is well."""

    n_rounds: int = 0
    n_bytes: int = 0
    trouble: str = ""


@dataclass
class Appetite:
    """How many bytes of the hub's words are asked for at a time: what is signed as one is taken as one (ADR 0026)."""

    back: int = ROOM

    def note(self, seconds: float, is_somebody_waiting: bool) -> None:
        """After a transaction: less next time if somebody at the counter waited for a long one, else more again."""
        if is_somebody_waiting and seconds > LONGEST_SECONDS:
            self.back = max(LEAST_BACK, self.back // 2)
        elif not is_somebody_waiting or 2 * seconds < LONGEST_SECONDS:
            self.back = min(ROOM, self.back * 2)


_appetite = Appetite()


def exchange() -> Outcome:
    """Says what is new and takes what is new, round by round until both sides are level.

    Each round is durable on its own: a line that breaks loses the round under way and nothing before it.

    One at a time: an answer to an older question would look like an older disk.

    Raises:
        NoLine: the hub did not answer.
    """
    with _one_at_a_time:
        return _exchange()


def _exchange() -> Outcome:
    node = rotation.settle()
    outcome = Outcome()
    side = NodeSide(
        node.log,
        node.store,
        node.signer,
        node.identity.node_id,
        node.identity.hub_key,
        (ev.REGISTRY, ev.CATALOGUE),
        following=rotation.following(node),
    )
    more = True
    while more and outcome.n_rounds < MOST_ROUNDS:
        more = _round(side, outcome)
        rotation.settle()
    outcome.trouble = outcome.trouble or (side.trouble[-1] if side.trouble else "")
    return outcome


def _round(side: NodeSide, outcome: Outcome) -> bool:
    node = nodes.this()
    key = agree(node.identity.exchange_seed, node.identity.hub_exchange_key)
    side.back = _appetite.back
    with writing(BACKGROUND):
        request = side.request()
    body, asked = frames.ask(node.identity.node_id, key, gate.pack(request))
    answered = post(node.identity.hub_url, "/exchange", body, node.identity.hub_certificate)
    outcome.n_rounds += 1
    n_bytes = len(body) + len(answered)
    outcome.n_bytes += n_bytes
    try:
        reply = gate.unpack(frames.opened_answer(answered, key, asked), wire.Reply)
        with writing(BACKGROUND):
            began = clock.monotonic()
            more = side.take(reply)
            _note_contact(n_bytes, reply.at)
            is_somebody_waiting = is_wanted()
        _appetite.note(clock.monotonic() - began, is_somebody_waiting)
    except (gate.Refused, Forged) as wrong:
        outcome.trouble = "hub_" + wrong.reason
        with writing(BACKGROUND):
            node.store.alarm("hub_answer_refused", 0, 0)
        return False
    nodes.woken.set()
    return more


def _note_contact(n_bytes: int, hub_at: int) -> None:
    store = nodes.this().store
    clock.learn(hub_at)
    store.set_note("contact:last", str(hub_at))
    heads = dict(store.rows.of("feed_head", ("feed", "seq"), "feed", store.own_feeds()))
    store.set_note(noted.HEADS, json.dumps(heads))
    _add_bytes(n_bytes)


def count_bytes(n_bytes: int) -> None:
    """Adds to what went over the line today."""
    with writing(BACKGROUND):
        _add_bytes(n_bytes)


def _add_bytes(n_bytes: int) -> None:
    store, day = nodes.this().store, f"bytes:{clock.now():%Y-%m-%d}"
    store.set_note(day, str(noted.number(store.note(day)) + n_bytes))


def connect(
    hub_url: str, certificate: str, context: ssl.SSLContext | None = None
) -> http.client.HTTPSConnection:
    """A connection to the hub, pinned to its certificate, whatever day it is here, when one was vouched for.

    Raises:
        NoLine: keys would travel in clear: the address is not https.
    """
    parts = urlsplit(hub_url)
    if parts.scheme != "https":
        raise NoLine("the hub's address is not https")
    if context is None:
        context = ssl.create_default_context(cadata=certificate or None)
        if certificate:  # vouched for by the hub's key, for ever: this machine's clock may say 1970
            context.verify_flags |= NO_CHECK_TIME
    return http.client.HTTPSConnection(
        parts.hostname or "", parts.port or 443, timeout=TIMEOUT_SECONDS, context=context
    )


def post(hub_url: str, path: str, body: bytes, certificate: str) -> bytes:
    """The hub's answer to a POST, at most as many bytes as an exchange may have.

    Raises:
        NoLine: no answer.
        Declined: an answer that is not 200.
        NotThere: the answer is 404.
    """
    try:
        connection = connect(hub_url, certificate)
        connection.request("POST", path, body, {"Content-Type": "application/octet-stream"})
        response = connection.getresponse()
        answered = response.read(gate.MAX_WIRE + 1)
        connection.close()
    except (OSError, http.client.HTTPException) as wrong:
        raise NoLine(type(wrong).__name__) from wrong
    if response.status == 404:
        raise NotThere("status 404")
    if response.status != 200:
        raise Declined(f"status {response.status}")
    return answered


def note_line(state: str, trouble: str) -> None:
    """Remembers how the line is (`online`, `offline`) and what is wrong with it; the pages read it."""
    store = nodes.this().store
    if (store.note("contact:state"), store.note("contact:trouble")) != (state, trouble):
        with writing(BACKGROUND):
            store.set_note("contact:state", state)
            store.set_note("contact:trouble", trouble)
