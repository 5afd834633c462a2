"""A slip is good once, and for the laptop that used it again and again; a place taken back is the hub's."""

from typing import Any

import pytest

from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import enrol, founding
from dorgora.feed.sync import gate
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer, agreement_public, is_signed

PLACES = [("centre", "20"), ("office", "20")]


def asked(code: str, seed: bytes) -> bytes:
    return gate.pack(enrol.Ask(code, Signer(seed).public, agreement_public(seed)))


def welcome(packed: bytes) -> enrol.Welcome:
    return gate.unpack(gate.unpack(packed, enrol.SignedWelcome).packed, enrol.Welcome)


def no_codes(places: list[tuple[str, str]], node_id: int) -> list[tuple[int, str]]:
    return [(7, f"digest for {len(places)} places")]


def test_a_laptop_that_never_heard_the_answer_is_answered_again(hub: Any) -> None:
    slip = enrol.invite("laptop", PLACES)
    first = welcome(enrol.admit(asked(slip.code, b"a" * 32), no_codes))
    again = welcome(enrol.admit(asked(slip.code.lower(), b"a" * 32), no_codes))
    assert again.node_id == first.node_id
    assert nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_node") == [(2,)]


def test_another_laptop_gets_nothing_for_a_used_slip(hub: Any) -> None:
    slip = enrol.invite("laptop", PLACES)
    enrol.admit(asked(slip.code, b"a" * 32), no_codes)
    with pytest.raises(Refused, match="enrolment_code"):
        enrol.admit(asked(slip.code, b"b" * 32), no_codes)


def test_unusable_keys_are_refused_and_the_slip_stays_good(hub: Any) -> None:
    slip = enrol.invite("laptop", PLACES)
    for exchange_key in (b"", bytes(32), b"x" * 31):
        with pytest.raises(gate.Refused):
            enrol.admit(gate.pack(enrol.Ask(slip.code, bytes(32), exchange_key)), no_codes)
    assert welcome(enrol.admit(asked(slip.code, b"a" * 32), no_codes)).codes == ((7, "digest for 2 places"),)


def test_the_welcome_is_signed_for_just_this_asker(hub: Any) -> None:
    slip = enrol.invite("laptop", PLACES)
    signed = gate.unpack(enrol.admit(asked(slip.code, b"a" * 32), no_codes), enrol.SignedWelcome)
    key = nodes.this().identity.hub_key
    assert is_signed(key, b"dorgora welcome" + Signer(b"a" * 32).public + signed.packed, signed.signature)
    assert not is_signed(key, b"dorgora welcome" + Signer(b"b" * 32).public + signed.packed, signed.signature)


def test_the_hub_does_not_act_for_an_office_a_laptop_is_enrolled_for(hub: Any) -> None:
    own = hub("office", "20")
    node_id = nodes.this().identity.node_id
    assert ("office", "20") in feed.own_places()
    enrol.admit(asked(enrol.invite("laptop", PLACES).code, b"a" * 32), no_codes)
    assert ("office", "20") not in feed.own_places()
    assert nodes.this().store.feed_for(node_id, "office", "20") is None
    laptop_feed = nodes.this().store.rows.all(
        "SELECT MIN(feed) FROM feed_grant WHERE role = 'office' AND place = '20' AND node_id <> %s", [node_id]
    )[0][0]
    assert founding.take_back(laptop_feed, "taken_back") == own
    assert nodes.this().store.nodes_of("office", "20") == []
    assert nodes.this().store.feed_for(node_id, "office", "20") == own


def test_a_hub_that_died_while_it_was_founded_is_founded_again(hub: Any) -> None:
    with pytest.raises(Refused, match="already_founded"):
        founding.found("Hub", "https://hub.test", "hub.test")
    key = nodes.this().identity.hub_key
    for table in ("feed_event", "feed_head", "feed_grant", "feed_node", "feed_note", "feed_todo"):
        nodes.this().store.rows.run(f"DELETE FROM {table}")
    nodes.forget()
    founding.found("Hub", "https://hub.test", "hub.test")
    assert nodes.this().identity.hub_key == key
    assert nodes.this().store.author(1) == ("hub", "registry")
