"""Enrolment: a slip of paper with a one-time code and the hub's fingerprint makes a laptop a node.

The slip pins the hub's signing key; that key vouches for the TLS certificate, so the first connection needs no
authority. The answer is signed by the same key and carries of the registry's and the catalogue's newest snapshots
what the laptop needs before its first service; the rest comes by ordinary exchanges.
"""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
from collections.abc import Callable

from django.db import connections

from dorgora.feed import events as ev
from dorgora.feed import identity as identities
from dorgora.feed import node as nodes
from dorgora.feed import projecting, versions
from dorgora.feed.core import Forged
from dorgora.feed.generations import is_registry
from dorgora.feed.identity import Identity
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.roads import founding, https
from dorgora.feed.sync import gate, snapshot, wire
from dorgora.feed.sync.snapshot import Newcomer
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer, agree, agreement_public, is_signed

CODE_SECONDS = 14 * 24 * 3600
SPARES = 2
REGISTRY_BYTES, CATALOGUE_BYTES = 32 * 1024, 128 * 1024
"""So many packed bytes of each travel before the first service, however large the country is."""
CodesFor = Callable[[list[tuple[str, str]], int], list[tuple[int, str]]]


class Slip(wire.Wire, frozen=True):
    """What the paper says. pin: 26 characters of the hub key's digest. code: 20 characters, used once."""

    hub_url: str
    pin: str
    code: str


class Hello(wire.Wire, frozen=True):
    """The hub's key, and its signature over its TLS certificate (PEM)."""

    hub_key: bytes
    certificate: str
    signature: bytes


class Ask(wire.Wire, frozen=True):
    """A laptop asking to be enrolled."""

    code: str
    signing_key: bytes
    exchange_key: bytes


class Welcome(wire.Wire, frozen=True):
    """What a new node starts with. codes: (person id, digest of her one-time code), never in an event."""

    node_id: int
    hub_exchange_key: bytes
    snapshots: tuple[wire.Snapshot, ...]
    codes: tuple[tuple[int, str], ...]


class SignedWelcome(wire.Wire, frozen=True):
    """A packed Welcome under the hub's signature, bound to the asker's key."""

    packed: bytes
    signature: bytes


def fingerprint(hub_key: bytes) -> str:
    """26 characters (130 bits) of a hub key's digest, as the slip prints them."""
    return base64.b32encode(hashlib.sha256(b"dorgora hub" + hub_key).digest()).decode()[:26]


