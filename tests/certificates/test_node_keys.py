"""A laptop changes its key over the real exchange; what it printed before still verifies."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.certificates import cose, keyset, qr, queries, rules, verify
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document, to_claims
from dorgora.feed import events as ev
from dorgora.feed import identity as identities
from dorgora.feed import node as nodes
from dorgora.feed.event import GENESIS, Head
from dorgora.feed.roads import enrol, rotation, serve
from dorgora.feed.sync import frames, gate, wire
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer, agree, agreement_public
from tests.retold import retold

OLD, NEW = Signer(b"o" * 32), Signer(b"n" * 32)


def enrolled() -> enrol.Welcome:
    slip = enrol.invite("laptop", [("centre", "20")])
    ask = gate.pack(enrol.Ask(slip.code, OLD.public, agreement_public(b"x" * 32)))
    answered = gate.unpack(enrol.admit(ask, lambda places, node_id: []), enrol.SignedWelcome)
    return gate.unpack(answered.packed, enrol.Welcome)


def asks(welcome: enrol.Welcome, rotates: wire.Rotation | None) -> wire.Reply:
    """One exchange of the laptop, as bytes through the hub's own door."""
    node_id = welcome.node_id
    feed = nodes.this().store.feed_for(node_id, "centre", "20")
    assert feed is not None
    run = wire.Run(feed, 0, b"", 0, Head(feed, 0, b""), ())
    held = tuple((one.head.feed, one.head.seq, one.head.hash[:8]) for one in welcome.snapshots)
    request = wire.Request(wire.VERSION, 0, GENESIS, held, (run,), (), (), 48_000, rotation=rotates)
    key = agree(b"x" * 32, welcome.hub_exchange_key)
    body, asked = frames.ask(node_id, key, gate.pack(request))
    return gate.unpack(frames.opened_answer(serve.answer(body), key, asked), wire.Reply)


def receipt(node_id: int, signer: Signer) -> str:
    document = Document(
        kind=Kind.RECEIPT,
        issuer=rules.issuer_of_node(node_id),
        serial="S",
        issued_at=clock.now(),
        service="birth_registration",
        service_version=1,
        fields={rules.RECEIPT_NUMBER: "1"},
    )
    return qr.to_qr_text(cose.sign1(to_claims(document), signer, cose.key_id(signer.public)))


def judged(text: str) -> str:
    published = keyset.load(queries.key_set(clock.now()), nodes.this().signer.public)
    return verify.verify(text, published, clock.now() + timedelta(days=1)).outcome


def test_receipts_of_an_earlier_key_still_verify(hub: Any) -> None:
    welcome = enrolled()
    node_id = welcome.node_id
    before, after = receipt(node_id, OLD), receipt(node_id, NEW)
    assert (judged(before), judged(after)) == ("valid", "unknown_key")
    proof = OLD.sign(ev.rotation_message(node_id, NEW.public))
    with retold():
        reply = asks(welcome, wire.Rotation(NEW.public, proof))
    assert [one.kind for run in reply.runs for one in run.events] == ["node.key_rotated"]
    assert (judged(before), judged(after)) == ("valid", "valid")
    keys = keyset.load(queries.key_set(clock.now())).keys
    own = {key.public: key for key in keys.values() if key.issuer == rules.issuer_of_node(node_id)}
    assert own.keys() == {OLD.public, NEW.public}
    assert own[NEW.public].not_after_at is None
    assert own[OLD.public].not_after_at == own[NEW.public].not_before_at


def test_a_proof_by_somebody_else_changes_no_key(hub: Any) -> None:
    welcome = enrolled()
    forged = NEW.sign(ev.rotation_message(welcome.node_id, NEW.public))
    assert asks(welcome, wire.Rotation(NEW.public, forged)).runs == ()
    assert judged(receipt(welcome.node_id, NEW)) == "unknown_key"
    assert nodes.this().store.rows.all("SELECT code FROM feed_alarm") == [("forged_key",)]


def test_the_hubs_own_key_stays(hub: Any) -> None:
    with pytest.raises(Refused, match="hub_key"):
        rotation.begin()


def test_a_new_key_is_kept_and_stays_the_one_until_it_counts(hub: Any, settings: Any) -> None:
    settings.ROLE = "centre"
    rotation.begin()
    ready = nodes.this().identity.next_seed
    rotation.begin()
    assert nodes.this().identity.next_seed == ready and len(ready) == 32
    assert rotation.settle().identity.next_seed == ready, "nobody has written it down"


def test_going_over_to_a_key_is_not_undone_by_an_older_reading(hub: Any, settings: Any) -> None:
    settings.ROLE = "centre"
    node = nodes.this()
    gone_over = replace(node.identity, signing_seed=b"s" * 32)  # by another thread, since this one read it
    identities.save(node.folder, node.disk_key, gone_over)
    rotation.begin()
    kept = identities.load(node.folder, node.disk_key)
    assert kept is not None and kept.signing_seed == gone_over.signing_seed and len(kept.next_seed) == 32


class Watched:
    """A lock that says when a second one asks for it."""

    def __init__(self) -> None:
        self.lock, self.n_asked, self.second = threading.Lock(), 0, threading.Event()

    def __enter__(self) -> None:
        self.n_asked += 1
        if self.n_asked == 2:
            self.second.set()
        self.lock.acquire()

    def __exit__(self, *wrong: object) -> None:
        self.lock.release()


def test_two_who_ask_at_once_make_one_key_ready(hub: Any, settings: Any, monkeypatch: Any) -> None:
    settings.ROLE = "centre"
    watched, told, save = Watched(), list[bytes](), identities.save
    other = threading.Thread(target=rotation.begin)

    def other_begins(folder: Any, disk_key: bytes, identity: identities.Identity) -> None:
        """Between the first one's look at the disk and what it writes there."""
        if not told:
            other.start()
            assert watched.second.wait(60)
        told.append(identity.next_seed)
        save(folder, disk_key, identity)

    monkeypatch.setattr(rotation, "_one_at_a_time", watched)
    monkeypatch.setattr(identities, "save", other_begins)
    rotation.begin()
    other.join()
    assert told == [nodes.this().identity.next_seed]
