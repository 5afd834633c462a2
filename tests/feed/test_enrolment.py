"""A slip is good once, and for the laptop that used it again and again; a place taken back is the hub's."""

from pathlib import Path
from typing import Any

import pytest

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import enrol, founding, https
from dorgora.feed.sync import gate
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import Signer, agreement_public, is_signed
from tests.retold import retold

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


def test_a_laptop_that_lost_two_answers_is_one_node_a_slip(
    hub: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each slip makes a node with keys of its own, however often an answer is lost."""
    hello = gate.unpack(enrol.hello(), enrol.Hello)
    slips = [enrol.invite("laptop", [("centre", place)]) for place in ("20", "30")]
    settings.DATA_DIR = tmp_path / "laptop"
    told: list[bytes] = []

    def lost(url: str, path: str, body: bytes, certificate: str) -> bytes:
        told.append(body)
        raise https.NoLine("no answer")

    monkeypatch.setattr(enrol, "_meet", lambda slip: hello)
    monkeypatch.setattr(https, "post", lost)
    nodes.forget()
    for slip in (*slips, *slips):
        with pytest.raises(Refused, match="no_line"):
            enrol.enrol(slip, lambda codes: None)
    monkeypatch.undo()
    settings.DATA_DIR = tmp_path
    nodes.forget()
    one, two, one_again, two_again = [welcome(enrol.admit(body, no_codes)).node_id for body in told]
    assert (one_again, two_again) == (one, two) and one != two


@pytest.mark.parametrize("is_old", [False, True])
def test_another_slip_says_nothing_to_the_keys_of_a_node_there_is(hub: Any, is_old: bool) -> None:
    """Keys stand in the registry for all to read: they open no other place, nor the codes of its people."""
    enrol.admit(asked(enrol.invite("laptop", PLACES).code, b"a" * 32), no_codes)
    other = enrol.invite("another", [("office", "30")])
    if is_old:
        nodes.this().store.rows.run("UPDATE feed_invitation SET expires_at = 1 WHERE used_at IS NULL")

    def sent(places: list[tuple[str, str]], node_id: int) -> list[tuple[int, str]]:
        pytest.fail("the codes would go to the wrong laptop")

    with pytest.raises(Refused, match="enrolment_code"):
        enrol.admit(asked(other.code, b"a" * 32), sent)
    assert nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_node") == [(2,)]
    if not is_old:  # the slip stays good for the laptop it is for
        assert welcome(enrol.admit(asked(other.code, b"b" * 32), no_codes)).codes


def test_a_laptop_that_is_not_trusted_any_more_is_not_answered_again(hub: Any) -> None:
    slip = enrol.invite("laptop", PLACES)
    node_id = welcome(enrol.admit(asked(slip.code, b"a" * 32), no_codes)).node_id
    founding.write_registry([(ev.REVOKED, ev.Revoked("stolen"))], node_id)
    with pytest.raises(Refused, match="enrolment_code"):
        enrol.admit(asked(slip.code, b"a" * 32), no_codes)


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
    with retold():
        assert founding.take_back(laptop_feed, "taken_back") == own
    assert nodes.this().store.nodes_of("office", "20") == []
    assert nodes.this().store.feed_for(node_id, "office", "20") == own


def test_a_revoked_laptop_is_told_again_as_revoked(hub: Any) -> None:
    laptop = welcome(enrol.admit(asked(enrol.invite("laptop", PLACES).code, b"a" * 32), no_codes)).node_id
    with retold():
        assert founding.revoke(laptop, "stolen") == "laptop"
    assert [one.id for one in feed.laptops() if one.is_revoked] == [laptop]


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
