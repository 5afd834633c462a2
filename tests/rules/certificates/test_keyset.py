"""The published key set: whole, the hub's own, and every status list signed by who may."""

import json
from datetime import UTC, datetime, timedelta

import cbor2
import pytest

from dorgora.certificates import cose, keyset
from dorgora.kernel.signing import is_signed
from tests.rules.certificates.samples import (
    HUB,
    LIST_AT,
    NODE,
    OFFICE,
    OTHER_OFFICE,
    STRANGER,
    key_set,
    node_key,
    office_key,
    signed_list,
    status_list,
)


def published(*tokens, hub=HUB, **changes):
    return keyset.make([office_key(*tokens, **changes), node_key()], hub=hub, issued_at=LIST_AT)


def resigned(change):
    """The document with something changed and a true signature of the hub over it."""
    document = json.loads(published(signed_list(status_list(1))))
    change(document["key_set"])
    signed = cbor2.dumps(["dorgora key set", document["key_set"]], canonical=True)
    return json.dumps({**document, "signature": HUB.sign(signed).hex()})


def test_it_works():
    loaded = keyset.load(published(signed_list(status_list(3))), HUB.public)
    assert {key.issuer: key.public for key in loaded.keys.values()} == {
        "10092570": OFFICE.public,
        "centre 5": NODE.public,
    }
    assert loaded.status_lists == {("10092570", "10092570-2026"): (status_list(3),)}
    assert loaded.issued_at == LIST_AT and loaded.hub_public == HUB.public


def test_it_is_json_that_a_stranger_can_verify():
    """Recomputed from the description alone: canonical JSON, and canonical CBOR under the signature."""
    text = published(signed_list(status_list(3)))
    document = json.loads(text)
    assert json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    signed = cbor2.dumps(["dorgora key set", document["key_set"]], canonical=True)
    public = bytes.fromhex(document["key_set"]["hub"]["public_key"])
    assert is_signed(public, signed, bytes.fromhex(document["signature"]))


def test_how_the_json_is_written_does_not_matter():
    document = json.loads(published())
    assert keyset.load(json.dumps(document, indent=4).encode(), HUB.public) == key_set()


def test_the_same_keys_make_the_same_document():
    keys = [office_key(), node_key()]
    assert keyset.make(keys, hub=HUB, issued_at=LIST_AT) == keyset.make(
        keys[::-1], hub=HUB, issued_at=LIST_AT
    )


def test_a_key_comes_back_as_it_was_given():
    given = [office_key(signed_list(status_list(1))), node_key(not_after_at=datetime(2030, 1, 1, tzinfo=UTC))]
    assert set(key_set(keys=given).keys) == {(key.issuer, key.kid) for key in given}
    assert [key_set(keys=given).keys[key.issuer, key.kid] for key in given] == given


def test_another_hub_is_refused_when_ours_is_pinned():
    text = published(hub=STRANGER)
    with pytest.raises(keyset.BadKeySet, match="another hub"):
        keyset.load(text, HUB.public)
    assert keyset.load(text).hub_public == STRANGER.public


@pytest.mark.parametrize(
    "old_new", [("10092570-2026", "10092570-2027"), ("receipts", "certificates"), ("2026", "2027")]
)
def test_an_altered_set_is_refused(old_new):
    text = published(signed_list(status_list(1)))
    with pytest.raises(keyset.BadKeySet):
        keyset.load(text.replace(*old_new), HUB.public)


def test_every_altered_character_of_the_signature_is_refused():
    document = json.loads(published())
    signature = document["signature"]
    for place in range(0, 128, 7):
        document["signature"] = signature[:place] + "f1"[signature[place] == "f"] + signature[place + 1 :]
        with pytest.raises(keyset.BadKeySet):
            keyset.load(json.dumps(document), HUB.public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"key_set":{},"signature":""}',
        "[" * 100_000,
        '{"a":' * 50_000,
        "\ud800",
        b"\xff",
    ],
)
def test_what_is_no_key_set_is_refused(text):
    with pytest.raises(keyset.BadKeySet):
        keyset.load(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(version=2),
        lambda found: found.update(extra=1),
        lambda found: found.update(issued_at=1.5),
        lambda found: found["keys"][0].update(kid="0000000000000000"),
        lambda found: found["keys"][0].update(use="everything"),
        lambda found: found["keys"][0].update(public_key="00"),
        lambda found: found["keys"][0].update(public_key="no hex"),
        lambda found: found["keys"][1].update(public_key="00", kid=cose.key_id(b"\0").hex(), status_lists=[]),
        lambda found: found["keys"].append(found["keys"][0]),
        lambda found: [key.update(issuer="10092571") for key in found["keys"]],
        lambda found: [named.update(name="other") for key in found["keys"] for named in key["status_lists"]],
        lambda found: [named.update(signed="%") for key in found["keys"] for named in key["status_lists"]],
        lambda found: [named.update(signed="") for key in found["keys"] for named in key["status_lists"]],
        lambda found: [key.update(use="receipts") for key in found["keys"]],
    ],
)
def test_a_set_out_of_form_is_refused_though_signed(change):
    with pytest.raises(keyset.BadKeySet):
        keyset.load(resigned(change), HUB.public)
    assert keyset.load(resigned(lambda found: None), HUB.public)


def test_an_oversized_set_is_refused_unread(monkeypatch):
    monkeypatch.setattr(keyset, "MAX_KEY_SET_BYTES", 100)
    with pytest.raises(keyset.BadKeySet, match="larger"):
        keyset.load(" " * 101)


def test_a_list_by_the_hub_stands_for_any_issuer():
    loaded = key_set(signed_list(status_list(5), HUB))
    assert loaded.status_lists["10092570", "10092570-2026"] == (status_list(5),)


@pytest.mark.parametrize("signer", [STRANGER, NODE, OTHER_OFFICE])
def test_a_list_by_someone_else_is_never_published(signer):
    other = office_key(public=OTHER_OFFICE.public, issuer="10092571")
    with pytest.raises(keyset.BadKeySet):
        key_set(keys=[office_key(signed_list(status_list(5), signer)), node_key(), other])


def test_a_wrong_clock_is_brought_within_the_time_of_the_key():
    key = office_key()
    assert key.within(datetime(1970, 1, 1, tzinfo=UTC)) == key.not_before_at
    assert key.within(datetime(2031, 1, 1, tzinfo=UTC)) == key.not_after_at
    assert key.within(LIST_AT) == LIST_AT
    assert node_key().within(LIST_AT + timedelta(days=9999)) == LIST_AT + timedelta(days=9999)
