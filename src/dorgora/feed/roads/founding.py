"""The hub's beginning: its keys, its three own feeds, and the certificate its exchanges are served under."""

import datetime
import ipaddress
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dorgora.feed import events as ev
from dorgora.feed import generations, versions
from dorgora.feed import identity as identities
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.identity import Identity
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import make_id
from dorgora.kernel.secrets_file import write_durably
from dorgora.kernel.signing import Signer, agreement_public

OWN_FEEDS = ((ev.REGISTRY, "registry"), (ev.CATALOGUE, "catalogue"), (ev.HUB_PEOPLE, "people"))
FIRST_FREE_FEED = 16


def found(name: str, exchange_url: str, host: str) -> None:
    """Makes this installation the hub.

    Raises:
        Refused: `already_founded`.
    """
    node = nodes.this()
    known = identities.load(node.folder, node.disk_key)
    if known is not None and node.store.head(ev.REGISTRY) is not None:
        raise Refused("already_founded")
    if known is None:
        known = _new_identity(node, exchange_url, host)
    hub = agreement_public(known.exchange_seed)
    facts: list[tuple[Kind, Part]] = [(ev.FOUNDED, ev.Founded(name, known.hub_key, hub))]
    facts += [(ev.GRANTED, ev.Granted(feed, "hub", place, 0)) for feed, place in OWN_FEEDS]
    write_registry(facts, known.node_id)


def _new_identity(node: nodes.Node, exchange_url: str, host: str) -> Identity:
    """The hub's keys, kept before its first event: one that died in between is founded again with the same."""
    own = make_certificate(node.folder, host)
    seed, exchange_seed = secrets.token_bytes(32), secrets.token_bytes(32)
    hub_key, hub_exchange_key = Signer(seed).public, agreement_public(exchange_seed)
    hub_id = make_id(ev.REGISTRY, 1)
    identity = Identity(seed, exchange_seed, hub_id, exchange_url, hub_key, hub_exchange_key, own)
    identities.save(node.folder, node.disk_key, identity)
    nodes.forget()
    return identity


def write_registry(facts: list[tuple[Kind, Part]], subject: int | None) -> list[int]:
    """Appends to the registry; a subject of None lets each event create what it is about.

    The first event of a hub or node is its own subject, whatever `subject` says.
    """
    node = nodes.this()
    at = clock.now_seconds()
    with writing(subjects=() if subject is None else [subject]):
        drafts = [
            Draft(kind, part, None, None if kind in (ev.FOUNDED, ev.ENROLLED) else subject, 0, at)
            for kind, part in facts
        ]
        written = node.log.append(node.store.registry(), drafts, node.signer)
        _note_node(node)
        nodes.wake_when_written()
    return [event.id for event in written]


def _note_node(node: nodes.Node) -> None:
    versions.begin(node)
    node.store.set_note("node", str(node.identity.node_id))


def next_feeds(n: int) -> range:
    """The next unused feed numbers; call it in the transaction that grants them, the registry is held.

    Raises:
        Refused: `feeds_used_up`: this registry grants no more; `dorgora went-back` begins another.
    """
    store = nodes.this().store
    store.claim(store.registry())
    span = generations.span(store.registry())
    found_ = store.rows.all(
        "SELECT MAX(feed) FROM feed_grant WHERE feed BETWEEN %s AND %s", [span[0], span[-1]]
    )
    first = max(FIRST_FREE_FEED, (found_[0][0] or 0) + 1)
    if first + n > span.stop:
        raise Refused("feeds_used_up")
    return range(first, first + n)


def open_hub_feed(role: str, place: str) -> int:
    """A feed of the hub's own for an office or district; the one there is when there is one.

    The hub acts on it only while no laptop is enrolled for that place.
    """
    node = nodes.this()
    with writing(subjects=[node.identity.node_id]):
        there = node.store.granted(node.identity.node_id, role, place)
        if there is None:
            there = next_feeds(1)[0]
            write_registry([(ev.GRANTED, ev.Granted(there, role, place, 0))], node.identity.node_id)
    return there


def revoke(node_id: int, reason: str) -> str:
    """Trusts a node no more, for ever; gives its name.

    Raises:
        Refused: `unknown_node`; `own_node`: the hub's own receipts would count no more; `already_revoked`.
    """
    node = nodes.this()
    with writing(subjects=[node_id]):
        found = node.store.rows.all("SELECT name, revoked_at FROM feed_node WHERE node_id = %s", [node_id])
        if not found:
            raise Refused("unknown_node", "node", {"node": node_id})
        if node_id == node.identity.node_id:
            raise Refused("own_node", "node", {"node": node_id})
        ((name, revoked_at),) = found
        if revoked_at is not None:
            raise Refused("already_revoked", "node", {"node": node_id, "name": name})
        write_registry([(ev.REVOKED, ev.Revoked(reason))], node_id)
    return str(name)


def take_back(feed: int, reason: str) -> int:
    """Ends a feed with all its spares, and opens the hub's own for that place; gives the hub's feed.

    Raises:
        Refused: `no_feed`, it was never granted or is ended already; `own_feed`, the hub's own.
    """
    node = nodes.this()
    if node.store.writer_of(feed) == node.identity.node_id:
        raise Refused("own_feed", "feed", {"feed": feed})
    with writing(subjects={node.store.writer_of(feed), node.identity.node_id} - {0}):
        feeds = node.store.feeds_beside(feed)
        if not feeds:
            raise Refused("no_feed", "feed", {"feed": feed})
        # An exchange may be adding to them: where they end is known once nobody else can.
        heads = [(one, node.store.claim(one)) for one in feeds]
        ended: list[tuple[Kind, Part]] = [
            (ev.ENDED, ev.Ended(one, head.seq if head is not None else 0, reason)) for one, head in heads
        ]
        write_registry(ended, node.store.writer_of(feed))
        author = node.store.author(feed)
        return open_hub_feed(author.role, author.place)


def make_certificate(folder: Path, host: str) -> str:
    """A self-signed TLS certificate for `host` and loopback, kept in the folder; gives its PEM.

    Nodes pin it by the hub's own key, so it needs no authority behind it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    begins = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    names = [x509.DNSName(host), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Wide on purpose: a laptop's clock may say any year, and what is trusted is the pinned key.
        .not_valid_before(begins)
        .not_valid_after(datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    write_durably(
        folder / "tls.key",
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    write_durably(folder / "tls.pem", pem)
    return pem.decode()