def _tidy(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")


def _digest(code: str) -> bytes:
    return hashlib.sha256(b"dorgora enrolment " + _tidy(code).encode()).digest()


def invite(name: str, places: list[tuple[str, str]]) -> Slip:
    """A slip for a new node with these (role, place) pairs; the code is good once, for two weeks."""
    node = nodes.this()
    code = base64.b32encode(secrets.token_bytes(13)).decode()[:20]
    with writing(), connections[node.using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO feed_invitation (code_digest, node_name, places, expires_at) VALUES (%s, %s, %s, %s)",
            [_digest(code), name, json.dumps(places), clock.now_seconds() + CODE_SECONDS],
        )
    return Slip(node.identity.hub_url, fingerprint(node.identity.hub_key), code)


def hello() -> bytes:
    """What the hub says to anyone who asks who it is."""
    node = nodes.this()
    certificate = node.identity.hub_certificate
    signature = node.signer.sign(b"dorgora tls" + certificate.encode())
    return gate.pack(Hello(node.identity.hub_key, certificate, signature))


def admit(body: bytes, codes_for: CodesFor) -> bytes:
    """The hub's answer to a laptop that asks; `codes_for(places, node)` gives the people's code digests.

    Raises:
        Refused: `enrolment_code`: unknown, used or too old, or the keys are those of a node there is.
        gate.Refused: not within bounds.
    """
    ask = gate.unpack(body, Ask)
    node = nodes.this()
    _check_keys(node, ask)
    with writing():
        name, places, node_id = _redeem(ask)
        node_id = node_id or _enrol(name, places, ask)
    newcomer = Newcomer(node_id, frozenset(place for _, place in places))
    own_key = agreement_public(node.identity.exchange_seed)
    codes = tuple(codes_for(places, node_id))
    packed = gate.pack(Welcome(node_id, own_key, _snapshots(node, newcomer), codes))
    return gate.pack(SignedWelcome(packed, node.signer.sign(_bound(packed, ask.signing_key))))


def _snapshots(node: nodes.Node, newcomer: Newcomer) -> tuple[wire.Snapshot, ...]:
    made = (
        snapshot.first(node.log, node.store, node.signer, feed, newcomer, projecting.first(), most)
        for feed in node.store.shared_feeds()
        for most in (REGISTRY_BYTES if is_registry(feed) else CATALOGUE_BYTES,)
    )
    return tuple(one for one in made if one is not None)


def _check_keys(node: nodes.Node, ask: Ask) -> None:
    """Whether an exchange can be agreed with these keys.

    Raises:
        Refused: `shape`, of the gate: it cannot.
    """
    try:
        agree(node.identity.exchange_seed, ask.exchange_key)
    except ValueError as wrong:
        raise gate.Refused("shape") from wrong
    if len(ask.signing_key) != 32:
        raise gate.Refused("shape")


def _bound(packed: bytes, signing_key: bytes) -> bytes:
    return b"dorgora welcome" + signing_key + packed


def _redeem(ask: Ask) -> tuple[str, list[tuple[str, str]], int]:
    """The name and places on the slip, and the node it made; 0 while it made none.

    A laptop that never heard the answer asks again with the same keys, and is answered again: that one alone.

    Raises:
        Refused: `enrolment_code`.
    """
    now, digest = clock.now_seconds(), _digest(ask.code)
    with connections[nodes.this().using].cursor() as cursor:
        cursor.execute(
            "UPDATE feed_invitation SET used_at = %s WHERE code_digest = %s AND used_at IS NULL AND expires_at >= %s",
            [now, digest, now],
        )
        is_new = cursor.rowcount == 1
        cursor.execute(
            "SELECT node_name, places, node_id FROM feed_invitation WHERE code_digest = %s", [digest]
        )
        found = cursor.fetchone()
    if found is None or not (is_new or _is_node(found[2], ask)):
        raise Refused("enrolment_code")
    return found[0], [(role, place) for role, place in json.loads(found[1])], found[2]


def _is_node(node_id: int, ask: Ask) -> bool:
    """Whether this trusted node has these keys."""
    return bool(
        nodes.this().store.rows.all(
            "SELECT 1 FROM feed_node"
            " WHERE node_id = %s AND signing_key = %s AND exchange_key = %s AND revoked_at IS NULL",
            [node_id, ask.signing_key, ask.exchange_key],
        )
    )


def _enrol(name: str, places: list[tuple[str, str]], ask: Ask) -> int:
    """Writes the node and its feeds down, and on the slip which node it made.

    Raises:
        Refused: `enrolment_code`.
    """
    rows = nodes.this().store.rows
    numbers = iter(founding.next_feeds(len(places) * (1 + SPARES)))  # the registry is held from here on
    if rows.all(
        "SELECT 1 FROM feed_nodekey WHERE signing_key = %s"
        " UNION ALL SELECT 1 FROM feed_node WHERE signing_key = %s OR exchange_key = %s",
        [ask.signing_key, ask.signing_key, ask.exchange_key],
    ):
        # Two nodes with one key could not be told apart; a laptop asks with other keys for every slip.
        raise Refused("enrolment_code")
    (node_id,) = founding.write_registry(
        [(ev.ENROLLED, ev.Enrolled(name, ask.signing_key, ask.exchange_key))], None
    )
    granted: list[tuple[Kind, Part]] = []
    for role, place in places:
        feed = next(numbers)
        granted.append((ev.GRANTED, ev.Granted(feed, role, place, 0)))
        granted += [(ev.GRANTED, ev.Granted(next(numbers), role, place, feed)) for _ in range(SPARES)]
    founding.write_registry(granted, node_id)
    rows.run("UPDATE feed_invitation SET node_id = %s WHERE code_digest = %s", [node_id, _digest(ask.code)])
    return node_id


def enrol(slip: Slip, keep_codes: Callable[[tuple[tuple[int, str], ...]], None]) -> int:
    """Makes this laptop the node the slip is for; gives its number. `keep_codes` keeps the people's code digests.

    What can be done again comes first: keys are kept before they are told, and the laptop calls itself a node
    only after everything it was given is in its database. Dying anywhere in between, it is told again.

    Raises:
        Refused: `already_enrolled`, `hub_pin` (another hub answered), `enrolment_code`, `no_line`.
    """
    node = nodes.this()
    pending = identities.load(node.folder, node.disk_key)
    if pending is not None and pending.node_id:
        raise Refused("already_enrolled")
    hub = _meet(slip)
    if pending is None:
        pending = Identity(secrets.token_bytes(32), secrets.token_bytes(32))
        identities.save(node.folder, node.disk_key, pending)
    seed, exchange_seed = (_for_slip(slip, one) for one in (pending.signing_seed, pending.exchange_seed))
    welcome = _ask(slip, hub, Ask(slip.code, Signer(seed).public, agreement_public(exchange_seed)))
    with writing():
        _begin(node, welcome, hub.hub_key)
        keep_codes(welcome.codes)
    identity = Identity(
        seed,
        exchange_seed,
        welcome.node_id,
        slip.hub_url,
        hub.hub_key,
        welcome.hub_exchange_key,
        hub.certificate,
    )
    identities.save(node.folder, node.disk_key, identity)
    nodes.forget()
    return welcome.node_id


def _for_slip(slip: Slip, seed: bytes) -> bytes:
    """The seed this laptop uses with this slip, always the same: another slip makes another node, with other keys."""
    return hmac.digest(seed, b"dorgora slip" + _digest(slip.code), "sha256")


def _ask(slip: Slip, hub: Hello, ask: Ask) -> Welcome:
    """The hub's answer, if it is the hub's.

    Raises:
        Refused: `enrolment_code`, `no_line` or `hub_pin`.
    """
    try:
        answered = https.post(slip.hub_url, "/enrol", gate.pack(ask), hub.certificate)
    except https.NoLine as wrong:
        raise Refused("enrolment_code" if "status 4" in str(wrong) else "no_line") from wrong
    signed = gate.unpack(answered, SignedWelcome)
    if not is_signed(hub.hub_key, _bound(signed.packed, ask.signing_key), signed.signature):
        raise Refused("hub_pin")
    return gate.unpack(signed.packed, Welcome)


def _meet(slip: Slip) -> Hello:
    """Asks the hub who it is and holds the answer against the slip.

    Raises:
        Refused: `no_line`, `hub_not_ready` or `hub_pin`.
    """
    anyone = ssl.create_default_context()
    anyone.check_hostname = False
    anyone.verify_mode = ssl.CERT_NONE
    try:
        connection = https.connect(slip.hub_url, "", anyone)
        connection.request("GET", "/enrol")
        response = connection.getresponse()
        body = response.read(gate.MAX_WIRE)
    except (OSError, https.NoLine, http.client.HTTPException) as wrong:
        raise Refused("no_line") from wrong
    if response.status != 200:
        raise Refused("hub_not_ready")
    try:
        hub = gate.unpack(body, Hello)
    except gate.Refused as wrong:
        raise Refused("hub_pin") from wrong
    vouched = is_signed(hub.hub_key, b"dorgora tls" + hub.certificate.encode(), hub.signature)
    if fingerprint(hub.hub_key) != slip.pin or not vouched:
        raise Refused("hub_pin")
    return hub


def _begin(node: nodes.Node, welcome: Welcome, hub_key: bytes) -> None:
    """Begins the registry and then the catalogue, if they were not begun before.

    Raises:
        Refused: `hub_pin`: a snapshot is not the hub's, or not of these feeds.
    """
    versions.begin(node)
    node.store.set_note("node", str(welcome.node_id))
    try:
        for one in welcome.snapshots:
            if not is_registry(one.head.feed) and one.head.feed not in node.store.shared_feeds():
                raise Refused("hub_pin")
            snapshot.begin(node.log, node.store, hub_key, one.head.feed, one)
    except Forged as forged:
        raise Refused("hub_pin") from forged
